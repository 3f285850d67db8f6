"""The cells of a column as XML: a template filled with the values and the row numbers.

The XML of a cell depends only on its own value, position and column, not on its neighbors.
"""

from collections.abc import Iterable, Sequence

import polars as pl
from msgspec import Struct

from estimator.model.cells import NUMBER
from estimator.report.rows import formulas

# The column of row numbers, as text, beside the values.
ROW = "row"
MOST_DIGITS = 38
PRESERVE = ' xml:space="preserve"'


class InexactNumberError(ValueError):
    """A number has more decimals than its column declares."""


class RowValues(Struct, frozen=True):
    """Some rows of a sheet.

    Attributes:
        frame: ``ROW`` and the columns of the sheet.
        odd: the columns with a text that has to be escaped.
    """

    frame: pl.DataFrame
    odd: frozenset[str]


class XmlColumn(Struct, frozen=True):
    """A column of rows to stream; its cells are formatted like its cell of the template row.

    Attributes:
        letters: its letters on the sheet, which also name its values in the frames: String,
            Decimal or whole numbers. A null or an empty text is a blank cell.
        formula: the formula of the first row, without its equals sign; the values are its results,
            and a null is an empty text. Empty if the column holds plain values.
        decimals: the number of decimals with which Decimal numbers are written, exactly.
        mixed: whether the column named by ``kinds`` says which of its texts are numbers.
    """

    letters: str
    formula: str = ""
    decimals: int = 0
    mixed: bool = False

    @property
    def kinds_column(self) -> str:
        """The name of the frames' column with the kind of each cell (UInt8)."""
        return f"{self.letters} kinds"


def scan_values(frame: pl.DataFrame, columns: Sequence[XmlColumn]) -> RowValues:
    """``frame`` with the columns that need escaping.

    Raises:
        InexactNumberError: a column has more decimals than it declares.
    """
    schema = frame.schema
    texts = [one.letters for one in columns if schema[one.letters] == pl.String]
    exact = {
        one.letters: _has_exact_decimals(one, dtype.scale)
        for one in columns
        if isinstance(dtype := schema[one.letters], pl.Decimal)
    }
    odd = [formulas.needs_escaping(pl.col(name)).any() for name in texts]
    (found,) = frame.select(*odd, **exact).iter_rows(named=True) if odd or exact else ({},)
    if inexact := [name for name in exact if not found[name]]:
        raise InexactNumberError(f"more decimals than declared in {', '.join(inexact)}")
    return RowValues(frame, frozenset(name for name in texts if found[name]))


def _has_exact_decimals(column: XmlColumn, scale: int) -> pl.Expr:
    """Whether the declared decimals of ``column`` represent all its numbers exactly."""
    unit = 10 ** max(scale - column.decimals, 0)
    zeros: pl.Expr = pl.col(column.letters).to_physical() % unit == 0
    return zeros.all()


class XmlTemplate(Struct, frozen=True):
    """A template of XML and the expressions that fill it row by row.

    Attributes:
        text: the template, with ``{}`` for each gap and its own braces doubled.
        gaps: the expressions; a null makes the whole text null.
    """

    text: str
    gaps: tuple[pl.Expr, ...]

    def fill_gaps(self) -> pl.Expr:
        """The template with its gaps filled (String)."""
        return pl.format(self.text, *self.gaps)


def join_templates(forms: Iterable[XmlTemplate]) -> XmlTemplate:
    """The ``forms`` as one, which saves copying the text of each to concatenate it."""
    some = tuple(forms)
    return XmlTemplate(
        "".join(one.text for one in some), tuple(gap for one in some for gap in one.gaps)
    )


