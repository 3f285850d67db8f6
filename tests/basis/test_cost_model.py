"""A cost-model file is judged when it is loaded: every mistake has its sentence."""

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from estimator.basis.cost_model import load_cost_model
from estimator.model.options import Options
from estimator.outputs import save_estimate
from estimator.pipeline import estimate
from tests.command import SAMPLES
from tests.sheets import GOOD, sheet

COLUMN = """
[[column]]
name = "{name}"
title = "{title}"
unit = "USD"
formula = "{formula}"
description = "x"
"""

SCENARIO = """
[[scenario]]
name = "{name}"
volume_factor = "{volume}"
price_factor = "{price}"
source = "x"
"""


def problems(folder: Path, text: str) -> list[str]:
    path = folder / "house.toml"
    path.write_text(text)
    _, told = load_cost_model(path)
    return [problem.message for problem in told]


@pytest.mark.parametrize(
    ("name", "title", "formula", "said"),
    [
        ("support", "Support", "=ROUND(anual_cost * 2, 2)", 'Did you mean "annual_cost"'),
        ("tax1", "Tax", "=annual_cost", "as a cell or function"),
        ("r1c1", "Tax", "=annual_cost", "as a cell or function"),
        ("round", "Tax", "=annual_cost", "as a cell or function"),
        ("training_cost", "Tax", "=annual_cost", 'the name "training_cost" is already in use'),
        ("support", "Epochs", "=annual_cost", 'the title "Epochs" is already in use'),
        ("growth", "Tax", "=annual_cost", 'the name "growth" is already in use'),
        ("check_id", "Tax", "=annual_cost", 'the name "check_id" is already in use'),
        ("m13_cost", "Tax", "=annual_cost", 'the name "m13_cost" is already in use'),
        ("support", "Runs from", "=annual_cost", 'the title "Runs from" is already in use'),
        ("support", "2027-01", "=annual_cost", 'the title "2027-01" is already in use'),
        ("support", "Check: mine", "=annual_cost", 'the title "Check: mine" is already in use'),
        ("support", "model KEY", "=annual_cost", 'the title "model KEY" is already in use'),
        ("support", "Support", "=annual_cost / 2", "outside ROUND"),
        ("support", "Support", "=annual_budget + 1", "can be blank"),
        ("support", "Support", "annual_cost", 'starts with \\"=\\"'),
        ("Support", "Support", "=annual_cost", "expected small letters, digits and underscores"),
    ],
)
def test_a_mistake_is_said_at_load(
    name: str, title: str, formula: str, said: str, tmp_path: Path
) -> None:
    told = problems(tmp_path, COLUMN.format(name=name, title=title, formula=formula))
    assert any(said.replace('\\"', '"') in message for message in told), told


def test_a_column_after_a_wrong_one_is_not_blamed_for_it(tmp_path: Path) -> None:
    text = COLUMN.format(name="first", title="First", formula="=nothing") + COLUMN.format(
        name="second", title="Second", formula="=first"
    )
    assert len(problems(tmp_path, text)) == 1


@pytest.mark.parametrize(
    ("name", "volume", "price", "said"),
    [
        ("high", "2", "1", 'the scenario "high" is defined twice'),
        ("Stress", "10.1", "1", "found 10.1; expected a number from 0 to 10"),
        ("Stress", "1", "11", "price_factor: found 11; expected a number from 0 to 10"),
        ("Stress", "1.00001", "1", "of at most 4 decimals"),
        ("Stress", "-1", "1", 'found "-1"; expected a number in quotes'),
        # What spreadsheets look for a name by takes these for wildcards.
        ("Str*", "1", "1", 'found "Str*"; expected letters, digits'),
        ("2027", "1", "1", 'found "2027"; expected letters, digits'),
    ],
)
def test_a_scenario_that_no_workbook_could_hold_is_said_at_load(
    name: str, volume: str, price: str, said: str, tmp_path: Path
) -> None:
    told = problems(tmp_path, SCENARIO.format(name=name, volume=volume, price=price))
    assert any(said in message for message in told), told


def test_a_house_scenario_stands_behind_the_shipped_ones(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(SCENARIO.format(name="Stress", volume="2.5", price="1"))
    program, told = load_cost_model(path)
    assert (program is not None, told) == (True, [])
    names = [one.name for one in program.scenarios] if program else []
    assert names == ["Low", "Base", "High", "Own", "Stress"]


@pytest.mark.parametrize("name", ["volume_factor", "price_factor", "rows", "label", "budgets"])
def test_the_names_of_factors_and_group_fields_are_taken(name: str, tmp_path: Path) -> None:
    told = problems(tmp_path, COLUMN.format(name=name, title="X", formula="=annual_cost"))
    assert any(f'the name "{name}" is already in use' in message for message in told)


OWN_DEFAULT = """
[[assumption]]
name = "house_epochs"
title = "House epochs"
value = "3"
unit = "passes"
source = "x"
"""


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("input = 'epochs'\nneutral = '0'", 'found "0"; expected a whole number from 1 to 50'),
        ("input = 'epochs'\nneutral = '1.5'", 'found "1.5"; expected a whole number'),
        ("input = 'retry_rate'\nneutral = '2'", "expected a share from 0% to 100%"),
        ("input = 'epochs'\nneutral = '-1'", 'found "-1"; expected a number in quotes'),
        # What fills no blanks adds nothing to any row of its own.
        ("neutral = '1'", "it has the field neutral, so it needs the field input too"),
        (
            "idle_without = 'input_price'",
            "it has the field idle_without, so it needs the field input too",
        ),
        (
            "input = 'monthly_growth_rate'\nidle_without = 'inputs_price'",
            'there is no price "inputs_price"',
        ),
    ],
)
def test_a_neutral_value_is_one_that_the_input_can_have(
    lines: str, said: str, tmp_path: Path
) -> None:
    told = problems(tmp_path, OWN_DEFAULT + lines)
    assert any(said in message for message in told), told


