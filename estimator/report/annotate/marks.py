"""The cells of the user's sheet that problems mark, and the sentences on each row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from msgspec import Struct, field

from estimator.model.address import column_letters
from estimator.model.cells import Sheet
from estimator.model.findings import Findings
from estimator.model.output_columns import PROBLEMS_HEADING
from estimator.model.problem import ERROR, NOTICE, Problem, TableSource
from estimator.model.text import printable
from estimator.report.grid import MOST_COLUMNS
from estimator.report.styles import CELL_LIMIT, fit_cell_text

MOST_NOTES = 2_000
# The first line of a note, by which it is recognized when a copy is marked again.
NOTE_HEAD = "estimator:"
# The look of a marked cell by its worst problem.
LOOK_OF = {ERROR: "error", NOTICE: "warning"}

# A cell as (row, column), both from 1.
Place = tuple[int, int]


class MarkedSheet(Struct, frozen=True):
    """A sheet to return with its problems.

    Attributes:
        source: its place.
        sheet: the whole sheet, including the rows above its table.
        problems: the problems of its rows.
        positions: the 1-based position of each known column in it.
    """

    source: TableSource
    sheet: Sheet
    problems: Findings
    positions: Mapping[str, int] = field(default_factory=dict)

    @property
    def header_row(self) -> int:
        """The row of the headers; 0 if no table was found."""
        return self.source.header_row


class Mark(Struct, frozen=True):
    """A problem and the cells that it marks, its own first; none if it has no row."""

    problem: Problem
    places: tuple[Place, ...]


def words_column(one: MarkedSheet) -> int:
    """The column for the problems of each row: an existing one, or the one after the last.

    0 if there are no headers to add one to.
    """
    texts = one.sheet.texts
    if not one.header_row or one.header_row > len(texts):
        return 0
    headings = texts.row(one.header_row - 1)
    if PROBLEMS_HEADING in headings:
        return headings.index(PROBLEMS_HEADING) + 1
    filled = (n for n, column in enumerate(texts, 1) if column.null_count() < len(column))
    return max(max(filled, default=0), *(problem.order for problem in one.problems), 0) + 1


def list_marks(one: MarkedSheet) -> list[Mark]:
    """The problems of ``one`` in order, with their cells."""
    firsts = _first_filled(one.sheet.texts)
    return [
        Mark(
            problem,
            tuple(
                (row, _marked_column(one, problem) or _first_filled_column(firsts, row))
                for row in rows
            ),
        )
        for problem in one.problems
        for rows in [dict.fromkeys(row for source, row in problem.rows if source == one.source)]
    ]


class SheetMarks(Struct, frozen=True):
    """The marks of one sheet.

    Attributes:
        cells: the problems of each marked cell, its errors first.
        words: the sentences on each row below the headers.
        column: the column for these sentences; 0 if there is no room for it.
        notes: the text of each note, errors first; some marked cells may have none.
    """

    cells: Mapping[Place, Sequence[Problem]]
    words: Mapping[int, Sequence[str]]
    column: int
    notes: Mapping[Place, str]


def sheet_marks(one: MarkedSheet, found: Sequence[Mark]) -> SheetMarks:
    """The cells, words and notes of ``found`` on the sheet of ``one``."""
    words = {row: said for row, said in sentences_by_row(found).items() if row > one.header_row}
    column = words_column(one)
    known = 0 < column <= one.sheet.texts.width
    column = column if column <= MOST_COLUMNS and (words or known) else 0
    cells = {
        place: problems
        for place, problems in problems_by_cell(found).items()
        if place[1] != column or place[0] < one.header_row
    }
    places = sorted(cells, key=lambda place: (cells[place][0].severity != ERROR, place))
    notes = {place: _note_text(cells[place]) for place in places[:MOST_NOTES]}
    return SheetMarks(cells, words, column, notes)


def _note_text(problems: Iterable[Problem]) -> str:
    texts = [f"{severity_word(one)}: {problem_sentence(one)}\n{one.kind.fix}" for one in problems]
    return fit_cell_text(f"{NOTE_HEAD}\n" + "\n\n".join(texts))


def problems_by_cell(found: Iterable[Mark]) -> Mapping[Place, Sequence[Problem]]:
    """The problems of each cell, its errors first."""
    cells: dict[Place, list[Problem]] = defaultdict(list)
    for mark in found:
        for place in mark.places:
            cells[place].append(mark.problem)
    for problems in cells.values():
        problems.sort(key=lambda problem: problem.severity != ERROR)
    return cells


def sentences_by_row(found: Iterable[Mark]) -> Mapping[int, Sequence[str]]:
    """The sentences on each row, from left to right."""
    rows: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for mark in found:
        for row, column in mark.places:
            rows[row].append((column, sentence_in_row(mark.problem, row)))
    return {row: [text for _, text in sorted(said)] for row, said in rows.items()}


def sentence_in_row(problem: Problem, row: int) -> str:
    """The sentence on ``row`` without its place, after the header."""
    if not problem.order:
        return problem_sentence(problem)
    # Headers often have line breaks.
    heading = printable(" ".join((problem.heading or "").split()))
    return f"{heading or column_letters(problem.order) + str(row)}: {problem_sentence(problem)}"


def problem_sentence(problem: Problem) -> str:
    """The sentence of ``problem`` without its place, printable."""
    return printable(problem.sentence, CELL_LIMIT)


def severity_word(problem: Problem) -> str:
    """The severity as a word: Error or Notice."""
    return problem.severity.capitalize()


def _marked_column(one: MarkedSheet, problem: Problem) -> int:
    """The column that ``problem`` marks in the sheet: its own, or another one that it concerns."""
    if problem.source == one.source:
        return problem.order
    return one.positions.get(problem.column or "", 0)


def _first_filled_column(firsts: Sequence[int], row: int) -> int:
    return firsts[row - 1] if row <= len(firsts) else 1


def _first_filled(texts: pl.DataFrame) -> Sequence[int]:
    """The first filled column of each row; 1 for blank rows."""
    numbers = [
        pl.when(pl.col(name).is_not_null()).then(number)
        for number, name in enumerate(texts.columns, 1)
    ]
    return texts.select(pl.coalesce(*numbers, pl.lit(1))).to_series().to_list() if numbers else []
