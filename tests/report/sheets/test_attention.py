"""Needs attention: its matters with their money, their links, and the pointer to the notices."""

import re
from pathlib import Path
from zipfile import ZipFile

import pytest

from estimator.report.sheets import attention
from tests.report.sheets.portfolio import Portfolio
from tests.report.sheets.test_summary import below, page, written

SHEET, TITLE = "Summary", "Needs attention"


def test_rejected_rows_come_first_then_budgets_and_ending_models(ending: Portfolio) -> None:
    portfolio = ending
    top, column = portfolio.find_cell(SHEET, TITLE)
    lines = [portfolio.line(SHEET, top + n, column)[::3] for n in range(1, 5)]
    assert lines[0][0] == "Rows skipped because of errors, in no total"
    assert portfolio.line(SHEET, top + 1, column)[3] == 1
    assert lines[1][0] == "Cost centers over their budget, by"
    assert "retires on" in str(lines[2][0])
    assert str(lines[2][0]).startswith("Not covered: gpt-4o, ")
    frame = portfolio.estimate.frame
    missed = frame.filter(frame["model"] == "gpt-4o")["uncovered_cost"].sum()
    assert portfolio.amount(SHEET, top + 3, column + 4) == missed > 0
    cost = frame.filter(frame["cost_center"] == "Sales")["fiscal_year_cost"].sum()
    assert portfolio.amount(SHEET, top + 2, column + 4) == 100 - cost


def test_how_the_input_was_read_is_only_pointed_to(tmp_path: Path) -> None:
    written(tmp_path, {"Cached input share": "0.1234567"})
    said = [str(row[0]) for row in below(page(tmp_path, SHEET), TITLE)]
    assert said == ["Nothing.", "2 notices about the input and its prices: see Breakdown"]
    with ZipFile(tmp_path / "made.xlsx") as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    place = re.findall(r'location="\'Breakdown\'!(A\d+)"', xml)[-1]
    assert page(tmp_path, "Breakdown")[place].value == "Notices"


def test_only_so_many_matters_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attention, "MOST_MATTERS", 1)
    written(tmp_path, {"Annual budget": "0.01"}, {})
    said = [str(row[0]) for row in below(page(tmp_path, SHEET), TITLE)]
    assert said[0] == "Workloads without a budget"
    assert len(said) == 2


def test_a_workload_that_is_much_of_the_whole_is_pointed_out(tmp_path: Path) -> None:
    usual: list[dict[str, str]] = [{} for _ in range(11)]
    written(tmp_path, *usual, {"Workload name": "The giant", "Monthly output tokens": "9000000000"})
    said = [str(row[0]) for row in below(page(tmp_path, SHEET), TITLE)]
    assert "The largest workload, a large part of the year" in said


def test_workloads_that_cost_nothing_are_named(tmp_path: Path) -> None:
    tokens = ("Training tokens", "Monthly input tokens", "Monthly output tokens")
    written(tmp_path, {}, dict.fromkeys(tokens, "0"))
    said = [str(row[0]) for row in below(page(tmp_path, SHEET), TITLE)]
    assert any("costs nothing" in one and "W-2" in one for one in said)
