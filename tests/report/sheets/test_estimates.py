"""The Estimates sheet: formulas of one row, inputs, and pass-through columns."""

from decimal import Decimal

import pytest

from estimator.model.output_columns import OutputColumn
from estimator.report import grid
from estimator.report.grid import FIRST_ROW, Grid
from estimator.report.sheets.estimates import decimals_shown, formula_constants, row_formula
from tests.report.sheets.portfolio import Portfolio


def _column(estimates: Grid, name: str) -> OutputColumn:
    return estimates.columns[estimates.column_position(name) - 1]


def test_a_price_is_looked_up_by_the_model_of_the_row(
    portfolio: Portfolio, estimates: Grid
) -> None:
    names = ("model_key", "input_price", "model", "training_cost")
    key, price, model, cost = (
        row_formula(_column(estimates, name), estimates, portfolio.estimate) for name in names
    )
    cell = estimates.relative_address("model", FIRST_ROW)
    assert key == f"MATCH({cell},rate_models,0)"
    assert price == f"INDEX(rate_input_price,{estimates.relative_address('model_key', FIRST_ROW)})"
    assert model == ""
    assert cost.startswith("ROUND(")


def test_the_fiscal_year_is_a_formula_only_if_months_are_live(
    portfolio: Portfolio, estimates: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    column = _column(estimates, "fiscal_year_cost")
    live = row_formula(column, estimates, portfolio.estimate)
    assert live == "INDEX(months_fiscal_year_cost,ROW()-ROW(estimates_heading))"
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 3)
    assert row_formula(column, estimates, portfolio.estimate) == ""


def test_factors_and_assumptions_are_known_by_their_names(portfolio: Portfolio) -> None:
    names = formula_constants(portfolio.estimate)
    assert {"volume_factor", "price_factor", "default_epochs", "near_budget_share"} <= names.keys()


def test_decimals_are_those_of_the_column(portfolio: Portfolio) -> None:
    decimals = decimals_shown(portfolio.estimate)
    assert decimals.keys() == portfolio.estimate.totals.fractional
    assert (decimals["training_cost"], decimals["input_price"]) == (2, 6)
    assert decimals["fiscal_year_cost"] == 2


def test_each_workload_has_its_values_and_formulas(portfolio: Portfolio, estimates: Grid) -> None:
    cost = estimates.column_position("first_year_cost")
    for row, exact in enumerate(portfolio.estimate.frame["first_year_cost"], FIRST_ROW):
        assert portfolio.amount("Estimates", row, cost) == Decimal(exact)
        assert str(portfolio.formula("Estimates", row, cost)).startswith("=ROUND(")
    header, team = portfolio.find_cell("Estimates", "Team")
    assert (header, team) == (FIRST_ROW - 1, len(estimates.columns) + 1)
    assert portfolio.value("Estimates", FIRST_ROW, team) == "Blue"
    models = portfolio.formulas["Estimates"].data_validations.dataValidation
    assert [str(one.sqref) for one in models if one.type == "list"] == ["G7:G10"]
