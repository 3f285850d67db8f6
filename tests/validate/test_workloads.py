"""Each rule of the judgement, on the smallest sheet that shows it."""

from decimal import Decimal
from pathlib import Path

import pytest

from estimator.model.column import Column
from estimator.model.options import Options
from estimator.model.schema import workloads_schema
from estimator.pipeline import estimate
from tests.sheets import GOOD, codes, outcome, sheet


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"Model": ""}, ["missing-value"]),
        ({"Model": "gpt 4 o"}, []),
        ({"Model": "ft:gpt-4o-2024-08-06:acme::x"}, []),
        ({"Model": "Llama"}, ["unknown-model"]),
        ({"Workload ID": ""}, ["missing-value"]),
        ({"Training tokens": ""}, ["no-training"]),
        ({"Training tokens": "-1"}, ["negative"]),
        ({"Training tokens": "2e"}, ["not-a-number"]),
        ({"Training tokens": "1000000000001"}, ["too-large"]),
        ({"Monthly output tokens": ""}, ["half-filled"]),
        ({"Monthly input tokens": "", "Monthly output tokens": ""}, ["no-usage"]),
        ({"Training examples": "1000"}, ["half-filled"]),
        ({"Training examples": "1000", "Tokens per example": "1000"}, []),
        ({"Training examples": "1000", "Tokens per example": "999"}, ["ways-disagree"]),
        ({"Epochs": "0"}, ["too-small"]),
        ({"Epochs": "51"}, ["too-large"]),
        ({"Epochs": "1.5"}, ["not-a-whole-number"]),
        ({"Owner": "x" * 256}, ["too-long"]),
        ({"Validation share": "15"}, ["share-or-percent"]),
        ({"Validation share": "150%"}, ["too-large"]),
        ({"First-year cost": "5"}, ["carried-columns"]),
    ],
)
def test_a_row_has_exactly_the_problems_it_should(
    changed: dict[str, str], expected: list[str], tmp_path: Path
) -> None:
    assert codes(outcome(tmp_path, changed)) == expected


def test_all_problems_of_all_rows_come_in_one_run_each_at_its_cell(tmp_path: Path) -> None:
    found = outcome(tmp_path, {"Epochs": "x"}, {"Model": "y"}, {}, {"Training tokens": "z"})
    assert [problem.place for problem in found.errors] == ["plan!F2", "plan!B3", "plan!C5"]
    assert (found.rows, found.good) == (4, 1)


def test_ids_are_compared_trimmed_and_folded_as_text(tmp_path: Path) -> None:
    same = outcome(tmp_path, {"Workload ID": " A "}, {"Workload ID": "a"}, {"Workload ID": "7"})
    assert [problem.place for problem in same.errors] == ["plan!A3"]
    assert [row for _, row in same.errors[0].rows] == [3, 2]
    assert "at A2 and A3" in same.errors[0].message
    assert codes(outcome(tmp_path, {"Workload ID": "007"}, {"Workload ID": "7"})) == []


def test_days_per_month_decide_whether_two_ways_agree(tmp_path: Path) -> None:
    row = {"Daily input tokens": "50000", "Daily output tokens": "50000"}
    found = outcome(tmp_path, row | {"Days per month": "20"}, row)
    assert [(problem.code, problem.row) for problem in found.errors] == [("ways-disagree", 3)]


def test_a_computed_column_of_ones_own_is_carried_as_given(tmp_path: Path) -> None:
    made = outcome(tmp_path, {"First-year cost": "5", "Region": "EMEA"}).estimate
    assert made is not None
    assert made.passed_through.to_dict(as_series=False) == {
        "First-year cost (given)": ["5"],
        "Region": ["EMEA"],
    }


def test_a_typed_cell_wins_over_an_assumption_of_the_command_line(tmp_path: Path) -> None:
    made = outcome(tmp_path, {"Epochs": "4"}, {}, options=Options(assume=("epochs=2",))).estimate
    assert made is not None
    assert made.frame["epochs_applied"].to_list() == [4, 2]
    assert made.frame["training_cost"].to_list() == [Decimal(12), Decimal(6)]


