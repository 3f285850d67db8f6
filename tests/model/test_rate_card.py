"""Rate cards: prices by day, and models by name."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from estimator.model.column import NOT_SOLD
from estimator.model.rate_card import (
    Rate,
    RateCard,
    hold_forever,
    leave_no_gap,
    rate_in_effect,
)
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
    assert rate_in_effect(CARD.rates, "m", day) is rate
    assert rate_in_effect(CARD.rates, "m-3", day) is None


def test_the_periods_of_a_model_stand_together_by_day_and_models_as_on_the_card() -> None:
    mixed = replace(CARD, rates=(NEW, OTHER, OLD))
    assert mixed.rates_from(date(2025, 12, 31)) == (OLD, NEW, OTHER)
    # What has ended by then is over.
    assert mixed.rates_from(NEW_YEAR) == (NEW, OTHER)


def test_rates_hold_forever_where_none_begins_later_or_ends() -> None:
    assert hold_forever((NEW, OTHER), NEW_YEAR)
    assert not hold_forever((NEW, OTHER), date(2025, 12, 31))
    assert not hold_forever((OLD,), date(2025, 12, 31))


def test_periods_leave_no_gap_where_each_begins_as_the_one_before_it_ends() -> None:
    before = date(2025, 12, 31)
    assert leave_no_gap((OLD, NEW), before)
    assert leave_no_gap((OTHER,), before)
    late = replace(NEW, valid_from=date(2026, 1, 2))
    for some in ((), (OLD,), (NEW,), (OLD, late)):
        assert not leave_no_gap(some, before), some


def test_a_replacement_has_the_price_of_the_first_month_after_its_model() -> None:
    retiring = replace(OTHER, retires_on=date(2025, 12, 2), replacement="m")
    card = replace(CARD, rates=(OLD, NEW, retiring))
    # December is paid in full.
    assert card.replacements_from(date(2025, 6, 1)) == {retiring: NEW}
    earlier = replace(retiring, retires_on=date(2025, 11, 30))
    card = replace(card, rates=(OLD, NEW, earlier))
    assert card.replacements_from(date(2025, 6, 1)) == {earlier: OLD}
    # A model that has ended by the day is replaced from that day on.
    assert card.replacements_from(NEW_YEAR) == {earlier: NEW}
    assert replace(card, rates=(OLD, earlier)).replacements_from(NEW_YEAR) == {}


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
