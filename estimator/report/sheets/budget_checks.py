"""What Checks says of budgets by cost center: the lines against the workloads, by other routes."""

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from estimator.model.calendar import PLANNED_COST, PLANNED_VARIANCE
from estimator.model.currency import BUDGET, VARIANCE
from estimator.model.estimate import Estimate
from estimator.report.grid import Grid
from estimator.report.sheets.check import Check, count


def checks(
    estimates: Grid, lines: Grid, estimate: Estimate, budgets: pl.DataFrame
) -> Iterator[Check]:
    """The lines of the sheet Budgets, where things stand as ``lines`` says, against Estimates."""
    rows = estimates.over(f"=ROWS({estimates.span('workload_id')})")
    said = "Workloads: Estimates against Budgets"
    yield count(said, rows, f"=SUM({lines.span('rows')})", estimate.rows)
    shown = estimate.currency.shown
    for name in (shown("first_year_cost"), shown(PLANNED_COST)):
        whole = estimates.over(f"=SUM({estimates.span(name)})")
        value = Decimal(budgets[name].sum())
        said = f"{lines.title(name)}: all workloads against Budgets"
        yield Check(said, whole, f"=SUM({lines.span(name)})", value, value)
    pairs = ((VARIANCE, "first_year_cost"), (PLANNED_VARIANCE, PLANNED_COST))
    budget = lines.span(shown(BUDGET))
    for variance, cost in ((shown(one), shown(other)) for one, other in pairs):
        # A blank budget may be a blank text, which only a sum passes over.
        spent = f'SUMPRODUCT(({lines.span(BUDGET)}<>"")*{lines.span(cost)})'
        value = Decimal(budgets[variance].sum())
        said = f"{lines.title(variance)}: against budgets less costs"
        left = f"=SUM({lines.span(variance)})"
        yield Check(said, left, f"=SUM({budget})-{spent}", value, value)
