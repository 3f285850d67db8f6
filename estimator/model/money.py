"""The currency of a report: costs are computed in US dollars and converted at one dated rate."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import polars as pl
from msgspec import Struct

from estimator.model import shipped

USD = "USD"
# The exchange rate in formulas, and the name of its cell: units of the currency per US dollar.
RATE = "fx_rate"
BUDGET = "annual_budget"
STATUS, VARIANCE = "budget_status", "fiscal_year_variance"


class Currency(Struct, frozen=True):
    """The currency that amounts are shown in.

    Attributes:
        code: of ISO 4217.
        budgets: the code of the currency of the budgets in the input, this one or US dollars.
    """

    code: str = USD
    budgets: str = USD

    @property
    def converts(self) -> bool:
        """Whether amounts are converted from US dollars."""
        return self.code != USD

    @property
    def accepted_codes(self) -> tuple[str, ...]:
        """The currencies that a budget may be typed in."""
        return (USD, self.code) if self.converts else (USD,)

    @property
    def budget_columns(self) -> tuple[str, ...]:
        """The columns with a budget, its variance and its status."""
        return (self.name_shown(BUDGET), self.name_shown(VARIANCE), STATUS)

    def name_shown(self, name: str) -> str:
        """The column with the amounts of the column ``name`` in this currency."""
        if not self.converts or (name == BUDGET and self.budgets == self.code):
            return name
        return f"{name}_{self.code.lower()}"

    def title_shown(self, title: str, code: str = "") -> str:
        """``title`` with the currency of the amounts, left out where all are in US dollars."""
        return f"{title} ({code or self.code})" if self.converts else title


DOLLARS = Currency()


class TypedAmounts(Struct, frozen=True):
    """The currency in which the amounts of a table are typed, and the one that they are kept in.

    Attributes:
        code: the currency that they are kept in.
        typed: the currency that they are typed in; empty where the sign of each amount says it.
        dollar_rate: the units of ``code`` per US dollar where amounts in dollars are converted to
            it; None where nothing is converted.
    """

    code: str = USD
    typed: str = USD
    dollar_rate: Decimal | None = None


@cache
def currency_codes() -> frozenset[str]:
    """The codes of all currencies."""
    return frozenset(str(shipped.load_toml("currencies.toml")["codes"]).split())


@cache
def currency_spellings(code: str) -> tuple[str, ...]:
    """The ways people write the currency ``code``: its code and its signs."""
    signs: list[str] = shipped.load_toml("currencies.toml")["signs"].get(code, [])
    return (code, *signs)


# 38 digits of which 12 are decimals: products of 2-decimal quantities and 6-decimal prices are
# exact in it, and polars' sums of them cannot wrap as 64-bit integers silently do.
EXACT = pl.Decimal(38, 12)
DECIMALS = 12
# The digits before the point that it holds, and the largest whole number with so many.
DIGITS = 26
LARGEST = Decimal(10) ** DIGITS - 1

CENT = Decimal("0.01")


def round_to_cents(value: Decimal) -> Decimal:
    """``value`` to two places, half away from zero (what Excel's ROUND does)."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def plain_number(value: Decimal) -> str:
    """``value`` as digits, without exponent or trailing zeros: 0.05, 1000000."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped_number(value: Decimal) -> str:
    """``value`` with thousands separators: 1,000,000 or 0.05."""
    return f"{Decimal(plain_number(value)):,f}"


def grouped_amount(value: Decimal) -> str:
    """``value`` as an amount for people, with two places at least: 3,511.00 or 0.075."""
    return max(grouped_money(value), grouped_number(value), key=len)


def money_text(value: Decimal) -> str:
    """``value`` as money in a data file: two places, no separators."""
    return f"{round_to_cents(value):f}"


def whole_dollars(value: Decimal) -> str:
    """``value`` as money for people, without cents: 252,359,813."""
    return f"{value.quantize(Decimal(1), rounding=ROUND_HALF_UP):,f}"


def grouped_money(value: Decimal) -> str:
    """``value`` as money for people: 3,511.00 or -3,511.00."""
    return f"{round_to_cents(value):,f}"
