"""Scenarios: what a run comes to in each of them, side by side and chosen."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from estimator.cost.pricing import PricedSlices, sum_slices
from estimator.cost.totals import column_totals, scenario_totals
from estimator.formula.program import prices_in_scenario
from estimator.model.cost_model import AS_TYPED, Scenario
from estimator.model.estimate import Estimate
from estimator.model.options import Options
from estimator.model.problem import TABLE, TableSource
from estimator.model.spool import TypedPart, TypedWorkloads
from estimator.pipeline import check, estimate
from tests.oracle import typed
from tests.properties.test_laws import TEXTS, Terms, basis, program, scenario, terms, total_names
from tests.rates import rate_of
from tests.sheets import GOOD, codes, outcome, sheet
from tests.workbooks import SAMPLES

PORTFOLIO = SAMPLES / "portfolio.xlsx"


def slices_of(portfolio: Terms, one: Scenario, known: tuple[Scenario, ...]) -> PricedSlices:
    rows, cards, assumed = portfolio
    place = pl.lit(0, dtype=pl.UInt32).alias(TABLE)
    numbered = typed(rows, TEXTS).with_row_index("row").cast({"row": pl.Int64})
    frame = numbered.with_columns(place, pl.col("model").alias("model_as_given"))
    parts = TypedWorkloads()
    for part in (frame.head(1), frame.slice(1)):
        nothing = pl.DataFrame(height=len(part))
        parts.add(TypedPart(part, nothing, nothing))
    found = basis(cards, assumed)
    model = replace(found.model, scenarios=known)
    return PricedSlices(replace(found, model=model, scenario=one), (TableSource("x"),), parts)


@settings(max_examples=50, deadline=None)
@given(terms())
def test_the_totals_of_a_scenario_are_those_of_a_run_with_it(portfolio: Terms) -> None:
    model, _ = program()
    names = [*total_names(), "fiscal_year_cost"]
    known = (*model.scenarios, scenario(portfolio[2]))
    runs = [sum_slices(slices_of(portfolio, one, known))[0] for one in known]
    alone = {one.name: column_totals(run, names) for one, run in zip(known, runs, strict=True)}
    for one, run in zip(known, runs, strict=True):
        assert scenario_totals(run, names, known, one) == alone


def in_scenario(made: Estimate) -> dict[str, Decimal]:
    """The totals of a run in its own scenario, with what its fiscal year costs by the calendar."""
    year = made.totals.calendar.portfolio_amounts["fiscal_year_cost"]
    return {**made.totals.by_column, "fiscal_year_cost": year}


def test_base_is_what_no_scenario_comes_to() -> None:
    unasked, base = (estimate(PORTFOLIO, Options(scenario=word)).estimate for word in ("", "base"))
    assert unasked is not None
    assert base is not None
    assert base.frame.equals(unasked.frame)
    assert base.basis.scenario.factors == AS_TYPED
    assert base.totals.by_scenario["Base"] == in_scenario(base)
    typed_in = base.frame.filter(pl.col("training_tokens").is_not_null())
    assert typed_in["training_tokens_applied"].equals(typed_in["training_tokens"])


@pytest.mark.parametrize("name", ["Low", "Base", "High", "Own"])
def test_a_run_in_a_scenario_comes_to_what_stands_beside_the_others(name: str) -> None:
    base = estimate(PORTFOLIO).estimate
    one = estimate(PORTFOLIO, Options(scenario=name.upper())).estimate
    assert base is not None
    assert one is not None
    assert one.basis.scenario.name == name
    assert in_scenario(one) == base.totals.by_scenario[name]
    assert one.totals.by_scenario == base.totals.by_scenario
    # A year of the same tokens, rounded, and at no other prices.
    ratio = one.totals.by_column["first_year_cost"] / base.totals.by_column["first_year_cost"]
    expected = one.basis.scenario.volume_factor * one.basis.scenario.price_factor
    assert abs(ratio - expected) < Decimal("0.0001")


def test_no_volume_costs_nothing(tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text(
        "[[scenario]]\nname = 'None'\nvolume_factor = '0'\nprice_factor = '10'\nsource = 'x'\n"
    )
    found = outcome(tmp_path, {}, options=Options(cost_model=house, scenario="none")).estimate
    assert found is not None
    assert set(found.totals.by_column.values()) == {Decimal(0)}


def test_prices_are_rounded_to_six_decimals_half_up() -> None:
    rate = rate_of("m", Decimal("0.000005"), Decimal("0.000015"), Decimal(3), Decimal("0.1"))
    other = rate_of("m", Decimal("0.000005"), Decimal("0.000015"), Decimal(1))
    half = Scenario("Half", Decimal(1), Decimal("0.5"), source="")
    names = ("training_price", "input_price", "cached_input_price", "output_price")
    prices = prices_in_scenario([rate, other], half.factors, names)
    assert {name: found.to_list() for name, found in prices.items()} == {
        "training_price": [Decimal("0.000003")] * 2,
        "input_price": [Decimal("0.000008")] * 2,
        "cached_input_price": [Decimal("0.05"), Decimal("0.000008")],
        "output_price": [Decimal("1.5"), Decimal("0.5")],
    }


def test_what_is_typed_is_judged_as_it_stands(tmp_path: Path) -> None:
    """The most that may be typed is not too much in a scenario that scales it up."""
    most = {"Training tokens": "", "Training examples": "1000000", "Tokens per example": "1000000"}
    several = {"Training tokens": "7", "Training examples": "7", "Tokens per example": "1"}
    plan = sheet(tmp_path / "plan.csv", GOOD | most, GOOD | several | {"Workload ID": "W-2"})
    for word in ("base", "high"):
        assert codes(check(plan, Options(scenario=word))) == []


def test_a_disagreement_is_told_in_a_scenario_of_no_volume_too(tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text(
        "[[scenario]]\nname = 'None'\nvolume_factor = '0'\nprice_factor = '1'\nsource = 'x'\n"
    )
    row = GOOD | {"Training examples": "7", "Tokens per example": "1"}
    found = check(sheet(tmp_path / "p.csv", row), Options(cost_model=house, scenario="none"))
    assert codes(found) == ["ways-disagree"]


def test_a_scenario_that_there_is_not_is_wrong_usage() -> None:
    found = check(PORTFOLIO, Options(scenario="worst"))
    assert [one.code for one in found.errors] == ["unknown-scenario"]
    assert found.exit_code == 2


FEE = """
[[column]]
name = "fee"
title = "Fee"
unit = "USD"
frequency = "fiscal year"
total = true
formula = "=ROUND(fiscal_year_cost * 0.5, 2)"
description = "Half of what the fiscal year costs."
"""


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (Options(), "fee"),
        (Options(currency="EUR", fx="0.5", fx_date="2026-11-20"), "fee_eur"),
    ],
)
def test_a_house_total_of_the_fiscal_year_is_summed_in_every_scenario(
    options: Options, name: str, tmp_path: Path
) -> None:
    house = tmp_path / "house.toml"
    house.write_text(FEE)
    path = sheet(tmp_path / "plan.csv", GOOD | {"Start month": "2027-07"})
    for chosen in ("Base", "High"):
        made = estimate(path, replace(options, cost_model=house, scenario=chosen)).estimate
        assert made is not None
        months, totals = made.totals.calendar.portfolio_amounts, made.totals
        cost = months[made.basis.currency.name_shown("fiscal_year_cost")]
        assert totals.by_column[name] == (cost / 2).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert totals.by_scenario[chosen][name] == totals.by_column[name]
        assert totals.by_scenario["Base"][name] < totals.by_scenario["High"][name]
