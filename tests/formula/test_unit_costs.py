"""Unit costs: which columns are, and what they come to for groups."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from estimator.basis.cost_model import load_cost_model
from estimator.formula.unit_costs import UnitCost, unit_costs
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import CostModel
from estimator.model.money import EXACT
from tests.oracle import half_up

PLAIN = '=IF(seats = 0, "", ROUND(cost / seats, 4))'


def column(formula: str, unit: str = "USD per seat") -> ComputedColumn:
    return ComputedColumn("cost_per_seat", "Cost per seat", unit, formula, "")


def units(*columns: ComputedColumn) -> tuple[UnitCost, ...]:
    return unit_costs(CostModel(columns, ()))


def test_the_shipped_model_has_three_of_a_month_and_three_of_the_fiscal_year() -> None:
    model, _ = load_cost_model()
    assert model is not None
    found = unit_costs(model)
    assert [(one.name, one.amount, one.quantity) for one in found] == [
        ("cost_per_1000_requests", "monthly_cost", "monthly_thousand_requests"),
        ("cost_per_1m_tokens", "monthly_cost", "monthly_million_tokens"),
        ("cost_per_unit", "monthly_cost", "units_per_month_applied"),
        (
            "fiscal_year_cost_per_1000_requests",
            "fiscal_year_cost",
            "fiscal_year_thousand_requests",
        ),
        ("fiscal_year_cost_per_1m_tokens", "fiscal_year_cost", "fiscal_year_million_tokens"),
        ("fiscal_year_cost_per_unit", "fiscal_year_cost", "fiscal_year_units"),
    ]
    assert {one.digits for one in found} == {4}


def test_a_column_of_the_users_own_is_one_too() -> None:
    (one,) = units(column(PLAIN, "EUR per seat"))
    assert (one.amount, one.quantity, one.digits) == ("cost", "seats", 4)


@pytest.mark.parametrize(
    "other",
    [
        column(PLAIN, "USD"),
        column(PLAIN, "seats per room"),
        column('=IF(rooms = 0, "", ROUND(cost / seats, 4))'),
        column("=IF(seats = 1, 0, ROUND(cost / seats, 4))"),
        column("=ROUND(cost / 12, 4)"),
    ],
)
def test_what_is_no_cost_per_something_is_none(other: ComputedColumn) -> None:
    assert units(other) == ()


amounts = st.decimals(0, 10**9, places=2)
quantities = st.sampled_from([Decimal(0)]) | st.decimals(-(10**6), 10**6, places=6)


@given(st.lists(st.tuples(amounts, quantities), min_size=1, max_size=9), st.booleans())
def test_law_of_a_group_it_is_the_ratio_of_the_sums_of_what_has_a_quantity(
    rows: list[tuple[Decimal, Decimal]],
    credit: bool,  # noqa: FBT001 - drawn
) -> None:
    (one,) = units(column(PLAIN))
    rows = [(-cost if credit else cost, seats) for cost, seats in rows]
    frame = pl.DataFrame(
        {"cost": [cost for cost, _ in rows], "seats": [seats for _, seats in rows]},
        schema={"cost": EXACT, "seats": EXACT},
    )
    sums = frame.select(one.figures).sum().row(0, named=True)
    cost = sum((Fraction(cost) for cost, seats in rows if seats), Fraction(0))
    seats = sum((Fraction(seats) for _, seats in rows), Fraction(0))
    assert [Fraction(sums[name]) for name in one.sums] == [seats, cost]
    found = one.of_sums(sums)
    assert (None if found is None else Fraction(found)) == (
        half_up(cost / seats, 4) if seats else None
    )


def test_a_half_is_rounded_away_from_zero() -> None:
    (one,) = units(column(PLAIN))
    for cost, expected in (("0.01", "0.0001"), ("-0.01", "-0.0001"), ("0.009999", "0")):
        sums = {one.amount_sum: Decimal(cost), one.quantity_sum: Decimal(200)}
        assert one.of_sums(sums) == Decimal(expected)
    assert replace(one, digits=2).of_sums(sums) == 0
