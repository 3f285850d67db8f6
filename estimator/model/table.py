"""What was read from a file: sheets of cells, and the table found among them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from estimator.model import address
from estimator.model.problem import Problem

# What kind of thing a cell holds. Text goes through the number rules, the others are what they are.
BLANK, TEXT, NUMBER, TRUTH, DATE, FAULT = range(6)

# The text of a FAULT cell whose formula was never calculated; other faults read as in Excel.
UNCALCULATED = "a formula without a saved value"


@dataclass(frozen=True)
class Sheet:
    """One sheet: two frames of the same shape, the first row of which is the sheet's row 1.

    Attributes:
        texts: String; each cell as text, numbers at 15 significant digits, null where blank.
        kinds: UInt8; the kind of each cell (BLANK, TEXT, NUMBER, TRUTH, DATE, FAULT).
    """

    name: str
    texts: pl.DataFrame
    kinds: pl.DataFrame
    hidden: bool = False


@dataclass(frozen=True)
class Book:
    """A file as read: its sheets, and whether this tool wrote it."""

    file: str
    sheets: tuple[Sheet, ...]
    sha256: str = ""
    ours: bool = False
    delimited: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading as the user wrote it, where it stands, and the column it was matched to.

    Attributes:
        position: the 1-based column of the sheet.
        column: our name; empty where the heading is not ours and the column is carried through.
        matched: how the match was made: "name", "title" or "alias".
        times: what a multiplier in the heading ("(M)") multiplies the cells by.
    """

    text: str
    position: int
    column: str = ""
    matched: str = ""
    times: int = 1


@dataclass(frozen=True)
class Table:
    """The rows below a heading row, blank ones left out.

    Attributes:
        texts, kinds: as on the sheet; columns c1, c2, ... by position, a row each of ``rows``.
        rows: Int64; the sheet's own row number of each row.
    """

    file: str
    sheet: str
    header_row: int
    headings: tuple[Heading, ...]
    rows: pl.Series
    texts: pl.DataFrame
    kinds: pl.DataFrame
    blank_rows: int = 0
    by_column: Mapping[str, Heading] = field(default_factory=dict)

    def has(self, column: str) -> bool:
        """Whether a heading means ``column``, be it one of two that do."""
        return any(heading.column == column for heading in self.headings)

    def place(self, row: int, column: str) -> str:
        """The address of ``column`` in ``row``, or of the row where the sheet lacks the column."""
        heading = self.by_column.get(column)
        return address.place(self.sheet, row, heading.position if heading else None)

    def problem(
        self,
        code: str,
        row: int,
        column: str,
        *,
        found: str = "",
        expected: str = "",
        says: str = "",
    ) -> Problem:
        """A problem at the cell of ``column`` in ``row``."""
        heading = self.by_column.get(column)
        return Problem(
            code,
            place=self.place(row, column),
            row=row,
            column=column,
            heading=heading.text if heading else None,
            order=heading.position if heading else 0,
            found=found,
            expected=expected,
            says=says,
        )
