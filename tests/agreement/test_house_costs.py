"""House costs that count: by hand in exact fractions, as stored, recalculated and typed over."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from estimator.model.estimate import Estimate
from estimator.model.options import Options
from estimator.pipeline import estimate
from tests import oracle
from tests.agreement.test_replacements import LUNA, card_of
from tests.house_costs import TERMS, counted, house_costs, with_house_inputs
from tests.oracle import Amounts, Offer, OnReplacement, charged_prices
from tests.workbooks import (
    EUROS,
    LAST_DAYS,
    Made,
    by_period,
    csv_text,
    differences,
    in_euros,
    made,
    needs_libreoffice,
    recalculated,
    results,
    varied,
)

MONTHS = 24
HIGH = {"volume_factor": Decimal("1.5"), "price_factor": Decimal("1.2")}


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Varied workloads with house costs."""
    folder = tmp_path_factory.mktemp("counted")
    options = replace(counted(folder), months=MONTHS, fiscal_year_start="2027-01")
    return made(folder, with_house_inputs(varied()), options)


def replaced_options(folder: Path) -> Options:
    """House costs on models that end and are replaced."""
    names = {"gpt-4-turbo": "gpt-4o-mini"}
    fields = {
        model: days | {"replacement": names.get(model, LUNA)} for model, days in LAST_DAYS.items()
    }
    prices = {"input_price": 0.10, "cached_input_price": 0.01, "output_price": 0.50}
    card = card_of(folder, "guide-2026", fields, {"model": LUNA, "training_price": 3} | prices)
    options = replace(counted(folder), rate_card=card, after_retirement="replace")
    return replace(options, months=MONTHS, fiscal_year_start="2027-01")


def bare_costs(row: Mapping[str, Any], model: str, found: Estimate) -> Amounts:
    """What a workload costs on ``model`` without house costs, by hand."""
    basis = found.basis
    assumed = {one.option_name: one.value for one in basis.assumptions} | basis.scenario.factors
    prices = charged_prices(next(one for one in basis.list_prices if one.model == model))
    return oracle.costs(row, prices, assumed, basis.plan.months[:12])


def worked_out(found: Estimate) -> Iterator[tuple[Mapping[str, Any], Amounts]]:
    """Each workload, with what it costs by hand with its house costs."""
    for row in found.frame.iter_rows(named=True):
        cost = bare_costs(row, row["model"], found)
        yield row, house_costs(row, cost).added_to(cost)


def test_the_engine_comes_to_what_fractions_do(priced: Made) -> None:
    rows = 0
    for row, cost in worked_out(priced.estimate):
        rows += 1
        assert (row["training_cost"], row["monthly_cost"]) == (
            cost["training_cost"],
            cost["monthly_cost"],
        )
        months = oracle.by_month(row, cost, priced.estimate.basis.plan.months[:12])
        assert row["fiscal_year_cost"] == sum(once + again for once, again in months)
        assert row["annual_cost"] == 12 * row["monthly_cost"]
        assert row["first_year_cost"] == row["training_cost"] + 12 * row["monthly_cost"]
    assert rows == len(varied())


def test_a_scenario_moves_prices_and_volumes_and_no_house_input(tmp_path: Path) -> None:
    options = replace(counted(tmp_path), scenario="high")
    one = made(tmp_path, with_house_inputs(varied(20)), options)
    assert one.estimate.basis.scenario.has_effect
    for row, cost in worked_out(one.estimate):
        assert row["monthly_cost"] == cost["monthly_cost"]
        assert row["training_cost"] == cost["training_cost"]


@pytest.mark.parametrize("total", TERMS)
def test_each_cost_is_the_sum_of_its_parts_in_rows_totals_and_groups(
    priced: Made, total: str
) -> None:
    found, terms = priced.estimate, TERMS[total]
    for row in found.frame.iter_rows(named=True):
        assert row[total] == sum(row[name] for name in terms)
    sums = found.totals.by_column
    assert sums[total] == sum(sums[name] for name in terms) > 0
    for group in found.totals.groups["cost_center"].iter_rows(named=True):
        assert group[total] == sum(group[name] for name in terms)


def test_the_calendar_spreads_them_over_the_months_they_fall_in(priced: Made) -> None:
    calendar = priced.estimate.totals.calendar
    by_hand = {month: [Fraction(0), Fraction(0)] for month in calendar.plan.months}
    for row, cost in worked_out(priced.estimate):
        paid = oracle.by_month(row, cost, calendar.plan.months)
        for month, amounts in zip(calendar.plan.months, paid, strict=True):
            by_hand[month] = [a + b for a, b in zip(by_hand[month], amounts, strict=True)]
    for month, (once, again) in by_hand.items():
        assert calendar.portfolio_amounts[f"one-time {month}"] == once
        assert calendar.portfolio_amounts[f"recurring {month}"] == again


def test_on_a_replacement_a_monthly_cost_goes_on_and_a_fee_is_not_paid_again(
    tmp_path: Path,
) -> None:
    options = replaced_options(tmp_path)
    found = made(tmp_path, with_house_inputs(varied()), options).estimate
    rates = {one.model: one for one in found.basis.list_prices}
    moved = 0
    for row, cost in worked_out(found):
        rate = rates[row["model"]]
        offer = Offer(rate.training_ends_on, rate.retires_on)
        next_rate = rates.get(rate.replacement)
        if next_rate is None:
            continue
        other = bare_costs(row, next_rate.model, found)
        other = house_costs(row, other, setup=False).added_to(other)
        until = Offer(next_rate.training_ends_on, next_rate.retires_on)
        months = found.basis.plan.months[:12]
        hand = [*oracle.replaced(row, cost, months, offer, OnReplacement(other, until))]
        assert row["replacement_cost"] == sum(spent for spent, _ in hand), row["workload_id"]
        assert row["uncovered_cost"] == sum(missed for _, missed in hand), row["workload_id"]
        moved += row["replacement_cost"] > 0
    assert moved > 10


