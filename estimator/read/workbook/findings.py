"""Findings of a scan: what a sheet has beside its cells, and why a workbook is refused."""

from collections.abc import Mapping

from msgspec import Struct, field

from estimator.model.address import column_letters
from estimator.model.limits import Limits
from estimator.model.shown_numbers import NumberFormat

# The rows and columns that a sheet of Excel has.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
# How many merged ranges a sheet may have; the real ones have some thousand at most.
MERGES = 100_000
# The most ranges of hidden columns: no sheet has more columns.
HIDDEN_RANGES = LAST_COLUMN

# The codes of errors in binary workbooks.
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
UNKNOWN_ERROR = "#N/A"

# A cell as (row, column), both from 1.
Place = tuple[int, int]
# A range as (first row, first column, last row, last column), all from 1.
Span = tuple[int, int, int, int]


class UnreadableError(ValueError):
    """A workbook that is not read; its text says why and how to fix it.

    It goes on from "... cannot be read as a workbook: ", and has no full stop.
    """


class SheetFindings(Struct):
    """Of one sheet.

    Attributes:
        hidden_rows: the rows that are hidden, by hand or by a filter; the filled ones at least.
        merged: the ranges that are merged into one cell.
        hidden_columns: the ranges of columns that are hidden, as first and last column.
        calculated: whether a formula has a result other than 0; only told of a workbook that was
            written by a program that may not calculate.
        linked: cells whose formulas take values from other workbooks.
        reach: the last row and the last column that hold something.
        hidden: whether the sheet is.
        blocks: how many its cells were spilled in, of so many ``rows`` and ``columns`` in all.
    """

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    calculated: bool = False
    merged: list[Span] = field(default_factory=list)
    linked: list[Place] = field(default_factory=list)
    reach: Place = (0, 0)
    hidden: bool = False
    blocks: int = 0
    rows: int = 0
    columns: int = 0

    def hide_columns(self, first: int, last: int) -> None:
        """Notes that the columns ``first`` to ``last`` are hidden."""
        if 0 < first <= last and len(self.hidden_columns) < HIDDEN_RANGES:
            self.hidden_columns.append((first, min(last, LAST_COLUMN)))


class WorkbookScan(Struct, frozen=True):
    """Of one workbook.

    Attributes:
        sheets: the worksheets in the workbook's order, by name; chart and macro sheets left out.
        ours: whether this tool wrote the workbook.
        macros: whether it carries macros.
        links: whether it takes values from other workbooks.
        formats: the number formats that say something, by the kinds of the cells.
        saved_by, saved_at: who saved it last, and when, as its properties state it.
    """

    sheets: Mapping[str, SheetFindings]
    ours: bool = False
    macros: bool = False
    links: bool = False
    formats: tuple[NumberFormat, ...] = ()
    saved_by: str = ""
    saved_at: str = ""


def damaged_file(reason: object) -> UnreadableError:
    """The refusal of a workbook that is not as its kind must be."""
    return UnreadableError(f"it is damaged ({reason}); save it again as .xlsx")


def within_together(cells: int, limits: Limits) -> None:
    """Refuses sheets that are within ``limits`` one by one, and beyond them with all their cells.

    Raises:
        UnreadableError: they reach over too many ``cells``.
    """
    if cells > limits.cells:
        most = f"more than {limits.cells:,} (limit cells)"
        raise UnreadableError(
            f"its sheets reach over {cells:,} cells, {most}; save one sheet alone"
        )


def too_many_hours(sheet: str) -> UnreadableError:
    """The refusal of a workbook over a number on ``sheet`` that no time can be made of."""
    says = f'a cell of its sheet "{sheet}" shows a number as hours that are too many'
    return UnreadableError(f"{says}; give it a number format")


def too_long(place: Place, most: int) -> UnreadableError:
    """The refusal of a workbook over a text at ``place`` that has more than ``most`` characters."""
    return UnreadableError(
        f"the cell {address(place)} holds a text of more than {most:,} "
        "characters (limit cell_length); shorten it"
    )


def address(place: Place) -> str:
    """``place`` as people write it: ``B3``."""
    return f"{column_letters(place[1])}{place[0]}"


class UsedRange:
    """Used range of a sheet, never beyond what memory allows."""

    def __init__(self, limits: Limits) -> None:
        self.row = self.column = 0
        self._limits = limits

    def allows(self, place: Place) -> bool:
        """Whether a filled cell at ``place`` is within the limits."""
        row, column = max(self.row, place[0]), max(self.column, place[1])
        limits = self._limits
        return row <= limits.rows and column <= limits.columns and row * column <= limits.cells

    def extend(self, place: Place) -> None:
        """Takes in the filled cell at ``place``.

        Raises:
            UnreadableError: the rectangle up to it would fill the memory.
        """
        limits = self._limits
        cell = f"the cell {address(place)} has a value"
        if place[0] > limits.rows:
            raise UnreadableError(f"{cell} beyond row {limits.rows:,} (limit rows)")
        if place[1] > limits.columns:
            raise UnreadableError(
                f"{cell} beyond column {column_letters(limits.columns)} (limit columns)"
            )
        row, column = max(self.row, place[0]), max(self.column, place[1])
        if row * column > limits.cells:
            raise UnreadableError(
                f"{cell}, which makes the sheet reach to {address((row, column))}, "
                f"more than {limits.cells:,} cells (limit cells); clear it"
            )
        self.row, self.column = row, column


class CharacterQuota:
    """The characters that all cells of a workbook hold together.

    One text that a million cells use is small in the file and too much for the memory.
    """

    def __init__(self, limits: Limits) -> None:
        self._left = self._most = limits.inflated_bytes

    def take_characters(self, characters: int) -> None:
        """Counts ``characters``.

        Raises:
            UnreadableError: they are too many.
        """
        self._left -= characters
        if self._left < 0:
            raise UnreadableError(
                f"its texts, used again and again, come to more than {self._most:,} characters "
                "(limit inflated_bytes)"
            )
