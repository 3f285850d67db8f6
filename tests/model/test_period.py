"""Periods of budgets: what they are called, and what they are in the fiscal years of a plan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.model.period import Period, UnclearPeriodError, first_fiscal_year, parse_period
from estimator.model.plan import Plan, month_number, month_of_number

JANUARY, JULY = Plan("2027-01", 24), Plan("2026-07", 24)
starts = st.integers(month_number("1950-01"), month_number("2098-12")).map(month_of_number)
plans = starts.map(Plan)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2027", ("2027-01", "2027-12")),
        ("FY2027", ("2027-01", "2027-12")),
        ("fy 2027", ("2027-01", "2027-12")),
        ("2027-Q1", ("2027-01", "2027-03")),
        ("2027 q4", ("2027-10", "2027-12")),
        ("Q2 2027", ("2027-04", "2027-06")),
        ("Q2/2027", ("2027-04", "2027-06")),
        ("FY2028-Q3", ("2028-07", "2028-09")),
        ("2027-01", ("2027-01", "2027-01")),
        ("1999-12", ("1999-12", "1999-12")),
    ],
)
def test_years_and_quarters_are_of_the_calendar_where_the_fiscal_year_is(
    text: str, months: tuple[str, str]
) -> None:
    found = parse_period(text, JANUARY)
    assert found is not None
    assert (found.first, found.last) == months


@pytest.mark.parametrize(
    "text", ["", "27", "Q5 2027", "2027-13", "2027-00", "H1 2027", "next", "FY2027/28", "1900-12"]
)
def test_anything_else_is_no_period(text: str) -> None:
    assert parse_period(text, JANUARY) is None


@pytest.mark.parametrize("text", ["2027", "FY2027", "2027-Q1", "Q1 2027"])
def test_a_calendar_year_that_is_no_fiscal_year_is_unclear(text: str) -> None:
    with pytest.raises(UnclearPeriodError):
        parse_period(text, JULY)


def test_a_fiscal_year_over_two_calendar_years_is_named_by_both() -> None:
    assert first_fiscal_year(JULY) == Period("FY2026/27", "2026-07", 12)
    assert parse_period("FY2026/27", JULY) == parse_period("fy2026/2027", JULY)
    assert parse_period("FY2027/28-Q1", JULY) == Period("FY2027/28-Q1", "2027-07", 3)
    assert parse_period("FY2026/28", JULY) is None
    assert parse_period("2027-01", JULY) == Period("2027-01", "2027-01", 1)


@given(plans, st.integers(-3, 3), st.integers(0, 4))
def test_a_period_is_read_by_its_name(plan: Plan, later: int, quarter: int) -> None:
    start = month_of_number(month_number(plan.start) + 12 * later)
    year = first_fiscal_year(Plan(start))
    end = f"-Q{quarter}" if quarter else ""
    found = parse_period(f"{year.name}{end}", plan)
    assert found is not None
    assert found.name == f"{year.name}{end}"
    assert parse_period(found.name.lower(), plan) == found
    assert parse_period(found.first, plan) == Period(found.first, found.first, 1)


@given(plans)
def test_the_quarters_of_a_year_are_its_months(plan: Plan) -> None:
    year = first_fiscal_year(plan)
    quarters = [parse_period(f"{year.name}-Q{n}", plan) for n in range(1, 5)]
    months = [month for one in quarters if one for month in one.months]
    assert tuple(months) == year.months == plan.fiscal_year
    assert all(one is not None and year.contains(one) for one in quarters)
    assert not year.contains(year)
