"""Workloads priced again under other terms come to what they come to when priced by these alone."""

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from estimator.cost.pricing import price_with_plan, price_workloads
from estimator.cost.repricing import OtherTerms
from estimator.model.basis import Basis
from tests.oracle import typed
from tests.properties.test_laws import (
    TEXTS,
    Terms,
    basis,
    factor,
    modest,
    program,
    terms,
    total_names,
)

WANTED = [*total_names(), "fiscal_year_cost", "fiscal_year_variance", "budget_status"]


def constants(of: Basis) -> dict[str, Decimal]:
    return {**of.constants, **of.scenario.factors}


@modest
@given(terms(), st.data())
def test_other_terms_give_what_a_run_by_them_gives(portfolio: Terms, data: st.DataObject) -> None:
    rows, cards, assumed = portfolio
    other = assumed | {"volume_factor": data.draw(factor()), "price_factor": data.draw(factor())}
    other |= {"retry_rate": Decimal("0.2"), "days_per_month": Decimal(20), "epochs": Decimal(2)}
    frame, before, after = typed(rows, TEXTS), basis(cards, assumed), basis(cards, other)
    some = data.draw(st.sets(st.sampled_from(sorted(constants(before)))))
    changed = {name: value for name, value in constants(after).items() if name in some}
    left = {one.name: one.option_name for one in program()[0].assumptions}
    kept = {left.get(name, name) for name in constants(before) if name not in some}
    wanted = basis(cards, {name: (assumed if name in kept else other)[name] for name in assumed})
    found = OtherTerms(before, changed, WANTED).price_again(*price_with_plan(frame, before))
    assert found.equals(price_workloads(frame, wanted).select(WANTED))


@modest
@given(terms(), st.data())
def test_only_the_rows_that_are_asked_for_are_priced(portfolio: Terms, data: st.DataObject) -> None:
    rows, cards, assumed = portfolio
    frame, before = typed(rows, TEXTS), basis(cards, assumed)
    again = OtherTerms(before, {"default_epochs": Decimal(1)}, WANTED)
    drawn = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    among, priced = pl.Series(drawn, dtype=pl.Boolean), price_with_plan(frame, before)
    assert again.price_again(*priced, among).equals(again.price_again(*priced).filter(among))
