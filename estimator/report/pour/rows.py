"""The rows of a poured sheet as XML, some at a time."""

from collections.abc import Iterator

import polars as pl

from estimator.model.together import together
from estimator.report.pour import shared
from estimator.report.pour.archive import Part
from estimator.report.pour.cells import ROW, Cell, Form, cells, joined, values
from estimator.report.pour.part import Pattern
from estimator.report.pour.poured import HEIGHT, Column, Poured

# How many rows are looked at together, and how many of them are one text: of more than 8 MB, the
# memory of each text would be given back to the system and taken anew.
SLICE, TOGETHER = 8_192, 1_024


class RowCountError(RuntimeError):
    """There were more or fewer rows than the sheet's ranges were made for."""


def write(poured: Poured, pattern: Pattern, target: Part) -> None:
    """Writes all rows of ``poured`` to ``target``, formatted as the ``pattern`` row is.

    Raises:
        RowCountError: the frames have another number of rows.
    """
    last = poured.first - 1
    for written, end in together(lambda some: _xml(*some, poured, pattern), _numbered(poured)):
        for xml in written:
            target.write(xml)
        last = end
    if last != poured.last:
        raise RowCountError(f"rows to {last}, and not to {poured.last}")


def least(poured: Poured, pattern: Pattern) -> int:
    """The fewest bytes that the rows of ``poured`` can take: those of blank cells."""
    blanks = (
        f'<c r="{one.letters}7" s="{pattern.styles[one.letters]}"/>' for one in poured.columns
    )
    return (poured.last - poured.first + 1) * sum(map(len, blanks))


def _numbered(poured: Poured) -> Iterator[tuple[pl.DataFrame, int]]:
    """The rows some at a time, and the number of the first of them.

    The first row, which holds the formulas, is by itself.
    """
    number = poured.first
    for frame in poured.frames:
        rows = frame
        if number == poured.first and len(frame):
            yield frame.head(1), number
            rows, number = frame.slice(1), number + 1
        for some in rows.iter_slices(SLICE):
            yield some, number
            number += len(some)


def _xml(
    frame: pl.DataFrame, number: int, poured: Poured, pattern: Pattern
) -> tuple[list[bytes], int]:
    """The rows of ``frame``, the first of which has the ``number``, as XML; and the last's."""
    rows = pl.int_range(number, number + len(frame), dtype=pl.Int64).cast(pl.String)
    known = values(frame.with_columns(rows.alias(ROW)), poured.columns)
    made = [_cell(one, n, pattern, poured, number) for n, one in enumerate(poured.columns)]
    pairs = zip(poured.columns, made, strict=True)
    forms = [cells(column, cell, known) for column, cell in pairs]
    opening = _opening(pattern.attributes, high=HEIGHT in frame.columns)
    row = joined([opening, *forms, Form("</row>", ())]).filled()
    xml = row.str.join("").cast(pl.Binary)
    written = [some.select(xml).item() for some in known.frame.iter_slices(TOGETHER)]
    return written, number + len(frame) - 1


def _cell(column: Column, n: int, pattern: Pattern, poured: Poured, number: int) -> Cell:
    """What the cells of the ``n``-th column have in common, from row ``number`` on."""
    formula = ""
    if column.formula and number == poured.first:
        span = f"{column.letters}{poured.first}:{column.letters}{poured.last}"
        formula = shared.master(column.formula, n, span)
    elif column.formula:
        formula = shared.follower(n)
    return Cell(column.letters, pattern.styles[column.letters], formula)


def _opening(attributes: str, *, high: bool) -> Form:
    start = f'<row r="{{}}"{attributes}'
    if high:
        return Form(start + ' ht="{}" customHeight="1">', (pl.col(ROW), pl.col(HEIGHT)))
    return Form(start + ">", (pl.col(ROW),))
