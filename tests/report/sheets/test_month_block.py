"""Spend by month, on Breakdown: each month linked to Plan."""

from estimator.report.sheets.blocks import FIRST_AMOUNT, LABEL, ROWS
from tests.report.sheets.portfolio import Portfolio

SHEET, BOTH = "Breakdown", FIRST_AMOUNT + 2


def test_the_months_foot_to_the_fiscal_year(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "By month")
    months = portfolio.estimate.basis.plan.fiscal_year
    rows = range(top + 1, top + 1 + len(months))
    assert [portfolio.value(SHEET, row, LABEL) for row in rows] == list(months)
    assert [portfolio.value(SHEET, row, ROWS) for row in rows][:2] == ["Jan", "Feb"]
    spent = [portfolio.amount(SHEET, row, BOTH) for row in rows]
    whole = portfolio.estimate.frame["fiscal_year_cost"].sum()
    assert sum(spent) == whole == portfolio.amount(SHEET, rows.stop, BOTH)
    assert str(portfolio.formula(SHEET, top + 1, BOTH - 1)).startswith("=Plan!")
