"""The Cost model sheet: the house's cost-model file, for the next run."""

from estimator.model.estimate import Estimate
from estimator.model.own_workbook import FILE_LABEL, LINES_TITLE
from estimator.report.page import Page

FILE_ROW, LINES_ROW = 5, 7
WIDTHS = {1: 110, 2: 30}


def write_house_model(page: Page, estimate: Estimate) -> None:
    """Writes the house's cost model, a line of TOML in each row."""
    page.write_top()
    page.write_text(FILE_ROW, 1, FILE_LABEL, "label")
    page.write_text(FILE_ROW, 2, estimate.basis.model.house)
    page.write_headers(LINES_ROW, (LINES_TITLE,))
    for row, line in enumerate(estimate.basis.model.house_lines, LINES_ROW + 1):
        if line:
            page.write_text(row, 1, line)
    page.set_widths(WIDTHS)
    page.sheet.freeze_panes(LINES_ROW, 0)
    page.set_printing(LINES_ROW)
