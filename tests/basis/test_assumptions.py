"""Assumptions and scenarios: chosen by options, and by the sheets of a workbook."""

from decimal import Decimal

import polars as pl
import pytest

from estimator.basis.assumptions import (
    BY_SHEET,
    assumptions_from_sheet,
    choose_scenario,
    scenario_errors,
    set_assumptions,
)
from estimator.basis.cost_model import load_cost_model
from estimator.model.cost_model import SHIPPED, CostModel, Scenario


def model() -> CostModel:
    loaded, _ = load_cost_model()
    assert loaded is not None
    return loaded


@pytest.mark.parametrize("name", ["epochs", "default_epochs"])
def test_an_assumption_is_set_by_either_name_and_says_what_it_was(name: str) -> None:
    before = next(one for one in model().assumptions if one.name == "default_epochs")
    values, problems = set_assumptions(model().assumptions, [f"{name}=7"], "--assume")
    after = next(one for one in values if one.name == "default_epochs")
    assert problems == []
    assert (after.value, after.set_by) == (Decimal(7), "--assume")
    assert after.source.startswith(f"Set by --assume instead of {before.value}. ")
    assert {one.set_by for one in values if one is not after} == {SHIPPED}


@pytest.mark.parametrize("word", ["epochs", "epochs=", "epochs=1.5", "epochs=-1", "epoch=2"])
def test_a_word_without_a_meaning_changes_nothing(word: str) -> None:
    values, problems = set_assumptions(model().assumptions, [word], "--assume")
    assert [one.code for one in problems] == ["bad-assumption"]
    assert values == model().assumptions


def test_only_changed_values_of_a_sheet_are_set_by_it() -> None:
    known = {one.name: one for one in model().assumptions}
    shown = known["default_epochs"].value
    names = ["default_epochs", "unknown", list(known)[1]]
    rows = pl.DataFrame({"name": names, "value": [shown, Decimal(3), None]})
    values, problems = assumptions_from_sheet(known.values(), rows)
    assert (values, problems) == (model().assumptions, [])
    changed, _ = assumptions_from_sheet(known.values(), rows.with_columns(value=shown + 1))
    assert next(one for one in changed if one.name == "default_epochs").set_by == BY_SHEET


def test_scenarios_have_one_name_each_and_base_has_no_effect() -> None:
    high = Scenario("High", Decimal(2), Decimal(1), "")
    assert list(scenario_errors([high])) == []
    base = Scenario("Base", Decimal(1), Decimal("1.5"), "")
    far = Scenario("HIGH", Decimal(11), Decimal(1), "")
    twice, above, changed = scenario_errors([high, far, base])
    assert "defined twice" in twice
    assert "volume_factor: found 11" in above
    assert "both factors of Base must be 1" in changed


def test_without_a_word_the_scenario_is_base() -> None:
    found = [choose_scenario(None, model().scenarios, word)[0] for word in ("", "low", "lowest")]
    assert [one and one.name for one in found] == ["Base", "Low", None]
