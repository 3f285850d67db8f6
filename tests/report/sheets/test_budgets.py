"""The Budgets sheet: the costs of each cost center, its budget, and the total."""

from pathlib import Path

from estimator.report.grid import FIRST_ROW, Grid
from estimator.report.sheets.budgets import budgets_grid
from tests.report.sheets.portfolio import Portfolio
from tests.sheets import outcome

SALES, LEGAL, TOTAL = FIRST_ROW, FIRST_ROW + 1, FIRST_ROW + 2


def _lay_out(portfolio: Portfolio) -> Grid:
    grid = budgets_grid(portfolio.estimate)
    assert grid is not None
    return grid


def test_workloads_with_their_own_budgets_need_no_sheet(tmp_path: Path) -> None:
    estimate = outcome(tmp_path, {"Annual budget": "5"}).estimate
    assert estimate is not None
    assert budgets_grid(estimate) is None


def test_a_cost_center_is_measured_against_its_budget(portfolio: Portfolio) -> None:
    at = _lay_out(portfolio).column_position
    for row, budget, status in ((SALES, 100, "over"), (LEGAL, 1000, "within")):
        cost = portfolio.amount("Budgets", row, at("fiscal_year_cost"))
        assert portfolio.value("Budgets", row, at("annual_budget")) == budget
        assert portfolio.amount("Budgets", row, at("fiscal_year_variance")) == budget - cost
        assert portfolio.value("Budgets", row, at("budget_status")) == status
        assert portfolio.formula("Budgets", row, at("fiscal_year_variance")) == (
            f'=IF(D{row}="","",ROUND(D{row}-E{row},2))'
        )


def test_the_total_sums_the_cost_centers(portfolio: Portfolio) -> None:
    at = _lay_out(portfolio).column_position("fiscal_year_cost")
    assert portfolio.formula("Budgets", TOTAL, at) == f"=SUM(E{SALES}:E{LEGAL})"
    exact = portfolio.estimate.frame["fiscal_year_cost"].sum()
    assert portfolio.amount("Budgets", TOTAL, at) == exact
    assert portfolio.line("Budgets", TOTAL)[:4] == [None, "Total", 4, 1100]


def test_only_the_budgets_can_be_changed(portfolio: Portfolio) -> None:
    page = portfolio.formulas["Budgets"]
    unlocked = {
        cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked
    }
    assert page.protection.sheet
    assert unlocked == {f"D{SALES}", f"D{LEGAL}"}
    ranges = [str(one.sqref) for one in page.data_validations.dataValidation]
    assert sorted(ranges) == [f"D{SALES}", f"D{LEGAL}"]
