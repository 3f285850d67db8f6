"""Columns of the result: their order and their currency."""

from estimator.basis.cost_model import load_cost_model
from estimator.model.calendar import USAGE_MONTHS, YEAR_COSTS
from estimator.model.cost_model import CostModel
from estimator.model.money import Currency
from estimator.model.output_columns import COMPUTED, KEY, output_layout, year_columns
from estimator.model.schema import workloads_schema

BARE = CostModel((), ())


def test_inputs_come_in_the_order_of_the_schema_with_the_model_as_given_behind_the_model() -> None:
    names = [column.name for column in output_layout(BARE)]
    assert len(set(names)) == len(names)
    position = names.index("model")
    assert names.pop(position + 1) == "model_as_given"
    inputs = list(workloads_schema().columns)
    assert names[: len(inputs)] == inputs


def test_amounts_typed_in_the_currency_of_the_budgets_say_so() -> None:
    for budgets in ("USD", "EUR"):
        model = CostModel((), (), currency=Currency("EUR", budgets))
        (budget,) = (one for one in output_layout(model) if one.name == "annual_budget")
        assert budget.unit == budgets
        assert budget.title.endswith(f" ({budgets})")
    model = CostModel((), (), currency=Currency("EUR", "EUR"), after_retirement="replace")
    usage, *costs = year_columns(model)
    assert (usage.name, usage.unit) == (USAGE_MONTHS, "months")
    assert len(costs) == len(YEAR_COSTS)
    assert {cost.unit for cost in costs} == {"EUR"}
    assert all(cost.name.endswith("_eur") for cost in costs)


def test_the_fiscal_year_stands_before_what_is_judged_by_it() -> None:
    model, _ = load_cost_model()
    assert model is not None
    names = [column.name for column in output_layout(model)]
    at = names.index("fiscal_year_cost")
    assert names[at : at + 3] == ["fiscal_year_cost", "fiscal_year_variance", "budget_status"]


def test_computed_columns_have_formulas_and_keys_are_numbers() -> None:
    model, _ = load_cost_model()
    assert model is not None
    computed = [one for one in output_layout(model) if one.role == COMPUTED]
    assert [one.name for one in computed] == [one.name for one in model.columns]
    assert [one.formula for one in computed] == [one.formula for one in model.columns]
    texts = {one.name for one in output_layout(model) if one.text}
    assert "budget_status" in texts
    assert not texts & {one.name for one in output_layout(model) if one.role == KEY}
