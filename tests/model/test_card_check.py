"""What a rate card lacks on a day, and what ends soon."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from estimator.basis.rate_card import load_rate_card
from estimator.model.card_check import check_card, question_age
from estimator.model.rate_card import Rate, RateCard
from tests.rates import rate_of

# openai-2026-11 as it was on that day.
FROZEN = Path(__file__).parent.parent / "basis" / "openai-2026-11.json"
DAY = date(2026, 11, 29)
ONE, TWO = Decimal(1), Decimal(2)


def card_of(*rates: Rate) -> RateCard:
    return RateCard("ours", "USD", "x", DAY, rates)


def plain_rate(model: str, **ends: date) -> Rate:
    return rate_of(model, ONE, ONE, TWO, ONE, **ends)


def messages(*rates: Rate, day: date = DAY) -> list[str]:
    return [one.message for one in check_card(card_of(*rates), day).problems]


def frozen_card() -> RateCard:
    found, problems = load_rate_card(str(FROZEN))
    assert found is not None
    assert problems == []
    return found


def test_the_card_of_november_has_two_models_that_ended_four_that_end_and_a_missing_price() -> None:
    found = check_card(frozen_card(), DAY)
    assert [rate.model for rate in found.ended] == ["gpt-4.1-nano", "gpt-3.5-turbo"]
    ends = {(rate.training_ends_on, rate.retires_on) for rate in found.ending}
    assert (len(found.ending), ends) == (4, {(date(2027, 1, 6), date(2027, 1, 14))})
    assert found.missing == {"cached_input_price": ("gpt-3.5-turbo",)}
    assert found.last_day == date(2027, 1, 13)
    assert [one.code for one in found.problems] == [
        "price-missing", "model-ended", "model-ends-soon", "card-ends",
    ]  # fmt: skip


def test_prices_are_stale_after_ninety_days() -> None:
    card = frozen_card()
    assert list(question_age(card, date(2027, 2, 20))) == []
    (problem,) = question_age(card, date(2027, 2, 21))
    assert problem.code == "stale-card"
    assert "on 2026-11-22, 91 days ago" in problem.message


def test_a_model_is_offered_until_the_day_before_its_end() -> None:
    end = date(2026, 12, 1)
    rate = plain_rate("a", retires_on=end)
    assert check_card(card_of(rate), date(2026, 11, 30)).ended == ()
    assert check_card(card_of(rate), end).ended == (rate,)


def test_what_ends_within_a_year_is_said_by_day() -> None:
    soon, later = date(2027, 11, 29), date(2027, 11, 30)
    both = {"training_ends_on": date(2027, 1, 6), "retires_on": soon}
    assert messages(
        plain_rate("a", **both),
        plain_rate("b", **both),
        plain_rate("c", training_ends_on=soon),
        plain_rate("d", training_ends_on=DAY, retires_on=soon),
        plain_rate("e", retires_on=later),
    ) == [
        "ours: training of d ended on 2026-11-29.",
        "ours: training of a and b ends on 2027-01-06 and use on 2027-11-29.",
        "ours: training of c ends on 2027-11-29.",
        "ours: use of d ends on 2027-11-29.",
    ]


def test_a_card_has_a_last_day_only_if_every_model_has_one() -> None:
    end = date(2031, 1, 1)
    assert messages(plain_rate("a", retires_on=end), plain_rate("b")) == []
    assert messages(plain_rate("a", retires_on=end)) == [
        "Nothing on ours answers after 2030-12-31."
    ]


def test_a_price_that_few_providers_charge_is_not_missed() -> None:
    assert messages(rate_of("a", ONE, ONE, TWO)) == [
        "ours: no cached input price for a; the input price is charged."
    ]


def test_periods_of_a_model_are_one_offer_and_those_that_are_over_none() -> None:
    old = replace(plain_rate("m", retires_on=date(2027, 1, 14)), valid_to=date(2026, 12, 1))
    new = replace(old, valid_from=old.valid_to, valid_to=None)
    found = check_card(card_of(old, new), DAY)
    assert [rate.model for rate in found.ending] == ["m"]
    later = check_card(card_of(replace(old, retires_on=None), new), date(2026, 12, 1))
    assert later.ending == (new,)
    assert later.last_day == date(2027, 1, 13)
