"""The cells of a column as XML: a polars expression over its values and the number of the row.

Every cell is given without the ``>`` that ends it, by which the writer of the rows joins them. What
a cell is written as depends on its own value, place and column, and on nothing that stands beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from estimator.model.sheet import NUMBER
from estimator.report.pour import escape
from estimator.report.pour.poured import Column

# The number of each row, as text, beside the values.
ROW = "row"
MOST_DIGITS = 38
PRESERVE = ' xml:space="preserve"'


class InexactNumberError(ValueError):
    """A number has more decimals than its column was said to have."""


@dataclass(frozen=True)
class Values:
    """Some rows, and what is known of them.

    Attributes:
        frame: ``ROW`` and the columns of a poured sheet.
        odd: the columns with a text that is not its own XML.
    """

    frame: pl.DataFrame
    odd: frozenset[str]


def values(frame: pl.DataFrame, columns: Sequence[Column]) -> Values:
    """``frame``, all its values looked at once.

    Raises:
        InexactNumberError: one of the ``columns`` is said to have fewer decimals than it has.
    """
    schema = frame.schema
    texts = [one.letters for one in columns if schema[one.letters] == pl.String]
    exact = {
        one.letters: _holds(one, dtype.scale)
        for one in columns
        if isinstance(dtype := schema[one.letters], pl.Decimal)
    }
    odd = [escape.is_odd(pl.col(name)).any() for name in texts]
    (found,) = frame.select(*odd, **exact).iter_rows(named=True) if odd or exact else ({},)
    if inexact := [name for name in exact if not found[name]]:
        raise InexactNumberError(f"more decimals than are written in {', '.join(inexact)}")
    return Values(frame, frozenset(name for name in texts if found[name]))


def _holds(column: Column, scale: int) -> pl.Expr:
    """Whether the decimals of ``column`` hold all its numbers exactly."""
    unit = 10 ** max(scale - column.decimals, 0)
    zeros: pl.Expr = pl.col(column.letters).to_physical() % unit == 0
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
    nulls = of.frame[column.letters].null_count()
    if nulls == len(of.frame):
        return cell.blank()
    made = _filled(column, cell, of)
    # Only odd texts can be empty ones.
    return made.fill_null(cell.blank()) if nulls or column.letters in of.odd else made


def _filled(column: Column, cell: Cell, of: Values) -> pl.Expr:
    """The cells of ``column`` that are not blank."""
    value, dtype = pl.col(column.letters), of.frame[column.letters].dtype
    if isinstance(dtype, pl.Decimal):
        return cell.number(value.cast(pl.Decimal(MOST_DIGITS, column.decimals)))
    if dtype != pl.String:
        return cell.number(value)
    texts = _texts(value, cell) if column.letters in of.odd else cell.text(value)
    if column.mixed and (of.frame[column.kinds] == NUMBER).any():
        numbers = cell.number(value.cast(pl.Float64, strict=False))
        return pl.when(pl.col(column.kinds) == NUMBER).then(numbers).otherwise(texts)
    return texts


def _texts(text: pl.Expr, cell: Cell) -> pl.Expr:
    """Cells of texts some of which are odd; null where the text is empty."""
    escaped = cell.text(escape.escaped(text), PRESERVE)
    return (
        pl.when(text == "")
        .then(None)
        .when(escape.is_odd(text))
        .then(escaped)
        .otherwise(cell.text(text))
    )
