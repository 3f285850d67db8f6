"""Providers' own examples of what they charge for: as computed, as stored, and recalculated."""

import csv
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook

from estimator.model.options import Options
from estimator.model.schema import price_columns
from estimator.outputs import save_estimate
from estimator.pipeline import check, estimate
from estimator.report.sheets.rates_layout import FIRST_ROW, HEADING_ROW, rates_layout
from tests.sheets import sheet
from tests.workbooks import (
    Made,
    Results,
    all_recalculated,
    differences,
    made,
    needs_libreoffice,
    recalculated,
    results,
)

AZURE = {"input_price": 1.10, "cached_input_price": 0.275, "output_price": 4.40}
RATES: tuple[dict[str, Any], ...] = (
    {"model": "o4-mini", "training_hour_price": 100, "hosting_price": 1.70, "job_limit": 5000}
    | {"provider": "Azure", "tier": "global", "replacement": "base", **AZURE},
    {"model": "gpt-4o-mini", "training_price": 3, "input_price": 0.15, "output_price": 0.60}
    | {"hosting_price": 1.70},
    {"model": "mistral-small", "training_price": 1, "training_minimum": 4, "storage_price": 2}
    | {"input_price": 0.2, "output_price": 0.6},
    {"model": "up-to-10b", "training_price": 0.46, "validation_price": 0.46}
    | {"input_price": 0.2, "output_price": 0.2},
    {"model": "up-to-16b", "training_price": 0.48, "validation_price": 0.48}
    | {"input_price": 0.2, "output_price": 0.2},
    {"model": "base", "input_price": 0.1, "output_price": 0.5, "batch_input_price": 0.05}
    | {"batch_output_price": 0.25},
)
UNUSED = {"Monthly input tokens": "0", "Monthly output tokens": "0", "Hosting hours per month": "0"}
BY_HOUR = {"Model": "o4-mini", "Retry rate": "0"}
USAGE = {"Monthly input tokens": "20000000", "Monthly output tokens": "40000000"}
# Training cost and monthly cost, in USD, by the provider or by hand.
Case = tuple[Mapping[str, str], str, str]
CASES: dict[str, Case] = {
    "an hour of use, idle or not": (
        BY_HOUR | USAGE | {"Hosting hours per month": "720", "Training hours": "4"},
        "400.00",
        "1422.00",
    ),
    "with the tokens of a grader": (
        BY_HOUR | UNUSED | {"Training hours": "4", "Other one-time cost": "27.06"},
        "427.06",
        "0.00",
    ),
    "a long job": (BY_HOUR | UNUSED | {"Training hours": "61.37"}, "6137.00", "0.00"),
    "startup, hosted": (
        {
            "Model": "gpt-4o-mini",
            "Training tokens": "33333",
            "Epochs": "1",
            "Monthly input tokens": "300000",
            "Monthly output tokens": "900000",
            "Retry rate": "0",
        },
        "0.10",
        "1241.59",
    ),
    "the minimum of a job": (
        {"Model": "mistral-small", "Training tokens": "100000", "Epochs": "3"} | UNUSED,
        "4.00",
        "2.00",
    ),
    "validation once": (
        {"Model": "up-to-10b", "Training tokens": "6000000", "Epochs": "3"}
        | {"Validation share": "0.166667"}
        | UNUSED,
        "7.36",
        "0.00",
    ),
    "ten evaluations, and two runs": (
        # (2 x 1M x 0.48 + 10 x 250,000 x 0.48) x 2
        {"Model": "up-to-16b", "Training tokens": "1250000", "Epochs": "2"}
        | {"Validation share": "0.2", "Evaluations": "10", "Training runs": "2"}
        | UNUSED,
        "4.32",
        "0.00",
    ),
    "half of it in batches, by an untrained model": (
        # 10M x 0.10 + 10M x 0.05 + 20M x 0.50 + 20M x 0.25, and 7.50 besides
        {"Model": "base", "Training tokens": "0", "Batch share": "50%", "Retry rate": "0"}
        | USAGE
        | {"Other monthly cost": "7.50"},
        "0.00",
        "24.00",
    ),
    "a share of a deployment": (
        BY_HOUR
        | UNUSED
        | {"Training hours": "0", "Hosting units": "0.1"}
        # 730 x 0.1 x 1.70
        | {"Hosting hours per month": ""},
        "0.00",
        "124.10",
    ),
}


def write_card(folder: Path, *rates: Mapping[str, Any]) -> Options:
    """The options of a run with these rates."""
    card = {"name": "own", "currency": "USD", "source": "x", "date_checked": "2026-11-01"}
    path = folder / "card.json"
    path.write_text(json.dumps({**card, "rates": rates or RATES}))
    return Options(rate_card=str(path))


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("providers")
    return made(folder, sheet(folder / "plan.csv", *case_rows()), write_card(folder))


def case_rows() -> list[dict[str, str]]:
    return [{"Workload ID": name, **row} for name, (row, _, _) in CASES.items()]


