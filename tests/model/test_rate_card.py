"""Rate cards: prices by day, and models by name."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from estimator.model.column import NOT_SOLD
from estimator.model.rate_card import Rate, RateCard
from estimator.model.schema import price_columns
from tests.rates import rate_of

RATE = rate_of("m", Decimal(3), Decimal(2), Decimal(5))
NEW_YEAR = date(2026, 1, 1)
OLD, NEW = replace(RATE, valid_to=NEW_YEAR), replace(RATE, valid_from=NEW_YEAR)
OTHER = replace(RATE, model="m-2", display_name="Model Two", aliases=("two",))
CARD = RateCard("card", "USD", "x", NEW_YEAR, (OLD, NEW, OTHER))


@pytest.mark.parametrize(("day", "rate"), [(date(2025, 12, 31), OLD), (NEW_YEAR, NEW)])
def test_a_new_price_holds_from_its_first_day(day: date, rate: Rate) -> None:
    assert (OLD.holds_on(day), NEW.holds_on(day)) == (rate is OLD, rate is NEW)
    assert CARD.rates_on(day)["m"] is rate
    assert list(CARD.rates_on(day)) == ["m", "m-2"]


def test_without_a_cached_price_cached_tokens_cost_the_input_price() -> None:
    assert RATE.prices["cached_input_price"] == Decimal(2)
    assert RATE.follows("cached_input_price")
    free = rate_of("m", Decimal(3), Decimal(2), Decimal(5), Decimal(0))
    assert free.prices["cached_input_price"] == Decimal(0)
    assert not free.follows("cached_input_price")


@pytest.mark.parametrize("name", price_columns())
def test_a_price_is_required_or_means_something_where_it_is_absent(name: str) -> None:
    column = price_columns()[name]
    assert column.required == (column.absent is None)
    assert not RATE.follows(name) or not column.required
    if column.follows:
        assert price_columns()[column.follows].required
        assert RATE.price_if_absent(name) == RATE.prices[column.follows]
    elif column.absent == NOT_SOLD:
        assert RATE.price_if_absent(name) == 0
    elif column.absent is not None:
        assert RATE.price_if_absent(name) == column.absent == 0


def test_a_required_price_has_no_other_in_its_place() -> None:
    with pytest.raises(KeyError, match="input_price"):
        RATE.price_if_absent("input_price")


def test_models_are_found_by_every_name_without_case_and_punctuation() -> None:
    assert CARD.models_by_name() == {"m": "m", "m2": "m-2", "modeltwo": "m-2", "two": "m-2"}
