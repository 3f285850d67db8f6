"""The list of problems on the last sheet of the user's own workbook."""

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from estimator.report.annotate.list_writer import CellFormats, argb_color, write_list
from estimator.report.annotate.problem_list import HEADING_ROW, LINKED
from estimator.report.styles import BAD_GROUND

COLUMNS = {"Number": 9, LINKED: 22, "Severity": 10, "Found": 24}
LINES = [
    ("error", "'Plan'!D7", ("", "Plan!D7", "Error", "=1+1")),
    ("warning", "", ("", "Plan", "Notice", "")),
]
TEXTS = {"count": "1 error and 1 notice.", "use": "Send it in again.", "omissions": ""}


@pytest.fixture(scope="module")
def page() -> Worksheet:
    book = Workbook()
    book.create_sheet("problems")
    lines = [
        {"look": look, "cell": cell, "texts": dict(zip(COLUMNS, texts, strict=True))}
        for look, cell, texts in LINES
    ]
    write_list(book, {**TEXTS, "columns": COLUMNS, "lines": lines}, "It does not keep slicers.")
    *_, last = book.worksheets
    return last


def test_the_list_is_the_last_sheet_under_a_free_name(page: Worksheet) -> None:
    assert page.title == "Problems (2)"
    assert [page.cell(row, 1).value for row in range(1, HEADING_ROW + 1)] == [
        "Problems", "1 error and 1 notice.", "Send it in again.", "It does not keep slicers.",
        None, "Number",
    ]  # fmt: skip
    assert page.auto_filter.ref == f"A{HEADING_ROW}:D{HEADING_ROW + 2}"


def test_lines_are_numbered_and_linked_to_their_cell(page: Worksheet) -> None:
    rows = list(page.iter_rows(min_row=HEADING_ROW + 1))
    assert [row[0].value for row in rows] == [1, 2]
    links = [row[1].hyperlink for row in rows]
    assert [link and (link.ref, link.location) for link in links] == [("B7", "'Plan'!D7"), None]


def test_text_is_never_a_formula_and_severities_have_their_color(page: Worksheet) -> None:
    severity, found = page["C7"], page["D7"]
    assert (found.value, found.data_type) == ("=1+1", "s")
    assert severity.fill.start_color.rgb == argb_color(BAD_GROUND) == f"FF{BAD_GROUND[1:]}"


def test_a_format_that_was_made_is_used_again() -> None:
    formats, cells = CellFormats(), list(Workbook().worksheets[0]["A1:A3"])
    for (cell,), look in zip(cells, ("title", "title", "error"), strict=True):
        formats.write_cell(cell, "x", look)
    first, again, other = (cell.style_id for (cell,) in cells)
    assert first == again != other
