"""The Assumptions sheet: what fills a blank, and the scenarios; editable, by named cells."""

from estimator.model.address import letters
from estimator.model.currency import RATE
from estimator.model.estimate import Estimate
from estimator.model.schema import workloads
from estimator.report.entry import expected, within_bounds
from estimator.report.page import Page
from estimator.report.sheets import scenarios
from estimator.report.sheets.currency import SOURCE

SHEET = "Assumptions"
HEADING_ROW = 5
FIRST_ROW = HEADING_ROW + 1
HEADINGS = ("Assumption", "Value", "Unit", "Fills the blanks of", "Set by", "Name", "Source")
CHANGES = "The values, in blue, are yours to change; the rest is locked."
WIDTHS = {1: 34, 2: 19, 3: 19, 4: 24, 5: 19, 6: 28, 7: 84}
VALUE = HEADINGS.index("Value") + 1
UNIT = VALUE + 1
SOURCE_AT = HEADINGS.index("Source") + 1


def names(estimate: Estimate) -> dict[str, str]:
    """The defined names of the sheet and what they stand for."""
    values = {
        assumption.name: f"={SHEET}!$B${row}"
        for row, assumption in enumerate(estimate.assumptions, FIRST_ROW)
    }
    for row, assumption in enumerate(estimate.assumptions, FIRST_ROW):
        if assumption.name == RATE:
            values[SOURCE] = f"={SHEET}!${letters(SOURCE_AT)}${row}"
    return values | scenarios.names(estimate, _below(estimate))


def _below(estimate: Estimate) -> int:
    """The row of the tables below the assumptions, a blank row between."""
    return FIRST_ROW + len(estimate.assumptions) + 1


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
        texts = (fills, one.set_by, one.name, one.source)
        for position, text in enumerate(texts, UNIT + 1):
            page.text(row, position, text, "wrapped")
        if one.name == RATE:
            # Who changes the rate says of which day it is.
            page.text(row, SOURCE_AT, one.source, "input_wrapped")
        page.high(row, ("", "", "", *texts), WIDTHS)
    scenarios.tables(page, estimate, _below(estimate))
    page.widths(WIDTHS)
    page.sheet.freeze_panes(HEADING_ROW, 2)
    page.printed(HEADING_ROW)
