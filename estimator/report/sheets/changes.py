"""What has changed since the workbook was written, on Checks: for information, no check."""

from collections.abc import Mapping

from estimator.model.estimate import Estimate
from estimator.model.scenario import Scenario
from estimator.report.grid import Grid
from estimator.report.page import Page


def write(
    page: Page, grid: Grid, estimate: Estimate, disorder: Mapping[str, str], row: int
) -> None:
    """What the totals were at the run: for information, no check."""
    titles = ("Changed since written (for information)", "Now", "At the run", "Difference", "", "")
    page.headings(row, titles[:1])
    page.headings(row, titles[1:], 2, "heading_right")
    for at, total in enumerate(estimate.model.totals, row + 1):
        value = estimate.totals[total.name]
        page.text(at, 1, total.title)
        text = grid.over(f"=SUM({grid.span(total.name)})")
        page.formula(at, 2, text, value, "link", "amount")
        page.number(at, 3, value, "plain", "amount")
        page.formula(at, 4, f"=ROUND(B{at}-C{at},2)", 0, "formula", "amount")
        page.formula(at, 6, f'=IF(D{at}=0,"unchanged","changed")', "unchanged", "right")
    row += 1 + len(estimate.model.totals)
    _at_base(page, estimate.scenario, row)
    for at, (title, formula) in enumerate(disorder.items(), row + 1):
        page.text(at, 1, f"Lines out of order on the Summary: {title}")
        page.formula(at, 2, formula, 0, "link", "rows")
        page.number(at, 3, 0, "plain", "rows")
        page.formula(at, 6, f'=IF(B{at}=0,"in order","not in order")', "in order", "right")


def _at_base(page: Page, scenario: Scenario, row: int) -> None:
    """Whether the figures are the plan as it stands, for information: any scenario is right."""
    page.text(row, 1, "Scenario at Base")
    page.formula(row, 2, "=scenario", scenario.name, "link_right")
    page.text(row, 3, scenario.name, "right")
    at_base = "not at Base" if scenario.changes else "at Base"
    said = '=IF(AND(volume_factor=1,price_factor=1),"at Base","not at Base")'
    page.formula(row, 6, said, at_base, "right")
