"""Checks of prices and assumptions, of groups, and of the calendar."""

from collections.abc import Iterable
from decimal import Decimal

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from estimator.model.calendar import cost_kinds
from estimator.model.estimate import DIMENSIONS
from estimator.model.estimates_columns import MONTH_COST
from estimator.report import grid
from estimator.report.grid import (
    BudgetLines,
    Grid,
    choose_budget_lines,
    estimates_grid,
    workload_budget_lines,
)
from estimator.report.sheets.breakdown import BreakdownCells
from estimator.report.sheets.budget_block import StatusBlock
from estimator.report.sheets.budgets import budgets_grid
from estimator.report.sheets.check import Check
from estimator.report.sheets.check_lines import (
    calendar_checks,
    given_checks,
    group_checks,
)
from estimator.report.sheets.group_blocks import GroupBlock
from estimator.report.sheets.month_block import MonthBlock
from estimator.report.sheets.plan import PlanTotals
from estimator.report.sheets.row_lines import RUN_AGAIN
from tests.report.sheets.portfolio import Portfolio
from tests.workbooks import (
    Made,
    Record,
    Results,
    all_recalculated,
    made,
    needs_libreoffice,
    results,
)

PLACES = PlanTotals(
    {"all": 14, "cost_center": 23, "model": 40}, 20, 20, {"2027-01": 3, "2028-12": 26},
    {"cost_center": {1: 17, 2: 19}, "model": {}}, {}, cost_kinds(""),
)  # fmt: skip


def _by_label(checks: Iterable[Check]) -> dict[str, Check]:
    found = [*checks]
    named = {one.label: one for one in found}
    assert len(named) == len(found)
    return named


@pytest.fixture
def held(portfolio: Portfolio, estimates: Grid) -> BudgetLines:
    """The cost centers on Budgets."""
    return choose_budget_lines(estimates, budgets_grid(portfolio.estimate))


@pytest.fixture
def blocks(portfolio: Portfolio) -> BreakdownCells:
    """Tables of groups, each on rows of its own."""
    groups = portfolio.estimate.totals.groups
    tables = {
        name: GroupBlock(
            name, groups[name], {"rows": 3, "fiscal_year_cost": 8},
            ("fiscal_year_cost", "annual_budget"), 10 + 20 * n, 2,
        )
        for n, name in enumerate(DIMENSIONS)
    }  # fmt: skip
    return BreakdownCells(tables, MonthBlock({}, 120, 132, {}), StatusBlock(140, {}), 0)


def test_what_can_be_typed_on_rates_and_assumptions_has_a_check(portfolio: Portfolio) -> None:
    found = _by_label(given_checks(portfolio.estimate))
    formulas = " ".join(one.left for one in found.values())
    assumptions = [one.name for one in portfolio.estimate.basis.assumptions]
    for name in (*assumptions, "wrong_prices", "scenario_volume_factors", "scenario_price_factors"):
        assert name in formulas, name
    assert {one.left_value for one in found.values()} == {0}
    epochs = next(one.left for one in found.values() if "default_epochs" in one.left)
    assert epochs == (
        "=IF(AND(ISNUMBER(default_epochs),default_epochs>=1,default_epochs<=50,"
        "INT(N(default_epochs))=N(default_epochs)),0,1)"
    )


def test_the_lines_of_every_dimension_are_held_against_all_workloads(
    portfolio: Portfolio, estimates: Grid, blocks: BreakdownCells
) -> None:
    found = _by_label(group_checks(estimates, workload_budget_lines(estimates), blocks))
    count = found["Workloads: all vs. by cost center"]
    cost = found["Fiscal-year cost: all workloads vs. by cost center"]
    assert count.left_value == 4
    assert count.unit == "rows"
    assert cost.left_value == portfolio.estimate.frame["fiscal_year_cost"].sum()
    block = blocks.groups["cost_center"]
    assert cost.left == f"=Breakdown!H{block.total}"
    # The lines are those of the groups and of what is in none of them.
    assert cost.right == f"=SUM(Breakdown!H{block.first}:H{block.total - 1})"
    # Count, cost, and the lines times their keys.
    assert len(found) == 3 * len(DIMENSIONS)


