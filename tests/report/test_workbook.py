"""The workbook as a whole: the same bytes for the same input, and sheets in their order."""

import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from estimator.model.options import Options
from estimator.pipeline import estimate
from estimator.saving import save
from tests.command import SAMPLES
from tests.sheets import outcome

GUIDE = SAMPLES / "guide_scenarios.csv"
SHEETS = ["Summary", "Breakdown", "Estimates", "Rates", "Assumptions", "Checks", "About"]


def test_the_same_input_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    save(estimate(GUIDE), tmp_path / "first.xlsx")
    time.sleep(2.1)  # a zip archive counts in steps of two seconds
    save(estimate(GUIDE), tmp_path / "second.xlsx")
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def test_the_sheets_are_in_order_and_rejected_only_where_rows_were(tmp_path: Path) -> None:
    save(outcome(tmp_path, {}), tmp_path / "whole.xlsx")
    save(
        outcome(tmp_path, {}, {"Epochs": "x"}, options=Options(on_error="skip")),
        tmp_path / "s.xlsx",
    )
    assert load_workbook(tmp_path / "whole.xlsx").sheetnames == SHEETS
    assert load_workbook(tmp_path / "s.xlsx").sheetnames == [*SHEETS, "Rejected"]


def test_the_caution_of_the_card_stands_on_the_summary(tmp_path: Path) -> None:
    save(outcome(tmp_path, {}), tmp_path / "a.xlsx")
    summary = load_workbook(tmp_path / "a.xlsx")["Summary"]
    assert "the provider's public list is dearer" in str(summary["A4"].value)
