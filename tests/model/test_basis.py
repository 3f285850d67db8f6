"""Basis of an estimate: values by name, and prices of the day."""

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from estimator.model.basis import Basis
from estimator.model.cost_model import Assumption, CostModel, Scenario, threshold_column
from estimator.model.money import RATE, Currency
from estimator.model.plan import Plan
from estimator.model.rate_card import RateCard
from tests.rates import rate_of

DAY = date(2026, 11, 1)
COLUMN = threshold_column("USD", None, None, "x")
LIMIT = Assumption("near_limit", "Limit", Decimal("0.9"), "share", "", COLUMN)
FIRST = rate_of("m", Decimal(3), Decimal(2), Decimal(5), valid_to=DAY)
SECOND = rate_of("m", Decimal(4), Decimal(2), Decimal(5), valid_from=DAY)
BASIS = Basis(
    CostModel((), (LIMIT,)),
    RateCard("card", "USD", "x", DAY, (FIRST, SECOND)),
    DAY,
    Plan("2026-01"),
    Scenario("Base", Decimal(1), Decimal(1), ""),
)


def test_list_prices_are_those_of_the_day_and_later_ones() -> None:
    assert BASIS.list_prices == (SECOND,)
    assert replace(BASIS, as_of=date(2026, 10, 31)).list_prices == (FIRST, SECOND)


def test_the_place_of_a_model_is_that_of_its_first_period() -> None:
    other = replace(SECOND, model="n")
    card = replace(BASIS.card, rates=(SECOND, other, FIRST))
    found = replace(BASIS, card=card, as_of=date(2026, 10, 31))
    assert found.list_prices == (FIRST, SECOND, other)
    assert found.model_places == {"m": 1, "n": 3}


def test_assumptions_are_constants_of_formulas() -> None:
    assert BASIS.constants == {"near_limit": Decimal("0.9")}


def test_the_exchange_rate_is_an_assumption_and_dollars_need_none() -> None:
    assert BASIS.exchange_rate is None
    rate = replace(LIMIT, name=RATE, value=Decimal("0.5"))
    euros = CostModel((), (LIMIT, rate), currency=Currency("EUR"))
    converted = replace(BASIS, model=euros)
    assert (converted.exchange_rate, converted.currency.code) == (rate, "EUR")
    assert converted.constants[RATE] == Decimal("0.5")
