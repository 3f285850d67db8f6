"""Which cells of the user's sheet problems mark, and what is said of each row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from estimator.model.address import letters
from estimator.model.cells import Sheet
from estimator.model.findings import Findings
from estimator.model.output_columns import PROBLEMS_HEADING
from estimator.model.problem import ERROR, NOTICE, Problem, Source
from estimator.model.text import shown
from estimator.report.grid import MOST_COLUMNS
from estimator.report.page import LONGEST, fitting

MOST_NOTES = 2_000
# The first line of a note, by which it is known when a copy is marked again.
NOTE_HEAD = "estimator:"
# How a marked cell looks, by the worst that is wrong with it.
LOOK_OF = {ERROR: "error", NOTICE: "warning"}

# A cell as (row, column), both from 1.
Place = tuple[int, int]


@dataclass(frozen=True)
class Marked:
    """One sheet to give back with its problems.

    Attributes:
        source: where it stands.
        sheet: the whole sheet, the rows above its table included.
        problems: those that concern rows of this sheet.
        positions: the 1-based column of each of our columns that it has.
    """

    source: Source
    sheet: Sheet
    problems: Findings
    positions: Mapping[str, int] = field(default_factory=dict)

    @property
    def header_row(self) -> int:
        """The row of the headings; 0 where no table was found."""
        return self.source.header_row


@dataclass(frozen=True)
class Mark:
    """A problem and the cells that it marks, its own first; none where it has no row."""

    problem: Problem
    places: tuple[Place, ...]


def words_column(one: Marked) -> int:
    """The column for what is wrong in each row: where it stands already, or right of the last.

    0 where there are no headings to put its own beside.
    """
    texts = one.sheet.texts
    if not one.header_row or one.header_row > len(texts):
        return 0
    headings = texts.row(one.header_row - 1)
    if PROBLEMS_HEADING in headings:
        return headings.index(PROBLEMS_HEADING) + 1
    filled = (n for n, column in enumerate(texts, 1) if column.null_count() < len(column))
    return max(max(filled, default=0), *(problem.order for problem in one.problems), 0) + 1


def marks(one: Marked) -> list[Mark]:
    """Every problem of ``one`` in order, with its cells."""
    firsts = _first_filled(one.sheet.texts)
    return [
        Mark(problem, tuple((row, _position(one, problem) or _at(firsts, row)) for row in rows))
        for problem in one.problems
        for rows in [dict.fromkeys(row for source, row in problem.rows if source == one.source)]
    ]


@dataclass(frozen=True)
class SheetMarks:
    """What is marked on one sheet.

    Attributes:
        cells: the problems of each marked cell, its errors first.
        words: what is said of each row below the headings.
        column: the column for these words; 0 where there is no room for it.
        notes: the text of each note, errors first; not all marked cells may have one.
    """

    cells: Mapping[Place, Sequence[Problem]]
    words: Mapping[int, Sequence[str]]
    column: int
    notes: Mapping[Place, str]


def sheet_marks(one: Marked, found: Sequence[Mark]) -> SheetMarks:
    """The cells, words and notes of ``found`` on the sheet of ``one``."""
    words = {row: said for row, said in by_row(found).items() if row > one.header_row}
    column = words_column(one)
    known = 0 < column <= one.sheet.texts.width
    column = column if column <= MOST_COLUMNS and (words or known) else 0
    cells = {
        place: problems
        for place, problems in by_cell(found).items()
        if place[1] != column or place[0] < one.header_row
    }
    places = sorted(cells, key=lambda place: (cells[place][0].severity != ERROR, place))
    notes = {place: _note_text(cells[place]) for place in places[:MOST_NOTES]}
    return SheetMarks(cells, words, column, notes)


def _note_text(problems: Iterable[Problem]) -> str:
    texts = [f"{severity(one)}: {sentence(one)}\n{one.kind.fix}" for one in problems]
    return fitting(f"{NOTE_HEAD}\n" + "\n\n".join(texts))


def by_cell(found: Iterable[Mark]) -> Mapping[Place, Sequence[Problem]]:
    """The problems of each cell, its errors first."""
    cells: dict[Place, list[Problem]] = defaultdict(list)
    for mark in found:
        for place in mark.places:
            cells[place].append(mark.problem)
    for problems in cells.values():
        problems.sort(key=lambda problem: problem.severity != ERROR)
    return cells


def by_row(found: Iterable[Mark]) -> Mapping[int, Sequence[str]]:
    """What is said of each row, from left to right."""
    rows: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for mark in found:
        for row, column in mark.places:
            rows[row].append((column, in_row(mark.problem, row)))
    return {row: [text for _, text in sorted(said)] for row, said in rows.items()}


def in_row(problem: Problem, row: int) -> str:
    """What is said of ``row`` where its place is plain: the heading, and the sentence."""
    if not problem.order:
        return sentence(problem)
    # Headings are often broken into lines.
    heading = shown(" ".join((problem.heading or "").split()))
    return f"{heading or letters(problem.order) + str(row)}: {sentence(problem)}"


def sentence(problem: Problem) -> str:
    """What is wrong, without the place, and safe to show."""
    return shown(problem.sentence, LONGEST)


def severity(problem: Problem) -> str:
    """The severity as a word to read: Error or Notice."""
    return problem.severity.capitalize()


def _position(one: Marked, problem: Problem) -> int:
    """The column that ``problem`` marks in the sheet, its own or another that it concerns too."""
    if problem.source == one.source:
        return problem.order
    return one.positions.get(problem.column or "", 0)


def _at(firsts: Sequence[int], row: int) -> int:
    return firsts[row - 1] if row <= len(firsts) else 1


def _first_filled(texts: pl.DataFrame) -> Sequence[int]:
    """The first filled column of each row; 1 where the row is blank."""
    numbers = [
        pl.when(pl.col(name).is_not_null()).then(number)
        for number, name in enumerate(texts.columns, 1)
    ]
    return texts.select(pl.coalesce(*numbers, pl.lit(1))).to_series().to_list() if numbers else []
