"""Cells to exact numbers, in polars expressions, without inference.

Nearly all cells of a sheet are plain digits, which polars reads as the rules would. The rules, many
regular expressions, are put to every other text once, however many cells have it. The rules know
ASCII alone. What comes out of them without a number, a code or a blank is no number.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import polars as pl
from msgspec import Struct

from estimator.model.cells import NUMBER, TEXT
from estimator.model.column import SHARE, WHOLE, Column
from estimator.model.money import DECIMALS, EXACT, USD, currency_spellings
from estimator.model.options import POINT
from estimator.model.table import ONCE, PERCENT
from estimator.validate.decimal_separators import PLAIN
from estimator.validate.number_forms import (
    first_code,
    known_truth,
    read_number_forms,
    unread_code,
)

# The codes of the cells that are read as something else than stands there.
DASH, ROUNDED, ALL = "dash-is-zero", "decimals-rounded", "share-of-one"
COERCED = frozenset({DASH, ROUNDED, ALL})
# A number whose format shows another one than is stored, which is read.
AS_SHOWN = "read-as-shown"

# What the rules make of a text; in most columns no text needs them.
FORMS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "fault": pl.String,
    "blank": pl.Boolean,
    "dash": pl.Boolean,
    "percent": pl.Boolean,
    "finer": pl.Boolean,
    "number": EXACT,
    "multiplier": pl.Int64,
}


class NumberCells(Struct, frozen=True):
    """The cells of a numeric column, and how they are written.

    Attributes:
        column: its kind and unit say what forms are accepted.
        cells: ``text`` (String, null where blank), ``kind`` (UInt8), and whatever goes with them.
        times: what a multiplier in the heading multiplies by.
        mark: the decimal mark of the column's texts; empty where it cannot be told.
        currency: the code of the one that amounts are in.
    """

    column: Column
    cells: pl.DataFrame
    times: Decimal = ONCE
    mark: str = POINT
    currency: str = USD


class _FramedCells(Struct, frozen=True):
    """The cells ``of`` a column in a frame with others; called with what they come to."""

    of: NumberCells
    prefix: str

    def __call__(self, name: str) -> pl.Expr:
        return pl.col(self.prefix + name)


Step = Callable[[_FramedCells], pl.Expr]


def parse_numbers(column: Column, cells: pl.DataFrame, times: Decimal = ONCE) -> pl.DataFrame:
    """The cells of one column, as ``parse_number_columns`` reads them."""
    [answer] = parse_number_columns([NumberCells(column, cells, times)])
    return answer


def parse_number_columns(given: Sequence[NumberCells]) -> list[pl.DataFrame]:
    """The cells of columns with the same rows, with their ``value`` and ``code``.

    All columns take each step together: a step takes longer than the numbers of a few rows.

    Returns:
        ``value`` is Decimal(38, 12). ``code`` (String) is null where the cell is read as it stands
        or is blank; one of ``COERCED`` where it is read with a notice; otherwise a problem's code,
        and ``value`` is null.
    """
    columns = [_FramedCells(one, f"{place} ") for place, one in enumerate(given)]
    frame = pl.DataFrame(
        {one.prefix + name: one.of.cells[name] for one in columns for name in ("text", "kind")}
    )
    # Step by step: in one expression every step would stand in the next one several times over.
    frame = _take_step(frame, columns, "digits", _strip_own_sign)
    frame = _take_step(frame, columns, "odd", _odd_text)
    frame = frame.with_columns(form for one in columns for form in _odd_forms(frame, one))
    frame = _take_step(frame, columns, "number", _join_digits)
    frame = _take_step(frame, columns, "fault", _find_fault)
    frame = _take_step(frame, columns, "exact", _scale_by_header)
    frame = _take_step(frame, columns, "value", _round_to_column)
    frame = _take_step(frame, columns, "code", _name_code)
    return [
        one.of.cells.hstack([frame[one.prefix + name].alias(name) for name in ("value", "code")])
        for one in columns
    ]


def _take_step(
    frame: pl.DataFrame, columns: Sequence[_FramedCells], name: str, step: Step
) -> pl.DataFrame:
    return frame.with_columns(step(one).alias(one.prefix + name) for one in columns)


def _strip_own_sign(cell: _FramedCells) -> pl.Expr:
    """The text; of an amount that its format shows with its own currency, the digits."""
    text = digits = cell("text")
    if not cell.of.column.unit.startswith(USD):
        return text
    for sign in currency_spellings(cell.of.currency):
        digits = digits.str.strip_prefix(sign).str.strip_suffix(f" {sign}")
    return pl.when(cell("kind") == NUMBER).then(digits).otherwise(text)


def _odd_text(cell: _FramedCells) -> pl.Expr:
    """The text that needs rules: not digits, with a separator only where that means one thing."""
    text, kind = cell("digits"), cell("kind")
    plain = kind.is_in([TEXT, NUMBER]) & text.str.contains(PLAIN)
    if cell.of.mark != POINT:
        plain &= (kind == NUMBER) | ~text.str.contains(r"[.,]")
    return pl.when(~plain).then(cell("text"))


def _odd_forms(frame: pl.DataFrame, cell: _FramedCells) -> list[pl.Series] | list[pl.Expr]:
    """What the rules make of the odd texts of a column, as in ``FORMS``; null for the others."""
    of = cell.of
    cells = pl.DataFrame({name: frame[cell.prefix + name] for name in ("odd", "kind")})
    if cells["odd"].null_count() == len(cells):
        return [pl.lit(None, dtype=dtype).alias(cell.prefix + to) for to, dtype in FORMS.items()]
    odd = cells.drop_nulls("odd").unique()
    read = read_number_forms(of.column, odd, of.times, of.mark, of.currency)
    forms = cells.join(read, on=["odd", "kind"], how="left", maintain_order="left")
    return [forms[name].alias(cell.prefix + name) for name in FORMS]


def _join_digits(cell: _FramedCells) -> pl.Expr:
    """The number of a plain cell; of another one, what the rules make of it."""
    digits = cell("digits").str.replace_all(",", "", literal=True)
    plain = digits.str.to_decimal(scale=DECIMALS).cast(EXACT)
    return pl.when(cell("odd").is_null()).then(plain).otherwise(cell("number"))


def _find_fault(cell: _FramedCells) -> pl.Expr:
    doubtful = first_code(_doubtful_forms(cell))
    return pl.coalesce(cell("fault"), doubtful, _unread_cells(cell))


def _unread_cells(cell: _FramedCells) -> pl.Expr:
    """The gate behind all rules: a text that is neither a number nor a blank is a problem."""
    lost = cell("text").is_not_null() & cell("number").is_null()
    blank = cell("blank").fill_null(False)
    return pl.when(lost & ~blank).then(pl.lit(unread_code(cell.of.column)))


def _doubtful_forms(cell: _FramedCells) -> list[tuple[pl.Expr, str]]:
    """Forms of a number that can mean two things."""
    column = cell.of.column
    if column.kind != SHARE:
        return []
    # 10 may be a share or a percentage; under a heading that says percent, 0.1 may.
    low, high = (0, 1) if cell.of.times == PERCENT else (1, 100)
    number = cell("number").abs() if (column.minimum or 0) < 0 else cell("number")
    unsure = (number > low) & (number <= high)
    return [(~cell("percent").fill_null(False) & unsure, "share-or-percent")]


def _scale_by_header(cell: _FramedCells) -> pl.Expr:
    """The number of each cell without a fault, times what the heading says."""
    number, times = pl.when(cell("fault").is_null()).then(cell("number")), cell.of.times
    if times == ONCE:
        return number
    # A percent sign in the cell says no more than the one in the heading, nor does a multiplier
    # that its number format shows.
    percent = known_truth(times == PERCENT) & cell("percent")
    spared = (percent | (cell("multiplier") == int(times))).fill_null(False)
    return pl.when(spared).then(number).otherwise(number * pl.lit(times, dtype=EXACT))


def _round_to_column(cell: _FramedCells) -> pl.Expr:
    column, exact = cell.of.column, cell("exact")
    if column.kind == WHOLE:
        return exact
    return exact.round(column.decimals, mode="half_away_from_zero")


def _name_code(cell: _FramedCells) -> pl.Expr:
    """The code of each cell: its fault, or in what way its value is another than stands there."""
    kind, value = cell.of.column.kind, cell("value")
    finer = (value != cell("exact")) | cell("finer").fill_null(False)
    whole = ~cell("percent").fill_null(False) & (value == 1)
    return (
        pl.when(cell("fault").is_not_null())
        .then(cell("fault"))
        .when(cell("dash"))
        .then(pl.lit(DASH))
        .when(known_truth(kind != WHOLE) & finer)
        .then(pl.lit(ROUNDED))
        .when(known_truth(kind == SHARE and cell.of.times == ONCE) & whole)
        .then(pl.lit(ALL))
    )
