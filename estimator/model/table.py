"""What was read from a file: sheets of cells, and the table found among them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypedDict, Unpack

import polars as pl

from estimator.model.problem import Problem
from estimator.model.source import Source

# What kind of thing a cell holds. Text goes through the number rules, the others are what they are.
BLANK, TEXT, NUMBER, TRUTH, DATE, FAULT = range(6)

# How a computed column in a workbook of ours is matched: it is known, and not read.
OURS = "ours"
# A heading without a multiplier, and one that says percent.
ONCE, PERCENT = Decimal(1), Decimal("0.01")

# The text of a FAULT cell whose formula was never calculated; other faults read as in Excel.
UNCALCULATED = "a formula without a saved value"


class Said(TypedDict, total=False):
    """What a problem says, as in ``Problem``."""

    found: str
    expected: str
    says: str


@dataclass(frozen=True)
class Block:
    """Consecutive rows of a sheet, as the ``Sheet`` has them.

    Attributes:
        first: the sheet's 1-based row number of the first row.
        texts, kinds, widths, lines: as of a sheet.
    """

    first: int
    texts: pl.DataFrame
    kinds: pl.DataFrame
    widths: pl.Series | None = None
    lines: pl.Series | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet: two frames of the same shape, the first row of which is the sheet's row 1.

    Attributes:
        texts: String; each cell as text, numbers at 15 significant digits, null where blank.
        kinds: UInt8; the kind of each cell (BLANK, TEXT, NUMBER, TRUTH, DATE, FAULT).
        hidden_rows: the numbers of the rows that are hidden, by hand or by a filter.
        merged: the ranges merged into one cell: first row and column, last row and column.
        linked: the cells that take their values from other workbooks, as row and column.
        widths: UInt32; of a text file, the number of fields of each row; else None.
        lines: UInt32; of a text file, the line that each row begins on; else None.
    """

    name: str
    texts: pl.DataFrame
    kinds: pl.DataFrame
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    linked: tuple[tuple[int, int], ...] = ()
    widths: pl.Series | None = None
    lines: pl.Series | None = None


@dataclass(frozen=True)
class Book:
    """A file as read.

    Attributes:
        file: as people tell it from the other inputs.
        ours: whether this tool wrote it.
        delimited: whether it is a text file.
        named: whether addresses name the file, as they must where there are several.
    """

    file: str
    sheets: tuple[Sheet, ...]
    sha256: str = ""
    ours: bool = False
    delimited: bool = False
    named: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading as the user wrote it, where it stands, and the column it was matched to.

    Attributes:
        position: the 1-based column of the sheet.
        column: our name; empty where the heading is not ours and the column is carried through.
        matched: how the match was made: "name", "title", "alias", or "map", as the user says; and
            "ours" where it is a computed column in a workbook of ours.
        times: what a multiplier in the heading ("(M)", "(%)") multiplies the cells by.
    """

    text: str
    position: int
    column: str = ""
    matched: str = ""
    times: Decimal = ONCE


@dataclass(frozen=True)
class Table:
    """The rows below a heading row, blank ones left out.

    Attributes:
        sheet: the whole sheet that they stand on.
        ours: whether this tool wrote the workbook.
        texts, kinds: as on the sheet; columns c1, c2, ... by position, a row each of ``rows``.
        rows: Int64; the sheet's own row number of each row.
    """

    source: Source
    sheet: Sheet
    headings: tuple[Heading, ...]
    rows: pl.Series
    texts: pl.DataFrame
    kinds: pl.DataFrame
    ours: bool = False
    by_column: Mapping[str, Heading] = field(default_factory=dict)

    def filtered(self, kept: pl.Series) -> "Table":
        """The table with the rows for which ``kept`` (Boolean) is true."""
        texts, kinds = self.texts.filter(kept), self.kinds.filter(kept)
        return replace(self, rows=self.rows.filter(kept), texts=texts, kinds=kinds)

    def without_uncalculated(self, column: str) -> "Table":
        """The table with the cells of ``column`` blank whose formula was never calculated."""
        if column not in self.by_column:
            return self
        name = f"c{self.by_column[column].position}"
        lost = (self.kinds[name] == FAULT) & (self.texts[name] == UNCALCULATED)
        texts, kinds = blanked(self.texts, self.kinds, name, lost.fill_null(value=False))
        return replace(self, texts=texts, kinds=kinds)

    def has(self, column: str) -> bool:
        """Whether a heading means ``column``, be it one of two that do."""
        return any(heading.column == column for heading in self.headings)

    def place(self, row: int, column: str) -> str:
        """The address of ``column`` in ``row``, or of the row where the sheet lacks the column."""
        heading = self.by_column.get(column)
        return self.source.place(row, heading.position if heading else 0)

    def cell(self, row: int, column: str) -> str:
        """The same without the sheet: ``D7``."""
        return self.place(row, column).rpartition("!")[2]

    def problem(self, code: str, row: int, column: str, **said: Unpack[Said]) -> Problem:
        """A problem at the cell of ``column`` in ``row``."""
        found = self.at(code, row, self.by_column.get(column), **said)
        return replace(found, column=column)

    def at(
        self,
        code: str,
        row: int,
        heading: Heading | None = None,
        *,
        position: int = 0,
        **said: Unpack[Said],
    ) -> Problem:
        """A problem at the cell in ``row`` under ``heading``, or in the 1-based ``position``."""
        position = heading.position if heading else position
        return Problem(
            code,
            place=self.source.place(row, position),
            source=self.source,
            row=row,
            order=position,
            line=self._line(row),
            column=heading.column or None if heading else None,
            heading=heading.text if heading else None,
            **said,
        )

    def about(self, code: str, says: str, **more: Any) -> Problem:  # noqa: ANN401 - Problem's own
        """A problem of the table as a whole."""
        row = self.source.header_row
        place = self.source.name
        return Problem(code, says=says, place=place, source=self.source, row=row, **more)

    def _line(self, row: int) -> int:
        """The line of a text file that ``row`` begins on, where that is not the row's number."""
        line = 0 if self.sheet.lines is None else int(self.sheet.lines[row - 1])
        return line if line != row else 0


def blanked(
    texts: pl.DataFrame, kinds: pl.DataFrame, name: str, where: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The frames with the cells of the column ``name`` blank where ``where`` is true."""
    cell, blank = pl.col(name), pl.lit(where)
    return (
        texts.with_columns(pl.when(~blank).then(cell).alias(name)),
        kinds.with_columns(
            pl.when(blank).then(pl.lit(BLANK, dtype=pl.UInt8)).otherwise(cell).alias(name)
        ),
    )
