"""The Budgets sheet: the costs of each cost center, its budget, and the total."""

from pathlib import Path

from estimator.report.grid import HEADER_ROW, Grid, estimates_grid
from estimator.report.sheets.budgets import budgets_grid
from tests.report.sheets.portfolio import Portfolio
from tests.sheets import outcome

SALES, LEGAL, NOT_LISTED, TOTAL = range(HEADER_ROW + 1, HEADER_ROW + 5)


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
    assert portfolio.formula("Budgets", TOTAL, at) == f"=SUM(E{SALES}:E{NOT_LISTED})"
    exact = portfolio.estimate.frame["fiscal_year_cost"].sum()
    assert portfolio.amount("Budgets", TOTAL, at) == exact
    assert portfolio.line("Budgets", TOTAL)[:4] == [None, "Total", 4, 1100]


def test_what_is_in_no_line_has_a_line_of_its_own(portfolio: Portfolio) -> None:
    at = _lay_out(portfolio).column_position
    assert portfolio.line("Budgets", NOT_LISTED)[:3] == [0, "Not listed above", 0]
    assert portfolio.formula("Budgets", NOT_LISTED, at("rows")) == (
        f"=COUNTIFS({_key_range(portfolio)},$A{NOT_LISTED})"
    )
    # A line without workloads and without a budget is neither within its budget nor over.
    assert portfolio.value("Budgets", NOT_LISTED, at("budget_status")) is None
    assert str(portfolio.formula("Budgets", NOT_LISTED, at("budget_status"))).startswith(
        f'=IF(AND(C{NOT_LISTED}=0,D{NOT_LISTED}=""),"",IF('
    )


def _key_range(portfolio: Portfolio) -> str:
    return estimates_grid(portfolio.estimate).column_range("cost_center_key")


def test_every_formula_of_a_line_is_compared_with_its_cell(portfolio: Portfolio) -> None:
    at = _lay_out(portfolio).column_position
    check = str(portfolio.formula("Budgets", LEGAL, at("line_check")))
    names = ("rows", "fiscal_year_cost", "fiscal_year_variance", "budget_status")
    for name in names:
        formula = str(portfolio.formula("Budgets", LEGAL, at(name)))
        assert formula.startswith("=")
        assert formula.removeprefix("=") in check, name
    lines = (SALES, LEGAL, NOT_LISTED, TOTAL)
    assert [portfolio.value("Budgets", row, at("line_check")) for row in lines] == [0] * 4


def test_only_the_budgets_can_be_changed(portfolio: Portfolio) -> None:
    page = portfolio.formulas["Budgets"]
    unlocked = {
        cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked
    }
    assert page.protection.sheet
    assert unlocked == {f"D{SALES}", f"D{LEGAL}", f"D{NOT_LISTED}"}
    ranges = [str(one.sqref) for one in page.data_validations.dataValidation]
    assert sorted(ranges) == [f"D{SALES}", f"D{LEGAL}", f"D{NOT_LISTED}"]


Q1, DECEMBER, UNBUDGETED, IDLE, REST, SUMS = range(HEADER_ROW + 1, HEADER_ROW + 7)


def test_each_period_of_a_cost_center_is_a_line_with_its_planned_cost(periods: Portfolio) -> None:
    at = _lay_out(periods).column_position
    titles = [periods.value("Budgets", HEADER_ROW, n) for n in range(1, 10)]
    assert titles == [
        "Cost center key", "Cost center", "Period", "Workloads", "Budget", "Planned cost",
        "Variance", "Budget status", "Cells typed over",
    ]  # fmt: skip
    lines = [periods.line("Budgets", row, 2)[:4] for row in (Q1, DECEMBER, UNBUDGETED, IDLE, REST)]
    assert lines == [
        ["Sales", "2027-Q1", 3, 1], ["Sales", "2027-12", 3, 9000], ["Legal", "2027", 1, None],
        ["Idle", "2027-05", 0, 7], ["Not listed above", "2027", 0, None],
    ]  # fmt: skip
    months = periods.estimate.totals.calendar.groups["cost_center"]
    sales = months.filter(months["label"] == "Sales")
    first = sum(
        sales[f"{kind} 2027-0{n}"].item() for kind in ("one-time", "recurring") for n in (1, 2, 3)
    )
    assert periods.amount("Budgets", Q1, at("fiscal_year_cost")) == first
    assert periods.value("Budgets", Q1, at("budget_status")) == "over"


def test_a_total_by_period_sums_only_what_adds_up(periods: Portfolio) -> None:
    at = _lay_out(periods).column_position
    assert periods.line("Budgets", SUMS)[1:5] == ["Total", None, None, 9008]
    costs = [
        periods.amount("Budgets", row, at("fiscal_year_cost"))
        for row in (Q1, DECEMBER, UNBUDGETED, IDLE)
    ]
    assert periods.amount("Budgets", SUMS, at("fiscal_year_cost")) == sum(costs)


def test_a_period_can_be_read_and_not_typed_over(periods: Portfolio) -> None:
    page = periods.formulas["Budgets"]
    unlocked = {
        cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked
    }
    assert unlocked == {f"E{row}" for row in (Q1, DECEMBER, UNBUDGETED, IDLE, REST)}
    check = str(periods.formula("Budgets", Q1, _lay_out(periods).column_position("line_check")))
    assert f'(C{Q1}<>"2027-Q1")*1' in check