def test_an_input_has_one_default(tmp_path: Path) -> None:
    told = problems(tmp_path, OWN_DEFAULT + "input = 'epochs'")
    assert any('the input "epochs" has a default already: default_epochs' in one for one in told)


def test_no_toml_is_a_problem(tmp_path: Path) -> None:
    assert "cannot be read" in problems(tmp_path, "column = [")[0]


def test_the_shipped_model_has_no_problem() -> None:
    program, told = load_cost_model()
    assert program is not None
    assert told == []


def test_a_total_of_texts_is_said_at_load(tmp_path: Path) -> None:
    formula = '=IF(annual_cost > 5, \\"dear\\", \\"cheap\\")'
    text = COLUMN.format(name="verdict", title="Verdict", formula=formula)
    assert problems(tmp_path, text.replace('"USD"', '"text"')) == []
    (said,) = problems(tmp_path, text.replace('unit = "USD"', 'unit = "text"\ntotal = true'))
    assert "returns text, which has no total" in said


def test_no_assumption_takes_a_name_that_the_workbook_uses(tmp_path: Path) -> None:
    centers = sheet(tmp_path / "b.csv", {"Cost center": "A", "Annual budget": "1"})
    options = Options(currency="EUR", fx="0.9", fx_date="2026-11-20", budgets=str(centers))
    made = estimate(sheet(tmp_path / "plan.csv", GOOD | {"Cost center": "A"}), options)
    assert save_estimate(made, tmp_path / "made.xlsx").estimate is not None
    assert made.basis is not None
    ours = {one.name for one in made.basis.assumptions}
    names = set(load_workbook(tmp_path / "made.xlsx").defined_names) - ours
    assert {"plan_months", "rate_models", "workload_heading", "scenario"} <= names
    house = tmp_path / "house.toml"
    for name in (*names, "workloads", "fx_rate", "print_area", "print_titles", "database"):
        house.write_text(ASSUMPTION.format(name=name), encoding="utf-8")
        model, (problem, *_) = load_cost_model(house)
        assert (model, problem.code) == (None, "bad-cost-model")
        assert f'"{name}"' in problem.message
    house.write_text(ASSUMPTION.format(name="house_plan_months"), encoding="utf-8")
    assert load_cost_model(house)[1] == []


ASSUMPTION = """
[[assumption]]
name = "{name}"
title = "Mine"
value = "1"
unit = "hours"
source = "House rule."
"""


@pytest.mark.parametrize(("code", "rate"), [("KRW", "1400"), ("VND", "26000")])
def test_house_columns_work_in_currencies_of_many_units(
    code: str, rate: str, tmp_path: Path
) -> None:
    options = Options(
        cost_model=SAMPLES / "house_costs.toml", currency=code, fx=rate, fx_date="2026-11-20"
    )
    found = estimate(sheet(tmp_path / "plan.csv", GOOD), options).estimate
    assert found is not None
    (dollars,) = found.frame["loaded_first_year_cost"].to_list()
    name = f"loaded_first_year_cost_{code.lower()}"
    assert abs(found.totals.by_column[name] - dollars * Decimal(rate)) < Decimal(rate)


def test_numbers_that_grow_too_large_are_answered_with_the_way_out(tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    column = """
[[column]]
name = "mine"
title = "Mine, a year"
unit = "USD"
formula = "=ROUND(annual_cost * factor_of_mine, 2)"
description = "Mine."
"""
    text = ASSUMPTION.format(name="factor_of_mine") + "{}" + column
    house.write_text(text.format(""), encoding="utf-8")
    _, (problem,) = load_cost_model(house)
    assert "26 digits" in problem.message
    assert "maximum = 0.5" in problem.message
    house.write_text(text.format("maximum = 100\n"), encoding="utf-8")
    assert load_cost_model(house)[1] == []


def test_a_total_of_unit_costs_is_refused_at_load(tmp_path: Path) -> None:
    formula = (
        '=IF(monthly_million_tokens = 0, \\"\\", ROUND(monthly_cost / monthly_million_tokens, 4))'
    )
    text = COLUMN.format(name="per_unit", title="Per unit", formula=formula)
    text = text.replace('"USD"', '"USD per unit"')
    assert problems(tmp_path, text) == []
    unit = 'unit = "USD per unit"'
    (said,) = problems(tmp_path, text.replace(unit, f"{unit}\ntotal = true"))
    assert "unit costs are not added up; remove total = true" in said
