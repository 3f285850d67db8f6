"""What filled the blanks, on the Summary: how many workloads took it, and what they cost."""

from estimator.model.estimate import Estimate
from estimator.report.grid import Grid
from estimator.report.page import Page
from estimator.report.sheets.groups import FIRST_AMOUNT, LABEL, ROWS


def write(page: Page, grid: Grid, estimate: Estimate, row: int) -> int:
    """Writes a line an assumption from ``row`` on; the row after them."""
    page.headings(row, ("Assumed for blanks", ""))
    page.headings(row, ("Workloads", "Value", "First-year cost"), ROWS, "heading_right")
    spent = grid.span(estimate.currency.shown("first_year_cost"))
    for at, one in enumerate(estimate.assumed, row + 1):
        assumption = one.assumption
        blank = f'({grid.span(assumption.fills)}="")'
        if assumption.idle_with:
            blank += f'*({grid.span(assumption.idle_with)}="")'
        page.text(at, LABEL, assumption.title)
        count = grid.over(f"=SUMPRODUCT({blank}*1)")
        page.formula(at, ROWS, count, one.rows, "formula", "rows")
        page.formula(
            at, FIRST_AMOUNT, f"={assumption.name}", assumption.value, "link", assumption.unit
        )
        cost = grid.over(f"=SUMPRODUCT({blank}*{spent})")
        page.formula(at, FIRST_AMOUNT + 1, cost, one.first_year_cost, "formula", "amount")
    return row + 2 + len(estimate.assumed)
