"""The currency of a report and of its budgets: --currency and --fx, headers and cells."""

from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from estimator.model.estimate import Outcome
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
        "[[column]]\nname = 'annual_cost_eur'\ntitle = 'Of euros'\nunit = 'USD'\n"
        "formula = '=ROUND(annual_cost * 0.9, 2)'\ndescription = 'x'\n"
    )
    assert outcome(tmp_path, {}, options=Options(cost_model=house)).exit_code == 0
    found = outcome(tmp_path, {}, options=replace(EUROS, cost_model=house))
    assert [one.code for one in found.errors] == ["bad-cost-model"]
    assert "annual_cost_eur" in found.errors[0].message


def budgets(found: Outcome) -> list[Decimal | None]:
    assert found.estimate is not None, [one.message for one in found.errors]
    return found.estimate.frame["annual_budget"].to_list()


def plan(folder: Path, heading: str, *cells: str, options: Options = EUROS) -> Outcome:
    return outcome(folder, *({heading: cell} for cell in cells), options=options)


@pytest.mark.parametrize(
    ("heading", "cells", "currency"),
    [
        ("Annual budget (EUR)", ("5", "€6", "7 EUR"), "EUR"),
        ("Annual budget (USD)", ("5", "$6", "7"), "USD"),
        ("Annual budget", ("5", "€6", "7"), "EUR"),
        ("Annual budget", ("5", "6", "US$7"), "USD"),
        ("Budget €", ("5", "6", "7"), "EUR"),
    ],
)
def test_the_heading_or_the_cells_say_the_currency(
    heading: str, cells: tuple[str, ...], currency: str, tmp_path: Path
) -> None:
    found = plan(tmp_path, heading, *cells)
    assert budgets(found) == [5, 6, 7]
    assert found.basis is not None
    assert (found.basis.currency.code, found.basis.currency.budgets) == ("EUR", currency)
    assert codes(found) == []


def test_a_multiplier_in_the_heading_counts_with_its_currency(tmp_path: Path) -> None:
    found = plan(tmp_path, "Budget (TEUR)", "5", "€1.5")
    assert budgets(found) == [5000, 1500]
    assert codes(found) == ["heading-multiplier"]


def test_budgets_without_a_currency_are_dollars_and_said_to_be(tmp_path: Path) -> None:
    found = plan(tmp_path, "Annual budget", "5")
    assert found.basis is not None
    assert found.basis.currency.budgets == "USD"
    assert codes(found) == ["currency-assumed"]
    assert "read as USD" in found.notices[-1].message


def test_no_budget_needs_no_currency(tmp_path: Path) -> None:
    assert codes(plan(tmp_path, "Annual budget", "")) == []
    assert codes(plan(tmp_path, "Owner", "me")) == []


def test_cells_in_dollars_and_in_the_report_s_currency_stand_side_by_side(tmp_path: Path) -> None:
    found = plan(tmp_path, "Annual budget", "€5", "$6.01", "7 EUR", "USD 2k", "", "0", "-")
    assert budgets(found) == [5, Decimal("5.53"), 7, 1840, None, 0, 0]
    assert found.basis is not None
    assert found.basis.currency.budgets == "EUR"
    converted = [one for one in found.notices if one.code == "amount-converted"]
    assert [one.row for one in converted] == [3]
    assert 'found "$6.01" in USD; read as 5.53 EUR, at 1 USD = 0.92 EUR' in converted[0].message


def test_cells_that_may_be_in_either_or_in_a_third_currency_are_problems(tmp_path: Path) -> None:
    found = plan(tmp_path, "Annual budget", "€5", "$6", "€7", "8 CHF", "9", "x")
    assert [(one.row, one.code) for one in found.errors] == [
        (5, "other-currency"), (6, "unclear-currency"), (7, "not-a-number"),
    ]  # fmt: skip
    assert "in EUR" in found.errors[0].message


def test_without_a_rate_cells_in_another_currency_are_problems(tmp_path: Path) -> None:
    found = plan(tmp_path, "Annual budget", "€5", "$6", options=Options())
    assert codes(found) == ["other-currency"]


def test_cells_that_contradict_the_heading_are_problems(tmp_path: Path) -> None:
    found = plan(tmp_path, "Annual budget (EUR)", "$5", "$6")
    assert codes(found) == ["other-currency", "other-currency"]


