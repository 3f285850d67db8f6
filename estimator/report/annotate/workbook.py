"""The user's own sheets given back, with all that is wrong marked where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter

from estimator.model.address import letters
from estimator.model.problem import ERROR, Problem
from estimator.model.text import counted, quote, shown
from estimator.report.annotate import sheet as marked_sheet
from estimator.report.annotate.marks import Mark, Marked, marks, sentence, severity
from estimator.report.files import now
from estimator.report.grid import MOST_COLUMNS, MOST_ROWS
from estimator.report.page import Page, fitting
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
        entries += [Entry(mark.problem, one.source.file, _cell(page, mark)) for mark in found]
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


def _cell(page: Page, mark: Mark) -> str:
    """The cell of ``mark`` as a link names it; empty where it has none."""
    if not mark.places:
        return ""
    row, column = mark.places[0]
    return f"'{page.name}'!{letters(column)}{row}"


PROBLEMS_SHEET = "Problems"
HEADING_ROW = 6
# Excel takes 65,530 links on a sheet.
MOST_LINKS = 50_000
FILE = "File"
COLUMNS = {
    "Number": 9,
    "Severity": 10,
    "Where": 22,
    FILE: 22,
    "Heading": 22,
    "Found": 24,
    "What is wrong": 60,
    "How to mend it": 50,
    "Code": 20,
}


@dataclass(frozen=True)
class Entry:
    """A line of the table.

    Attributes:
        file: the user's file; empty where the problem stands in none.
        cell: the marked cell of this workbook, ``'Workloads'!D7``; empty where there is none.
    """

    problem: Problem
    file: str = ""
    cell: str = ""


def write(page: Page, entries: Sequence[Entry], sheets: int, without_note: int) -> None:
    """Writes the table of ``entries``.

    Args:
        page: the sheet.
        entries: the problems in the order of the sheets.
        sheets: how many sheets were given back.
        without_note: how many marked cells have no note.
    """
    ordered = sorted(entries, key=lambda entry: entry.problem.severity != ERROR)
    kept = ordered[: MOST_ROWS - HEADING_ROW]
    page.title(PROBLEMS_SHEET, _count(entries))
    if kept:
        page.text(3, 1, _use(sheets), "subtitle")
        page.text(4, 1, _left_out(len(ordered) - len(kept), without_note), "subtitle")
        _table(page, kept)
    page.printed(HEADING_ROW if kept else 0)


def _count(entries: Sequence[Entry]) -> str:
    wrong = sum(entry.problem.severity == ERROR for entry in entries)
    if not entries:
        return "No problems were found."
    return f"{counted(wrong, 'error')} and {counted(len(entries) - wrong, 'notice')}."


def _use(sheets: int) -> str:
    again = "send this workbook in again" + (" with --all-sheets" if sheets > 1 else "")
    values = "values stand as they were read, formulas as their results."
    return f"Mend the marked cells and {again}; {values}"


def _left_out(problems: int, without_note: int) -> str:
    """What there was no room for."""
    said = []
    if without_note:
        more = counted(without_note, "marked cell has", "marked cells have")
        said.append(f"{more} no note; this sheet and the cells' rows say what is wrong.")
    if problems:
        said.append(f"{counted(problems, 'problem')} more than this sheet holds.")
    return " ".join(said)


def _table(page: Page, entries: Sequence[Entry]) -> None:
    several = len({entry.file for entry in entries} - {""}) > 1
    titles = [title for title in COLUMNS if several or title != FILE]
    widths = {n: float(COLUMNS[title]) for n, title in enumerate(titles, 1)}
    page.headings(HEADING_ROW, titles)
    for number, entry in enumerate(entries, 1):
        texts = _texts(entry)
        _line(page, number, entry, [texts[title] for title in titles])
        page.high(HEADING_ROW + number, [texts[title] for title in titles], widths)
    page.widths(widths)
    page.sheet.freeze_panes(HEADING_ROW, 0)
    page.filtered(HEADING_ROW, 1, HEADING_ROW + len(entries), len(titles))


def _texts(entry: Entry) -> dict[str, str]:
    problem = entry.problem
    return {
        "Number": "",
        "Severity": severity(problem),
        "Where": shown(problem.place),
        FILE: shown(entry.file),
        "Heading": shown(" ".join((problem.heading or "").split())),
        "Found": shown(problem.found),
        "What is wrong": fitting(sentence(problem)),
        "How to mend it": problem.kind.fix,
        "Code": problem.code,
    }


def _line(page: Page, number: int, entry: Entry, texts: Sequence[str]) -> None:
    row = HEADING_ROW + number
    page.number(row, 1, number, "centered", "rows")
    page.text(row, 2, texts[1], "error" if entry.problem.severity == ERROR else "warning")
    if entry.cell and number <= MOST_LINKS:
        page.link(row, 3, entry.cell, texts[2] or entry.cell)
    else:
        page.text(row, 3, texts[2], "wrapped")
    for column, text in enumerate(texts[3:], 4):
        page.text(row, column, text, "wrapped")
