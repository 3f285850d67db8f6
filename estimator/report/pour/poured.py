"""What is poured into a sheet: the rows that take the place of its pattern row."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

# Beside the columns of cells, which are named by their letters, a frame may have the heights of
# its rows, in points.
HEIGHT = "height"


@dataclass(frozen=True)
class Column:
    """A column of a poured sheet; its cells are formatted as that of the pattern row is.

    Attributes:
        letters: where it stands, and the name of its values in the frames: String, Decimal, or
            whole numbers. A null, or an empty text, is a blank cell.
        formula: of the first row, without its equals sign: the values are its results, and a null
            is an empty text. Empty where the column holds plain values.
        decimals: the digits after the point with which Decimal numbers are written, exactly.
        mixed: whether ``kinds`` says which of its texts are numbers.
    """

    letters: str
    formula: str = ""
    decimals: int = 0
    mixed: bool = False

    @property
    def kinds(self) -> str:
        """The name of the frames' column with the kind of each cell, as in ``table``; UInt8."""
        return f"{self.letters} kinds"


@dataclass(frozen=True)
class Poured:
    """The rows of a sheet.

    Attributes:
        first, last: the numbers of the first row, where the pattern row stands, and the last.
        columns: all columns that have cells, in order.
        frames: the rows in order, a frame for some of them.
    """

    first: int
    last: int
    columns: tuple[Column, ...]
    frames: Iterable[pl.DataFrame]
