"""Budgets on the Summary: in total, by status, and the lines over budget."""

from tests.report.sheets.portfolio import Portfolio

SHEET = "Summary"


def test_the_headline_is_the_budget_less_the_cost(portfolio: Portfolio) -> None:
    top, left = portfolio.find_cell(SHEET, "Cost centers with a budget")
    cost = portfolio.estimate.frame["first_year_cost"].sum()
    assert portfolio.line(SHEET, top + 1, left)[:2] == [2, 1100]
    assert portfolio.amount(SHEET, top + 1, left + 2) == cost
    assert portfolio.amount(SHEET, top + 1, left + 3) == 1100 - cost
    assert portfolio.value(SHEET, top + 1, left + 4) == float(cost / 1100)
    assert portfolio.formula(SHEET, top + 1, left + 3) == f"=ROUND(K{top + 1}-L{top + 1},2)"


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
    cost = frame.filter(frame["cost_center"] == "Sales")["first_year_cost"].sum()
    assert portfolio.amount(SHEET, top + 1, left + 4) == 100 - cost
    assert portfolio.value(SHEET, top + 2, left) == "The order is from when this workbook was made."
