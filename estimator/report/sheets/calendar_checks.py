"""What Checks says of the calendar: the months against the live totals, by each route."""

from collections.abc import Iterator
from decimal import Decimal

from estimator.model.address import letters
from estimator.model.calendar import GROUPED_BY, ONE_TIME, PLANNED_COST, RECURRING
from estimator.model.estimate import Estimate
from estimator.report.grid import Grid
from estimator.report.sheets import plan
from estimator.report.sheets.check import Check, count


def checks(grid: Grid, by_month: Grid, estimate: Estimate, places: plan.Places) -> Iterator[Check]:
    """The months against the live totals, and the calendar by each of its routes."""
    amounts = estimate.calendar.all
    ids = by_month.over(f"=COUNTA({by_month.span('workload_id')})")
    whole = grid.over(f"=ROWS({grid.span('workload_id')})")
    yield count("Workloads on Months", ids, whole, estimate.rows)
    for name in ("training_cost", "monthly_cost"):
        shown = estimate.currency.shown(name)
        value = estimate.totals[shown]
        here, there = f"=SUM({by_month.span(name)})", f"=SUM({grid.span(shown)})"
        said = f"{grid.title(shown)}: Months against Estimates"
        yield Check(said, by_month.over(here), grid.over(there), value, value)
    if not by_month.live:
        differ = grid.over(f"=SUMPRODUCT({_typed_since(grid, by_month)})")
        said = "Workloads with other months or growth than at the run"
        yield count(said, differ, "=0", 0)
    kinds = (ONE_TIME, RECURRING)
    spent = sum(
        (amounts[kind + month] for kind in kinds for month in estimate.calendar.plan.months),
        Decimal(0),
    )
    parts = "+".join(f"SUM({by_month.span(name)})" for name in ("one_time_cost", "recurring_cost"))
    total = f"={places.cell('all', places.whole)}"
    yield Check("Calendar: Months against Plan", by_month.over(f"={parts}"), total, spent, spent)
    for dimension in GROUPED_BY:
        said = f"Calendar: all workloads against by {dimension.replace('_', ' ')}"
        yield Check(said, total, f"={places.cell(dimension, places.whole)}", spent, spent)
    shown = estimate.currency.shown(PLANNED_COST)
    year = amounts[shown]
    cost = grid.over(f"=SUM({grid.span(shown)})")
    said = f"{grid.title(shown)}: Estimates against Plan"
    yield Check(said, cost, f"={places.cell('all', places.year)}", year, year)


def _typed_since(grid: Grid, by_month: Grid) -> str:
    """Which rows of Estimates have months or growth that are not those of Months.

    A blank is 0, for which Months has what it stands for.
    """
    heading, columns = by_month.heading_row, by_month.columns
    months = [n for n, column in enumerate(columns, 1) if column.name[:1].isdigit()]
    first, last = (f"{by_month.sheet}!${letters(n)}${heading}" for n in (months[0], months[-1]))
    pairs = (
        ("start_month", first, "starts"),
        ("end_month", last, "ends"),
        ("monthly_growth_rate", "0", "growth"),
    )
    return "+".join(
        f'--(({grid.span(typed)}="")*{blank}+{grid.span(typed)}<>{by_month.span(taken)})'
        for typed, blank, taken in pairs
    )
