"""The formulas of a line of Budgets: over the months of its period, where these are live."""

from msgspec.structs import replace

from estimator.report.grid import MOST_LIVE_WORKLOADS, Grid, estimates_grid
from estimator.report.sheets.budget_formulas import line_formulas
from estimator.report.sheets.budgets import budgets_grid
from tests.report.sheets.portfolio import Portfolio


def cost(periods: Portfolio, *period: str, estimates: Grid | None = None) -> str:
    """The formula of the planned cost of a ``period``; empty where it has none."""
    own, grid = budgets_grid(periods.estimate), estimates or estimates_grid(periods.estimate)
    assert own is not None
    return line_formulas(own, grid, periods.estimate, *period).get("fiscal_year_cost", "")


def test_a_quarter_costs_its_training_and_its_months(periods: Portfolio) -> None:
    grid = estimates_grid(periods.estimate)
    keys, starts = grid.column_range("cost_center_key"), grid.column_range("starts")
    text = cost(periods, "2027-Q2", "2027-04", "2027-06")
    assert text.startswith(
        f"=ROUND(SUMIFS({grid.column_range('training_cost')},{keys},$A{{row}},"
        f'{starts},">="&INDEX(plan_months,4),{starts},"<="&INDEX(plan_months,6))+'
    )
    months = [grid.column_range(one) for one in ("2027-04", "2027-05", "2027-06")]
    assert text.endswith("+".join(f"SUMIFS({one},{keys},$A{{row}})" for one in months) + ",2)")


def test_the_fiscal_year_costs_what_estimates_says(periods: Portfolio) -> None:
    grid = estimates_grid(periods.estimate)
    text = cost(periods, "2027", "2027-01", "2027-12")
    assert text.startswith(f"=SUMIFS({grid.column_range('fiscal_year_cost')},")


def test_where_months_are_stored_a_period_is_stored_too(periods: Portfolio) -> None:
    stored = replace(estimates_grid(periods.estimate), rows=MOST_LIVE_WORKLOADS + 1)
    assert cost(periods, "2027-01", "2027-01", "2027-01", estimates=stored) == ""
    assert cost(periods, "2027", "2027-01", "2027-12", estimates=stored) != ""
