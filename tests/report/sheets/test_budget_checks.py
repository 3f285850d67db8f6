"""Checks of budgets, of workloads, cost centers and periods."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from estimator.model.calendar import ONE_TIME, RECURRING
from estimator.report.grid import (
    BudgetLines,
    Grid,
    choose_budget_lines,
    estimates_grid,
    workload_budget_lines,
)
from estimator.report.sheets.budget_checks import budget_checks
from estimator.report.sheets.budgets import budgets_grid
from estimator.report.sheets.check import Check
from estimator.report.sheets.plan import PlanTotals
from tests.report.sheets.portfolio import Portfolio
from tests.workbooks import by_period, made, varied

NOWHERE = PlanTotals({}, 20, 20, {}, {"cost_center": {}}, {}, (ONE_TIME, RECURRING))


def _by_label(checks: Iterable[Check]) -> dict[str, Check]:
    found = [*checks]
    named = {one.label: one for one in found}
    assert len(named) == len(found)
    return named


@pytest.fixture
def estimates(portfolio: Portfolio) -> Grid:
    return estimates_grid(portfolio.estimate)


@pytest.fixture
def held(portfolio: Portfolio, estimates: Grid) -> BudgetLines:
    """The cost centers on Budgets."""
    return choose_budget_lines(estimates, budgets_grid(portfolio.estimate))


def test_budgets_are_checked_against_the_workloads(
    portfolio: Portfolio, estimates: Grid, held: BudgetLines
) -> None:
    found = _by_label(budget_checks(estimates, held, portfolio.estimate, NOWHERE))
    cost = found["Fiscal-year cost: Estimates vs. Budgets"]
    assert (cost.left[:15], cost.right[:13]) == ("=SUM(Estimates!", "=SUM(Budgets!")
    assert cost.left_value == portfolio.estimate.frame["fiscal_year_cost"].sum()
    assert found["Workloads: Estimates vs. Budgets"].left_value == 4
    over = found["Lines of Budgets typed over, or with a budget of more than 2 decimals"]
    assert over.left == f"=SUM({held.grid.column_range('line_check')})"


def test_all_cost_against_all_budget_is_checked_by_the_parts(
    portfolio: Portfolio, estimates: Grid, held: BudgetLines
) -> None:
    value = 1100 - portfolio.estimate.frame["fiscal_year_cost"].sum()
    for lines in (held, workload_budget_lines(estimates)):
        check = next(iter(budget_checks(estimates, lines, portfolio.estimate, NOWHERE)))
        assert check.left_value == check.right_value == value
        assert f"SUM({lines.grid.sheet}!" in check.left
        assert '"none"' in check.right


def test_workloads_with_their_own_budgets_have_one_check_of_them(tmp_path: Path) -> None:
    one = made(tmp_path, [{**varied(1)[0], "annual_budget": "5"}])
    lines = workload_budget_lines(one.grid)
    (check,) = budget_checks(one.grid, lines, one.estimate, NOWHERE)
    assert check.left_value == 5 - one.estimate.frame["fiscal_year_cost"].sum()


def test_planned_costs_of_periods_are_checked_against_the_months_of_plan(tmp_path: Path) -> None:
    one = made(tmp_path, *by_period(tmp_path))
    lines = choose_budget_lines(one.grid, budgets_grid(one.estimate))
    budgets = one.estimate.totals.budgets
    assert budgets is not None
    key, label = budgets.filter(budgets["period"] == "2027-Q1").select("key", "label").row(0)
    places = PlanTotals({}, 20, 20, {f"2027-0{n}": 2 + n for n in range(1, 5)}, {
        "cost_center": {key: 17}
    }, {}, (ONE_TIME, RECURRING))  # fmt: skip
    found = _by_label(budget_checks(one.grid, lines, one.estimate, places))
    check = found[f"{label}, planned cost of its periods: Plan vs. Budgets"]
    own = budgets.filter(budgets["key"] == key)
    assert check.left_value == check.right_value == Decimal(own["fiscal_year_cost"].sum())
    # January to March, and not the subtotal beside them.
    assert check.left == "=SUM(Plan!$C$17:$C$18)+SUM(Plan!$D$17:$D$18)+SUM(Plan!$E$17:$E$18)"
    assert check.right.endswith(f",{key})")
    # The periods of a cost center share its workloads: these do not add up.
    assert not [name for name in found if name.startswith("Workloads: ")]
