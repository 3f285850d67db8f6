"""The list of problems, a sheet of every marked copy: its columns, its texts and its links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from estimator.model.address import letters
from estimator.model.problem import ERROR, Problem
from estimator.model.text import counted, listed, shown
from estimator.report.annotate.marks import Mark, sentence, severity
from estimator.report.page import fitting

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
    "Heading": 22,
    "Found": 24,
    "What is wrong": 60,
    "How to mend it": 50,
    "Code": 20,
}


@dataclass(frozen=True)
class Entry:
    """A line of the list.

    Attributes:
        file: the user's file; empty where the problem stands in none.
        cell: the marked cell of the copy, ``'Workloads'!D7``; empty where there is none.
    """

    problem: Problem
    file: str = ""
    cell: str = ""


def list_entry(mark: Mark, file: str, sheet: str) -> Entry:
    """The line of ``mark``, linked to its first cell on ``sheet`` of the copy."""
    quoted = sheet.replace("'", "''")
    cells = [f"'{quoted}'!{letters(column)}{row}" for row, column in mark.places[:1]]
    return Entry(mark.problem, file, *cells)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """``entries`` with the errors first."""
    return sorted(entries, key=lambda entry: entry.problem.severity != ERROR)


def shown_columns(entries: Sequence[Entry]) -> dict[str, float]:
    """The widths of the columns by title; that of the file only where there are several."""
    several = len({entry.file for entry in entries} - {""}) > 1
    return {title: width for title, width in COLUMNS.items() if several or title != FILE}


def entry_texts(entry: Entry) -> dict[str, str]:
    """The cells of a line by title, all but its number."""
    problem = entry.problem
    return {
        "Number": "",
        "Severity": severity(problem),
        LINKED: shown(problem.place) or entry.cell,
        FILE: shown(entry.file),
        "Heading": shown(" ".join((problem.heading or "").split())),
        "Found": shown(problem.found),
        "What is wrong": fitting(sentence(problem)),
        "How to mend it": problem.kind.fix,
        "Code": problem.code,
    }


def count_sentence(entries: Sequence[Entry]) -> str:
    """How many problems of each severity there are."""
    wrong = sum(entry.problem.severity == ERROR for entry in entries)
    if not entries:
        return "No problems were found."
    return f"{counted(wrong, 'error')} and {counted(len(entries) - wrong, 'notice')}."


def send_again(sheets: int) -> str:
    """What to do with a copy that gives so many ``sheets`` back."""
    again = "send this workbook in again" + (" with --all-sheets" if sheets > 1 else "")
    return f"Mend the marked cells and {again}"


def omission_sentence(problems: int, without_note: int) -> str:
    """What there was no room for: so many lines, and notes on so many cells."""
    said = []
    if without_note:
        more = counted(without_note, "marked cell has", "marked cells have")
        said.append(f"{more} no note; this sheet and the cells' rows say what is wrong.")
    if problems:
        said.append(f"{counted(problems, 'problem')} more than this sheet holds.")
    return " ".join(said)


def loss_sentence(workbook: str, lost: Sequence[str], *, formulas: bool) -> str:
    """What a marked ``workbook`` does not keep of the user's; empty where it keeps all."""
    said = []
    if formulas:
        said.append(
            f"The formulas in {workbook} have no results yet. Open it in Excel and save it before "
            "you send it in again."
        )
    if lost:
        said.append(f"{workbook[0].upper()}{workbook[1:]} does not keep {listed(lost)}.")
    return " ".join(said)
