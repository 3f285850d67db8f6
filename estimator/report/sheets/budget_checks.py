"""The lines of Checks about budgets, on Estimates or on Budgets."""

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from estimator.model.address import column_letters
from estimator.model.calendar import PLANNED_COST
from estimator.model.estimate import NO_BUDGET, Estimate
from estimator.model.money import BUDGET, STATUS, VARIANCE
from estimator.model.period import PERIOD_FIELDS
from estimator.model.schema import workloads_schema
from estimator.report.grid import CENTER_KEY, BudgetLines, Grid
from estimator.report.sheets.blocks import NOT_LISTED
from estimator.report.sheets.budget_formulas import ADDED, CENTER, LINE_CHECK
from estimator.report.sheets.budgets import summed_names, total_cell
from estimator.report.sheets.check import Check, count_check
from estimator.report.sheets.check_lines import count_beyond
from estimator.report.sheets.plan import PlanTotals

# The rows below the total of Budgets that nothing may be typed in.
BELOW_TOTAL = 1_000


def budget_checks(
    estimates: Grid, held: BudgetLines, estimate: Estimate, places: PlanTotals
) -> Iterator[Check]:
    """The checks of budgets, on Estimates or on Budgets."""
    lines = held.grid
    yield _variance_check(lines, estimate)
    budgets = estimate.totals.budgets
    if budgets is None:
        return
    yield from _given_budgets(estimates, lines)
    yield _second_center_check(estimates)
    if held.by_period:
        yield from _period_checks(lines, estimate, places)
    else:
        yield from _center_checks(estimates, lines, estimate, budgets)
    typed_over = f"=SUM({lines.column_range(LINE_CHECK)})"
    yield count_check(
        "Lines of Budgets typed over, or with a budget of more than 2 decimals", typed_over, "", 0
    )
    for name in summed_names(lines):
        value = Decimal(budgets[name].sum())
        total = f"={total_cell(lines, name)}"
        label = f"{lines.column_title(name)} on Budgets: lines vs. total"
        yield Check(label, f"=SUM({lines.column_range(name)})", total, value, value)


def _center_checks(
    estimates: Grid, lines: Grid, estimate: Estimate, budgets: pl.DataFrame
) -> Iterator[Check]:
    """The checks that each workload and its cost is in one line of Budgets."""
    label = "Workloads: Estimates vs. Budgets"
    rows = f"=COUNTA({estimates.column_range('workload_id')})-1"
    on_budgets = f"=SUM({lines.column_range('rows')})"
    count = estimate.totals.rows
    yield count_check(label, estimates.if_on_sheet(rows), on_budgets, count)
    for name in [one.name for one in lines.columns if one.role == ADDED and one.frequency]:
        whole = estimates.if_on_sheet(f"=SUM({estimates.column_range(name)})")
        value = Decimal(budgets[name].sum())
        label = f"{lines.column_title(name)}: Estimates vs. Budgets"
        yield Check(label, whole, f"=SUM({lines.column_range(name)})", value, value)


def _period_checks(lines: Grid, estimate: Estimate, places: PlanTotals) -> Iterator[Check]:
    """The checks of the planned costs of each cost center against the months of Plan.

    A period without a budget is none: a new run would not have it.
    """
    budgets, cost = estimate.totals.budgets, estimate.basis.currency.name_shown(PLANNED_COST)
    if budgets is None:
        return
    period, first, last = PERIOD_FIELDS
    # The line of what is not listed is of the fiscal year, as are cost centers without a budget.
    year = f"{lines.sheet}!{lines.relative_address(period, lines.last_row)}"
    other = f"({lines.column_range(period)}<>{year})"
    text = f'=SUMPRODUCT({other}*({lines.column_range(BUDGET)}=""))'
    yield count_check(
        "Periods without a budget: type 0 if there is none, or run again", text, "", 0
    )
    keys, costs = lines.column_range(CENTER_KEY), lines.column_range(cost)
    for (key, center), own in budgets.group_by("key", "label", maintain_order=True):
        if key in places.lines["cost_center"]:
            spans = [*own.select(first, last).iter_rows()]
            months = [one for one in places.months if any(a <= one <= b for a, b in spans)]
            text = f"=SUMIFS({costs},{keys},{key})"
            value = Decimal(own[cost].sum())
            label = f"{center}, planned cost of its periods: Plan vs. Budgets"
            yield Check(label, places.months_of_group(CENTER, key, months), text, value, value)


def _given_budgets(estimates: Grid, lines: Grid) -> Iterator[Check]:
    """Checks of the budgets that can be typed on Budgets, and of those on Estimates."""
    cells, column = lines.column_range(BUDGET), workloads_schema().columns[BUDGET]
    texts = f"COUNTA({cells})-1-COUNT({cells})"
    wrong = f"={texts}+{count_beyond(cells, column)}"
    yield count_check(f"Budgets that are not {column.expected}", wrong, "", 0)
    none = f"=IF(COUNT({cells})=0,1,0)"
    yield count_check("Budgets without a single budget", none, "", 0)
    unlisted = f"=COUNTA({lines.sheet}!{lines.relative_address(BUDGET, lines.last_row)})"
    yield count_check(f"Budget in the line {NOT_LISTED}", unlisted, "", 0)
    below = lines.last_row + 2
    last = column_letters(len(lines.columns))
    under = f"=COUNTA({lines.sheet}!$A${below}:${last}${below + BELOW_TOTAL})"
    yield count_check("Cells below the total of Budgets, which no sum includes", under, "", 0)
    beside = estimates.if_on_sheet(f"=COUNTA({estimates.column_range(BUDGET)})-1")
    yield count_check("Budgets on Estimates: type them on Budgets", beside, "", 0)


def _second_center_check(estimates: Grid) -> Check:
    """Workloads of more than one cost center that Budgets does not list: they share its line."""
    ids, keys, centers = map(estimates.column_range, ("workload_id", CENTER_KEY, "cost_center"))
    first = f"INDEX({centers},MATCH(0,{keys},0))"
    text = f'=IFERROR(SUMPRODUCT(({ids}<>"")*({keys}=0)*({centers}<>{first})),0)'
    label = "Workloads of a second cost center that Budgets does not list: run again"
    return count_check(label, estimates.if_on_sheet(text), "", 0)


def _variance_check(lines: Grid, estimate: Estimate) -> Check:
    """All cost against all budget is what the lines with and without a budget make."""
    cost, budget, variance = (
        lines.column_range(estimate.basis.currency.name_shown(name))
        for name in (PLANNED_COST, BUDGET, VARIANCE)
    )
    bare = f'SUMIFS({cost},{lines.column_range(STATUS)},"{NO_BUDGET}")'
    value = estimate.totals.against_budget.fiscal_year_variance
    return Check(
        "All cost against all budget: sums vs. lines with a budget less those without",
        lines.if_on_sheet(f"=SUM({budget})-SUM({cost})"),
        lines.if_on_sheet(f"=SUM({variance})-{bare}"),
        value,
        value,
    )
