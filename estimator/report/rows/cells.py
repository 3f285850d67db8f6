"""The cells of a column as XML: a form, filled with its values and the number of the row.

What a cell is written as depends on its own value, place and column, and on nothing that stands
beside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from estimator.model.cells import NUMBER
from estimator.report.rows import formulas

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
    odd = [formulas.is_odd(pl.col(name)).any() for name in texts]
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
class Form:
    """XML with gaps, and what fills them row by row.

    Attributes:
        text: with a ``{}`` for each gap; braces of its own are doubled.
        gaps: what comes into them; null, where the whole is to be.
    """

    text: str
    gaps: tuple[pl.Expr, ...]

    def filled(self) -> pl.Expr:
        """The form with its gaps filled (String)."""
        return pl.format(self.text, *self.gaps)


def joined(forms: Iterable[Form]) -> Form:
    """One form after the other: filled as one, they are not copied once more to be joined."""
    some = tuple(forms)
    return Form("".join(one.text for one in some), tuple(gap for one in some for gap in one.gaps))


@dataclass(frozen=True)
class Cell:
    """What the cells of a column have in common: up to the style, and the formula's element."""

    letters: str
    style: str
    formula: str = ""

    def blank(self) -> Form:
        """Cells without a value; of a formula, with an empty text as its result."""
        return self._form(f' t="str">{self.formula}<v></v></c>' if self.formula else "/>")

    def number(self, value: pl.Expr) -> Form:
        """Cells of numbers."""
        return self._form(f">{self.formula}<v>", value, "</v></c>")

    def text(self, value: pl.Expr, space: str = "") -> Form:
        """Cells of texts, which are their own XML."""
        if self.formula:
            return self._form(f' t="str">{self.formula}<v>', value, "</v></c>")
        return self._form(f' t="inlineStr"><is><t{space}>', value, "</t></is></c>")

    def _form(self, before: str, value: pl.Expr | None = None, after: str = "") -> Form:
        start = f'<c r="{self.letters}{{}}" s="{self.style}"{_literally(before)}'
        if value is None:
            return Form(start, (pl.col(ROW),))
        return Form(f"{start}{{}}{_literally(after)}", (pl.col(ROW), value))


def _literally(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def cells(column: Column, cell: Cell, of: Values) -> Form:
    """The cells of ``column`` as XML; no gap is null."""
    nulls = of.frame[column.letters].null_count()
    if nulls == len(of.frame):
        return cell.blank()
    # Only odd texts can be empty ones.
    if nulls or column.letters in of.odd:
        made = _filled(column, cell, of).filled()
        return Form("{}", (made.fill_null(cell.blank().filled()),))
    return _filled(column, cell, of)


def _filled(column: Column, cell: Cell, of: Values) -> Form:
    """The cells of ``column`` that are not blank."""
    value, dtype = pl.col(column.letters), of.frame[column.letters].dtype
    if isinstance(dtype, pl.Decimal):
        return cell.number(value.cast(pl.Decimal(MOST_DIGITS, column.decimals)))
    if dtype != pl.String:
        return cell.number(value)
    texts = _texts(value, cell) if column.letters in of.odd else cell.text(value)
    if column.mixed and (of.frame[column.kinds] == NUMBER).any():
        numbers = cell.number(value.cast(pl.Float64, strict=False)).filled()
        is_number = pl.col(column.kinds) == NUMBER
        return Form("{}", (pl.when(is_number).then(numbers).otherwise(texts.filled()),))
    return texts


def _texts(text: pl.Expr, cell: Cell) -> Form:
    """Cells of texts some of which are odd; null where the text is empty."""
    escaped = cell.text(formulas.escaped(text), PRESERVE)
    made = (
        pl.when(text == "")
        .then(None)
        .when(formulas.is_odd(text))
        .then(escaped.filled())
        .otherwise(cell.text(text).filled())
    )
    return Form("{}", (made,))


# Beside the columns of cells, which are named by their letters, a frame may have the heights of
# its rows, in points.
HEIGHT = "height"


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
