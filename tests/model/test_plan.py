"""Months of a plan."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from estimator.model.plan import Plan, first_day, month_number, month_of_number


def test_a_plan_runs_over_the_end_of_the_year() -> None:
    plan = Plan("2026-11", 15)
    assert len(plan.months) == 15
    assert plan.months[:3] == ("2026-11", "2026-12", "2027-01")
    assert plan.months[-1] == "2028-01"
    assert plan.fiscal_year[-1] == "2027-10"
    assert len(plan.fiscal_year) == 12


@given(st.integers(1901 * 12, 9999 * 12 + 11))
def test_months_are_counted_without_gaps(counted: int) -> None:
    text = month_of_number(counted)
    assert month_number(text) == counted
    assert first_day(text) == date(counted // 12, counted % 12 + 1, 1)
    assert f"{first_day(text):%Y-%m}".zfill(7) == text
