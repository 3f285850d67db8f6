"""The Assumptions sheet: what fills a blank, editable; each value is a named cell."""

from estimator.model.estimate import Estimate
from estimator.model.schema import workloads
from estimator.report.entry import expected, within_bounds
from estimator.report.page import Page

SHEET = "Assumptions"
HEADING_ROW = 5
FIRST_ROW = HEADING_ROW + 1
HEADINGS = ("Assumption", "Value", "Unit", "Fills the blanks of", "Set by", "Source", "Name")
CHANGES = "The values, in blue, are yours to change; the rest is locked."
WIDTHS = {1: 28, 2: 16, 3: 12, 4: 22, 5: 16, 6: 70, 7: 28}
VALUE = HEADINGS.index("Value") + 1
UNIT = VALUE + 1


def names(estimate: Estimate) -> dict[str, str]:
    """The defined names of the sheet and what they stand for."""
    return {
        assumption.name: f"={SHEET}!$B${row}"
        for row, assumption in enumerate(estimate.assumptions, FIRST_ROW)
    }


def write(page: Page, estimate: Estimate) -> None:
    """Writes the assumptions of ``estimate`` with their source."""
    said = "Change a blue value, and every row that was left blank in its column follows."
    page.title(SHEET, said)
    page.status(CHANGES)
    page.headings(HEADING_ROW, HEADINGS)
    page.text(HEADING_ROW, VALUE, HEADINGS[VALUE - 1], "heading_right")
    for row, one in enumerate(estimate.assumptions, FIRST_ROW):
        fills = workloads().columns[one.fills].title if one.fills else ""
        page.text(row, 1, one.title, "label")
        page.number(row, VALUE, one.value, "input", one.unit)
        typed = (one.title, f"{expected(one.column)} {one.source}")
        page.validated(row, VALUE, row, typed, within_bounds(one.column))
        page.text(row, UNIT, one.unit, "word")
        texts = (fills, one.set_by, one.source, one.name)
        for position, text in enumerate(texts, UNIT + 1):
            page.text(row, position, text, "wrapped")
        page.high(row, ("", "", "", *texts), WIDTHS)
    page.widths(WIDTHS)
    page.sheet.freeze_panes(HEADING_ROW, 2)
    page.printed(HEADING_ROW)