class XmlCell(Struct, frozen=True):
    """The XML that the cells of a column share.

    Attributes:
        letters, style: the letters of the column, and the number of its format.
        formula: the formula element; empty for plain values.
        addressed: whether plain cells state their address. Without one, a cell stands to the right
            of the one before it (ECMA-376, 18.3.1.4); cells with formulas always state theirs.
    """

    letters: str
    style: str
    formula: str = ""
    addressed: bool = True

    def render_blank(self) -> XmlTemplate:
        """Blank cells; with a formula, cells whose result is an empty text."""
        return self._make_template(f' t="str">{self.formula}<v></v></c>' if self.formula else "/>")

    def render_number(self, value: pl.Expr) -> XmlTemplate:
        """Number cells."""
        return self._make_template(f">{self.formula}<v>", value, "</v></c>")

    def render_text(self, value: pl.Expr, space: str = "") -> XmlTemplate:
        """Text cells; ``value`` is escaped already."""
        if self.formula:
            return self._make_template(f' t="str">{self.formula}<v>', value, "</v></c>")
        return self._make_template(f' t="inlineStr"><is><t{space}>', value, "</t></is></c>")

    def _make_template(
        self, before: str, value: pl.Expr | None = None, after: str = ""
    ) -> XmlTemplate:
        stated = self.addressed or self.formula
        address = f' r="{self.letters}{{}}"' if stated else ""
        gaps = (*([pl.col(ROW)] if stated else []), *([] if value is None else [value]))
        content = "" if value is None else f"{{}}{_escape_braces(after)}"
        start = f'<c{address} s="{self.style}"{_escape_braces(before)}'
        return XmlTemplate(f"{start}{content}", gaps)


def _escape_braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def render_cells(column: XmlColumn, cell: XmlCell, of: RowValues) -> XmlTemplate:
    """The cells of ``column`` as XML, without nulls."""
    nulls = of.frame[column.letters].null_count()
    if nulls == len(of.frame):
        return cell.render_blank()
    # Only a column with odd texts can contain an empty text.
    if nulls or column.letters in of.odd:
        made = _render_filled(column, cell, of).fill_gaps()
        return XmlTemplate("{}", (made.fill_null(cell.render_blank().fill_gaps()),))
    return _render_filled(column, cell, of)


def _render_filled(column: XmlColumn, cell: XmlCell, of: RowValues) -> XmlTemplate:
    """The cells of ``column``; null where they are blank."""
    value, dtype = pl.col(column.letters), of.frame[column.letters].dtype
    if isinstance(dtype, pl.Decimal):
        return cell.render_number(value.cast(pl.Decimal(MOST_DIGITS, column.decimals)))
    if dtype != pl.String:
        return cell.render_number(value)
    texts = _render_texts(value, cell) if column.letters in of.odd else cell.render_text(value)
    if column.mixed and (of.frame[column.kinds_column] == NUMBER).any():
        numbers = cell.render_number(value.cast(pl.Float64, strict=False)).fill_gaps()
        is_number = pl.col(column.kinds_column) == NUMBER
        return XmlTemplate("{}", (pl.when(is_number).then(numbers).otherwise(texts.fill_gaps()),))
    return texts


def _render_texts(text: pl.Expr, cell: XmlCell) -> XmlTemplate:
    """Text cells, some of which need escaping; null where the text is empty."""
    escaped = cell.render_text(formulas.escape_texts(text), PRESERVE)
    made = (
        pl.when(text == "")
        .then(None)
        .when(formulas.needs_escaping(text))
        .then(escaped.fill_gaps())
        .otherwise(cell.render_text(text).fill_gaps())
    )
    return XmlTemplate("{}", (made,))


# The optional column of row heights, in points.
ROW_HEIGHT = "height"


class SheetRows(Struct, frozen=True):
    """The rows to stream into a sheet.

    Attributes:
        first, last: the numbers of the first row, where the template row is, and of the last.
        columns: all columns that have cells, in order.
        frames: the rows in order, in frames of any size.
    """

    first: int
    last: int
    columns: tuple[XmlColumn, ...]
    frames: Iterable[pl.DataFrame]
