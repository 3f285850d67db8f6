"""The cells of a column as XML: a polars expression over its values and the number of the row.

Every cell is given without the ``>`` that ends it, by which the rows' writer joins them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from polars import selectors

from estimator.model.table import NUMBER
from estimator.report.pour import escape
from estimator.report.pour.poured import Column

# The number of each row, as text, beside the values.
ROW = "row"
# Numbers are written with the fewest of these decimals that hold all those of a column exactly.
DECIMALS = (0, 2, 6)
MOST_DIGITS = 38
PRESERVE = ' xml:space="preserve"'


@dataclass(frozen=True)
class Values:
    """Some rows, and what is known of all of them.

    Attributes:
        frame: ``ROW`` and the columns of a poured sheet.
        odd: the columns with a text that is not its own XML.
        decimals: the digits after the point with which each Decimal column is written.
    """

    frame: pl.DataFrame
    odd: frozenset[str]
    decimals: Mapping[str, int]


def values(frame: pl.DataFrame) -> Values:
    """``frame``, looked through once."""
    odd = frame.select(escape.odd(selectors.string())).row(0, named=True)
    decimals = _decimals(frame.select(selectors.decimal()))
    return Values(frame, frozenset(name for name, is_odd in odd.items() if is_odd), decimals)


def _decimals(numbers: pl.DataFrame) -> Mapping[str, int]:
    """The fewest of ``DECIMALS`` that hold all numbers of a column exactly; else all it has."""
    scales = {name: getattr(dtype, "scale", 0) for name, dtype in numbers.schema.items()}
    found: dict[str, int] = {}
    for decimals in DECIMALS:
        left = {name: scale for name, scale in scales.items() if name not in found}
        if left:
            held = [_holds(name, max(scale - decimals, 0)) for name, scale in left.items()]
            row = numbers.select(held).row(0, named=True)
            found |= {name: decimals for name, is_held in row.items() if is_held}
    return scales | found


def _holds(name: str, digits: int) -> pl.Expr:
    """Whether the last ``digits`` of all numbers are zeros."""
    zeros: pl.Expr = pl.col(name).to_physical() % 10**digits == 0
    return zeros.all()


@dataclass(frozen=True)
class Cell:
    """What the cells of a column have in common: up to the style, and the formula's element."""

    letters: str
    style: str
    formula: str = ""

    def blank(self) -> pl.Expr:
        """Cells without a value; of a formula, with an empty text as its result."""
        return self._made(f' t="str">{self.formula}<v></v></c' if self.formula else "/")

    def number(self, value: pl.Expr) -> pl.Expr:
        """Cells of numbers; null where there is none."""
        return self._made(f">{self.formula}<v>", value, "</v></c")

    def text(self, value: pl.Expr, space: str = "") -> pl.Expr:
        """Cells of texts, which are their own XML; null where there is none."""
        if self.formula:
            return self._made(f' t="str">{self.formula}<v>', value, "</v></c")
        return self._made(f' t="inlineStr"><is><t{space}>', value, "</t></is></c")

    def _made(self, before: str, value: pl.Expr | None = None, after: str = "") -> pl.Expr:
        start = f'<c r="{self.letters}' + "{}" + _literally(f'" s="{self.style}"{before}')
        if value is None:
            return pl.format(start, ROW)
        return pl.format(start + "{}" + _literally(after), ROW, value)


def _literally(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def cells(column: Column, cell: Cell, of: Values) -> pl.Expr:
    """The cells of ``column`` as XML (String, no nulls)."""
    name = column.letters
    nulls = of.frame[name].null_count()
    if nulls == len(of.frame):
        return cell.blank()
    if of.frame.schema[name] != pl.String:
        made = cell.number(_number(name, of))
    elif column.mixed and (of.frame[column.kinds] == NUMBER).any():
        numbers = cell.number(pl.col(name).cast(pl.Float64, strict=False))
        is_number = pl.col(column.kinds) == NUMBER
        made = pl.when(is_number).then(numbers).otherwise(_text(name, cell, of))
    else:
        made = _text(name, cell, of)
    # Only odd texts can be empty ones.
    return made.fill_null(cell.blank()) if nulls or name in of.odd else made


def _number(name: str, of: Values) -> pl.Expr:
    if name not in of.decimals:
        return pl.col(name)
    return pl.col(name).cast(pl.Decimal(MOST_DIGITS, of.decimals[name]))


def _text(name: str, cell: Cell, of: Values) -> pl.Expr:
    text = pl.col(name)
    if name not in of.odd:
        return cell.text(text)
    return cell.text(escape.escaped(pl.when(text != "").then(text)), PRESERVE)
