"""Where the cells of a worksheet stand: each place in one number, greater for a later cell."""

import re
from collections.abc import Sequence

import polars as pl

from estimator.model.address import column_number
from estimator.read.workbook.findings import (
    LAST_COLUMN,
    LAST_ROW,
    Place,
    Span,
    UnreadableError,
    address,
)

# The number of a place has the row above this many bits of column.
BITS = 15
MASK = (1 << BITS) - 1
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)


class CellCursor:
    """Goes through a worksheet, from each cell to a later one.

    Attributes:
        at: the place of the last cell.
    """

    def __init__(self) -> None:
        self.at = 0
        self._row, self._base, self._column = "", 1 << BITS, 0
        self._letters: dict[str, int] = {}

    def begin_row(self, number: str) -> None:
        """Goes to the row of a ``number`` as it is written; empty, it is the next row.

        Raises:
            UnreadableError: no sheet has the row.
        """
        self._row = number
        if number:
            known = number.isascii() and number.isdecimal() and len(number) < 8
            if not known or not 0 < int(number) <= LAST_ROW:
                raise UnreadableError(f"a sheet has a row {number[:20]}, which no sheet can have")
            self._base = int(number) << BITS
        self._column = 0

    def end_row(self) -> None:
        """Goes to the row below."""
        self._base, self._column = self._base + (1 << BITS), 0

    def move_to(self, reference: str | None) -> None:
        """Goes to the cell of a ``reference``; without one, it is the next in the row.

        Raises:
            UnreadableError: no sheet has the cell, or it stands after one it should come before.
        """
        if reference is None:
            self._column += 1
            at = self._base + self._column
        else:
            # In a row 12, the cell B12: its letters are looked up, seldom computed.
            column = self._letters.get(reference.removesuffix(self._row))
            if column:
                self._column = column
                at = self._base + column
            else:
                at = self._look_up(reference)
        if at <= self.at:
            self._refuse_disorder(at)
        self.at = at

    def is_before(self, later: pl.Series) -> bool:
        """Whether places are ``later`` than the last cell's, and each than the one before."""
        return later.is_empty() or bool(later[0] > self.at and (later.diff()[1:] > 0).all())

    def skip_to(self, later: pl.Series, row: int) -> None:
        """Goes over cells at ``later`` places, and behind the last ``row`` (0 where none is)."""
        self.at = later[-1] if len(later) else self.at
        self._base, self._column = (row + 1) << BITS if row else self._base, 0

    def _look_up(self, reference: str) -> int:
        """The place of a cell whose letters are new, which are kept."""
        at = parse_reference(reference)
        self._letters[reference.removesuffix(str(at >> BITS))] = self._column = at & MASK
        return at

    def _refuse_disorder(self, at: int) -> None:
        cell = address(split_place(at))
        if at == self.at:
            raise UnreadableError(f"the cell {cell} is there twice; save it again as .xlsx")
        raise UnreadableError(f"its cells are out of order at {cell}; save it again as .xlsx")


def parse_reference(reference: str) -> int:
    """The place of a ``reference``.

    Raises:
        UnreadableError: no sheet has it.
    """
    match = REFERENCE.fullmatch(reference)
    column = column_number(match[1]) if match else 0
    if match is None or column > LAST_COLUMN or int(match[2]) > LAST_ROW:
        raise UnreadableError(f"a sheet has a cell {reference[:20]}, which no sheet can have")
    return int(match[2]) << BITS | column


def split_place(at: int) -> Place:
    """The row and the column of the place ``at``."""
    return at >> BITS, at & MASK


def parse_range(reference: str) -> Span | None:
    """The range of a ``reference``; None where it is none.

    Raises:
        UnreadableError: no sheet has it.
    """
    ends = reference.split(":")
    if len(ends) != 2 or not all(map(REFERENCE.fullmatch, ends)):
        return None
    first, last = map(parse_reference, ends)
    return *split_place(first), *split_place(last)


def place_numbers(cells: pl.DataFrame) -> pl.Series:
    """The places (Int64) of ``cells``, which have a ``row`` and a ``column``."""
    row, column = cells["row"].cast(pl.Int64), cells["column"].cast(pl.Int64)
    return row * (1 << BITS) + column


def split_places(at: Sequence[int]) -> tuple[pl.Series, pl.Series]:
    """The rows and the columns (Int64) of the places ``at``."""
    places = pl.Series(at, dtype=pl.Int64)
    return places // (1 << BITS), places % (1 << BITS)
