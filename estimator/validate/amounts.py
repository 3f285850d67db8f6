"""Amounts of money to exact numbers, in the one currency that they are kept in."""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from estimator.model.money import EXACT, USD, TypedAmounts
from estimator.validate.number_forms import known_truth

# Amounts in dollars that are read in the currency of the report, and those in either.
CONVERTED, UNCLEAR = "amount-converted", "unclear-currency"
FOREIGN = "other-currency"


def currencies_read(amounts: TypedAmounts) -> tuple[str, ...]:
    """The codes of the currencies that the cells of a column are read in: one, or two to choose."""
    if amounts.typed or amounts.dollar_rate is None:
        return (amounts.typed or amounts.code,)
    return (amounts.code, USD)


def settle_amounts(answers: Sequence[pl.DataFrame], amounts: TypedAmounts) -> pl.DataFrame:
    """The cells of a column of amounts with ``value``, ``code`` and ``converted`` (Boolean).

    Args:
        answers: what its cells come to in each of ``currencies_read``.
        amounts: the currency that they are typed in, and the one that they are kept in.
    """
    own, rate, typed = answers[0], amounts.dollar_rate, amounts.typed
    if rate is None or typed == amounts.code:
        return own.with_columns(converted=known_truth(condition=False))
    if typed:
        return _convert_dollars(own, pl.col("value").is_not_null(), rate)
    dollars = answers[1]
    both = own.with_columns(dollars=dollars["value"], code_of_dollars=dollars["code"])
    return _convert_dollars(_tell_apart(both), pl.col("in_dollars"), rate).drop("in_dollars")


def _tell_apart(both: pl.DataFrame) -> pl.DataFrame:
    """The amounts that have a sign, each read by its own; one without is in either currency.

    Args:
        both: with what the cells come to in the other currency, ``dollars`` and their code.
    """
    foreign, no_dollars = (pl.col(name) == FOREIGN for name in ("code", "code_of_dollars"))
    foreign, no_dollars = foreign.fill_null(False), no_dollars.fill_null(False)
    in_dollars = foreign & ~no_dollars
    # Nothing is nothing in any currency.
    unclear = ~foreign & ~no_dollars & (pl.col("value") != 0).fill_null(False)
    return both.with_columns(in_dollars=in_dollars, unclear=unclear).select(
        pl.all().exclude("value", "code", "dollars", "code_of_dollars", "unclear"),
        value=pl.when("in_dollars").then("dollars").when(~pl.col("unclear")).then("value"),
        code=pl.when("unclear")
        .then(pl.lit(UNCLEAR))
        .when("in_dollars")
        .then("code_of_dollars")
        .otherwise("code"),
    )


def _convert_dollars(answer: pl.DataFrame, where: pl.Expr, rate: Decimal) -> pl.DataFrame:
    """``answer`` with the values ``where`` they are in dollars converted, to the cent."""
    converted = where & (pl.col("value") != 0).fill_null(False)
    in_currency = pl.col("value") * pl.lit(rate, dtype=EXACT)
    return answer.with_columns(converted=converted).with_columns(
        value=pl.when("converted")
        .then(in_currency.round(2, mode="half_away_from_zero"))
        .otherwise("value")
    )
