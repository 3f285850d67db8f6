"""The user's own sheet, cell for cell, with what is wrong marked, noted and said in words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import ceil, isfinite

import polars as pl

from estimator.model.address import letters
from estimator.model.cells import DATE, NUMBER, TRUTH
from estimator.model.output_columns import PROBLEMS_HEADING
from estimator.model.problem import Problem
from estimator.report.annotate.marks import LOOK_OF, Mark, Marked, Place, sheet_marks
from estimator.report.page import Page, fitting

# Headings further down than this do not stay in sight: they would take up the window.
MOST_FROZEN = 20
NARROWEST, WIDEST, WORDS_WIDTH = 8, 40, 80
# The arrow of the filter, in characters.
ARROW = 3
# Programs differ in the day before, which Excel takes for 29 February 1900.
FIRST_DAY = date(1900, 3, 1)

Cells = Mapping[Place, Sequence[Problem]]


def write(page: Page, one: Marked, marks: Sequence[Mark]) -> int:
    """Writes the sheet of ``one`` with its ``marks``; how many marked cells have no note."""
    made = sheet_marks(one, marks)
    _cells(page, one, made.cells, made.column)
    widths = _widths(one)
    if made.column:
        widths[made.column] = WORDS_WIDTH
        _words(page, one.header_row, made.column, made.words)
    _table(page, one, max(made.column, one.sheet.texts.width), widths)
    for place, note in made.notes.items():
        page.note(*place, note)
    return len(made.cells) - len(made.notes)


def _cells(page: Page, one: Marked, cells: Cells, words: int) -> None:
    """Writes every filled cell, and colours the marked ones, blank ones too."""
    heading = one.header_row
    blanks = dict.fromkeys(cells)
    for (row, column), text, kind in _filled(one):
        if column == words and row >= heading:
            continue
        blanks.pop((row, column), None)
        look = _look(cells.get((row, column)), heading=row == heading)
        _write(page, (row, column), text, kind, look)
    for row, column in blanks:
        page.blank(row, column, _look(cells[row, column], heading=row == heading))


def _filled(one: Marked) -> Iterator[tuple[Place, str, int]]:
    rows = zip(one.sheet.texts.iter_rows(), one.sheet.kinds.iter_rows(), strict=True)
    for row, (texts, kinds) in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            if text is not None:
                yield (row, column), text, kinds[column - 1]


def _look(problems: Sequence[Problem] | None, *, heading: bool) -> str:
    if not problems:
        return "heading" if heading else "plain"
    look = LOOK_OF[problems[0].severity]
    return f"heading_{look}" if heading else look


def _write(page: Page, place: Place, text: str, kind: int, look: str) -> None:
    """Writes a cell as what it is; what no cell can hold as such is written as text."""
    if kind == NUMBER and isfinite(float(text)):
        page.number(*place, Decimal(text), look)
    elif kind == TRUTH:
        page.truth(*place, text == "TRUE", look)
    elif kind == DATE and (day := _date(text)):
        page.date(*place, day, look)
    else:
        page.text(*place, fitting(text), look)


def _date(text: str) -> date | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None  # a time of day, or a span of time
    if moment.date() < FIRST_DAY or moment.tzinfo:
        return None
    return moment if "T" in text else moment.date()


def _words(page: Page, heading: int, column: int, words: Mapping[int, Sequence[str]]) -> None:
    """Writes what is wrong in each row, a line a problem."""
    page.text(heading, column, PROBLEMS_HEADING, "heading")
    for row, said in words.items():
        text = fitting("\n".join(said))
        page.text(row, column, text, "wrapped")
        page.high(row, (text,), {1: WORDS_WIDTH})


def _table(page: Page, one: Marked, last: int, widths: dict[int, float]) -> None:
    """Sets widths, and headings that stay, filter and are printed on every page."""
    page.widths(widths)
    # The lines between the cells are what makes a plain sheet legible on a screen.
    page.sheet.hide_gridlines(1)
    seen = one.header_row if one.header_row <= MOST_FROZEN else 0
    page.printed(seen)
    if seen:
        page.sheet.freeze_panes(seen, 0)
    rows = len(one.sheet.texts)
    if last and rows:
        # A text file's numbers stand as the texts that they were.
        page.sheet.ignore_errors({"number_stored_as_text": f"A1:{letters(last)}{rows}"})
    if 0 < one.header_row <= rows:
        headings = one.sheet.texts.row(one.header_row - 1)
        page.high(one.header_row, [text or "" for text in headings], widths)
    if 0 < one.header_row < rows:
        first = next((n for n, text in enumerate(headings) if text is not None), 0)
        page.filtered(one.header_row, first + 1, rows, last)


def _widths(one: Marked) -> dict[int, float]:
    """A width for each column by its texts; those above the headings run on over their neighbours.

    A heading may take two lines, but is not broken within a word.
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
