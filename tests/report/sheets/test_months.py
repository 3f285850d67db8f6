"""The Months sheet: the months of each workload, and the names that its formulas use."""

from decimal import Decimal
from itertools import pairwise

import pytest

from estimator.report import grid
from estimator.report.grid import FIRST_ROW, Grid
from estimator.report.sheets.months import months_defined_names, months_grid
from tests.report.sheets.portfolio import Portfolio


def _month_costs(portfolio: Portfolio, workload: str) -> list[Decimal]:
    by_month = months_grid(portfolio.estimate)
    row, _ = portfolio.find_cell("Months", workload)
    first = by_month.column_position("2027-01")
    return [portfolio.amount("Months", row, first + n) for n in range(12)]


def test_a_workload_costs_nothing_before_it_starts(portfolio: Portfolio) -> None:
    costs = _month_costs(portfolio, "W-1")
    monthly = portfolio.estimate.frame["monthly_cost"][0]
    assert costs == [Decimal(0)] * 2 + [monthly] * 10


def test_growth_is_rounded_month_by_month(portfolio: Portfolio) -> None:
    costs = _month_costs(portfolio, "W-2")
    assert costs[0] == portfolio.estimate.frame["monthly_cost"][1]
    for before, after in pairwise(costs):
        assert abs(after - before * Decimal("1.1")) <= Decimal("0.005")


def test_the_fiscal_year_adds_training_and_the_months(portfolio: Portfolio) -> None:
    by_month = months_grid(portfolio.estimate)
    row = FIRST_ROW + 1
    once, again, year = (
        portfolio.amount("Months", row, by_month.column_position(name))
        for name in ("one_time_cost", "recurring_cost", "fiscal_year_cost")
    )
    assert again == sum(_month_costs(portfolio, "W-2"))
    assert year == once + again
    assert once > 0


def test_stored_months_need_no_defined_names(
    portfolio: Portfolio, estimates: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_month = months_grid(portfolio.estimate)
    currency = portfolio.estimate.basis.currency
    names = months_defined_names(estimates, by_month, currency)
    assert names["plan_months"] == "=Months!$K$6:$V$6"
    assert names["estimates_monthly_cost"] == f"={estimates.column_range('monthly_cost')}"
    assert names["estimates_heading"] == "=Estimates!$A$6"
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 3)
    assert months_defined_names(estimates, by_month, currency) == {}
