"""Cells as read from a file: sheets, in blocks of rows."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from msgspec import Struct, field
from msgspec.structs import replace

from estimator.model.shown_numbers import NumberFormat, show_numbers

# The kinds of cells. Only text goes through the rules for numbers.
BLANK, TEXT, NUMBER, BOOLEAN, DATE, ERROR_VALUE = range(6)
# A number as its format shows it, where that means another one than what is stored: 5 shown as 5 M.
SHOWN = 6
# In the files of a reader: a formula saved as 0 by a program that may not have calculated it.
ZERO_FORMULA = 7
# In the files of a reader: a number with the first of the formats that say something, and so on.
FORMATTED = 8

# The text of a FAULT cell whose formula was never calculated; other error values read as in Excel.
UNCALCULATED = "a formula without a saved value"


class Block(Struct, frozen=True):
    """Consecutive rows of a sheet.

    Attributes:
        first: the sheet's number of the first row, from 1 on.
        texts: String, c1, c2, ... by position; each cell as text, numbers at 15 significant
            digits, null where blank.
        kinds: UInt8, of the same shape; the kind of each cell (BLANK, TEXT, NUMBER, ...).
        widths: UInt32; of a text file, the number of fields of each row; else None.
        lines: UInt32; of a text file, the line on which each row begins; else None.
        formats: UInt8, the columns with numbers whose formats say something; for each of these
            numbers the place of its format among ``known_formats``, else null. None without any.
        known_formats: the formats of the workbook that say something.
    """

    first: int
    texts: pl.DataFrame
    kinds: pl.DataFrame
    widths: pl.Series | None = None
    lines: pl.Series | None = None
    formats: pl.DataFrame | None = None
    known_formats: Sequence[NumberFormat] = ()

    def show_columns(self, names: Collection[str]) -> "Block":
        """The block with the numbers of the columns ``names`` as their formats show them."""
        formats = self.formats
        if formats is None:
            return self
        shown = [self._show_column(formats, name) for name in formats.columns if name in names]
        return replace(
            self,
            texts=self.texts.with_columns(text for text, _ in shown),
            kinds=self.kinds.with_columns(kind for _, kind in shown),
        )

    def _show_column(self, formats: pl.DataFrame, name: str) -> tuple[pl.Series, pl.Series]:
        texts, kinds = self.texts[name], self.kinds[name]
        at = (formats[name].is_not_null() & (kinds == NUMBER)).arg_true()
        if at.is_empty():
            return texts, kinds
        found, agrees = show_numbers(texts.gather(at), formats[name].gather(at), self.known_formats)
        return texts.clone().scatter(at, found), kinds.clone().scatter(at.filter(~agrees), SHOWN)


class ChangedBlocks(Struct, frozen=True):
    """Blocks passed through ``change`` at every iteration."""

    blocks: Iterable[Block]
    change: Callable[[Block], Block]

    def __iter__(self) -> Iterator[Block]:
        """Each block, changed."""
        return map(self.change, self.blocks)


class Sheet(Struct, frozen=True):
    """One sheet, its cells in blocks, so that only some of a million rows are in memory at a time.

    Attributes:
        blocks: the rows from 1, in order, all with the same columns; they can be iterated
            any number of times.
        height, width: the number of rows and columns.
        hidden_rows: the numbers of the rows that are hidden, by hand or by a filter.
        merged: the ranges merged into one cell: first row and column, last row and column.
        linked: the cells with links to other workbooks, as row and column.
        hidden_columns: the ranges of columns that are hidden, as first and last column.
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
    hidden_columns: tuple[tuple[int, int], ...] = ()
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
        """The rows ``first`` to ``last``, as far as they exist: each cell's text as it is shown."""
        found = [self._no_rows(pl.String)]
        for block in self.blocks:
            if block.first > last:
                break
            start = max(first - block.first, 0)
            part = slice_block(block, start, max(last + 1 - block.first - start, 0))
            found.append(part.show_columns(self.columns).texts)
        return pl.concat(found)

    def rows_at(self, numbers: Collection[int]) -> dict[int, tuple[str | None, ...]]:
        """The rows ``numbers``, by number, as ``rows_between`` has them, in one pass."""
        wanted, found = sorted(numbers), dict[int, tuple[str | None, ...]]()
        for block in self.blocks if wanted else ():
            if block.first > wanted[-1]:
                break
            places = range(block.first, block.first + len(block.texts))
            for row in [one for one in wanted if one in places]:
                part = slice_block(block, row - block.first, 1)
                found[row] = part.show_columns(self.columns).texts.row(0)
        return found

    def _no_rows(self, dtype: type[pl.DataType]) -> pl.DataFrame:
        """An empty frame with all columns."""
        return pl.DataFrame(schema=dict.fromkeys(self.columns, dtype))


class Book(Struct, frozen=True):
    """A file as read.

    Attributes:
        file: the shortest name that tells it from the other inputs.
        made_by_estimator: whether it is a workbook made by estimator.
        delimited: whether it is a text file.
        named: whether addresses name the file, as they must where there are several inputs.
        words: what the user may call the file, besides ``file``.
        own_options: the options that hold for this file alone, by name.
        saved_by, saved_at: who saved a workbook made by estimator last, and when (ISO 8601), as
            the file's properties state it; empty if they do not.
    """

    file: str
    sheets: tuple[Sheet, ...]
    sha256: str = ""
    made_by_estimator: bool = False
    delimited: bool = False
    named: bool = False
    words: frozenset[str] = frozenset()
    own_options: Mapping[str, Any] = field(default_factory=dict)
    saved_by: str = ""
    saved_at: str = ""


def slice_block(block: Block, start: int, length: int) -> Block:
    """So many rows of ``block`` from the place ``start`` on, which counts from 0."""
    widths, lines = block.widths, block.lines
    return replace(
        block,
        first=block.first + start,
        texts=block.texts.slice(start, length),
        kinds=block.kinds.slice(start, length),
        widths=None if widths is None else widths.slice(start, length),
        lines=None if lines is None else lines.slice(start, length),
        formats=None if block.formats is None else block.formats.slice(start, length),
    )


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
