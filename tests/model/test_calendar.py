"""The calendar's formulas, held to the formula language as those of the cost model are."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from estimator.basis.cost_model import load_cost_model
from estimator.formula.check import column_kind
from estimator.formula.exactness import ValueKind, number_kind
from estimator.formula.program import LARGEST_YEAR, compiled_columns, known_kinds
from estimator.formula.replacement import add_replacement_columns
from estimator.formula.syntax import FormulaError, parse_formula
from estimator.model.calendar import (
    MOST_TIMES,
    calendar_columns,
    day_number,
    month_columns,
    plan_constants,
    rate_months,
)
from estimator.model.plan import FIRST_MONTH, LEAST_MONTHS, MOST_MONTHS, REPLACE, STOP, Plan
from tests.oracle import value

MONTH = replace(
    number_kind(Decimal(day_number(FIRST_MONTH)), Decimal(day_number("9999-12")), 0), month=True
)


def kinds(
    length: int, most: int = MOST_TIMES, *, grows: bool = True, after: str = ""
) -> dict[str, ValueKind]:
    """What is known of every column of the calendar; growth multiplies a cost ``most`` times."""
    plan = Plan("2027-01", length)
    model, _ = load_cost_model()
    assert model is not None
    model = add_replacement_columns(replace(model, after_retirement=after))
    known = known_kinds(model) | {one.name: one.kind for one in compiled_columns(model)}
    known |= dict.fromkeys(("start_month", "end_month"), replace(MONTH, blank=True))
    known |= dict.fromkeys([*plan_constants(plan), *rate_months(after)], MONTH)
    for column in calendar_columns(length, grows=grows, after=after):
        kind = column_kind(parse_formula(column.formula), known)
        if column.name in month_columns(plan):
            cost = known["monthly_cost"]
            low, high = max(kind.low, cost.low * most), min(kind.high, cost.high * most)
            kind = replace(kind, low=low, high=high)
        known[column.name] = kind
    return known


@pytest.mark.parametrize("after", ["", STOP, REPLACE])
@pytest.mark.parametrize("grows", [True, False])
@pytest.mark.parametrize("length", [LEAST_MONTHS, 13, 36, MOST_MONTHS])
def test_every_engine_computes_the_calendar_alike(length: int, *, grows: bool, after: str) -> None:
    known = kinds(length, grows=grows, after=after)
    columns = calendar_columns(length, after=after)
    costs = [one.name for one in columns if one.money]
    assert ("uncovered_cost" in costs) == bool(after)
    assert ("replacement_cost" in costs) == (after == REPLACE)
    assert {(known[name].decimals, known[name].blank) for name in costs} == {(2, False)}
    # The cost model takes the fiscal year to be as large as growth can make it.
    model, _ = load_cost_model()
    assert model is not None
    model = add_replacement_columns(replace(model, after_retirement=after))
    (variance,) = (one for one in compiled_columns(model) if one.name == "fiscal_year_variance")
    assert variance.kind.blank
    assert -variance.kind.low >= min(known["fiscal_year_cost"].high, LARGEST_YEAR)


def test_growth_without_a_bound_would_outgrow_what_is_computed_exactly() -> None:
    with pytest.raises(FormulaError, match="26 digits"):
        kinds(MOST_MONTHS, 2**MOST_MONTHS)


@given(
    st.integers(-3, 15), st.integers(-3, 15), st.decimals(0, 10**9, places=2), st.integers(12, 20)
)
def test_the_steady_months_are_those_of_no_growth(
    starts: int, ends: int, cost: Decimal, length: int
) -> None:
    plan = Plan("2027-01", length)
    months = {name: Decimal(n) for n, name in enumerate(plan_constants(plan))}
    row = months | {"starts": Decimal(starts), "ends": Decimal(ends), "monthly_cost": cost}
    row |= {"plan_first": months["month_1"], "plan_last": months[f"month_{length}"]}
    row |= {"runs_from": max(row["starts"], row["plan_first"]), "growth_factor": Decimal(1)}
    both = [calendar_columns(length, grows=grows) for grows in (True, False)]
    for one, other in zip(*both, strict=True):
        if one.name in month_columns(plan):
            spent = value(parse_formula(other.formula), row)
            assert spent == value(parse_formula(one.formula), row)
            assert spent in {0, Fraction(cost)}
            row[one.name] = cost if spent else Decimal(0)
