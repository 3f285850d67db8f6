"""The user's own sheets given back, with all that is wrong marked where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import xlsxwriter

from estimator.model.problem import Problem
from estimator.model.text import counted, quote
from estimator.report.annotate import sheet as marked_sheet
from estimator.report.annotate.marks import LOOK_OF, Marked, marks
from estimator.report.annotate.problem_list import (
    HEADING_ROW,
    LINKED,
    MOST_LINKS,
    PROBLEMS_SHEET,
    Entry,
    count_sentence,
    entry_texts,
    in_order,
    list_entry,
    omission_sentence,
    send_again,
    shown_columns,
)
from estimator.report.files import now
from estimator.report.grid import MOST_COLUMNS, MOST_ROWS
from estimator.report.page import Page
from estimator.report.styles import Styles

__all__ = ["Marked", "annotated"]

# No text of the input becomes the name of a sheet.
DEFAULT_SHEET = "Workloads"


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
        page = Page(book, DEFAULT_SHEET if number == 1 else f"{DEFAULT_SHEET} {number}", styles)
        without_note += marked_sheet.write(page, one, found)
        entries += [list_entry(mark, one.source.file, page.name) for mark in found]
    page = Page(book, PROBLEMS_SHEET, styles)
    write(page, entries, len(marked), without_note)
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
    return [Problem("too-many-rows", wording=said)]


def write(page: Page, entries: Sequence[Entry], sheets: int, without_note: int) -> None:
    """Writes the list of ``entries``.

    Args:
        page: the sheet.
        entries: the problems in the order of the sheets.
        sheets: how many sheets were given back.
        without_note: how many marked cells have no note.
    """
    kept = in_order(entries)[: MOST_ROWS - HEADING_ROW]
    page.title(PROBLEMS_SHEET, count_sentence(entries))
    if kept:
        values = "values stand as they were read, formulas as their results."
        page.text(3, 1, f"{send_again(sheets)}; {values}", "subtitle")
        page.text(4, 1, omission_sentence(len(entries) - len(kept), without_note), "subtitle")
        _table(page, kept)
    page.printed(HEADING_ROW if kept else 0)


def _table(page: Page, entries: Sequence[Entry]) -> None:
    columns = shown_columns(entries)
    widths = dict(enumerate(columns.values(), 1))
    page.headings(HEADING_ROW, list(columns))
    for number, one in enumerate(entries, 1):
        texts = {title: entry_texts(one)[title] for title in columns}
        _line(page, number, one, texts)
        page.high(HEADING_ROW + number, list(texts.values()), widths)
    page.widths(widths)
    page.sheet.freeze_panes(HEADING_ROW, 0)
    page.filtered(HEADING_ROW, 1, HEADING_ROW + len(entries), len(columns))


def _line(page: Page, number: int, one: Entry, texts: Mapping[str, str]) -> None:
    row = HEADING_ROW + number
    page.number(row, 1, number, "centered", "rows")
    for column, (title, text) in enumerate(texts.items(), 1):
        if title == LINKED and one.cell and number <= MOST_LINKS:
            page.link(row, column, one.cell, text)
        elif title == "Severity":
            page.text(row, column, text, LOOK_OF[one.problem.severity])
        elif column > 1:
            page.text(row, column, text, "wrapped")
