"""Bounds and decimals of the parts of a formula, and the parts that no spreadsheet has exact."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from msgspec.structs import replace

from estimator.formula.exactness import (
    ValueKind,
    extreme_kind,
    literal_kind,
    negative_kind,
    number_kind,
    power_of_ten,
    product_kind,
    quotient_kind,
    rounded_kind,
    sum_kind,
)
from estimator.formula.syntax import FormulaError

SMALL = number_kind(Decimal(-2), Decimal(3), 1)
OTHER = number_kind(Decimal(-5), Decimal(4), 2)
PRODUCT = product_kind(SMALL, OTHER)


def bounds(kind: ValueKind) -> tuple[int, int]:
    return int(kind.low), int(kind.high)


def test_bounds_enclose_every_result() -> None:
    total = sum_kind("+", SMALL, OTHER)
    assert (bounds(total), total.decimals, total.settled) == ((-7, 7), 2, False)
    assert bounds(sum_kind("-", SMALL, OTHER)) == (-6, 8)
    assert (bounds(PRODUCT), PRODUCT.decimals) == ((-15, 12), 3)
    assert bounds(negative_kind(SMALL)) == (-3, 2)
    assert bounds(extreme_kind("ABS", [OTHER])) == (0, 5)
    assert bounds(extreme_kind("MAX", [SMALL, OTHER])) == (-2, 4)
    assert bounds(extreme_kind("MIN", [SMALL, OTHER])) == (-5, 3)
    assert bounds(quotient_kind(OTHER, Decimal(-1))) == (-4, 5)


def test_rounding_widens_the_bounds_by_half_a_step_and_settles_the_number() -> None:
    rounded = rounded_kind(PRODUCT, 2)
    assert rounded.low <= PRODUCT.low - Decimal("0.005")
    assert rounded.high >= PRODUCT.high + Decimal("0.005")
    assert (rounded.decimals, rounded.settled, rounded.product) == (2, True, False)
    assert rounded_kind(number_kind(Decimal(0), Decimal(1), 3), 2).low == 0


REFUSED: Sequence[Callable[[], ValueKind]] = (
    lambda: sum_kind("+", PRODUCT, SMALL),
    lambda: product_kind(SMALL, PRODUCT),
    lambda: negative_kind(PRODUCT),
    lambda: extreme_kind("MAX", [SMALL, PRODUCT]),
    lambda: rounded_kind(PRODUCT, 1),
    lambda: rounded_kind(sum_kind("+", SMALL, OTHER), 1),
)


@pytest.mark.parametrize("refused", REFUSED, ids=range(len(REFUSED)))
def test_products_and_sums_are_refused_until_they_are_rounded(
    refused: Callable[[], ValueKind],
) -> None:
    with pytest.raises(FormulaError):
        refused()


@pytest.mark.parametrize(("divisor", "decimals"), [("1000000", 8), ("3", 11), ("7000", 8)])
def test_a_quotient_may_not_hide_a_tie(divisor: str, decimals: int) -> None:
    number = Decimal(divisor)
    fits = quotient_kind(replace(SMALL, decimals=decimals), number)
    assert rounded_kind(fits, 2, number).settled
    with pytest.raises(FormulaError, match="the quotient needs more than 12 decimals"):
        rounded_kind(replace(fits, decimals=decimals + 1), 2, number)


@pytest.mark.parametrize("text", ["0.1234567890123", "1E+26", "1234567890.123456"])
def test_a_number_with_too_many_digits_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match="too many digits"):
        literal_kind(Decimal(text))


def test_powers_of_ten_above_one_are_known() -> None:
    texts = ("1000000", "10.0", "1E3", "1", "0.1", "20", "-10")
    assert [power_of_ten(Decimal(text)) for text in texts] == [6, 1, 3, 0, 0, 0, 0]
