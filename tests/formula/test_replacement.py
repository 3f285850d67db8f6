"""The costs on a replacement are the columns of the cost model over its prices."""

from datetime import date

from hypothesis import given
from msgspec.structs import replace

from estimator.cost.pricing import price_workloads
from estimator.formula.program import compile_model
from estimator.formula.replacement import add_replacement_columns
from estimator.model.basis import Basis
from estimator.model.calendar import SPREAD
from estimator.model.plan import REPLACE
from tests.oracle import typed
from tests.properties.test_laws import TEXTS, Terms, basis, modest, program, terms

RETIRES = date(2027, 6, 1)


def replacing(found: Basis) -> Basis:
    """``found`` with the columns of replacements."""
    model = replace(found.model, after_retirement=REPLACE)
    return replace(found, model=add_replacement_columns(model))


@modest
@given(terms())
def test_costs_on_a_replacement_are_those_of_the_same_workload_on_that_model(
    portfolio: Terms,
) -> None:
    rows, cards, assumed = portfolio
    others = dict(zip((card.model for card in cards), reversed(cards), strict=True))
    ending = [
        replace(card, retires_on=RETIRES, replacement=others[card.model].model) for card in cards
    ]
    found = replacing(basis(ending, assumed))
    moved = [{**row, "model": others[str(row["model"])].model} for row in rows]
    here, there = (price_workloads(typed(some, TEXTS), found) for some in (rows, moved))
    assert here["replacement_monthly_cost"].to_list() == there["monthly_cost"].to_list()
    # Other one-time costs are paid once.
    assert here["replacement_training_cost"].to_list() == there["training_runs_cost"].to_list()


def test_only_what_depends_on_prices_is_there_twice_and_in_no_total() -> None:
    shipped = program()[0]
    made = add_replacement_columns(replace(shipped, after_retirement=REPLACE))
    assert compile_model(made)[1] == ()
    twins = {one.name: one for one in made.columns if one.name.startswith("replacement_")}
    assert not any(one.total for one in twins.values())
    assert made.totals == shipped.totals
    assert {f"replacement_{name}" for name in SPREAD} <= twins.keys()
    assert not {"replacement_held_out_tokens", "replacement_annual_cost"} & twins.keys()


def test_nothing_is_added_where_models_are_not_replaced() -> None:
    shipped = program()[0]
    assert add_replacement_columns(shipped) is shipped