def charged(found: Results, one: Made, name: str) -> tuple[Decimal, Decimal]:
    """The training cost and the monthly cost of the case ``name`` on Estimates."""
    first = one.grid.last_row - one.estimate.totals.rows + 1
    row = first + [*CASES].index(name)
    columns = ("training_cost", "monthly_cost")
    cells = (found["Estimates", one.grid.relative_address(column, row)] for column in columns)
    cost, monthly = (Decimal(str(cell.value)).quantize(Decimal("0.01")) for cell in cells)
    return cost, monthly


@pytest.mark.parametrize("name", CASES)
def test_a_provider_s_example_comes_to_what_it_says(
    priced: Made, tmp_path: Path, name: str
) -> None:
    _, training, monthly = CASES[name]
    wanted = (Decimal(training), Decimal(monthly))
    assert charged(results(priced.path), priced, name) == wanted
    # Exactly so, in the engine.
    table = save_estimate(estimate(priced.path), tmp_path / "out.csv")
    assert table.estimate is not None
    with (tmp_path / "out.csv").open() as lines:
        (row,) = [one for one in csv.DictReader(lines) if one["workload_id"] == name]
    assert (Decimal(row["training_cost"]), Decimal(row["monthly_cost"])) == wanted


@needs_libreoffice
def test_libreoffice_comes_to_the_same(priced: Made) -> None:
    again = results(recalculated(priced.path))
    assert differences(results(priced.path), again) == []
    assert again["Checks", "B3"].value == "OK"
    for name, (_, training, monthly) in CASES.items():
        assert charged(again, priced, name) == (Decimal(training), Decimal(monthly))


@needs_libreoffice
def test_discounts_scenario_and_currency_are_recalculated_to_the_same(tmp_path: Path) -> None:
    rates = [{**rate, "discount": round(0.1234 + n / 100, 4)} for n, rate in enumerate(RATES[:-1])]
    options = write_card(tmp_path, *rates, RATES[-1])
    options = replace(options, scenario="high", currency="EUR", fx="0.8571", fx_date="2026-11-20")
    one = made(tmp_path, sheet(tmp_path / "plan.csv", *case_rows()), options)
    again = results(recalculated(one.path))
    assert differences(results(one.path), again) == []
    assert again["Checks", "B3"].value == "OK"


def test_list_and_contracted_prices_stand_side_by_side(tmp_path: Path) -> None:
    rate = {"model": "base", "input_price": 0.15, "output_price": 0.55, "discount": 0.1234}
    one = made(tmp_path, sheet(tmp_path / "plan.csv", PLAIN_ROW), write_card(tmp_path, rate))
    layout = rates_layout(one.estimate)
    book = load_workbook(one.path, data_only=True)["Rates"]
    names = ("input_price", "input_price_contracted", "output_price_contracted", "discount")
    found = [book[layout.cell(name, FIRST_ROW)].value for name in names]
    # 0.15 - 0.01851 and 0.55 - 0.06787
    assert found == [0.15, 0.13149, 0.48213, 0.1234]
    headers = [book.cell(HEADING_ROW, layout.position(name)).value for name in names]
    assert headers[:2] == ["Input price", "Input price, contracted"]
    again = estimate(one.path).estimate
    assert again is not None
    assert again.basis.list_prices == one.estimate.basis.list_prices


def test_the_workbook_fed_back_comes_to_the_same(priced: Made) -> None:
    again = estimate(priced.path).estimate
    assert again is not None
    assert again.totals.by_column == priced.estimate.totals.by_column
    assert again.basis.list_prices == priced.estimate.basis.list_prices


Change = Callable[[Workbook, Made], object]
PLAIN_ROW = {"Workload ID": "W-1", "Model": "base", "Training tokens": "0", **UNUSED}


def type_on_estimates(name: str, column: str, value: object) -> Change:
    """Types ``value`` in the row of the case ``name``."""

    def change(book: Workbook, one: Made) -> None:
        first = one.grid.last_row - one.estimate.totals.rows + 1
        row = first + [*CASES].index(name)
        book["Estimates"][one.grid.relative_address(column, row)].value = value

    return change


def type_on_rates(model: str, column: str, value: object) -> Change:
    """Types ``value`` in the list price ``column`` of ``model``."""

    def change(book: Workbook, one: Made) -> None:
        layout = rates_layout(one.estimate)
        row = FIRST_ROW + [rate.model for rate in one.estimate.basis.list_prices].index(model)
        book["Rates"][layout.cell(column, row)].value = value

    return change


