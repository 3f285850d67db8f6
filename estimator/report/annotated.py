"""The user's own sheets given back, with all that is wrong marked where it stands."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter

from estimator.model.address import letters
from estimator.model.problem import Problem
from estimator.model.words import counted, quote
from estimator.report.clock import now
from estimator.report.grid import MOST_COLUMNS, MOST_ROWS
from estimator.report.marks import Mark, Marked, marks
from estimator.report.page import Page
from estimator.report.sheets import marked as marked_sheet
from estimator.report.sheets import problems as problems_sheet
from estimator.report.sheets.problems import Entry
from estimator.report.styles import Styles

__all__ = ["Marked", "annotated"]

# No text of the input becomes the name of a sheet.
SHEET = "Workloads"


def annotated(marked: Sequence[Marked], others: Iterable[Problem]) -> tuple[bytes, list[Problem]]:
    """A workbook with a sheet for each of ``marked``, then the sheet Problems.

    Empty, with problems, where a sheet has more rows or columns than a worksheet holds. It does
    not carry our mark: it is the user's book, to be mended and sent in again.

    Args:
        marked: the sheets, each with the problems that stand in it.
        others: the problems that stand in no sheet.
    """
    if told := [problem for one in marked for problem in _too_large(one)]:
        return b"", told
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    styles = Styles(book)
    entries = [Entry(problem) for problem in others]
    without_note = 0
    for number, one in enumerate(marked, 1):
        found = marks(one)
        page = Page(book, SHEET if number == 1 else f"{SHEET} {number}", styles)
        without_note += marked_sheet.write(page, one, found)
        entries += [Entry(mark.problem, one.source.file, _cell(page, mark)) for mark in found]
    page = Page(book, problems_sheet.SHEET, styles)
    problems_sheet.write(page, entries, len(marked), without_note)
    made_at = now().replace(tzinfo=None)
    book.set_properties({"title": "LLM fine-tuning workloads, problems marked", "created": made_at})
    book.close()
    return buffer.getvalue(), []


def _too_large(one: Marked) -> list[Problem]:
    rows, columns = one.sheet.texts.shape
    if rows <= MOST_ROWS and columns <= MOST_COLUMNS:
        return []
    size = counted(rows, "row") if rows > MOST_ROWS else counted(columns, "column")
    said = f"{quote(one.source.file)} has {size}, more than a worksheet holds; it is not marked."
    return [Problem("too-many-rows", says=said)]


def _cell(page: Page, mark: Mark) -> str:
    """The cell of ``mark`` as a link names it; empty where it has none."""
    if not mark.places:
        return ""
    row, column = mark.places[0]
    return f"'{page.name}'!{letters(column)}{row}"
