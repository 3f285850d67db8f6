"""Amounts in dollars and in the report's currency, read as the one that they are kept in."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.model.cells import NUMBER, TEXT
from estimator.model.money import TypedAmounts
from estimator.model.schema import workloads_schema
from estimator.validate.amounts import currencies_read, settle_amounts
from estimator.validate.numbers import NumberCells, parse_number_columns
from tests.oracle import half_up

BUDGET = workloads_schema().columns["annual_budget"]
RATE = Decimal("0.9")


def parse(typed: str, *texts: str | None, rate: Decimal = RATE) -> list[tuple[object, ...]]:
    """Value, code and whether it was converted, of each of ``texts``, kept in euros."""
    kinds = pl.Series(
        [NUMBER if text and text.isdigit() else TEXT for text in texts], dtype=pl.UInt8
    )
    cells = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String), "kind": kinds})
    amounts = TypedAmounts("EUR", typed, rate)
    answers = parse_number_columns(
        [NumberCells(BUDGET, cells, currency=one) for one in currencies_read(amounts)]
    )
    return settle_amounts(answers, amounts).select("value", "code", "converted").rows()


@pytest.mark.parametrize("typed", ["USD", ""])
def test_dollars_are_converted_to_the_cent(typed: str) -> None:
    assert parse(typed, "$1,000.01", "5 USD", "(US$ 2)") == [
        (Decimal("900.01"), None, True), (Decimal("4.5"), None, True),
        (Decimal("-1.8"), None, True),
    ]  # fmt: skip


def test_amounts_in_their_own_currency_are_left_alone() -> None:
    assert parse("EUR", "5", "€6", "$7") == [
        (5, None, False), (6, None, False), (None, "other-currency", False),
    ]  # fmt: skip


def test_a_column_in_dollars_has_no_euros() -> None:
    assert parse("USD", "5", "€6") == [
        (Decimal("4.5"), None, True),
        (None, "other-currency", False),
    ]


def test_an_amount_without_a_sign_among_both_is_asked_about_unless_it_is_nothing() -> None:
    assert parse("", "5", "0", None, "€6", "much", "7 GBP") == [
        (None, "unclear-currency", False), (0, None, False), (None, None, False),
        (6, None, False), (None, "not-a-number", False), (None, "other-currency", False),
    ]  # fmt: skip


@given(st.integers(0, 10**14), st.decimals(Decimal("0.000001"), 40_000, places=6))
def test_the_converted_amount_is_the_exact_product_rounded_once(cents: int, rate: Decimal) -> None:
    amount = Decimal(cents) / 100
    ((value, code, _),) = parse("USD", f"${amount:f}", rate=rate)
    assert code is None
    assert isinstance(value, Decimal)
    assert Fraction(value) == half_up(Fraction(amount) * Fraction(rate), 2)
