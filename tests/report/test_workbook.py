"""The workbook as a whole: the same bytes for the same input, and sheets in their order."""

import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from estimator.model.options import Options
from estimator.outputs import save_estimate
from estimator.pipeline import estimate
from tests.command import SAMPLES
from tests.sheets import outcome

GUIDE = SAMPLES / "guide_scenarios.csv"
SHEETS = [
    "Summary", "Breakdown", "Plan", "Estimates", "Months", "Rates", "Assumptions", "Checks",
    "About",
]  # fmt: skip


def test_the_same_input_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    save_estimate(estimate(GUIDE), tmp_path / "first.xlsx")
    time.sleep(2.1)  # a zip archive counts in steps of two seconds
    save_estimate(estimate(GUIDE), tmp_path / "second.xlsx")
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def test_the_sheets_are_in_order_and_rejected_only_where_rows_were(tmp_path: Path) -> None:
    save_estimate(outcome(tmp_path, {}), tmp_path / "whole.xlsx")
    save_estimate(
        outcome(tmp_path, {}, {"Epochs": "x"}, options=Options(on_error="skip")),
        tmp_path / "s.xlsx",
    )
    assert load_workbook(tmp_path / "whole.xlsx").sheetnames == SHEETS
    assert load_workbook(tmp_path / "s.xlsx").sheetnames == [*SHEETS, "Rejected"]


def test_the_caution_of_the_card_stands_on_the_summary(tmp_path: Path) -> None:
    save_estimate(outcome(tmp_path, {}), tmp_path / "a.xlsx")
    summary = load_workbook(tmp_path / "a.xlsx")["Summary"]
    lines = [str(cell.value) for cell in summary["A"][:8]]
    caution = (
        "Prices are from the 2026 guide. OpenAI's published prices are 3 to 10 times as high for "
        "training and 1.5 to 10 times as high for usage. To compare, use --rate-card "
        "openai-2026-11."
    )
    assert caution in lines


def test_the_switch_offers_the_scenarios_and_says_what_the_chosen_one_makes_of_the_plan(
    tmp_path: Path,
) -> None:
    for word, said in (
        ("base", "the plan as it stands"),
        (
            "low",
            "not the plan as it stands: quantities multiplied by 0.8, prices multiplied by 0.9",
        ),
    ):
        path = tmp_path / f"{word}.xlsx"
        save_estimate(outcome(tmp_path, {}, options=Options(scenario=word)), path)
        summary = load_workbook(path, data_only=True)["Summary"]
        row = [cell.value for cell in summary[4][:4]]
        assert row == ["Scenario", word.capitalize(), None, said]
    (rule,) = summary.data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.formula1) == ("B4", "list", "scenario_names")


def test_the_totals_of_all_scenarios_stand_side_by_side_as_at_the_run(tmp_path: Path) -> None:
    found = outcome(tmp_path, {}, {"Epochs": "7"}, options=Options(scenario="high"))
    assert found.estimate is not None
    save_estimate(found, tmp_path / "a.xlsx")
    page = load_workbook(tmp_path / "a.xlsx")["Assumptions"]
    rows = list(page.iter_rows(max_col=5, values_only=True))
    start = next(n for n, row in enumerate(rows, 1) if "by scenario when" in str(row[0]))
    columns = list(
        zip(*rows[start - 1 : start + len(found.estimate.totals.by_column)], strict=True)
    )
    side_by_side = {column[0]: column[1:] for column in columns[1:]}
    assert side_by_side == {
        name: tuple(map(float, totals.values()))
        for name, totals in found.estimate.totals.by_scenario.items()
    }
    assert side_by_side["High"] == tuple(map(float, found.estimate.totals.by_column.values()))
