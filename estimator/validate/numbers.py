"""Cells to exact numbers, in polars expressions, without inference.

Nearly all cells of a sheet are plain digits, which polars reads as the rules would. The rules, many
regular expressions, are put to every other text once, however many cells have it.
"""

from decimal import Decimal

import polars as pl

from estimator.model.column import SHARE, WHOLE, Column
from estimator.model.currency import USD
from estimator.model.money import DECIMALS, EXACT
from estimator.model.options import POINT
from estimator.model.sheet import NUMBER, TEXT
from estimator.model.table import ONCE, PERCENT
from estimator.validate.forms import first_of, forms, known
from estimator.validate.spelling import PLAIN

# The codes of the parsed cells that are taken, and told.
DASH, ROUNDED, ALL = "dash-is-zero", "decimals-rounded", "share-of-one"
TOLD = frozenset({DASH, ROUNDED, ALL})


def parsed(
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
        ``code`` is null where the cell was taken as it stands or is blank; one of ``TOLD`` where it
        was taken with a notice; otherwise a problem's code, and ``value`` is null.
    """
    apart = cells.with_columns(odd=pl.when(~_plain(mark)).then("text"))
    odd = apart.select("odd", "kind").drop_nulls("odd").unique()
    read = forms(column, odd, times, mark, currency)
    # Step by step: in one expression every step would stand in the next one several times over.
    return (
        apart.join(read, on=["odd", "kind"], how="left", maintain_order="left")
        .with_columns(
            number=pl.when(pl.col("odd").is_null()).then(_as_digits()).otherwise("number")
        )
        .with_columns(fault=pl.coalesce("fault", first_of(_doubts(column, times))))
        .with_columns(exact=_multiplied(times))
        .with_columns(rounded=_rounded(column))
        .select(*cells.columns, value="rounded", code=_said(column, times))
    )


def _plain(mark: str) -> pl.Expr:
    """Whether a cell needs no rules: digits, with a separator only where that means one thing."""
    text, kind = pl.col("text"), pl.col("kind")
    plain = kind.is_in([TEXT, NUMBER]) & text.str.contains(PLAIN)
    return plain if mark == POINT else plain & ((kind == NUMBER) | ~text.str.contains(r"[.,]"))


def _as_digits() -> pl.Expr:
    digits = pl.col("text").str.replace_all(",", "", literal=True)
    return digits.str.to_decimal(scale=DECIMALS).cast(EXACT)


def _doubts(column: Column, times: Decimal) -> list[tuple[pl.Expr, str]]:
    """What makes a number one that may be meant in two ways."""
    if column.kind != SHARE:
        return []
    # 10 may be a share or a percentage; under a heading that says percent, 0.1 may.
    low, high = (0, 1) if times == PERCENT else (1, 100)
    number = pl.col("number").abs() if (column.minimum or 0) < 0 else pl.col("number")
    unsure = (number > low) & (number <= high)
    return [(~pl.col("percent").fill_null(False) & unsure, "share-or-percent")]


def _multiplied(times: Decimal) -> pl.Expr:
    """The number of each cell without a fault, times what the heading says."""
    number = pl.when(pl.col("fault").is_null()).then(pl.col("number"))
    if times == ONCE:
        return number
    # A percent sign in the cell says no more than the one in the heading.
    spared = known(times == PERCENT) & pl.col("percent").fill_null(False)
    return pl.when(spared).then(number).otherwise(number * pl.lit(times, dtype=EXACT))


def _rounded(column: Column) -> pl.Expr:
    exact = pl.col("exact")
    if column.kind == WHOLE:
        return exact
    return exact.round(column.decimals, mode="half_away_from_zero")


def _said(column: Column, times: Decimal) -> pl.Expr:
    rounded = pl.col("rounded")
    finer = (rounded != pl.col("exact")) | pl.col("finer").fill_null(False)
    whole = ~pl.col("percent").fill_null(False) & (rounded == 1)
    return (
        pl.when(pl.col("dash"))
        .then(pl.lit(DASH))
        .when(pl.col("fault").is_not_null())
        .then(pl.col("fault"))
        .when(known(column.kind != WHOLE) & finer)
        .then(pl.lit(ROUNDED))
        .when(known(column.kind == SHARE and times == ONCE) & whole)
        .then(pl.lit(ALL))
    )
