"""The blocks of Plan: the columns of the calendar, and the sums of each group."""

from hypothesis import given
from hypothesis import strategies as st

from estimator.model.plan import LEAST_MONTHS, MOST_MONTHS, Plan
from estimator.report.sheets.plan_blocks import FIRST, KIND, PLAN_KEY, lay_out_calendar
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

    assert titles(Plan("2027-01")) == ["Q1", "Q2", "Q3", "Q4", "FY 2027"]
    assert titles(Plan("2099-10", 14))[-4:] == ["Q1", "FY 2099/00", "FY 2100/01", "Whole plan"]


def test_the_lines_of_a_group_sum_its_workloads_by_month(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell("Plan", "By cost center")
    once, again = top + 1, top + 2
    assert portfolio.line("Plan", once)[:KIND] == ["Sales", 1, "One-time"]
    assert portfolio.line("Plan", again)[:KIND] == [None, None, "Recurring"]
    keys = f"Estimates!$BE$7:$BE$10,$B{once}"
    assert portfolio.formula("Plan", once, FIRST) == (
        f"=SUMIFS(Months!$H$7:$H$10,{keys},Months!$C$7:$C$10,D${top})"
    )
    assert portfolio.formula("Plan", again, FIRST) == f"=SUMIFS(Months!$K$7:$K$10,{keys})"


def test_the_grand_total_of_a_dimension_is_that_of_all_workloads(portfolio: Portfolio) -> None:
    whole, _ = portfolio.find_cell("Plan", "Grand total")
    top, _ = portfolio.find_cell("Plan", "By cost center")
    total = top + 7
    assert portfolio.formula("Plan", total, FIRST) == f"=D{total - 2}+D{total - 1}"
    assert portfolio.line("Plan", total) == portfolio.line("Plan", whole)
    year = lay_out_calendar(portfolio.estimate.totals.calendar.plan, FIRST).whole.column
    assert (
        portfolio.amount("Plan", total, year)
        == (portfolio.estimate.totals.calendar.portfolio_amounts["fiscal_year_cost"])
    )
    assert portfolio.value("Plan", total, PLAN_KEY) is None