WRONG: dict[str, Change] = {
    **{
        f"{price} cleared": type_on_rates("o4-mini", price, None)
        for price in price_columns()
        if price != "training_price"
    },
    "a dash in place of a price": type_on_rates("o4-mini", "hosting_price", "-"),
    "no price for training that is done": type_on_rates("gpt-4o-mini", "training_price", "-"),
    "a model that cannot be trained": type_on_estimates("startup, hosted", "model", "base"),
    "hours of a model that is trained by tokens": type_on_estimates(
        "a long job", "model", "mistral-small"
    ),
    "more hours than a month has": type_on_estimates(
        "startup, hosted", "hosting_hours_per_month", 745
    ),
}
# What the training cost and the monthly cost of the case come to.
RIGHT: dict[str, tuple[str, Change, str, str]] = {
    "a price for training": (
        "half of it in batches, by an untrained model",
        type_on_rates("base", "training_price", 2),
        "0.00",
        "24.00",
    ),
    "a dearer hour": (
        "startup, hosted",
        type_on_rates("gpt-4o-mini", "hosting_price", 2),
        "0.10",
        "1460.59",
    ),
    "fewer hours": (
        "startup, hosted",
        type_on_estimates("startup, hosted", "hosting_hours_per_month", 100),
        "0.10",
        "170.59",
    ),
    "a third run": (
        "ten evaluations, and two runs",
        type_on_estimates("ten evaluations, and two runs", "training_runs", 3),
        "6.48",
        "0.00",
    ),
}


@pytest.fixture(scope="module")
def edited(priced: Made) -> Mapping[str, Results]:
    """The workbook with each change, recalculated."""
    changes = {**WRONG, **{name: change for name, (_, change, _, _) in RIGHT.items()}}
    paths = [changed(priced, name, change) for name, change in changes.items()]
    return dict(zip(changes, map(results, all_recalculated(paths)), strict=True))


def changed(one: Made, name: str, change: Change) -> Path:
    book = load_workbook(one.path)
    change(book, one)
    target = one.path.with_name(f"{name}.xlsx")
    book.save(target)
    return target


@needs_libreoffice
@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_right_is_said(edited: Mapping[str, Results], name: str) -> None:
    assert edited[name]["Checks", "B3"].value == "CHECK"


@needs_libreoffice
@pytest.mark.parametrize("name", RIGHT)
def test_an_edit_moves_the_figures(edited: Mapping[str, Results], priced: Made, name: str) -> None:
    case, _, training, monthly = RIGHT[name]
    assert edited[name]["Checks", "B3"].value == "OK"
    assert charged(edited[name], priced, case) == (Decimal(training), Decimal(monthly))


@needs_libreoffice
def test_a_header_beside_the_table_that_nothing_reads_is_said(tmp_path: Path) -> None:
    rate = {"model": "base", "input_price": 0.1, "output_price": 0.5, "training_price": 1}
    one = made(tmp_path, sheet(tmp_path / "plan.csv", PLAIN_ROW), write_card(tmp_path, rate))

    def header(where: str, row: int, text: str) -> Change:
        return lambda book, _: book[where].cell(row, 200, text)

    changes = {
        "input": header("Estimates", one.grid.header_row, "Hosting units"),
        "input by another name": header("Estimates", one.grid.header_row, "deployment units"),
        "price": header("Rates", HEADING_ROW, "Hosting price"),
        "something else": header("Estimates", one.grid.header_row, "Remarks"),
    }
    paths = [changed(one, name, change) for name, change in changes.items()]
    found = [results(path)["Checks", "B3"].value for path in all_recalculated(paths)]
    assert found == ["CHECK", "CHECK", "CHECK", "OK"]


def test_a_job_over_the_limit_is_told_and_charged_in_full(tmp_path: Path) -> None:
    options = write_card(tmp_path)
    path = sheet(tmp_path / "plan.csv", *case_rows())
    for found in (estimate(path, options), check(path, options)):
        (told,) = [one for one in found.problems if one.code == "over-job-limit"]
        assert told.severity == "notice"
        assert "o4-mini pauses a training job at 5,000 USD" in told.message
        assert told.row == 2 + [*CASES].index("a long job")


def test_a_job_of_hours_alone_is_held_to_the_limit(tmp_path: Path) -> None:
    rate = {"model": "o4-mini", "training_hour_price": 100, "job_limit": 5000, **AZURE}
    row = {"Workload ID": "W-1", "Model": "o4-mini", "Training hours": "61.37", **USAGE}
    found = estimate(sheet(tmp_path / "plan.csv", row), write_card(tmp_path, rate))
    assert "over-job-limit" in [one.code for one in found.problems]


def test_a_model_named_on_a_card_is_on_it(tmp_path: Path) -> None:
    rate = {"model": "base", "input_price": 1, "output_price": 1, "replacement": "bass"}
    found = estimate(sheet(tmp_path / "plan.csv", PLAIN_ROW), write_card(tmp_path, rate))
    (problem,) = found.errors
    assert problem.code == "bad-rate-card"
    assert 'the replacement of base is "bass", which is no model ID on the card' in problem.message


def test_no_price_on_rates_is_blank(priced: Made) -> None:
    layout = rates_layout(priced.estimate)
    book = load_workbook(priced.path, data_only=True)["Rates"]
    for row in range(FIRST_ROW, FIRST_ROW + len(RATES)):
        cells = {name: book[layout.cell(name, row)].value for name in layout.prices}
        assert None not in cells.values()
        assert {name for name, value in cells.items() if value == "-"} <= {"training_price"}
