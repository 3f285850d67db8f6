"""A table of groups on Breakdown: its order, its figures, and what is in no line of it."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from estimator.outputs import save_estimate
from estimator.report.sheets import group_blocks
from tests.report.sheets.portfolio import Portfolio
from tests.sheets import outcome

SHEET = "Breakdown"
# The columns of the portfolio's tables, from 1.
WORKLOADS, YEAR, BUDGET, LEFT, SHARE, KEY = 2, 7, 8, 9, 10, 11


def test_a_line_sums_the_workloads_of_its_group(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "By cost center")
    frame = portfolio.estimate.frame
    for row, center, budget in ((top + 1, "Sales", 100), (top + 2, "Legal", 1000)):
        own = frame.filter(frame["cost_center"] == center)
        cost = own["fiscal_year_cost"].sum()
        assert portfolio.value(SHEET, row, 1) == center
        assert portfolio.value(SHEET, row, WORKLOADS) == len(own)
        assert portfolio.amount(SHEET, row, YEAR) == cost
        assert portfolio.amount(SHEET, row, BUDGET) == budget
        assert portfolio.amount(SHEET, row, LEFT) == budget - cost
        assert portfolio.value(SHEET, row, SHARE) == pytest.approx(
            float(Decimal(cost) / Decimal(frame["fiscal_year_cost"].sum()))
        )


def test_the_highest_cost_of_the_fiscal_year_comes_first(tmp_path: Path) -> None:
    # The first would cost more in a whole year, but starts late in this one.
    rows = (
        {"Cost center": "Late", "Monthly output tokens": "9000000", "Start month": "2027-12"},
        {"Cost center": "Early", "Monthly output tokens": "5000000"},
    )
    assert _labels(tmp_path, *rows)[:2] == ["Early", "Late"]


def _labels(folder: Path, *rows: dict[str, str]) -> Sequence[object]:
    """The labels of the table of cost centers, the total included."""
    path = folder / "made.xlsx"
    assert save_estimate(outcome(folder, *rows), path).estimate is not None
    labels = [row[0] for row in load_workbook(path)[SHEET].iter_rows(values_only=True)]
    first = labels.index("By cost center") + 1
    return labels[first : labels.index("Total", first) + 1]


def test_workloads_in_no_line_are_below_the_groups(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "By cost center")
    assert portfolio.line(SHEET, top + 3)[:2] == ["Not listed above", 0]
    assert portfolio.value(SHEET, top + 3, KEY) == 0
    assert str(portfolio.formula(SHEET, top + 3, YEAR)).endswith(f",$K{top + 3})")


def test_a_model_in_use_that_costs_nothing_in_the_year_stands_before_models_that_are_not(
    ending: Portfolio,
) -> None:
    # It retired before the plan; other models of the card come first there.
    top, _ = ending.find_cell(SHEET, "By model")
    labels = [ending.value(SHEET, top + n, 1) for n in range(1, 4)]
    assert labels == ["gpt-4o", "gpt-3.5-turbo", "gpt-4.1"]
    assert ending.amount(SHEET, top + 2, YEAR) == 0
    # Summary links the first lines.
    row, _ = ending.find_cell("Summary", "gpt-3.5-turbo")
    assert ending.formula("Summary", row, 2) == f"=Breakdown!B{top + 2}"


def test_the_total_is_that_of_all_workloads_not_of_the_lines(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "By model")
    row = next(n for n in range(top, top + 99) if portfolio.value(SHEET, n, 1) == "Total")
    assert str(portfolio.formula(SHEET, row, YEAR)).startswith("=SUM(Estimates!")
    whole = portfolio.estimate.frame["fiscal_year_cost"].sum()
    assert portfolio.amount(SHEET, row, YEAR) == whole


def test_lines_beyond_the_cost_of_recalculation_are_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Twenty lines are live however many workloads there are.
    monkeypatch.setattr(group_blocks, "MOST_VISITS", 8)
    rows = [{"Cost center": f"C{n:02}"} for n in range(22)]
    assert _labels(tmp_path, *rows)[:22] == [f"C{n:02}" for n in range(22)]
    sheet = load_workbook(tmp_path / "made.xlsx")[SHEET]
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "By cost center")
    kinds = [sheet.cell(top + n, YEAR).data_type for n in range(1, 25)]
    # What is in no line and the total are live as well.
    assert kinds == ["f"] * 20 + ["n"] * 2 + ["f"] * 2
    assert "last 2 lines" in str(sheet.cell(top + 25, 1).value)


def test_groups_that_are_too_many_share_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_blocks, "MOST_LINES", 1)
    rows = [{"Cost center": f"C{n}"} for n in range(3)]
    assert _labels(tmp_path, *rows) == ["C0", "2 others, not listed", "Total"]
    sheet = load_workbook(tmp_path / "made.xlsx", data_only=True)[SHEET]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (rest,) = (line for line in lines if line[0] == "2 others, not listed")
    one = next(line for line in lines if line[0] == "C0")
    assert rest[WORKLOADS - 1] == 2
    assert Decimal(str(rest[YEAR - 1])) == 2 * Decimal(str(one[YEAR - 1]))


def test_a_header_does_not_say_a_frequency_twice(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "By model")
    assert portfolio.line(SHEET, top)[2:6] == [
        "Training cost\none-time", "Monthly cost", "Annual cost", "First-year cost"
    ]  # fmt: skip