def test_plan_is_held_against_the_months_of_the_workloads(
    portfolio: Portfolio, estimates: Grid, blocks: BreakdownCells
) -> None:
    found = _by_label(calendar_checks(estimates, portfolio.estimate, PLACES, blocks))
    months = [one.name for one in estimates.columns if one.role == MONTH_COST]
    spent = found["Cost in all months: Estimates vs. Plan"]
    assert estimates.column_range(months[0], months[-1]) in spent.left
    assert spent.right == "=Plan!$T$14"
    part = portfolio.estimate.priced
    exact = sum(
        Decimal(one.by_month[name].sum()) for one in part for name in ("one_time_cost", *months)
    )
    assert spent.left_value == exact
    assert {
        "Cost in all months: all workloads vs. by cost center",
        "Cost in all months: all workloads vs. by model",
    } <= found.keys()
    year = found["Fiscal-year cost: Estimates vs. Plan"]
    assert year.left == f"=SUM({estimates.column_range('fiscal_year_cost')})"
    assert year.left_value == portfolio.estimate.frame["fiscal_year_cost"].sum()


def test_a_plan_that_is_stored_is_held_against_the_groups(
    portfolio: Portfolio, blocks: BreakdownCells, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 3)
    stored = estimates_grid(portfolio.estimate)
    found = _by_label(calendar_checks(stored, portfolio.estimate, PLACES, blocks))
    assert "Cost in all months: Estimates vs. Plan" not in found
    sales = found[RUN_AGAIN.format("Sales, Breakdown vs. Plan")]
    frame = portfolio.estimate.frame
    exact = frame.filter(frame["cost_center"] == "Sales")["fiscal_year_cost"].sum()
    assert sales.left_value == sales.right_value == exact
    assert sales.right == "=Plan!$T$17+Plan!$T$18"
    # A group that shares a line on Plan has none to be compared with.
    few = replace(PLACES, lines={"cost_center": {}, "model": {}})
    again = _by_label(calendar_checks(stored, portfolio.estimate, few, blocks))
    assert not [label for label in again if label.startswith(RUN_AGAIN.format(""))]


WORKLOAD: Record = {
    "workload_id": "W-1", "cost_center": "Sales", "model": "gpt-4o", "training_tokens": "9000000",
    "monthly_input_tokens": "9000000", "monthly_output_tokens": "9000000",
}  # fmt: skip
# What is typed in the cell of a name, or beside the text in the first column: the check that fails.
Typed = tuple[str, str, float | str | None]
TYPED: dict[str, Typed] = {
    "no epochs": ("Assumptions", "default_epochs", None),
    "too many epochs": ("Assumptions", "default_epochs", 51),
    "half an epoch": ("Assumptions", "default_epochs", 2.5),
    "a share as text": ("Assumptions", "default_retry_rate", "0.1"),
    "a share above one": ("Assumptions", "default_retry_rate", 10),
    "a negative share": ("Assumptions", "default_validation_share", -0.1),
    "no price": ("Rates", "gpt-4o", None),
    "a negative price": ("Rates", "gpt-4o", -1),
    "a price as text": ("Rates", "gpt-4o", "3"),
}
UNUSED: Typed = ("Rates", "gpt-4o-mini", None)


def _type(page: Worksheet, name: str, value: float | str | None, cells: dict[str, str]) -> None:
    if name in cells:
        page[cells[name]].value = value
        return
    row = next(row[0].row for row in page.iter_rows(max_col=1) if row[0].value == name)
    page.cell(row, 3).value = value


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, dict[str, Results]]:
    """A workbook with each of these typed in it, recalculated."""
    folder = tmp_path_factory.mktemp("given")
    one = made(folder, [WORKLOAD])
    edits = {**TYPED, "unused": UNUSED}
    paths = []
    for n, (sheet, name, value) in enumerate(edits.values()):
        book = load_workbook(one.path)
        cells = {
            defined: str(place.attr_text).partition("!")[2].replace("$", "")
            for defined, place in book.defined_names.items()
        }
        page = book[sheet]
        assert isinstance(page, Worksheet)
        _type(page, name, value, cells)
        paths.append(folder / f"typed-{n}.xlsx")
        book.save(paths[-1])
    return one, dict(zip(edits, map(results, all_recalculated(paths)), strict=True))


@needs_libreoffice
@pytest.mark.parametrize("edit", TYPED)
def test_what_is_cleared_or_out_of_bounds_is_a_problem(
    typed: tuple[Made, dict[str, Results]], edit: str
) -> None:
    _, found = typed
    assert found[edit]["Checks", "B3"].value == "CHECK"


@needs_libreoffice
def test_a_price_that_no_workload_has_may_be_missing(
    typed: tuple[Made, dict[str, Results]],
) -> None:
    _, found = typed
    assert found["unused"]["Checks", "B3"].value == "OK"
