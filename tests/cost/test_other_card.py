"""The cost on another rate card is what a run with that card alone comes to."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from estimator.basis.rate_card import shipped_cards
from estimator.cost.other_card import OtherCardPrices
from estimator.model.estimate import CardComparison, Estimate
from estimator.model.options import Options
from estimator.model.rate_card import RateCard
from estimator.report.json import outcome_document
from estimator.report.sheets.headline import describe_other_card
from tests.rates import rate_of, without_price
from tests.sheets import outcome
from tests.workbooks import endless_card

ONE = Decimal(1)
OTHER = "openai-2026-11"
ROWS = (
    {"Model": "gpt-4o", "Start month": "2027-03", "Monthly growth rate": "10%"},
    {"Model": "gpt-4o-mini", "Cached input share": "0.4", "Epochs": "2"},
    {"Model": "gpt-3.5-turbo", "End month": "2027-06"},
    {"Model": "gpt-4-turbo", "Monthly output tokens": "7000000"},
)
EUROS = Options(currency="EUR", fx="0.92", fx_date="2026-11-20")


def _estimate(folder: Path, *rows: dict[str, str], options: Options) -> Estimate:
    found = outcome(folder, *rows, options=options).estimate
    assert found is not None
    return found


def _year(estimate: Estimate, cost: str = "fiscal_year_cost") -> Decimal:
    name = estimate.basis.currency.name_shown(cost)
    return Decimal(estimate.frame[name].sum())


@pytest.mark.parametrize(
    "options",
    [Options(), EUROS, Options(scenario="High"), Options(assume=("retry_rate=0.2",))],
    ids=["dollars", "euros", "scenario", "assumption"],
)
def test_the_rows_it_has_prices_for_cost_what_a_run_with_it_says(
    tmp_path: Path, options: Options
) -> None:
    found = _estimate(tmp_path, *ROWS, options=options).totals.on_other_card
    # The prices are compared, not how long the models of each card are offered.
    there = _estimate(
        tmp_path, *ROWS[:3], options=replace(options, rate_card=endless_card(tmp_path))
    )
    here = _estimate(tmp_path, *ROWS[:3], options=options)
    ended = _estimate(tmp_path, *ROWS[:3], options=replace(options, rate_card=OTHER))
    missed, missing = _year(ended, "uncovered_cost"), {"gpt-4-turbo": 1}
    assert missed > 0
    assert found == CardComparison(OTHER, 3, _year(here), _year(there), missed, missing)
    assert found.cost_there > found.cost_here


def test_without_any_of_its_models_nothing_is_priced(tmp_path: Path) -> None:
    found = _estimate(tmp_path, ROWS[3], options=Options()).totals.on_other_card
    nothing = Decimal(0)
    assert found == CardComparison(OTHER, 0, nothing, nothing, nothing, {"gpt-4-turbo": 1})


def test_the_cases_of_the_guide_are_not_covered_on_the_published_card(tmp_path: Path) -> None:
    # The figures of the docs: 73,839.47 is planned there, and both are 884,662.34.
    usual = {"Epochs": "1", "Retry rate": "0"}
    cases = (
        ("gpt-4o-mini", "100K", "10K", "30K"),
        ("gpt-4o-mini", "1M", "5M", "15M"),
        ("gpt-4o", "5M", "50M", "150M"),
    )
    monthly = {"Monthly input tokens": "", "Monthly output tokens": ""}
    rows = [
        usual
        | monthly
        | {"Model": model, "Training tokens": trained}
        | {"Daily input tokens": given, "Daily output tokens": answered}
        for model, trained, given, answered in cases
    ]
    found = outcome(tmp_path, *rows, options=Options(fiscal_year_start="2027-01"))
    assert found.estimate is not None
    other = found.estimate.totals.on_other_card
    assert other is not None
    assert (other.cost_there, other.uncovered_there) == (Decimal("884662.34"), Decimal("810822.87"))
    said = describe_other_card(found.estimate, other)
    assert said.endswith(
        "(when made). 810,823 USD of that year is not covered there, as its models end."
    )
    assert outcome_document(found)["on_other_card"] == {
        "rate_card": OTHER,
        "rows": 3,
        "fiscal_year_cost": "884662.34",
        "fiscal_year_cost_here": "588533.18",
        "uncovered_cost": "810822.87",
        "missing": {},
    }


def test_a_card_that_names_no_other_is_not_compared(tmp_path: Path) -> None:
    there = _estimate(tmp_path, *ROWS[:3], options=Options(rate_card=OTHER))
    assert there.totals.on_other_card is None


def test_models_end_as_on_the_estimates_card_and_are_replaced_at_the_other_cards_prices(
    tmp_path: Path,
) -> None:
    mini, larger = "gpt-4o-mini", "gpt-4o"
    ends = {"retires_on": "2027-05-14", "replacement": larger}
    ours, theirs = (_card_with(tmp_path, shipped, mini, ends) for shipped in ("guide-2026", OTHER))
    plan = Options(fiscal_year_start="2027-01", after_retirement="replace")
    here = _estimate(tmp_path, ROWS[1], options=replace(plan, rate_card=ours))
    there = _estimate(tmp_path, ROWS[1], options=replace(plan, rate_card=theirs))
    assert here.totals.calendar.portfolio_amounts["replacement_cost"]
    # What is not covered there is told as if nothing replaced the models there.
    stops = replace(plan, rate_card=OTHER, after_retirement="stop")
    missed = _year(_estimate(tmp_path, ROWS[1], options=stops), "uncovered_cost")
    expected = CardComparison(OTHER, 1, _year(here), _year(there), missed, {})
    assert here.totals.on_other_card == expected


def _card_with(folder: Path, shipped: str, model: str, ends: dict[str, str]) -> str:
    """A shipped card on which only ``model`` ends."""
    card = json.loads(shipped_cards()[shipped].read_text(encoding="utf-8"))
    for rate in card["rates"]:
        for name in ("training_ends_on", "retires_on"):
            rate.pop(name, None)
        rate.update(ends if rate["model"] == model else {})
    path = folder / f"{shipped}-ends.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    return str(path)


def test_a_model_is_not_compared_where_the_other_card_charges_for_more_or_cannot_train_it(
    tmp_path: Path,
) -> None:
    basis = _estimate(tmp_path, *ROWS, options=Options()).basis
    hosted = rate_of("gpt-4o", ONE, ONE, ONE, hosting_price=ONE)
    free = rate_of("gpt-4o-mini", ONE, ONE, ONE, hosting_price=Decimal(0))
    prompted = rate_of("gpt-3.5-turbo", ONE, ONE, ONE)
    prompted = replace(prompted, given_prices=without_price(prompted, "training_price"))
    # Nothing is in batches, so that their price changes nothing.
    batched = rate_of("gpt-4-turbo", ONE, ONE, ONE, batch_input_price=ONE / 2)
    card = RateCard("other", "USD", "x", basis.as_of, (hosted, free, prompted, batched))
    compared = {rate.model for rate in OtherCardPrices(basis, card).rates}
    assert compared == {"gpt-4o-mini", "gpt-4-turbo"}
