"""The Assumptions sheet: defaults, scenarios, and the cells that formulas name."""

from decimal import Decimal

from estimator.model.cost_model import Scenario
from estimator.report.sheets.assumptions import FIRST_ROW, VALUE, scenario_sentence
from tests.report.sheets.portfolio import Portfolio

SHEET = "Assumptions"


def _named_value(portfolio: Portfolio, name: str) -> object:
    ((sheet, cell),) = portfolio.values.defined_names[name].destinations
    return portfolio.values[sheet][cell.replace("$", "")].value


def test_a_scenario_without_effect_is_the_plan() -> None:
    factors = Decimal("1.00"), Decimal(1)
    assert scenario_sentence(Scenario("Own", *factors, "", "")) == "the plan as it stands"
    assert scenario_sentence(Scenario("Own", Decimal("1.50"), Decimal(1), "", "")) == (
        "not the plan as it stands: quantities multiplied by 1.5, prices multiplied by 1"
    )


def test_names_refer_to_the_values_and_factors_in_force(portfolio: Portfolio) -> None:
    assert _named_value(portfolio, "default_epochs") == 3
    assert _named_value(portfolio, "near_budget_share") == 0.8
    assert _named_value(portfolio, "scenario") == "High"
    assert _named_value(portfolio, "volume_factor") == 1.25
    assert _named_value(portfolio, "price_factor") == 1.1


def test_values_and_factors_can_be_changed_but_not_those_of_base(portfolio: Portfolio) -> None:
    page = portfolio.formulas[SHEET]
    assert page.protection.sheet
    assert not page.cell(FIRST_ROW, VALUE).protection.locked
    locked = {}
    for name in ("Base", "High"):
        row, _ = portfolio.find_cell(SHEET, name)
        locked[name] = page.cell(row, VALUE).protection.locked
        assert portfolio.formula(SHEET, row, 4) == f'=IF($A{row}=scenario,"yes","")'
    assert locked == {"Base": True, "High": False}


def test_the_totals_of_each_scenario_are_stored(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "Totals by scenario when this workbook was made")
    assert portfolio.line(SHEET, top)[1:5] == ["Low", "Base", "High", "Own"]
    assert portfolio.value(SHEET, top + 4, 1) == "First-year cost, first year"
    exact = portfolio.estimate.frame["first_year_cost"].sum()
    low, base, high, own = (portfolio.amount(SHEET, top + 4, column) for column in range(2, 6))
    assert (high, own) == (exact, base)
    assert low < base < high