def test_cached_tokens_without_a_cached_price_cost_the_input_price_and_it_is_said(
    tmp_path: Path,
) -> None:
    row = {"Model": "gpt-4-turbo", "Cached input share": "50%"}
    found = outcome(tmp_path, row)
    assert codes(found) == ["no-cached-price"]
    assert found.estimate is not None
    assert found.estimate.frame["monthly_cached_input_cost"].to_list() == [Decimal("1.5")]


def test_retirement_and_the_end_of_training_are_told_once_a_model(tmp_path: Path) -> None:
    options = Options(rate_card="openai-2026-11")
    found = outcome(tmp_path, {}, {}, {"Model": "gpt-3.5-turbo"}, options=options)
    assert codes(found) == ["model-retires", "model-retires", "training-ends"]
    assert "also B3" in found.notices[0].message
    # The day of the prices says nothing about when a workload runs.
    early = Options(rate_card="openai-2026-11", as_of="2026-01-01")
    assert codes(outcome(tmp_path, {}, options=early)) == ["model-retires"]
    over = {"End month": "2027-01"}
    assert codes(outcome(tmp_path, over, options=early)) == []


def test_a_model_without_a_price_on_the_day_is_a_problem(tmp_path: Path) -> None:
    options = Options(as_of="2025-12-31")
    early = {"Start month": "2025-12"}
    assert "no-price-on-date" in codes(outcome(tmp_path, early, options=options))
    # From January on there is a price.
    assert "no-price-on-date" not in codes(outcome(tmp_path, {}, options=options))


def test_a_sheet_without_ids_is_numbered_by_its_rows_and_it_is_said(tmp_path: Path) -> None:
    row = {name: value for name, value in GOOD.items() if name != "Workload ID"}
    found = estimate(sheet(tmp_path / "plan.csv", row, row))
    assert codes(found) == ["numbered-rows"]
    assert found.estimate is not None
    assert found.estimate.frame["workload_id"].to_list() == ["2", "3"]


def test_blank_rows_between_are_counted_and_said(tmp_path: Path) -> None:
    text = sheet(tmp_path / "plan.csv", GOOD, GOOD | {"Workload ID": "W-2"}).read_text()
    first, second, third = text.splitlines()
    (tmp_path / "plan.csv").write_text(f"{first}\n{second}\n\n,,\n{third}\n")
    found = estimate(tmp_path / "plan.csv")
    assert codes(found) == ["blank-rows"]
    assert "2 blank rows" in found.notices[0].message + found.notices[1].message
    assert found.estimate is not None
    assert found.estimate.frame["source_row"].to_list() == [2, 5]


def test_a_multiplier_in_heading_and_cell_is_a_problem(tmp_path: Path) -> None:
    row = {"Training tokens": "", "Training tokens (thousands)": "1M"}
    rows = {name: value for name, value in (GOOD | row).items() if name != "Training tokens"}
    found = estimate(sheet(tmp_path / "plan.csv", rows))
    assert codes(found) == ["heading-multiplier", "multiplied-twice"]


def test_a_heading_like_a_missing_column_is_told(tmp_path: Path) -> None:
    found = outcome(tmp_path, {"Departmnt": "Sales"})
    assert codes(found) == ["carried-columns", "like-a-column"]
    assert 'not read as "Department"' in found.notices[-1].message


def test_a_number_read_with_a_decimal_comma_is_held_to_its_bounds(tmp_path: Path) -> None:
    found = outcome(tmp_path, {"Annual budget": "-0,5"})
    assert codes(found) == ["decimal-comma", "negative"]


@pytest.mark.parametrize("column", workloads_schema().columns.values(), ids=lambda one: one.name)
def test_a_header_twice_is_one_problem_whatever_the_column(column: Column, tmp_path: Path) -> None:
    headers = [*GOOD, *[column.title] * (1 if column.title in GOOD else 2)]
    cells = [*GOOD.values(), *["1"] * (len(headers) - len(GOOD))]
    path = tmp_path / "plan.csv"
    path.write_text(f"{','.join(headers)}\n{','.join(cells)}\n", encoding="utf-8")
    for options in (Options(), Options(on_error="skip")):
        assert [one.code for one in estimate(path, options).errors] == ["duplicate-heading"]
