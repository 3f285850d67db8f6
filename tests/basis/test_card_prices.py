"""Odd prices of a card are asked about or said; its models have the names of shipped cards."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from estimator.basis.card_prices import adopt_shipped_names, question_prices
from estimator.basis.rate_card import load_rate_card, shipped_cards
from estimator.model.options import Options
from estimator.model.problem import Problem
from estimator.model.rate_card import Rate, RateCard
from estimator.pipeline import estimate
from tests.rates import rate_of
from tests.sheets import GOOD, codes, sheet

CHECKED = date(2026, 11, 1)


def rate(model: str, *prices: str, cached: str | None = None) -> Rate:
    training, given, output = map(Decimal, prices)
    return rate_of(model, training, given, output, Decimal(cached) if cached else None)


def questions(*rates: Rate, said: str = "", checked: date = CHECKED) -> list[Problem]:
    return question_prices("ours.csv", RateCard("ours", "USD", "x", checked, rates), [said])


USUAL = rate("gpt-4o", "3", "2.5", "10", cached="1.25")


def test_usual_prices_raise_no_question() -> None:
    assert questions(USUAL, rate("tiny", "0.4", "0.02", "0.04")) == []


@pytest.mark.parametrize("name", shipped_cards())
def test_shipped_prices_raise_no_question(name: str) -> None:
    assert load_rate_card(name)[1] == []


@pytest.mark.parametrize(
    "prices",
    [
        ("0.025", "0.00375", "0.015"),  # per 1K
        ("0.000025", "0.00000375", "0.000015"),  # per token
    ],
)
def test_prices_that_look_like_prices_of_another_unit_are_an_error(
    prices: tuple[str, str, str],
) -> None:
    (problem,) = questions(rate("gpt-4o", *prices))
    assert (problem.code, problem.severity, problem.exit_code) == ("price-unit", "error", 2)
    assert f"the highest price of gpt-4o is {prices[0]}." in problem.message
    # One row of another unit among usual ones is found too, where it is as low.
    low = rate("gpt-4o", *(str(Decimal(price) / 10) for price in prices))
    assert [one.code for one in questions(USUAL, low)] == ["price-unit"]


@pytest.mark.parametrize(
    "said",
    ["Input price (USD per 1M tokens)", "Input, $/MTok", "USD / 1,000,000 tokens", "je Mio. Token"],
)
def test_low_prices_whose_unit_is_said_are_taken(said: str) -> None:
    assert questions(rate("tiny", "0", "0.004", "0.012"), said=said)[0].code == "zero-price"


@pytest.mark.parametrize("said", ["Contract 1M", "Input price per 1K tokens", "Million Ltd"])
def test_other_words_say_no_unit(said: str) -> None:
    assert [one.code for one in questions(rate("tiny", "1e-3", "4e-3", "1e-2"), said=said)] == [
        "price-unit"
    ]


def test_zeros_are_said_by_model() -> None:
    (problem,) = questions(rate("a", "0", "0", "0"), rate("b", "3", "0", "1"), USUAL)
    assert problem.severity == "notice"
    assert "0 for a (training, input and output) and b (input)." in problem.message


def test_a_price_above_one_that_it_is_usually_below_is_said() -> None:
    (problem,) = questions(rate("a", "1", "5", "20", cached="9"))
    assert (problem.code, problem.severity) == ("odd-price", "notice")
    assert "the cached input price is higher than the input price for a (9 and 5)" in (
        problem.message
    )
    assert questions(rate("a", "1", "5", "5", cached="5")) == []
    (problem,) = questions(rate("a", "1", "5", "4.5"))
    assert "the input price is higher than the output price for a (5 and 4.5)" in problem.message


def test_a_card_of_ones_own_takes_the_shipped_names_of_its_models(tmp_path: Path) -> None:
    row = {"Model": "gpt-4o-mini", "Training price": "2", "Input price": "1", "Output price": "4"}
    card = sheet(tmp_path / "ours.csv", row | {"Date checked": "2026-11-01"})
    names = ("gpt-4o-mini-2024-07-18", "4o mini", "GPT-4o Mini")
    plan = sheet(
        tmp_path / "plan.csv",
        *(GOOD | {"Workload ID": name, "Model": name} for name in names),
    )
    found = estimate(plan, Options(rate_card=str(card)))
    assert codes(found) == []
    # A JSON card likewise.
    rates = [{"model": "gpt-4o-mini", "training_price": 2, "input_price": 1, "output_price": 4}]
    whole = {"name": "ours", "currency": "USD", "source": "x", "date_checked": "2026-11-01"}
    (tmp_path / "ours.json").write_text(json.dumps(whole | {"rates": rates}))
    found = estimate(plan, Options(rate_card=str(tmp_path / "ours.json")))
    assert codes(found) == []


def test_a_name_that_another_model_of_the_card_has_stays_with_it() -> None:
    snapshot = "gpt-4o-2024-08-06"
    card = RateCard("ours", "USD", "x", CHECKED, (USUAL, rate(snapshot, "1", "1", "1")))
    adopted = adopt_shipped_names(card)
    assert adopted.models_by_name()["4o"] == "gpt-4o"
    assert snapshot not in adopted.rates[0].aliases
    assert [each.model for each in adopted.rates] == ["gpt-4o", snapshot]
