"""More workloads than a worksheet holds: the rows go beside the workbook, which says so."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from estimator.model.estimate import Outcome
from estimator.model.options import Options
from estimator.outputs import refuse_targets, save_estimate
from estimator.pipeline import estimate
from estimator.report import grid
from estimator.report.files import OUTPUT_ENDINGS
from tests.sheets import outcome, sheet
from tests.workbooks import differences, needs_libreoffice, recalculated, results


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """Three workloads, where a worksheet holds two."""
    monkeypatch.setattr(grid, "MOST_ROWS", 3)
    rows = [{"Cost center": "a"}, {"Cost center": "b"}, {"Cost center": "a", "Epochs": "2"}]
    return outcome(tmp_path, *rows)


def test_the_rows_are_in_the_file_beside_and_the_summary_has_their_sums(
    three: Outcome, tmp_path: Path
) -> None:
    assert save_estimate(three, tmp_path / "plan.xlsx").exit_code == 0
    rows = pl.read_parquet(tmp_path / "plan-rows.parquet")
    assert three.estimate is not None
    assert rows["first_year_cost"].sum() == three.estimate.totals.by_column["first_year_cost"]
    book = load_workbook(tmp_path / "plan.xlsx")
    # Nothing could follow a switch: the scenario is said, and not offered to be changed.
    assert "fixed when this workbook was made" in str(book["Summary"]["D4"].value)
    assert book["Summary"].data_validations.dataValidation == []
    for page in ("Summary", "Estimates"):
        said = [str(row[0]) for row in book[page].iter_rows(max_col=1, values_only=True)]
        assert any("plan-rows.parquet, beside this workbook" in text for text in said), page
    assert not [
        cell
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f" and "Estimates!" in str(cell.value)
    ]


@needs_libreoffice
def test_a_sheet_is_full_only_when_the_headings_alone_stand_above_the_workloads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "MOST_ROWS", 4)
    # A sheet of so many rows is never live.
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 2)
    made = outcome(tmp_path, {}, {"Epochs": "2"}, {"Cost center": "b"})
    assert save_estimate(made, tmp_path / "full.xlsx").exit_code == 0
    assert not (tmp_path / "full-rows.parquet").exists()
    found = results(tmp_path / "full.xlsx")
    assert differences(found, results(recalculated(tmp_path / "full.xlsx"))) == []
    page = load_workbook(tmp_path / "full.xlsx")["Estimates"]
    assert (page["A1"].value, page.max_row, page.freeze_panes) == ("Workload ID", 4, "C2")
    again = estimate(tmp_path / "full.xlsx").estimate
    assert made.estimate is not None
    assert again is not None
    assert again.totals.by_column == made.estimate.totals.by_column


@needs_libreoffice
def test_what_is_live_adds_up_to_what_the_rows_come_to(three: Outcome, tmp_path: Path) -> None:
    save_estimate(three, tmp_path / "plan.xlsx")
    assert three.estimate is not None
    book = load_workbook(recalculated(tmp_path / "plan.xlsx"), data_only=True)
    summary = list(book["Summary"].iter_rows(values_only=True))
    rows = list(book["Breakdown"].iter_rows(values_only=True))
    months = next(n for n, row in enumerate(rows) if row[0] == "By month")
    totals = [row for row in rows[:months] if row[0] == "Total"]
    assert len(totals) >= 2
    for row in totals:
        amounts = [
            Decimal(str(amount)) for amount in row[2 : 2 + len(three.estimate.totals.by_column)]
        ]
        assert [round(one, 2) for one in amounts] == list(three.estimate.totals.by_column.values())
    assert summary[0][-1] == "✓ All checks pass"


def test_a_file_that_is_there_is_kept_and_no_workbook_written(
    three: Outcome, tmp_path: Path
) -> None:
    (tmp_path / "plan-rows.parquet").write_text("mine")
    found = save_estimate(three, tmp_path / "plan.xlsx", force=False)
    assert (found.problems[-1].code, found.exit_code) == ("bad-output", 2)
    assert (tmp_path / "plan-rows.parquet").read_text() == "mine"
    assert not (tmp_path / "plan.xlsx").exists()


def test_neither_file_appears_without_the_other(three: Outcome, tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").mkdir()
    assert save_estimate(three, tmp_path / "plan.xlsx").exit_code == 4
    assert not (tmp_path / "plan-rows.parquet").exists()


def test_an_input_is_never_where_the_rows_go(tmp_path: Path) -> None:
    rows = tmp_path / "plan-rows.parquet"
    sheet(rows, {})
    found = refuse_targets(rows, Options(), {tmp_path / "plan.xlsx": OUTPUT_ENDINGS}, force=True)
    assert found is not None
    assert "is an input" in found.problems[0].message
