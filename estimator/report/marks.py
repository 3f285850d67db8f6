"""Which cells of the user's sheet problems mark, and what is said of each row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from estimator.model.address import letters
from estimator.model.layout import PROBLEMS_HEADING
from estimator.model.problem import ERROR, Problem, in_order
from estimator.model.table import Sheet
from estimator.model.words import shown
from estimator.report.page import LONGEST

# A cell as (row, column), both from 1.
Place = tuple[int, int]


@dataclass(frozen=True)
class Marked:
    """One sheet to give back with its problems.

    Attributes:
        file: the user's file.
        sheet: the whole sheet, the rows above its table included.
        header_row: the row of the headings; 0 where no table was found.
        problems: those that stand in this sheet.
    """

    file: str
    sheet: Sheet
    header_row: int
    problems: tuple[Problem, ...]


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


def without_words(one: Marked) -> Marked:
    """``one`` without what an earlier run said of its rows."""
    column = words_column(one)
    texts = one.sheet.texts
    if not 0 < column <= texts.width:
        return one
    name = texts.columns[column - 1]
    above = pl.int_range(pl.len()) < one.header_row
    cleared = texts.with_columns(pl.when(above).then(pl.col(name)).alias(name))
    return replace(one, sheet=replace(one.sheet, texts=cleared))


def marks(one: Marked) -> list[Mark]:
    """Every problem of ``one`` in order, with its cells."""
    firsts = _first_filled(one.sheet.texts)
    return [
        Mark(problem, tuple((row, problem.order or _at(firsts, row)) for row in _rows(problem)))
        for problem in in_order(one.problems)
    ]


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
            rows[row].append((column, _in_row(mark.problem, row)))
    return {row: [text for _, text in sorted(said)] for row, said in rows.items()}


def sentence(problem: Problem) -> str:
    """What is wrong, without the place, and safe to show."""
    return shown(problem.said, LONGEST)


def severity(problem: Problem) -> str:
    """The severity as a word to read: Error or Notice."""
    return problem.severity.capitalize()


def _in_row(problem: Problem, row: int) -> str:
    if not problem.order:
        return sentence(problem)
    # Headings are often broken into lines.
    heading = shown(" ".join((problem.heading or "").split()))
    return f"{heading or letters(problem.order) + str(row)}: {sentence(problem)}"


def _rows(problem: Problem) -> Iterable[int]:
    return dict.fromkeys(problem.rows)


def _at(firsts: Sequence[int], row: int) -> int:
    return firsts[row - 1] if row <= len(firsts) else 1


def _first_filled(texts: pl.DataFrame) -> Sequence[int]:
    """The first filled column of each row; 1 where the row is blank."""
    numbers = [
        pl.when(pl.col(name).is_not_null()).then(number)
        for number, name in enumerate(texts.columns, 1)
    ]
    return texts.select(pl.coalesce(*numbers, pl.lit(1))).to_series().to_list() if numbers else []
