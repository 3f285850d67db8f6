"""The words of --currency and --fx: what they mean, and how they are refused."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from estimator.model.money import round_to_cents
from estimator.model.options import Options
from estimator.pipeline import estimate
from tests.sheets import GOOD, codes, outcome, sheet

EUROS = Options(currency="EUR", fx="0.92", fx_date="2026-11-20")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (replace(EUROS, currency="ERU"), '"EUR"'),
        (replace(EUROS, currency="euro"), "is not a currency code"),
        (replace(EUROS, fx=""), "--currency EUR needs --fx:"),
        (replace(EUROS, fx_date=""), "--currency EUR needs --fx-date:"),
        (Options(currency="EUR"), "needs --fx and --fx-date"),
        (replace(EUROS, currency=""), "--fx goes with a --currency"),
        (replace(EUROS, currency="USD"), "--fx goes with a --currency"),
        (Options(fx_source="ECB"), "--fx-source goes with a --currency"),
        (replace(EUROS, fx="0"), "expected a number from 0.000001"),
        (replace(EUROS, fx="-1"), "expected a number from 0.000001"),
        (replace(EUROS, fx="40001"), "to 40,000"),
        (replace(EUROS, fx="about 1"), 'found "about 1"'),
        (replace(EUROS, fx="0.1234567"), "at most 6 decimals"),
        (replace(EUROS, fx_date="20.11.2026"), "write it as YYYY-MM-DD"),
        (replace(EUROS, fx_date="2026-02-30"), "is not a date"),
    ],
)
def test_words_that_mean_nothing_are_refused(options: Options, said: str, tmp_path: Path) -> None:
    found = outcome(tmp_path, {}, options=options)
    assert [one.code for one in found.errors] == ["bad-currency"]
    assert said in found.errors[0].message
    assert found.exit_code == 2


@pytest.mark.parametrize("code", ["EUR", " eur "])
def test_the_rate_is_an_assumption_with_its_day_and_source(code: str, tmp_path: Path) -> None:
    options = replace(EUROS, currency=code, fx_source="ECB reference rate")
    made = outcome(tmp_path, {}, options=options).estimate
    assert made is not None
    assert made.basis.exchange_rate is not None
    assert (made.basis.exchange_rate.name, made.basis.exchange_rate.value) == (
        "fx_rate",
        Decimal("0.92"),
    )
    assert (made.basis.exchange_rate.unit, made.basis.exchange_rate.source) == (
        "EUR per USD",
        "ECB reference rate, 2026-11-20",
    )


def test_the_rate_can_be_assumed_otherwise(tmp_path: Path) -> None:
    made = outcome(tmp_path, {}, options=replace(EUROS, assume=("fx_rate=0.5",))).estimate
    assert made is not None
    assert made.totals.by_column["monthly_cost_eur"] == round_to_cents(
        made.dollars["monthly_cost"] / 2
    )
    assert made.basis.exchange_rate is not None
    assert "instead of 0.92" in made.basis.exchange_rate.source


def test_dollars_are_what_no_currency_is(tmp_path: Path) -> None:
    path = sheet(tmp_path / "plan.csv", GOOD)
    unasked, asked = estimate(path), estimate(path, Options(currency="usd"))
    assert codes(asked) == []
    assert unasked.estimate is not None
    assert asked.estimate is not None
    assert asked.estimate.totals.by_column == unasked.estimate.totals.by_column
    assert asked.estimate.basis.exchange_rate is None


def test_a_house_column_of_that_name_is_in_the_way(tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text(
        "[[column]]\nname = 'annual_cost_eur'\ntitle = 'In euros'\nunit = 'EUR'\n"
        "formula = '=ROUND(annual_cost * 0.9, 2)'\ndescription = 'x'\n"
    )
    assert outcome(tmp_path, {}, options=Options(cost_model=house)).exit_code == 0
    found = outcome(tmp_path, {}, options=replace(EUROS, cost_model=house))
    assert [one.code for one in found.errors] == ["bad-cost-model"]
    assert "annual_cost_eur" in found.errors[0].message
