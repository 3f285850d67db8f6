"""A workbook with the values of the user's sheets and their problems marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from math import ceil, isfinite

import polars as pl
import xlsxwriter

from estimator.model.address import column_letters
from estimator.model.cells import BOOLEAN, DATE, NUMBER
from estimator.model.output_columns import PROBLEMS_HEADING
from estimator.model.problem import Problem
from estimator.model.run_time import time_of_run
from estimator.model.text import count_phrase, quote_text
from estimator.report.annotate.marks import (
    LOOK_OF,
    Mark,
    MarkedSheet,
    Place,
    list_marks,
    sheet_marks,
)
from estimator.report.annotate.problem_list import (
    HEADING_ROW,
    LINKED,
    MOST_LINKS,
    PROBLEMS_SHEET,
    Entry,
    count_sentence,
    entry_texts,
    errors_first,
    list_entry,
    omission_sentence,
    send_again_sentence,
    shown_columns,
)
from estimator.report.grid import MOST_COLUMNS, MOST_ROWS
from estimator.report.page import Page
from estimator.report.styles import Styles, fit_cell_text

__all__ = ["MarkedSheet", "annotate_values"]

# Sheets are not named with text of the input.
DEFAULT_SHEET = "Workloads"
# Headers further down are not frozen, as they would take up the window.
MOST_FROZEN = 20
NARROWEST, WIDEST, WORDS_WIDTH = 8, 40, 80
# The width of the filter arrow, in characters.
ARROW = 3
# Programs differ in earlier days, as Excel has a 29 February 1900.
FIRST_DAY = date(1900, 3, 1)

Cells = Mapping[Place, Sequence[Problem]]


def annotate_values(
    marked: Sequence[MarkedSheet], others: Iterable[Problem]
) -> tuple[bytes, list[Problem]]:
    """A workbook with a sheet for each of ``marked``, then the sheet Problems.

    Returns no bytes, and problems, if a sheet has more rows or columns than a worksheet can hold.
    The workbook is not marked as made by estimator: the user fixes it and sends it in again.

    Args:
        marked: the sheets, each with its problems.
        others: the problems of no sheet.
    """
    if told := [problem for one in marked for problem in _beyond_worksheet(one)]:
        return b"", told
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    styles = Styles(book)
    entries = [Entry(problem) for problem in others]
    without_note = 0
    for number, one in enumerate(marked, 1):
        found = list_marks(one)
        page = Page(book, DEFAULT_SHEET if number == 1 else f"{DEFAULT_SHEET} {number}", styles)
        without_note += write_marked_sheet(page, one, found)
        entries += [list_entry(mark, one.source.file, page.name) for mark in found]
    page = Page(book, PROBLEMS_SHEET, styles)
    write_problem_list(page, entries, len(marked), without_note)
    made_at = time_of_run().replace(tzinfo=None)
    book.set_properties({"title": "LLM fine-tuning workloads, problems marked", "created": made_at})
    book.close()
    return buffer.getvalue(), []


def _beyond_worksheet(one: MarkedSheet) -> list[Problem]:
    rows, columns = one.sheet.texts.shape
    if rows <= MOST_ROWS and columns <= MOST_COLUMNS:
        return []
    size = count_phrase(rows, "row") if rows > MOST_ROWS else count_phrase(columns, "column")
    said = (
        f"{quote_text(one.source.file)} has {size}, more than a worksheet can hold. It is "
        "not marked."
    )
    return [Problem("too-many-rows", wording=said)]


def write_marked_sheet(page: Page, one: MarkedSheet, found: Sequence[Mark]) -> int:
    """Writes the sheet of ``one``; returns the number of marked cells without a note."""
    made = sheet_marks(one, found)
    _write_marked_cells(page, one, made.cells, made.column)
    widths = _marked_widths(one)
    if made.column:
        widths[made.column] = WORDS_WIDTH
        _write_problem_column(page, one.header_row, made.column, made.words)
    _set_marked_view(page, one, max(made.column, one.sheet.texts.width), widths)
    for place, note in made.notes.items():
        page.add_note(*place, note)
    return len(made.cells) - len(made.notes)


def _write_marked_cells(page: Page, one: MarkedSheet, cells: Cells, words: int) -> None:
    """Writes every filled cell, and colors the marked ones, including blank ones."""
    heading = one.header_row
    blanks = dict.fromkeys(cells)
    for (row, column), text, kind in _filled_cells(one):
        if column == words and row >= heading:
            continue
        blanks.pop((row, column), None)
        look = _marked_look(cells.get((row, column)), heading=row == heading)
        _write_typed_cell(page, (row, column), text, kind, look)
    for row, column in blanks:
        page.write_blank(row, column, _marked_look(cells[row, column], heading=row == heading))


def _filled_cells(one: MarkedSheet) -> Iterator[tuple[Place, str, int]]:
    rows = zip(one.sheet.texts.iter_rows(), one.sheet.kinds.iter_rows(), strict=True)
    for row, (texts, kinds) in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            if text is not None:
                yield (row, column), text, kinds[column - 1]


def _marked_look(problems: Sequence[Problem] | None, *, heading: bool) -> str:
    if not problems:
        return "heading" if heading else "plain"
    look = LOOK_OF[problems[0].severity]
    return f"heading_{look}" if heading else look


def _write_typed_cell(page: Page, place: Place, text: str, kind: int, look: str) -> None:
    """Writes a cell by its kind; values that a cell cannot hold are written as text."""
    if kind == NUMBER and isfinite(float(text)):
        page.write_number(*place, Decimal(text), look)
    elif kind == BOOLEAN:
        page.write_boolean(*place, text == "TRUE", look)
    elif kind == DATE and (day := _parse_cell_date(text)):
        page.write_date(*place, day, look)
    else:
        page.write_text(*place, fit_cell_text(text), look)


def _parse_cell_date(text: str) -> date | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None  # a time of day, or a span of time
    if moment.date() < FIRST_DAY or moment.tzinfo:
        return None
    return moment if "T" in text else moment.date()


def _write_problem_column(
    page: Page, heading: int, column: int, words: Mapping[int, Sequence[str]]
) -> None:
    page.write_text(heading, column, PROBLEMS_HEADING, "heading")
    for row, said in words.items():
        text = fit_cell_text("\n".join(said))
        page.write_text(row, column, text, "wrapped")
        page.fit_height(row, (text,), {1: WORDS_WIDTH})


def _set_marked_view(page: Page, one: MarkedSheet, last: int, widths: dict[int, float]) -> None:
    page.set_widths(widths)
    # A plain sheet is legible with grid lines only.
    page.sheet.hide_gridlines(1)
    seen = one.header_row if one.header_row <= MOST_FROZEN else 0
    page.set_printing(seen)
    if seen:
        page.sheet.freeze_panes(seen, 0)
    rows = len(one.sheet.texts)
    if last and rows:
        # Numbers of a text file are kept as text.
        page.sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letters(last)}{rows}"})
    if 0 < one.header_row <= rows:
        headings = one.sheet.texts.row(one.header_row - 1)
        page.fit_height(one.header_row, [text or "" for text in headings], widths)
    if 0 < one.header_row < rows:
        first = next((n for n, text in enumerate(headings) if text is not None), 0)
        page.add_filter(one.header_row, first + 1, rows, last)


def _marked_widths(one: MarkedSheet) -> dict[int, float]:
    """The width of each column by its texts; texts above the headers run over the next cells.

    A header may take two lines, but is not broken within a word.
    """
    texts = one.sheet.texts
    body = texts.slice(one.header_row).select(pl.all().str.len_chars().max())
    longest = body.row(0) if texts.width else ()
    headings = texts.row(one.header_row - 1) if 0 < one.header_row <= len(texts) else ()
    widths = [length or 0 for length in longest]
    for index, text in enumerate(headings):
        words = [len(word) for word in (text or "").split()]
        least = max(ceil(len(text or "") / 2), *words, 0) + ARROW
        widths[index] = max(widths[index], least)
    return {n: max(NARROWEST, min(width + 1, WIDEST)) for n, width in enumerate(widths, 1)}


def write_problem_list(
    page: Page, entries: Sequence[Entry], sheets: int, without_note: int
) -> None:
    """Writes the list of ``entries``.

    Args:
        page: the sheet.
        entries: the problems in the order of the sheets.
        sheets: the number of sheets returned.
        without_note: the number of marked cells without a note.
    """
    kept = errors_first(entries)[: MOST_ROWS - HEADING_ROW]
    page.write_title(PROBLEMS_SHEET, count_sentence(entries))
    if kept:
        values = "values are as read; formulas are replaced by their results."
        page.write_text(3, 1, f"{send_again_sentence(sheets)}; {values}", "subtitle")
        page.write_text(4, 1, omission_sentence(len(entries) - len(kept), without_note), "subtitle")
        _write_entries(page, kept)
    page.set_printing(HEADING_ROW if kept else 0)


def _write_entries(page: Page, entries: Sequence[Entry]) -> None:
    columns = shown_columns(entries)
    widths = dict(enumerate(columns.values(), 1))
    page.write_headers(HEADING_ROW, list(columns))
    for number, one in enumerate(entries, 1):
        texts = {title: entry_texts(one)[title] for title in columns}
        _write_entry(page, number, one, texts)
        page.fit_height(HEADING_ROW + number, list(texts.values()), widths)
    page.set_widths(widths)
    page.sheet.freeze_panes(HEADING_ROW, 0)
    page.add_filter(HEADING_ROW, 1, HEADING_ROW + len(entries), len(columns))


def _write_entry(page: Page, number: int, one: Entry, texts: Mapping[str, str]) -> None:
    row = HEADING_ROW + number
    page.write_number(row, 1, number, "centered", "rows")
    for column, (title, text) in enumerate(texts.items(), 1):
        if title == LINKED and one.cell and number <= MOST_LINKS:
            page.write_link(row, column, one.cell, text)
        elif title == "Severity":
            page.write_text(row, column, text, LOOK_OF[one.problem.severity])
        elif column > 1:
            page.write_text(row, column, text, "wrapped")
