"""Cells as read from a file: sheets, in blocks of rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

# The kinds of cells. Only text goes through the rules for numbers.
BLANK, TEXT, NUMBER, BOOLEAN, DATE, ERROR_VALUE = range(6)
# A number as its format shows it, where that means another one than what is stored: 5 shown as 5 M.
SHOWN = 6

# The text of a FAULT cell whose formula was never calculated; other error values read as in Excel.
UNCALCULATED = "a formula without a saved value"


@dataclass(frozen=True)
class Block:
    """Consecutive rows of a sheet.

    Attributes:
        first: the sheet's number of the first row, from 1 on.
        texts: String, c1, c2, ... by position; each cell as text, numbers at 15 significant
            digits, null where blank.
        kinds: UInt8, of the same shape; the kind of each cell (BLANK, TEXT, NUMBER, ...).
        widths: UInt32; of a text file, the number of fields of each row; else None.
        lines: UInt32; of a text file, the line on which each row begins; else None.
    """

    first: int
    texts: pl.DataFrame
    kinds: pl.DataFrame
    widths: pl.Series | None = None
    lines: pl.Series | None = None


@dataclass(frozen=True)
class ChangedBlocks:
    """Blocks passed through ``change`` at every iteration."""

    blocks: Iterable[Block]
    change: Callable[[Block], Block]

    def __iter__(self) -> Iterator[Block]:
        """Each block, changed."""
        return map(self.change, self.blocks)


@dataclass(frozen=True)
class Sheet:
    """One sheet, its cells in blocks, so that only some of a million rows are in memory at a time.

    Attributes:
        blocks: the rows from 1, in order, all with the same columns; they can be iterated
            any number of times.
        height, width: the number of rows and columns.
        hidden_rows: the numbers of the rows that are hidden, by hand or by a filter.
        merged: the ranges merged into one cell: first row and column, last row and column.
        linked: the cells with links to other workbooks, as row and column.
        semicolons: whether it is a text with semicolons between its fields.
    """

    name: str
    blocks: Iterable[Block]
    height: int
    width: int
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    linked: tuple[tuple[int, int], ...] = ()
    semicolons: bool = False

    @property
    def texts(self) -> pl.DataFrame:
        """The texts of all rows in one frame; many rows take a lot of memory."""
        return pl.concat([self._no_rows(pl.String), *(block.texts for block in self.blocks)])

    @property
    def kinds(self) -> pl.DataFrame:
        """The kinds of all cells in one frame."""
        return pl.concat([self._no_rows(pl.UInt8), *(block.kinds for block in self.blocks)])

    @property
    def columns(self) -> list[str]:
        """The names of the columns: c1, c2, ..."""
        return [f"c{position}" for position in range(1, self.width + 1)]

    def rows_between(self, first: int, last: int) -> pl.DataFrame:
        """The texts of the rows ``first`` to ``last``, as far as they exist."""
        found = [self._no_rows(pl.String)]
        for block in self.blocks:
            if block.first > last:
                break
            start = max(first - block.first, 0)
            found.append(block.texts.slice(start, max(last + 1 - block.first - start, 0)))
        return pl.concat(found)

    def _no_rows(self, dtype: type[pl.DataType]) -> pl.DataFrame:
        """An empty frame with all columns."""
        return pl.DataFrame(schema=dict.fromkeys(self.columns, dtype))


@dataclass(frozen=True)
class Book:
    """A file as read.

    Attributes:
        file: the shortest name that tells it from the other inputs.
        made_by_estimator: whether it is a workbook made by estimator.
        delimited: whether it is a text file.
        named: whether addresses name the file, as they must where there are several inputs.
        words: what the user may call the file, besides ``file``.
        own_options: the options that hold for this file alone, by name.
    """

    file: str
    sheets: tuple[Sheet, ...]
    sha256: str = ""
    made_by_estimator: bool = False
    delimited: bool = False
    named: bool = False
    words: frozenset[str] = frozenset()
    own_options: Mapping[str, Any] = field(default_factory=dict)


def blank_cells(
    texts: pl.DataFrame, kinds: pl.DataFrame, name: str, where: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both frames, with the cells of the column ``name`` blank where ``where`` is true."""
    cell, blank = pl.col(name), pl.lit(where)
    return (
        texts.with_columns(pl.when(~blank).then(cell).alias(name)),
        kinds.with_columns(
            pl.when(blank).then(pl.lit(BLANK, dtype=pl.UInt8)).otherwise(cell).alias(name)
        ),
    )
