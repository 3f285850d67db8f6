"""A workload is priced all plan long by the price on its start, or on the as-of date if later.

Cards with several periods of each model, with and without gaps, against exact fractions of the one
rate that is in effect on that day.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from estimator.formula.price_rows import add_rate_rows
from estimator.model.output_columns import PRICE_DATE, RATE_ROW
from estimator.model.rate_card import Rate
from tests.oracle import Offer, charged_prices, costs, exact, typed
from tests.properties.test_laws import (
    MODELS,
    PLAN,
    TEXTS,
    Terms,
    Workload,
    basis,
    priced_rows,
    rates,
    terms,
)

AS_OF = date(2026, 11, 29)
modest = settings(max_examples=100, deadline=None)


@st.composite
def dated_rates(draw: st.DrawFn) -> tuple[Rate, ...]:
    """The periods of three models, in any order: they begin open or not, end or not, leave gaps."""
    made: list[Rate] = []
    for model in MODELS:
        days = draw(st.lists(st.dates(date(2026, 9, 1), date(2028, 4, 1)), max_size=4, unique=True))
        inner = [day.replace(day=1) if draw(st.booleans()) else day for day in days]
        bounds: list[date | None] = [*sorted(set(inner))]
        bounds = [None, *bounds] if draw(st.booleans()) else bounds
        bounds = [*bounds, None] if draw(st.booleans()) or len(bounds) < 2 else bounds
        for first, after in pairwise(bounds if len(bounds) > 1 else [None, None]):
            kept = draw(st.integers(0, 4))
            (rate,) = (one for one in draw(rates()) if one.model == model)
            if kept:
                made.append(replace(rate, valid_from=first, valid_to=after))
    return tuple(draw(st.permutations(made)))


def price_day(row: Workload) -> str:
    """The later of the as-of date and the first day of the start month, as YYYY-MM-DD."""
    start, end = row["start_month"], row["end_month"]
    assert start is None or isinstance(start, str)
    assert end is None or isinstance(end, str)
    # What has no start runs from the first month of the plan, or is over before it.
    month = start or min(PLAN.start, end or PLAN.start)
    return max(f"{month}-01", AS_OF.isoformat())


def in_effect(cards: Sequence[Rate], row: Workload) -> Rate | None:
    """The rate on that day, found by comparing texts of dates."""
    day = price_day(row)
    found = [
        one
        for one in cards
        if one.model == row["model"]
        and (one.valid_from is None or one.valid_from.isoformat() <= day)
        and (one.valid_to is None or day < one.valid_to.isoformat())
    ]
    assert len(found) <= 1
    return found[0] if found else None


@modest
@given(terms(), dated_rates())
def test_each_workload_takes_the_price_of_its_day_and_no_other(
    portfolio: Terms, cards: tuple[Rate, ...]
) -> None:
    rows, _, assumed = portfolio
    found = basis(cards, assumed)
    placed = add_rate_rows(typed(rows, TEXTS), found)
    listed = [None if n is None else found.list_prices[n - 1] for n in placed[RATE_ROW]]
    assert listed == [in_effect(cards, row) for row in rows]
    if found.model.dated:
        assert placed[PRICE_DATE].to_list() == [price_day(row) for row in rows]


@modest
@given(terms(), dated_rates())
def test_dated_prices_equal_exact_arithmetic(portfolio: Terms, cards: tuple[Rate, ...]) -> None:
    every, _, assumed = portfolio
    pairs = [(row, rate) for row in every if (rate := in_effect(cards, row))]
    if not pairs:
        return
    found = priced_rows([row for row, _ in pairs], cards, assumed).to_dicts()
    for (row, rate), engine in zip(pairs, found, strict=True):
        offer = Offer(rate.training_ends_on, rate.retires_on)
        by_hand = costs(row, charged_prices(rate), assumed, PLAN.fiscal_year, offer)
        assert {name: exact(engine[name]) for name in by_hand} == by_hand


@modest
@given(terms(), st.dates(date(2026, 12, 1), date(2028, 4, 1)))
def test_a_later_price_changes_no_workload_that_starts_before_it(
    portfolio: Terms, day: date
) -> None:
    rows, cards, assumed = portfolio
    later = [
        replace(one, given_prices=dict.fromkeys(one.given_prices, Decimal(7))) for one in cards
    ]
    periods = [
        *(replace(one, valid_from=day) for one in later),
        *(replace(one, valid_to=day) for one in cards),
    ]
    changed, same = (priced_rows(rows, some, assumed) for some in (periods, cards))
    for row, new, old in zip(rows, changed.to_dicts(), same.to_dicts(), strict=True):
        if price_day(row) < day.isoformat():
            assert {name: new[name] for name in old if name != RATE_ROW} == {
                name: old[name] for name in old if name != RATE_ROW
            }
