"""Cells to exact numbers, in polars expressions, without inference.

Nearly all cells of a sheet are plain digits, which polars reads as the rules would. The rules, many
regular expressions, are put to every other text once, however many cells have it. The rules know
ASCII alone. What comes out of them without a number, a code or a blank is no number.
"""

from decimal import Decimal

import polars as pl

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

# What the rules make of no text: in most columns there is no other than plain digits.
NO_FORMS = pl.DataFrame(
    schema={
        "odd": pl.String,
        "kind": pl.UInt8,
        "fault": pl.String,
        "blank": pl.Boolean,
        "dash": pl.Boolean,
        "percent": pl.Boolean,
        "finer": pl.Boolean,
        "number": EXACT,
        "multiplier": pl.Int64,
    }
)


def parse_numbers(
    column: Column,
    cells: pl.DataFrame,
    times: Decimal = ONCE,
    mark: str = POINT,
    currency: str = USD,
) -> pl.DataFrame:
    """``cells`` with each cell's ``value`` (Decimal(38, 12)) and ``code`` (String).

    Args:
        column: numeric; its kind and unit say what forms are accepted.
        cells: ``text`` (String, null where blank), ``kind`` (UInt8), and whatever goes with them.
        times: what a multiplier in the heading multiplies by.
        mark: the decimal mark of the column's texts; empty where it cannot be told.
        currency: the code of the one that amounts are in.

    Returns:
        ``code`` is null where the cell is read as it stands or is blank; one of ``COERCED`` where
        it is read with a notice; otherwise a problem's code, and ``value`` is null.
    """
    apart = cells.with_columns(digits=_strip_own_sign(column, currency))
    apart = apart.with_columns(odd=pl.when(~_is_plain(mark)).then("text"))
    odd = apart.select("odd", "kind").drop_nulls("odd").unique()
    read = read_number_forms(column, odd, times, mark, currency) if len(odd) else NO_FORMS
    # Step by step: in one expression every step would stand in the next one several times over.
    return (
        apart.join(read, on=["odd", "kind"], how="left", maintain_order="left")
        .with_columns(
            number=pl.when(pl.col("odd").is_null()).then(_join_digits()).otherwise("number")
        )
        .with_columns(
            fault=pl.coalesce(
                "fault", first_code(_doubtful_forms(column, times)), _unread_cells(column)
            )
        )
        .with_columns(exact=_scale_by_header(times))
        .with_columns(rounded=_round_to_column(column))
        .select(*cells.columns, value="rounded", code=_text_or_blank(column, times))
    )


def _strip_own_sign(column: Column, currency: str) -> pl.Expr:
    """The text; of an amount that its format shows with its own currency, the digits."""
    text = digits = pl.col("text")
    if not column.unit.startswith(USD):
        return text
    for sign in currency_spellings(currency):
        digits = digits.str.strip_prefix(sign).str.strip_suffix(f" {sign}")
    return pl.when(pl.col("kind") == NUMBER).then(digits).otherwise(text)


def _is_plain(mark: str) -> pl.Expr:
    """Whether a cell needs no rules: digits, with a separator only where that means one thing."""
    text, kind = pl.col("digits"), pl.col("kind")
    plain = kind.is_in([TEXT, NUMBER]) & text.str.contains(PLAIN)
    return plain if mark == POINT else plain & ((kind == NUMBER) | ~text.str.contains(r"[.,]"))


def _join_digits() -> pl.Expr:
    digits = pl.col("digits").str.replace_all(",", "", literal=True)
    return digits.str.to_decimal(scale=DECIMALS).cast(EXACT)


def _unread_cells(column: Column) -> pl.Expr:
    """The gate behind all rules: a text that is neither a number nor a blank is a problem."""
    lost = pl.col("text").is_not_null() & pl.col("number").is_null()
    blank = pl.col("blank").fill_null(False)
    return pl.when(lost & ~blank).then(pl.lit(unread_code(column)))


def _doubtful_forms(column: Column, times: Decimal) -> list[tuple[pl.Expr, str]]:
    """Forms of a number that can mean two things."""
    if column.kind != SHARE:
        return []
    # 10 may be a share or a percentage; under a heading that says percent, 0.1 may.
    low, high = (0, 1) if times == PERCENT else (1, 100)
    number = pl.col("number").abs() if (column.minimum or 0) < 0 else pl.col("number")
    unsure = (number > low) & (number <= high)
    return [(~pl.col("percent").fill_null(False) & unsure, "share-or-percent")]


def _scale_by_header(times: Decimal) -> pl.Expr:
    """The number of each cell without a fault, times what the heading says."""
    number = pl.when(pl.col("fault").is_null()).then(pl.col("number"))
    if times == ONCE:
        return number
    # A percent sign in the cell says no more than the one in the heading, nor does a multiplier
    # that its number format shows.
    percent = known_truth(times == PERCENT) & pl.col("percent")
    spared = (percent | (pl.col("multiplier") == int(times))).fill_null(False)
    return pl.when(spared).then(number).otherwise(number * pl.lit(times, dtype=EXACT))


def _round_to_column(column: Column) -> pl.Expr:
    exact = pl.col("exact")
    if column.kind == WHOLE:
        return exact
    return exact.round(column.decimals, mode="half_away_from_zero")


def _text_or_blank(column: Column, times: Decimal) -> pl.Expr:
    rounded = pl.col("rounded")
    finer = (rounded != pl.col("exact")) | pl.col("finer").fill_null(False)
    whole = ~pl.col("percent").fill_null(False) & (rounded == 1)
    return (
        pl.when(pl.col("fault").is_not_null())
        .then(pl.col("fault"))
        .when(pl.col("dash"))
        .then(pl.lit(DASH))
        .when(known_truth(column.kind != WHOLE) & finer)
        .then(pl.lit(ROUNDED))
        .when(known_truth(column.kind == SHARE and times == ONCE) & whole)
        .then(pl.lit(ALL))
    )
