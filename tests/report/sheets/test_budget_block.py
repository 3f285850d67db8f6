"""Budgets on the Summary: in total, by status, and the lines over budget."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from estimator.outputs import save_estimate
from tests.report.sheets.portfolio import Portfolio
from tests.sheets import outcome

SHEET = "Summary"


def test_the_headline_is_all_budget_less_all_cost_of_the_fiscal_year(portfolio: Portfolio) -> None:
    top, left = portfolio.find_cell(SHEET, "Budget and fiscal year")
    row = top + 1
    cost = portfolio.estimate.frame["fiscal_year_cost"].sum()
    assert portfolio.line(SHEET, row, left)[:3] == ["All cost against all budget", 2, 1100]
    assert portfolio.amount(SHEET, row, left + 3) == cost
    assert portfolio.amount(SHEET, row, left + 4) == 1100 - cost
    assert portfolio.value(SHEET, row, left + 5) == float(cost / 1100)
    assert f"ROUND(L{row}-M{row},2)" in str(portfolio.formula(SHEET, row, left + 4))
    assert portfolio.formula(SHEET, row, left + 3) == "=SUM(Budgets!$E$7:$E$8)"


def test_the_part_without_a_budget_comes_before_the_part_with_one(tmp_path: Path) -> None:
    found = outcome(tmp_path, {"Annual budget": "20"}, {}, {"Start month": "2027-12"})
    path = tmp_path / "made.xlsx"
    estimate = save_estimate(found, path).estimate
    assert estimate is not None
    page = load_workbook(path, data_only=True)[SHEET]
    lines = [[cell.value for cell in row] for row in page.iter_rows()]
    (top,) = (n for n, line in enumerate(lines) if "Budget and fiscal year" in line)
    at = lines[top].index("Budget and fiscal year")
    costs = [float(one) for one in estimate.frame["fiscal_year_cost"]]
    everything, bare, some = (line[at : at + 5] for line in lines[top + 1 : top + 4])
    assert everything[1:] == [3, 20, pytest.approx(sum(costs)), pytest.approx(20 - sum(costs))]
    assert bare == ["Without a budget", 2, None, pytest.approx(sum(costs[1:])), None]
    assert some == ["With a budget", 1, 20, pytest.approx(costs[0]), pytest.approx(20 - costs[0])]


def test_nothing_is_left_of_a_budget_that_nobody_has(tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    assert save_estimate(outcome(tmp_path, {}), path).estimate is not None
    page = load_workbook(path, data_only=True)[SHEET]
    label = "All cost against all budget"
    (line,) = (row for row in page.iter_rows(values_only=True) if label in row)
    assert line[line.index(label) + 4] in {None, ""}


def test_the_total_of_the_statuses_leaves_out_lines_without_a_budget(portfolio: Portfolio) -> None:
    top, left = portfolio.find_cell(SHEET, "Budget status")
    lines = [portfolio.line(SHEET, row, left)[:3] for row in range(top + 1, top + 6)]
    assert lines == [
        ["within", 1, 1000],
        ["near", 0, 0],
        ["over", 1, 100],
        ["With a budget", 2, 1100],
        ["none", 0, 0],
    ]
    assert portfolio.formula(SHEET, top + 4, left + 1) == f"=SUM(K{top + 1}:K{top + 3})"
    assert portfolio.formula(SHEET, top + 3, left + 1) == (
        f"=COUNTIFS(Budgets!$G$7:$G$8,$J{top + 3})"
    )


def test_only_lines_over_budget_are_listed_with_their_overrun(portfolio: Portfolio) -> None:
    top, left = portfolio.find_cell(SHEET, "Over budget, largest overrun first")
    assert portfolio.line(SHEET, top + 1, left)[:3] == ["Sales", 1, 100]
    frame = portfolio.estimate.frame
    cost = frame.filter(frame["cost_center"] == "Sales")["fiscal_year_cost"].sum()
    assert portfolio.amount(SHEET, top + 1, left + 4) == 100 - cost
    assert portfolio.value(SHEET, top + 2, left) == "The order is from when this workbook was made."