@pytest.mark.parametrize("heading", ["Annual budget (EUR)", "Budget €", "Budget (GBP)"])
def test_a_currency_that_was_not_chosen_is_refused_with_the_way_to_choose_it(
    heading: str, tmp_path: Path
) -> None:
    found = plan(tmp_path, heading, "5", options=Options())
    assert codes(found) == ["unit-in-heading"]
    assert "--currency" in found.errors[0].message


def test_a_third_currency_is_refused_where_another_was_chosen(tmp_path: Path) -> None:
    found = plan(tmp_path, "Annual budget (GBP)", "5")
    assert codes(found) == ["unit-in-heading"]
    assert "USD or EUR" in found.errors[0].message


def two(folder: Path, one: str, other: str) -> Outcome:
    paths = [
        sheet(folder / f"{n}.csv", GOOD | {"Workload ID": str(n), heading: "5"})
        for n, heading in enumerate((one, other))
    ]
    return estimate(paths, EUROS)


def test_budgets_in_dollars_and_in_the_report_s_currency_stand_side_by_side(tmp_path: Path) -> None:
    found = two(tmp_path, "Budget (EUR)", "Budget (USD)")
    assert found.estimate is not None
    assert found.estimate.frame["annual_budget"].to_list() == [5, Decimal("4.6")]
    assert codes(found) == ["amount-converted"]
    assert found.notices[-1].place.startswith("'[1.csv]1'")


def test_an_input_that_names_neither_of_two_currencies_is_asked(tmp_path: Path) -> None:
    paths = [
        sheet(tmp_path / f"{n}.csv", GOOD | {"Workload ID": str(n), heading: budget})
        for n, (heading, budget) in enumerate(
            (("Budget (EUR)", "5"), ("Budget", "$6"), ("Annual budget", "7"), ("Yearly budget", ""))
        )
    ]
    found = estimate(paths, EUROS)
    assert [one.code for one in found.errors] == ["mixed-currencies"]
    assert found.errors[0].place.startswith("'[2.csv]2'")
    message = found.errors[0].message
    # No currency is favored.
    assert '"Annual budget (EUR)" or "Annual budget (USD)"' in message
    assert '--budget-currency "2.csv:EUR" or "2.csv:USD"' in message
    answered = estimate(paths, replace(EUROS, budget_currency=("2.csv:USD",)))
    assert answered.errors == []
    assert answered.estimate is not None
    assert answered.estimate.frame["annual_budget"].to_list() == [
        5, Decimal("5.52"), Decimal("6.44"), None,
    ]  # fmt: skip


def test_an_input_that_does_not_say_goes_with_the_others(tmp_path: Path) -> None:
    found = two(tmp_path, "Budget (EUR)", "Budget")
    assert found.basis is not None
    assert found.basis.currency.budgets == "EUR"
    assert codes(found) == ["currency-assumed"]
    assert "read as EUR" in found.notices[-1].message


@pytest.mark.parametrize(
    ("code", "cell"), [("PLN", "5 zł"), ("CAD", "C$5"), ("BRL", "R$ 5"), ("SEK", "5 SEK")]
)
def test_every_currency_is_read_by_its_own_signs(code: str, cell: str, tmp_path: Path) -> None:
    options = Options(currency=code, fx="2", fx_date="2026-11-20")
    found = plan(tmp_path, "Annual budget", cell, options=options)
    assert budgets(found) == [5]
    assert found.basis is not None
    assert found.basis.currency.budgets == code


def test_a_plain_dollar_is_no_canadian_one(tmp_path: Path) -> None:
    options = Options(currency="CAD", fx="1.4", fx_date="2026-11-20")
    found = plan(tmp_path, "Annual budget (CAD)", "$5", options=options)
    assert codes(found) == ["other-currency"]


@pytest.mark.parametrize("options", [Options(), EUROS])
def test_a_header_in_another_currency_is_one_problem_with_all_its_cells(
    options: Options, tmp_path: Path
) -> None:
    found = outcome(tmp_path, {"Budget (GBP)": "£5"}, {"Budget (GBP)": "6 GBP"}, options=options)
    assert codes(found) == ["unit-in-heading"]
    assert found.estimate is None
    found = outcome(tmp_path, {"Budget (GBP)": "£5"}, {"Budget (GBP)": "6 EUR"}, options=options)
    assert codes(found) == ["unit-in-heading", "other-currency"]
