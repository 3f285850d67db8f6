"""The list of problems in a marked copy: its columns, texts and links."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from estimator.model.address import column_letters
from estimator.model.causes import list_causes
from estimator.model.problem import ERROR, Problem
from estimator.model.text import count_phrase, join_phrase, printable
from estimator.report.annotate.marks import (
    Mark,
    MarkedSheet,
    problem_sentence,
    severity_word,
)
from estimator.report.styles import fit_cell_text

PROBLEMS_SHEET = "Problems"
HEADING_ROW = 6
# Excel takes 65,530 links on a sheet.
MOST_LINKS = 50_000
FILE, LINKED = "File", "Where"
# The titles of the columns, with their widths in characters.
COLUMNS = {
    "Number": 9,
    "Severity": 10,
    LINKED: 22,
    FILE: 22,
    "Header": 22,
    "Found": 24,
    "Problem": 60,
    "How to fix it": 50,
    "Code": 20,
}


class Entry(Struct, frozen=True):
    """A line of the list.

    Attributes:
        file: the user's file; empty if the problem is in none.
        cell: the marked cell of the copy, ``'Workloads'!D7``; empty if there is none.
    """

    problem: Problem
    file: str = ""
    cell: str = ""


def list_entry(mark: Mark, file: str, sheet: str) -> Entry:
    """The line of ``mark``, linked to its first cell on ``sheet`` of the copy."""
    quoted = sheet.replace("'", "''")
    cells = [f"'{quoted}'!{column_letters(column)}{row}" for row, column in mark.places[:1]]
    return Entry(mark.problem, file, *cells)


def cause_entries(one: MarkedSheet, found: Sequence[Mark], sheet: str) -> list[Entry]:
    """A line for each cause of the problems of ``one``, linked to its first cell.

    Args:
        one: the sheet as read.
        found: the marks of all its problems.
        sheet: its name in the copy.
    """
    return [
        replace(list_entry(found[cause.index], one.source.file, sheet), problem=cause.merged())
        for cause in list_causes(one.problems)
    ]


def errors_first(entries: Iterable[Entry]) -> list[Entry]:
    """``entries`` with the errors first."""
    return sorted(entries, key=lambda entry: entry.problem.severity != ERROR)


def shown_columns(entries: Sequence[Entry]) -> dict[str, float]:
    """The widths of the columns by title; with the file if there are several."""
    several = len({entry.file for entry in entries} - {""}) > 1
    return {title: width for title, width in COLUMNS.items() if several or title != FILE}


def entry_texts(entry: Entry) -> dict[str, str]:
    """The texts of a line by title; its number is left empty."""
    problem = entry.problem
    return {
        "Number": "",
        "Severity": severity_word(problem),
        LINKED: printable(problem.place) or entry.cell,
        FILE: printable(entry.file),
        "Header": printable(" ".join((problem.heading or "").split())),
        "Found": printable(problem.found),
        "Problem": fit_cell_text(problem_sentence(problem)),
        "How to fix it": problem.kind.fix,
        "Code": problem.code,
    }


def count_sentence(entries: Sequence[Entry]) -> str:
    """The sentence on the number of problems of each severity."""
    wrong = sum(entry.problem.severity == ERROR for entry in entries)
    if not entries:
        return "No problems were found."
    return f"{count_phrase(wrong, 'error')} and {count_phrase(len(entries) - wrong, 'notice')}."


def send_again_sentence(sheets: int) -> str:
    """The instruction for a copy of that many ``sheets``, without a period."""
    again = "send this workbook in again" + (" with --all-sheets" if sheets > 1 else "")
    return f"Fix the marked cells and {again}"


def omission_sentence(problems: int, without_note: int) -> str:
    """The sentences on the problems and notes that there was no room for."""
    said = []
    if without_note:
        more = count_phrase(without_note, "marked cell has", "marked cells have")
        said.append(f"{more} no note; see this sheet, or the row of the cell.")
    if problems:
        said.append(
            f"{count_phrase(problems, 'more problem does', 'more problems do')} not "
            "fit on this sheet."
        )
    return " ".join(said)


def loss_sentence(workbook: str, lost: Sequence[str], *, formulas: bool) -> str:
    """The sentences on what a marked ``workbook`` does not keep; empty if it keeps all."""
    said = []
    if formulas:
        said.append(
            f"The formulas in {workbook} have no results yet. Open it in Excel and save it before "
            "you send it in again."
        )
    if lost:
        said.append(f"{workbook[0].upper()}{workbook[1:]} does not keep {join_phrase(lost)}.")
    return " ".join(said)