def test_a_report_in_euros_foots_in_euros(tmp_path: Path) -> None:
    options = replace(EUROS, cost_model=counted(tmp_path).cost_model)
    found = made(tmp_path, with_house_inputs(in_euros()), options).estimate
    for total, terms in TERMS.items():
        for row in found.frame.iter_rows(named=True):
            assert row[f"{total}_eur"] == sum(row[f"{name}_eur"] for name in terms)
        sums = found.totals.by_column
        assert sums[f"{total}_eur"] == sum(sums[f"{name}_eur"] for name in terms)


@needs_libreoffice
@pytest.mark.parametrize("case", ["dollars", "euros", "replaced", "periods"])
def test_libreoffice_comes_to_the_same_and_all_checks_hold(case: str, tmp_path: Path) -> None:
    records, options = varied(), replace(counted(tmp_path), months=18)
    if case == "euros":
        records = in_euros()
        options = replace(EUROS, cost_model=options.cost_model, scenario="high")
    elif case == "replaced":
        options = replaced_options(tmp_path)
    elif case == "periods":
        records, options = by_period(tmp_path, 60, options)
    one = made(tmp_path, with_house_inputs(records), options)
    again = results(recalculated(one.path))
    assert differences(results(one.path), again) == []
    assert again["Checks", "B3"].value == "OK"


def test_the_workbook_sent_in_again_finds_its_inputs_and_comes_to_the_same(priced: Made) -> None:
    again = estimate(priced.path).estimate
    assert again is not None
    assert again.basis.model == priced.estimate.basis.model
    assert again.totals.by_column == priced.estimate.totals.by_column
    names = ["support_hours", "setup_fee"]
    assert again.frame[names].equals(priced.estimate.frame[names])
    assert again.carried_headings == priced.estimate.carried_headings


def typed_over(one: Made, folder: Path, cells: Mapping[str, object], rate: float = 0) -> Path:
    """A copy of the workbook with other ``cells`` in its first row, and another VAT rate if any."""
    book = load_workbook(one.path)
    first = one.grid.last_row - one.estimate.totals.rows + 1
    for name, value in cells.items():
        book["Estimates"][one.grid.relative_address(name, first)].value = value
    for row in book["Assumptions"].iter_rows() if rate else ():
        if row[0].value == "VAT rate":
            row[1].value = rate
    path = folder / "typed.xlsx"
    book.save(path)
    return path


@needs_libreoffice
def test_edits_of_house_inputs_and_rates_are_answered_as_a_new_run_does(
    priced: Made, tmp_path: Path
) -> None:
    path = typed_over(priced, tmp_path, {"support_hours": 100.25, "setup_fee": None}, 0.25)
    fresh, again = estimate(path).estimate, results(recalculated(path))
    assert fresh is not None
    assert fresh.totals.by_column != priced.estimate.totals.by_column
    assert again["Checks", "B3"].value == "OK"
    first = priced.grid.last_row - fresh.totals.rows + 1
    for name in ("training_cost", "monthly_cost", "fiscal_year_cost", *TERMS["monthly_cost"]):
        for n, value in enumerate(fresh.frame[name]):
            cell = again["Estimates", priced.grid.relative_address(name, first + n)].value
            assert cell == pytest.approx(float(value), abs=0.001)


@needs_libreoffice
@pytest.mark.parametrize("value", [745, -1, 10.123, "ten"])
def test_a_house_input_that_cannot_be_fails_the_checks(
    priced: Made, tmp_path: Path, value: object
) -> None:
    path = typed_over(priced, tmp_path, {"support_hours": value})
    assert results(recalculated(path))["Checks", "B3"].value != "OK"


@pytest.mark.parametrize(
    ("cell", "code", "said"),
    [
        ("800", "too-large", "expected a number from 0 to 744"),
        ("-3", "negative", "expected a number from 0 to 744"),
        ("many", "not-a-number", "expected a number from 0 to 744"),
    ],
)
def test_a_cell_of_a_house_input_is_judged_as_any_other(
    tmp_path: Path, cell: str, code: str, said: str
) -> None:
    records = with_house_inputs(varied(3))
    path = tmp_path / "plan.csv"
    path.write_text(csv_text([{**one, "Support hours": cell} for one in records[:1]]))
    found = estimate(path, counted(tmp_path))
    (problem,) = [one for one in found.errors if one.code == code]
    assert problem.column == "support_hours"
    assert said in problem.message


def test_headers_of_a_house_input_are_its_title_name_alias_and_what_is_mapped_to_it(
    tmp_path: Path,
) -> None:
    base = {
        key: one for key, one in with_house_inputs(varied(1))[0].items() if key != "Support hours"
    }
    for header in ("Support hours", "support_hours", "HOURS OF THE SERVICE DESK", "Desk"):
        options = replace(
            counted(tmp_path), map=("Desk=Support hours",) if header == "Desk" else ()
        )
        one = made(tmp_path, [{**base, header: "7"}], options, "plan")
        assert one.estimate.frame["support_hours"].to_list() == [Decimal(7)], header
