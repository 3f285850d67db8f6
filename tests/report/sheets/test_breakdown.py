"""The Breakdown sheet: each dimension in falling order, its total, and the notices."""

from estimator.model.problem import NOTICE
from estimator.report.sheets.blocks import LABEL, ROWS, amount_column
from tests.report.sheets.portfolio import Portfolio

SHEET = "Breakdown"


def test_the_total_of_a_dimension_sums_the_rows_above_it(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "By cost center")
    cost = amount_column(portfolio.estimate, "first_year_cost")
    total = top + 3
    assert portfolio.value(SHEET, total, LABEL) == "Total"
    assert portfolio.formula(SHEET, total, cost) == f"=SUM(G{top + 1}:G{total - 1})"
    exact = portfolio.estimate.frame["first_year_cost"].sum()
    assert portfolio.amount(SHEET, total, cost) == exact
    assert portfolio.value(SHEET, total, ROWS) == 4


def test_the_costliest_group_comes_first(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "By cost center")
    cost = amount_column(portfolio.estimate, "first_year_cost")
    labels = [portfolio.value(SHEET, top + n, LABEL) for n in (1, 2)]
    first, second = (portfolio.amount(SHEET, top + n, cost) for n in (1, 2))
    assert labels == ["Sales", "Legal"]
    assert first > second > 0


def test_a_dimension_without_any_entry_is_left_out(portfolio: Portfolio) -> None:
    labels = [row[0].value for row in portfolio.values[SHEET].iter_rows()]
    blocks = [one for one in labels if str(one).startswith("By ")]
    assert blocks == ["By model", "By cost center"]


def test_every_notice_is_listed_below_the_totals(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "Notices")
    said = [one.message for one in portfolio.estimate.problems.with_severity(NOTICE)]
    assert len(said) == 4
    assert [portfolio.value(SHEET, top + n, LABEL) for n in range(1, 6)] == [*said, None]
