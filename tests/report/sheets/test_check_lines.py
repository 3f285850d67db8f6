"""Checks of columns against their inputs, of budgets, and of the calendar."""

import pytest

from estimator.report import grid
from estimator.report.grid import Grid
from estimator.report.sheets.budgets import budgets_grid
from estimator.report.sheets.check import Check
from estimator.report.sheets.check_lines import (
    CALENDAR_CHANGED,
    amount_checks,
    budget_checks,
    calendar_checks,
    variance_checks,
    word_checks,
    workload_lines,
)
from estimator.report.sheets.months import months_grid
from estimator.report.sheets.plan import PlanTotals
from tests.report.sheets.portfolio import Portfolio

PLACES = PlanTotals({"all": 14, "cost_center": 23, "model": 40}, 20, 20, {})


def test_an_amount_is_recomputed_with_the_prices_of_rates(
    portfolio: Portfolio, estimates: Grid
) -> None:
    lines = workload_lines(estimates, portfolio.estimate)
    found = {
        one.label: one for one in amount_checks(lines, portfolio.estimate) if isinstance(one, Check)
    }
    check = found["Training cost: workloads vs. recomputed from the inputs"]
    cost = estimates.column_range("training_cost")
    assert check.left == f"=SUM({cost})"
    assert "SUMIF(rate_models," in check.right
    assert cost not in check.right
    assert check.left_value == portfolio.estimate.frame["training_cost"].sum()


def test_words_are_counted_where_they_match_their_formula(
    portfolio: Portfolio, estimates: Grid
) -> None:
    (check,) = word_checks(workload_lines(estimates, portfolio.estimate), portfolio.estimate)
    assert check.label == "Budget status: workloads vs. those that match the formula"
    assert check.left_value == check.right_value == 4
    for status in ("near", "none", "over", "within"):
        assert f'="{status}")' in check.right


def test_budgets_are_checked_against_the_workloads(portfolio: Portfolio, estimates: Grid) -> None:
    lines, budgets = budgets_grid(portfolio.estimate), portfolio.estimate.totals.budgets
    assert lines is not None
    assert budgets is not None
    found = list(budget_checks(estimates, lines, portfolio.estimate, budgets))
    checks = {one.label: one for one in found if isinstance(one, Check)}
    cost = checks["Fiscal-year cost: Estimates vs. Budgets"]
    assert (cost.left[:15], cost.right[:13]) == ("=SUM(Estimates!", "=SUM(Budgets!")
    assert cost.left_value == portfolio.estimate.frame["fiscal_year_cost"].sum()
    assert "Fiscal-year variance: cost centers vs. recomputed from the inputs" in checks


def test_all_cost_against_all_budget_is_checked_by_the_parts(
    portfolio: Portfolio, estimates: Grid
) -> None:
    lines = budgets_grid(portfolio.estimate)
    assert lines is not None
    for grid_ in (lines, estimates):
        (check,) = variance_checks(grid_, portfolio.estimate)
        assert check.left_value == check.right_value
        assert f"SUM({grid_.sheet}!" in check.left
        assert '"none"' in check.right
    assert check.left_value == 1100 - portfolio.estimate.frame["fiscal_year_cost"].sum()


def test_stored_months_are_compared_with_the_inputs(
    portfolio: Portfolio, estimates: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_month = months_grid(portfolio.estimate)

    def labels() -> list[str]:
        found = calendar_checks(estimates, by_month, portfolio.estimate, PLACES)
        return [one.label for one in found if isinstance(one, Check)]

    live = labels()
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 3)
    assert CALENDAR_CHANGED not in live
    assert sorted(labels()) == sorted([*live, CALENDAR_CHANGED])
