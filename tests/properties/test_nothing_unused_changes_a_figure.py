"""Laws of folding: what is left out of a cost model changes no figure of it."""

from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from estimator.cost.pricing import price_workloads
from estimator.formula.excel import written_formula
from estimator.formula.program import compile_model
from estimator.formula.simplification import BLANK, replace_names
from estimator.formula.syntax import Node, Number, names_in, parse_formula
from estimator.formula.unused import basis_in_use, optional_inputs, optional_names
from estimator.model.calendar import USAGE_MONTHS
from estimator.model.schema import price_columns
from tests.oracle import exact, typed, value
from tests.properties.test_laws import (
    KINDS,
    RATE,
    TEXTS,
    Terms,
    Workload,
    all_by_hand,
    basis,
    column,
    formula_rows,
    program,
    terms,
)

OPTIONAL_INPUTS = sorted(optional_inputs(program()[0]))


@st.composite
def sparse_terms(draw: st.DrawFn) -> Terms:
    """Terms in which some optional inputs are blank in every row, and some defaults are neutral."""
    rows, cards, assumed = draw(terms())
    blank = draw(st.sets(st.sampled_from(OPTIONAL_INPUTS)))
    rows = [row | dict.fromkeys(blank) for row in rows]
    neutral = {"training_runs": Decimal(1), "batch_share": Decimal(0), "evaluations": Decimal(0)}
    chosen = draw(st.sets(st.sampled_from(sorted(neutral))))
    return rows, cards, assumed | {name: neutral[name] for name in chosen}


def filled_of(rows: list[Workload]) -> set[str]:
    return {name for name in OPTIONAL_INPUTS if any(row[name] is not None for row in rows)}


@settings(max_examples=30, deadline=None)
@given(sparse_terms())
def test_what_is_left_of_a_model_equals_exact_arithmetic(portfolio: Terms) -> None:
    rows, cards, assumed = portfolio
    used, problems = basis_in_use(basis(cards, assumed), filled_of(rows))
    assert problems == []
    assert compile_model(used.model)[1] == ()
    found = price_workloads(typed(rows, TEXTS), used).to_dicts()
    left = {*used.model.year_costs, USAGE_MONTHS, *(one.name for one in used.model.columns)}
    for by_hand, engine in zip(all_by_hand(rows, cards, assumed), found, strict=True):
        kept = {name: amount for name, amount in by_hand.items() if name in left}
        assert {name: exact(engine[name]) for name in kept} == kept
        # What is left out and is an amount of money was nothing, or stands under another name.
        gone = {by_hand[name] for name in by_hand.keys() - left if name.endswith("_cost")}
        assert gone <= {0, *kept.values()}


@settings(max_examples=30, deadline=None)
@given(sparse_terms())
def test_a_model_has_what_its_formulas_name_and_nothing_optional_besides(portfolio: Terms) -> None:
    rows, cards, assumed = portfolio
    filled = filled_of(rows)
    model = basis_in_use(basis(cards, assumed), filled)[0].model
    named = {name for one in model.columns for name in names_in(parse_formula(one.formula))}
    assert named.isdisjoint(model.left_out)
    idle = {one.idle_without for one in model.assumptions}
    assert {*optional_names()} - model.left_out <= named | filled | idle
    assert all(one.name in named for one in model.columns if one.optional)


@given(terms())
def test_a_model_that_uses_everything_stays_as_it_is(portfolio: Terms) -> None:
    _, cards, assumed = portfolio
    every = {name: Decimal(n) for n, name in enumerate(price_columns(), 1)}
    whole = basis([replace(card, given_prices=every) for card in cards], assumed)
    assert basis_in_use(whole, {*OPTIONAL_INPUTS}) == (whole, [])


@settings(max_examples=100, deadline=None)
@given(column(), formula_rows(), st.sets(st.sampled_from(sorted(KINDS))))
def test_a_formula_with_names_folded_in_has_the_same_value(
    node: Node, rows: list[Workload], names: set[str]
) -> None:
    for row in rows:
        whole = row | {RATE: Decimal("0.25")}
        known: dict[str, Node] = {}
        for name in names:
            cell = whole[name]
            if cell is None:
                known[name] = BLANK
            elif isinstance(cell, Decimal) and cell >= 0:
                known[name] = Number(cell)
        try:
            before = value(node, whole)
        except AssertionError:
            # Blank arithmetic, which is refused at load.
            assume(condition=False)
        folded = replace_names(node, known, KINDS)
        assert value(folded, whole) == before
        assert parse_formula(written_formula(folded)) == folded or "-" in written_formula(folded)
