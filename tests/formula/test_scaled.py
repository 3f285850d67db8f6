from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import add

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.exceptions import PolarsError

from estimator.formula.exactness import number_kind
from estimator.formula.scaled import (
    Scaled,
    combined,
    difference,
    product,
    ratio,
    scaled_column,
    scaled_literal,
    whole_steps,
)
from estimator.model.money import EXACT, LARGEST
from tests.oracle import half_up

FINEST = Decimal("0.000001")


def column(name: str, *, decimals: int = 6, low: int = -1) -> Scaled:
    return scaled_column(name, number_kind(Decimal(low), LARGEST, decimals))


def added(values: list[pl.Expr]) -> pl.Expr:
    return reduce(add, values)


def computed(number: Scaled, **cells: Decimal | None) -> Decimal | None:
    frame = pl.DataFrame(
        {name: pl.Series([cell, None], dtype=EXACT) for name, cell in cells.items()}
    )
    found = frame.select(number.to_decimal().alias("x"))["x"]
    assert found.dtype == EXACT
    assert not cells or found[-1] is None, "a blank stays blank"
    value: Decimal | None = found[0]
    return value


# The bounds of a typed number, and of a product of two, are those that the checker allows.
def amounts(most: Decimal) -> st.SearchStrategy[Decimal]:
    ends = [most, -most, FINEST, -FINEST, Decimal(0)]
    return st.one_of(st.sampled_from(ends), st.decimals(-most, most, places=6))


@given(amounts(Decimal(10) ** 18 - FINEST), amounts(Decimal(10) ** 8), st.integers(0, 12))
def test_law_a_rounded_product_is_the_exact_fraction_rounded_half_away_from_zero(
    a: Decimal, b: Decimal, digits: int
) -> None:
    rounded = product(column("a"), column("b")).rounded(digits)
    assert computed(rounded, a=a, b=b) == half_up(Fraction(a) * Fraction(b), digits)


@given(st.integers(0, 10**20), st.integers(0, 11), st.sampled_from([1, -1]), st.integers(-1, 1))
def test_law_halves_and_their_neighbors_are_rounded_to_the_right_side(
    steps: int, digits: int, sign: int, beside: int
) -> None:
    half = Fraction(2 * steps + 1, 2 * 10**digits) + Fraction(beside, 10**12)
    # No context of 28 digits may round it.
    cell = Decimal((sign < 0, tuple(map(int, str(int(half * 10**12)))), -12))
    found = computed(column("a", decimals=12).rounded(digits), a=cell)
    assert found == half_up(Fraction(cell), digits)


@given(amounts(Decimal(10) ** 18), st.sampled_from(["7", "12", "0.3", "1000000", "365", "1"]))
def test_law_a_quotient_is_rounded_once(a: Decimal, divisor: str) -> None:
    found = computed(column("a").divided(Decimal(divisor), 2), a=a)
    assert found == half_up(Fraction(a) / Fraction(divisor), 2)


@given(amounts(Decimal(10) ** 18), amounts(Decimal(10) ** 12))
def test_law_a_ratio_is_rounded_once_or_blank(a: Decimal, b: Decimal) -> None:
    found = computed(ratio(column("a"), column("b"), 4), a=a, b=b)
    known = b != 0 and abs(Fraction(a) / Fraction(b)) < 10**22
    assert found == (half_up(Fraction(a) / Fraction(b), 4) if known else None)


@given(amounts(LARGEST / 4), amounts(LARGEST / 4), st.decimals(-9, 9, places=3))
def test_law_sums_are_exact_in_either_form(a: Decimal, b: Decimal, c: Decimal) -> None:
    whole = Fraction(a) - Fraction(b) + Fraction(c)
    stored = combined([difference(column("a"), column("b")), scaled_literal(c)], added)
    assert computed(stored, a=a, b=b) == whole
    steps = column("a").divided(Decimal(1), 6)
    mixed = combined([difference(steps, column("b")), scaled_literal(c)], added)
    assert computed(mixed, a=a, b=b) == whole


def test_a_number_below_zero_is_not_known_to_be_above() -> None:
    a, b = column("a", low=0), column("b", low=0)
    assert not product(a, b).rounded(2).negative
    assert difference(a, b).negative
    assert product(a, column("c")).negative
    assert scaled_literal(Decimal(-1)).negative


def test_a_number_with_few_decimals_is_not_rounded() -> None:
    amount = column("a", decimals=2)
    assert amount.rounded(2) is amount
    assert combined([amount, amount], added).rounded(2).scale is None


@pytest.mark.parametrize(
    ("text", "steps"),
    [("1.50", (15, 1)), ("1E+3", (1000, 0)), ("-0.000001", (-1, 6)), ("0.00", (0, 0))],
)
def test_the_steps_of_a_literal_are_the_fewest(text: str, steps: tuple[int, int]) -> None:
    assert whole_steps(Decimal(text)) == steps


def test_a_literal_of_38_digits_keeps_them() -> None:
    most = Decimal("99999999999999999999999999.999999999999")
    assert computed(scaled_literal(most)) == most
    assert whole_steps(most) == (10**38 - 1, 12)


def test_what_the_checker_would_refuse_raises_before_it_is_written() -> None:
    large = product(column("a", decimals=0), column("b", decimals=0))
    with pytest.raises(PolarsError, match="precision"):
        computed(large, a=Decimal(10) ** 13, b=Decimal(10) ** 13)
