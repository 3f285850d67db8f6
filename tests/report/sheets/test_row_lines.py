"""The lines of Checks about the rows: the checks of rows added up, and what they cannot see."""

from decimal import Decimal

import pytest

from estimator.model.estimates_columns import CHECK_TITLES, formula_checks
from estimator.report import grid
from estimator.report.grid import MOST_ROWS, Grid, estimates_grid
from estimator.report.sheets.check import Check
from estimator.report.sheets.row_lines import LINES, NOT_CHECKED, RUN_AGAIN, row_check_lines
from tests.report.sheets.portfolio import Portfolio


def _checks(grid_: Grid, portfolio: Portfolio) -> list[Check]:
    return [one for one in row_check_lines(grid_, portfolio.estimate, ()) if isinstance(one, Check)]


def _texts(grid_: Grid, portfolio: Portfolio) -> list[str]:
    return [one for one in row_check_lines(grid_, portfolio.estimate, ()) if isinstance(one, str)]


@pytest.fixture
def stored(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> Grid:
    """The layout of a portfolio that is not live."""
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 3)
    return estimates_grid(portfolio.estimate)


def test_every_check_of_a_row_has_a_line_that_says_what_it_finds(
    portfolio: Portfolio, estimates: Grid
) -> None:
    lines = {one.left: one.label for one in _checks(estimates, portfolio)}
    for name in CHECK_TITLES:
        assert lines[f"=SUM({estimates.column_range(name)})"] == LINES[name]
    for name in formula_checks(portfolio.estimate.basis.model):
        assert lines[f"=SUM({estimates.column_range(name)})"].startswith("Formulas typed over: ")
    assert _texts(estimates, portfolio) == []


def test_labels_of_lines_are_told_apart(portfolio: Portfolio, estimates: Grid) -> None:
    labels = [one.label for one in _checks(estimates, portfolio)]
    assert len(set(labels)) == len(labels)


def test_every_line_holds_when_the_workbook_is_made(portfolio: Portfolio, estimates: Grid) -> None:
    for one in _checks(estimates, portfolio):
        assert one.left_value == one.right_value
        assert one.allowed == "=0"
        assert one.allowed_value == 0
        row, column = portfolio.find_cell("Checks", one.label)
        line = portfolio.line("Checks", row, column)
        assert line[1:6:4] == [one.left_value, "OK"]


def test_rows_without_formulas_are_counted(portfolio: Portfolio, estimates: Grid) -> None:
    label = "Workloads vs. rows with formulas: copy a row with all its formulas to add one"
    first = next(one for one in _checks(estimates, portfolio) if one.label == label)
    status = estimates.column_range("row_check")
    assert first.left == f"=COUNTA({estimates.column_range('workload_id')})-1"
    assert first.right == f'=COUNTIF({status},"OK")+COUNTIF({status},"CHECK")'
    assert first.left_value == portfolio.estimate.totals.rows == 4


def test_what_is_typed_below_the_ranges_is_counted(portfolio: Portfolio, estimates: Grid) -> None:
    end = estimates.range_end
    label = f"Inputs below row {end:,}, which no sum includes"
    below = next(one for one in _checks(estimates, portfolio) if one.label == label)
    assert below.left == f"=COUNTA(Estimates!$A${end + 1}:$AA${MOST_ROWS})"


def test_what_is_not_live_is_compared_with_what_it_was(portfolio: Portfolio, stored: Grid) -> None:
    checks, frame = _checks(stored, portfolio), portfolio.estimate.frame
    assert _texts(stored, portfolio) == [NOT_CHECKED]
    again = {one.label: one for one in checks if one.label.startswith(RUN_AGAIN.format(""))}
    cost = again[RUN_AGAIN.format("Monthly cost, now and when made")]
    assert cost.left_value == frame["monthly_cost"].sum()
    assert cost.left == f"=SUM({stored.column_range('monthly_cost')})"
    # The right side is the stored value: it follows nothing.
    assert {one.right for one in again.values()} == {""}
    growth = next(one for label, one in again.items() if "growth" in label.lower())
    exact = sum(
        Decimal(row["monthly_cost"]) * Decimal(row["monthly_growth_rate"])
        for row in frame.iter_rows(named=True)
        if row["monthly_growth_rate"] is not None
    )
    assert abs(growth.left_value - exact) <= growth.allowed_value
    assert not [one for one in checks if "row_check" in one.left]


def test_rows_beside_the_workbook_are_said_not_to_be_checked(portfolio: Portfolio) -> None:
    away = estimates_grid(portfolio.estimate, "plan-rows.parquet")
    assert _checks(away, portfolio) == []
    (said,) = _texts(away, portfolio)
    assert "plan-rows.parquet" in said
