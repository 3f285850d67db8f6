"""What Checks says of budgets by cost center: the lines against the workloads, by other routes."""

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from estimator.model.calendar import PLANNED_COST, PLANNED_VARIANCE
from estimator.model.currency import BUDGET
from estimator.model.estimate import Estimate
from estimator.model.layout import COMPUTED
from estimator.report.grid import Grid
from estimator.report.sheets import recomputed
from estimator.report.sheets.budgets import ADDED
from estimator.report.sheets.check import Check, count


def checks(
    estimates: Grid, lines: Grid, estimate: Estimate, budgets: pl.DataFrame
) -> Iterator[Check | str]:
    """The lines of the sheet Budgets, where things stand as ``lines`` says, against Estimates."""
    rows = estimates.over(f"=ROWS({estimates.span('workload_id')})")
    said = "Workloads: Estimates against Budgets"
    yield count(said, rows, f"=SUM({lines.span('rows')})", estimate.rows)
    shown = estimate.currency.shown
    for name in [one.name for one in lines.columns if one.role == ADDED and one.frequency]:
        whole = estimates.over(f"=SUM({estimates.span(name)})")
        value = Decimal(budgets[name].sum())
        said = f"{lines.title(name)}: all workloads against Budgets"
        yield Check(said, whole, f"=SUM({lines.span(name)})", value, value)
    computed = [column.name for column in lines.columns if column.role == COMPUTED]
    variance = shown(PLANNED_VARIANCE)
    numbers = [one for one in computed if one != variance and budgets[one].dtype.is_numeric()]
    sums = {name: Decimal(budgets[name].sum()) for name in numbers}
    own = recomputed.Lines(lines, "cost_center", "cost centers", sums)
    yield from recomputed.amounts(own, estimate)
    yield from recomputed.words(own, estimate)
    # A blank budget may be a blank text, which only a sum passes over.
    spent = f'SUMPRODUCT(({lines.span(BUDGET)}<>"")*{lines.span(shown(PLANNED_COST))})'
    value = Decimal(budgets[variance].sum())
    said = f"{lines.title(variance)}: against budgets less costs"
    left = f"=SUM({lines.span(variance)})"
    budget = lines.span(shown(BUDGET))
    yield Check(said, left, f"=SUM({budget})-{spent}", value, value)
