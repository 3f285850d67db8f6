"""What each default adds to the fiscal year, by hand and by runs without it."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from estimator.cost.defaults import assumption_uses
from estimator.cost.pricing import sum_slices
from estimator.model.estimate import Estimate
from estimator.model.options import Options
from estimator.model.rate_card import Rate
from estimator.outputs import save_estimate
from estimator.pipeline import estimate
from estimator.report.json import outcome_document
from estimator.report.terminal import assumed_line
from tests.cost.test_pricing import PORTFOLIO, slices_of
from tests.oracle import Offer, Row, charged_prices, costs
from tests.properties.test_laws import PLAN, Terms, program, scenario, terms
from tests.sheets import outcome
from tests.workbooks import SOFFICE, differences, recalculated, results

NEUTRAL = {"epochs": 1, "validation_share": 0, "cached_input_share": 0, "retry_rate": 0}
NEUTRAL_OPTIONAL = {
    "training_runs": 1,
    "evaluations": 0,
    "batch_share": 0,
    "hosting_hours_per_month": 0,
    "hosting_units": 0,
}


def added(made: Estimate) -> dict[str, Decimal | None]:
    return {one.assumption.option_name: one.added_cost for one in made.totals.assumed}


def made_by(options: Options) -> Estimate:
    found = estimate(PORTFOLIO, options).estimate
    assert found is not None
    return found


def fiscal_year(made: Estimate) -> Decimal:
    name = made.basis.currency.name_shown("fiscal_year_cost")
    return made.totals.calendar.portfolio_amounts[name]


def year_by_hand(row: Row, rate: Rate, assumed: Mapping[str, Decimal]) -> Fraction:
    offer = Offer(rate.training_ends_on, rate.retires_on)
    found = costs(row, charged_prices(rate), assumed, PLAN.fiscal_year, offer)["fiscal_year_cost"]
    assert isinstance(found, Fraction)
    return found


@settings(max_examples=50, deadline=None)
@given(terms())
def test_what_a_default_adds_is_what_it_comes_to_by_hand(portfolio: Terms) -> None:
    rows, cards, assumed = portfolio
    slices = slices_of(portfolio, scenario(assumed), program()[0].scenarios)
    sums, _ = sum_slices(slices)
    uses = assumption_uses(sums.values.row(0, named=True), slices.basis.assumptions)
    rates = {card.model: card for card in cards}
    found = {one.assumption.option_name: one.added_cost for one in uses}
    assert found.pop("days_per_month") is None
    for name, neutral in (NEUTRAL | NEUTRAL_OPTIONAL).items():
        terms_ = [(row, rates[str(row["model"])]) for row in rows if row[name] is None]
        without = assumed | {name: Decimal(neutral)}
        by_hand = (year_by_hand(*one, assumed) - year_by_hand(*one, without) for one in terms_)
        assert Fraction(str(found.pop(name))) == sum(by_hand, Fraction(0))
    assert not found


def test_the_sample_s_defaults_add_what_was_worked_out_for_it() -> None:
    assert added(made_by(Options())) == {
        "epochs": Decimal("1438.86"),
        "validation_share": 0,
        "days_per_month": None,
        "cached_input_share": 0,
        "retry_rate": Decimal("90901.82"),
    }


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(scenario="high", months=24, fiscal_year_start="2027-04"),
        Options(currency="EUR", fx="0.8571", fx_date="2026-11-20"),
    ],
)
@pytest.mark.parametrize("name", NEUTRAL)
def test_a_run_without_a_default_costs_less_by_what_it_adds(name: str, options: Options) -> None:
    chosen = ("validation_share=0.1", "cached_input_share=0.25")
    usual = made_by(replace(options, assume=chosen))
    without = made_by(replace(options, assume=(*chosen, f"{name}={NEUTRAL[name]}")))
    assert added(usual)[name] == fiscal_year(usual) - fiscal_year(without) != 0
    assert added(without)[name] == 0


def test_a_default_that_no_row_takes_adds_nothing(tmp_path: Path) -> None:
    made = outcome(tmp_path, {"Epochs": "4", "Retry rate": "0.1"})
    assert made.estimate is not None
    assert {added(made.estimate)[name] for name in ("epochs", "retry_rate")} == {0}
    names = {one["name"] for one in outcome_document(made)["assumed"]}
    assert names.isdisjoint({"epochs", "retry_rate"})


HOUSE = """
[[assumption]]
name = "house_growth"
input = "monthly_growth_rate"
title = "House growth"
value = "0.02"
neutral = "0"
unit = "share"
source = "x"

[[column]]
name = "reserve"
title = "Reserve"
unit = "USD"
formula = "=ROUND(monthly_cost * house_growth, 2)"
description = "x"
"""


def test_a_default_of_the_house_adds_what_the_fiscal_year_has_of_it(tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text(HOUSE)
    made = made_by(Options(cost_model=house))
    # A reserve is in no month of the plan.
    assert added(made)["monthly_growth_rate"] == 0
    assert added(made)["retry_rate"] == Decimal("90901.82")


IDLE = HOUSE.replace("neutral =", 'idle_without = "training_price"\nneutral =')
FREE_CARD = """Model,Training price,Input price,Output price,Date checked
gpt-4o,0,2.5,10,2026-11-01
gpt-4o-mini,3,0.15,0.6,2026-11-01
"""


@pytest.mark.parametrize(
    ("models", "rows"), [(("gpt-4o",), 0), (("gpt-4o-mini",), 1), (("gpt-4o", "gpt-4o-mini"), 1)]
)
def test_a_default_is_idle_where_the_model_lacks_its_price(
    models: tuple[str, ...], rows: int, tmp_path: Path
) -> None:
    house, card = tmp_path / "house.toml", tmp_path / "card.csv"
    house.write_text(IDLE)
    card.write_text(FREE_CARD)
    options = Options(cost_model=house, rate_card=str(card), as_of="2026-11-01")
    made = outcome(tmp_path, *({"Model": one} for one in models), options=options)
    assert made.estimate is not None
    (use,) = [one for one in made.estimate.totals.assumed if one.assumption.idle_without]
    assert (use.rows, use.first_year_cost > 0) == (rows, rows > 0)
    assert (
        "monthly_growth_rate" in {one["name"] for one in outcome_document(made)["assumed"]}
    ) == bool(rows)
    assert ("monthly_growth_rate" in assumed_line(made.estimate)) == bool(rows)
    saved = save_estimate(made, tmp_path / "idle.xlsx")
    assert saved.estimate is not None
    counts = [
        cell.formula
        for cell in results(tmp_path / "idle.xlsx").values()
        if cell.sheet == "Summary" and cell.formula and ',">0")' in cell.formula
    ]
    assert len(counts) == rows
    if counts and SOFFICE:
        path = tmp_path / "idle.xlsx"
        assert differences(results(path), results(recalculated(path))) == []


def test_the_json_says_what_each_default_adds() -> None:
    assumed = outcome_document(estimate(PORTFOLIO))["assumed"]
    told = {one["name"]: one["added_cost"] for one in assumed}
    assert (told["retry_rate"], told["days_per_month"]) == ("90901.82", None)
