"""Exact decimals: the one number type of the engine, and numbers written as text."""

from decimal import ROUND_HALF_UP, Decimal

import polars as pl

# 38 digits of which 12 are decimals: products of 2-decimal quantities and 6-decimal prices are
# exact in it, and polars' sums of them cannot wrap as 64-bit integers silently do.
EXACT = pl.Decimal(38, 12)
DECIMALS = 12
LARGEST = Decimal(10) ** 25

CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """``value`` to two places, half away from zero (what Excel's ROUND does)."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """``value`` as digits, without exponent or trailing zeros: 0.05, 1000000."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal) -> str:
    """``value`` with thousands separators: 1,000,000 or 0.05."""
    return f"{Decimal(plain(value)):,f}"


def amount(value: Decimal) -> str:
    """``value`` as money in a data file: two places, no separators."""
    return f"{cents(value):f}"


def whole_dollars(value: Decimal) -> str:
    """``value`` as money for people, without cents: 252,359,813."""
    return f"{value.quantize(Decimal(1), rounding=ROUND_HALF_UP):,f}"


def dollars(value: Decimal) -> str:
    """``value`` as money for people: 3,511.00 or -3,511.00."""
    return f"{cents(value):,f}"
