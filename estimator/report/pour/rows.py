"""The rows of a poured sheet as XML, some at a time."""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO, cast

import polars as pl

from estimator.report.pour import shared
from estimator.report.pour.archive import Part
from estimator.report.pour.cells import ROW, Cell, cells, values
from estimator.report.pour.part import Pattern
from estimator.report.pour.poured import HEIGHT, Column, Poured

# How many rows are held as XML at once.
SLICE = 16_384
# Every tag ends with this, and so do the fields and the lines of the CSV that polars writes: what
# joins them is itself markup, and nothing stands between the cells.
END = ">"


class RowCountError(RuntimeError):
    """There were more or fewer rows than the sheet's ranges were made for."""


def write(poured: Poured, pattern: Pattern, target: Part) -> None:
    """Writes all rows of ``poured`` to ``target``, formatted as the ``pattern`` row is.

    Raises:
        RowCountError: the frames have another number of rows.
    """
    number = poured.first
    for frame in _slices(poured.frames):
        made = [_cell(one, n, pattern, poured, number) for n, one in enumerate(poured.columns)]
        _write(_numbered(frame, number), poured.columns, made, pattern.attributes, target)
        number += len(frame)
    if number != poured.last + 1:
        raise RowCountError(f"rows to {number - 1}, and not to {poured.last}")


def least(poured: Poured, pattern: Pattern) -> int:
    """The fewest bytes that the rows of ``poured`` can take: those of blank cells."""
    blanks = (
        f'<c r="{one.letters}7" s="{pattern.styles[one.letters]}"/>' for one in poured.columns
    )
    return (poured.last - poured.first + 1) * sum(map(len, blanks))


def _slices(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The rows of ``frames``; the first, which holds the formulas, by itself."""
    first = True
    for frame in frames:
        if first and len(frame):
            yield frame.head(1)
            frame, first = frame.slice(1), False  # noqa: PLW2901 - what is left of it
        yield from frame.iter_slices(SLICE)


def _cell(column: Column, n: int, pattern: Pattern, poured: Poured, number: int) -> Cell:
    """What the cells of the ``n``-th column have in common, from row ``number`` on."""
    formula = ""
    if column.formula and number == poured.first:
        span = f"{column.letters}{poured.first}:{column.letters}{poured.last}"
        formula = shared.master(column.formula, n, span)
    elif column.formula:
        formula = shared.follower(n)
    return Cell(column.letters, pattern.styles[column.letters], formula)


def _numbered(frame: pl.DataFrame, first: int) -> pl.DataFrame:
    numbers = pl.int_range(first, first + len(frame), dtype=pl.Int64)
    return frame.with_columns(numbers.cast(pl.String).alias(ROW))


def _write(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    made: Iterable[Cell],
    attributes: str,
    target: Part,
) -> None:
    known = values(frame, columns)
    fields = [cells(*one, known).alias(one[0].letters) for one in zip(columns, made, strict=True)]
    opening = _opening(attributes, high=HEIGHT in frame.columns).alias(ROW)
    closing = pl.lit("</row").alias("closing")
    _Sink(target).take(frame.select(opening, *fields, closing))


class _Sink:
    """Hands on what polars writes; what is raised by that, polars would make an OSError of."""

    def __init__(self, target: Part) -> None:
        self._target = target
        self._raised: BaseException | None = None

    def write(self, content: bytes) -> int:
        """What polars calls."""
        try:
            return self._target.write(content)
        except BaseException as raised:
            self._raised = raised
            raise

    def take(self, fields: pl.DataFrame) -> None:
        """Writes ``fields``, joined by what ends each of them."""
        try:
            fields.write_csv(
                cast("IO[bytes]", self),  # it is written to, and nothing else
                include_header=False,
                quote_style="never",
                separator=END,
                line_terminator=END,
            )
        except OSError as error:
            raise self._raised or error from None


def _opening(attributes: str, *, high: bool) -> pl.Expr:
    start = f'<row r="{{}}"{attributes}'
    if high:
        return pl.format(start + ' ht="{}" customHeight="1"', ROW, HEIGHT)
    return pl.format(start, ROW)
