"""The blocks of Plan: the columns of the calendar, and the sums of each group."""

from hypothesis import given
from hypothesis import strategies as st

from estimator.model.plan import LEAST_MONTHS, MOST_MONTHS, Plan
from estimator.report.grid import Grid
from estimator.report.sheets.plan_blocks import FIRST, KIND, lay_out_calendar
from tests.report.sheets.portfolio import Portfolio


@given(st.integers(LEAST_MONTHS, MOST_MONTHS), st.integers(1, 12))
def test_every_month_is_in_one_quarter_and_one_year_and_every_column_is_used_once(
    length: int, month: int
) -> None:
    plan = Plan(f"2027-{month:02}", length)
    found = lay_out_calendar(plan, 4)
    for totals in (found.quarters, found.years, (found.whole,)):
        assert [one for total in totals for one in total.months] == list(plan.months)
    columns = sorted([*found.months.values(), *(one.column for one in found.total_columns)])
    assert columns == list(range(4, 4 + len(columns)))
    for total in found.quarters:
        assert total.of == tuple(found.months[one] for one in total.months)
    for total in found.years:
        assert [q.months for q in found.quarters if q.column in total.of] == [
            quarter.months for quarter in found.quarters if quarter.months[0] in total.months
        ]
    assert found.whole.column == columns[-1]


def test_a_fiscal_year_that_is_not_the_calendars_is_called_by_both() -> None:
    def titles(plan: Plan) -> list[str]:
        return [one.title for one in lay_out_calendar(plan, 4).total_columns]

    assert titles(Plan("2027-01")) == ["Q1", "Q2", "Q3", "Q4", "FY2027"]
    assert titles(Plan("2099-10", 14))[-4:] == ["Q1", "FY2099/00", "FY2100/01", "Whole plan"]


def _in_force(portfolio: Portfolio, row: int) -> list[str]:
    """The month in each cell of a row of headings, as YYYY-MM."""
    months = portfolio.estimate.totals.calendar.plan.months
    columns = lay_out_calendar(portfolio.estimate.totals.calendar.plan, FIRST).months
    return [str(portfolio.value("Plan", row, columns[month]))[: len("2027-01")] for month in months]


def test_the_months_of_every_block_are_those_of_the_plan(portfolio: Portfolio) -> None:
    for title in ("All workloads", "By cost center", "By model"):
        top, _ = portfolio.find_cell("Plan", title)
        assert _in_force(portfolio, top) == list(portfolio.estimate.basis.plan.months)
        assert portfolio.formula("Plan", top, FIRST + 1) == "=INDEX(plan_months,2)"


def test_the_lines_of_a_group_sum_its_workloads_by_month(
    portfolio: Portfolio, estimates: Grid
) -> None:
    top, _ = portfolio.find_cell("Plan", "By cost center")
    once, again = top + 1, top + 2
    assert portfolio.line("Plan", once)[:KIND] == ["Sales", "One-time"]
    assert portfolio.line("Plan", again)[:KIND] == [None, "Recurring"]
    training, keys, starts, month = map(
        estimates.column_range, ("training_cost", "cost_center_key", "starts", "2027-01")
    )
    assert (
        portfolio.formula("Plan", once, FIRST) == f"=SUMIFS({training},{keys},1,{starts},C${top})"
    )
    assert portfolio.formula("Plan", again, FIRST) == f"=SUMIFS({month},{keys},1)"


def test_the_lines_of_a_dimension_foot_to_those_of_all_workloads(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell("Plan", "By cost center")
    whole, _ = portfolio.find_cell("Plan", "All workloads")
    # Two lines for each cost center, and for what is on none of them; then those of the total.
    kinds = {"One-time": (whole + 1, top + 7), "Recurring": (whole + 2, top + 8)}
    for n, (kind, (of_all, total)) in enumerate(kinds.items()):
        groups = [top + 1 + n, top + 3 + n, top + 5 + n]
        assert [portfolio.value("Plan", row, KIND) for row in (*groups, total)] == [kind] * 4
        for column in lay_out_calendar(portfolio.estimate.basis.plan, FIRST).months.values():
            parts = sum(portfolio.amount("Plan", row, column) for row in groups)
            assert parts == portfolio.amount("Plan", total, column)
            assert parts == portfolio.amount("Plan", of_all, column)


def test_what_is_on_no_line_is_what_the_others_leave(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell("Plan", "By cost center")
    whole, _ = portfolio.find_cell("Plan", "All workloads")
    rest = top + 5
    assert portfolio.line("Plan", rest)[:KIND] == ["Not listed above", "One-time"]
    listed = f"SUMIFS(C${top + 1}:C${top + 4},$B${top + 1}:$B${top + 4},$B${whole + 1})"
    assert portfolio.formula("Plan", rest, FIRST) == f"=ROUND(C${whole + 1}-{listed},2)"
    assert portfolio.amount("Plan", rest, FIRST) == 0


def test_the_grand_total_of_a_dimension_is_that_of_all_workloads(portfolio: Portfolio) -> None:
    whole, _ = portfolio.find_cell("Plan", "Grand total")
    top, _ = portfolio.find_cell("Plan", "By cost center")
    total = top + 9
    assert portfolio.formula("Plan", total, FIRST) == f"=C{total - 2}+C{total - 1}"
    assert portfolio.line("Plan", total) == portfolio.line("Plan", whole)
    year = lay_out_calendar(portfolio.estimate.totals.calendar.plan, FIRST).whole.column
    assert (
        portfolio.amount("Plan", total, year)
        == (portfolio.estimate.totals.calendar.portfolio_amounts["fiscal_year_cost"])
    )
