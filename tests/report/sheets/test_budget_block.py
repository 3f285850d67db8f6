"""Budgets on Breakdown, by budget status."""

from tests.report.sheets.portfolio import Portfolio

SHEET = "Breakdown"


def test_the_statuses_foot_to_all_budget_and_all_cost(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "By budget status")
    lines = [portfolio.line(SHEET, row)[:3] for row in range(top + 1, top + 6)]
    assert lines == [
        ["within", 1, 1000],
        ["near", 0, 0],
        ["over", 1, 100],
        ["none", 0, 0],
        ["Total", 2, 1100],
    ]
    cost = portfolio.estimate.frame["fiscal_year_cost"].sum()
    assert portfolio.amount(SHEET, top + 5, 4) == cost
    assert portfolio.amount(SHEET, top + 5, 5) == 1100 - cost
    text = str(portfolio.formula(SHEET, top + 3, 2))
    assert text.startswith("=COUNTIFS(Budgets!$G$")
    assert text.endswith(f",$A{top + 3})")
