"""Checks as values: two figures that must agree."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from estimator.model.estimate import Estimate
from estimator.model.money import RATE, USD, plain_number
from estimator.report.grid import Grid

# The cell on Checks with the tolerance for sums of binary numbers, and its value. All amounts are
# whole cents.
TOLERANCE_CELL, TOLERANCE = "$B$4", Decimal("0.005")
HALF_CENT = Decimal("0.005")
# A formula over all workloads, and its result.
Side = tuple[str, Decimal]


class Check(Struct, frozen=True):
    """Two figures that must agree, each as a formula and a result, and the allowed difference."""

    label: str
    left: str
    right: str
    left_value: Decimal
    right_value: Decimal
    allowed: str = f"={TOLERANCE_CELL}"
    allowed_value: Decimal = TOLERANCE
    unit: str = "amount"


def rounding_check(grid: Grid, label: str, row_by_row: Side, once: Side) -> Check:
    """A check of amounts rounded row by row against rounding once; allows half a cent per row."""
    count = f"(COUNTA({grid.column_range('workload_id')})-1)"
    allowed = grid.if_on_sheet(f"={count}*{HALF_CENT}+{TOLERANCE_CELL}")
    (left, left_value), (right, right_value) = row_by_row, once
    most = grid.rows * HALF_CENT + TOLERANCE
    return Check(
        label,
        grid.if_on_sheet(left),
        grid.if_on_sheet(right),
        left_value,
        right_value,
        allowed,
        most,
    )


def count_check(label: str, left: str, right: str, value: int) -> Check:
    """A check of two counts, both of which are ``value`` when the workbook is made."""
    number = Decimal(value)
    return Check(label, left, right, number, number, "=0", Decimal(0), "rows")


# The part of a large sum of products by which binary numbers may be off.
RELATIVE = Decimal("0.000000001")


def relative_check(label: str, formula: str, value: Decimal) -> Check:
    """A check of a sum of products, ``value`` when the workbook is made; allows a billionth."""
    allowed = abs(value) * RELATIVE + TOLERANCE
    return Check(label, formula, "", value, value, "", allowed)


# The same of sums of cents times whole numbers, which are rounded to cents.
EXACT_PART = Decimal("0.000000000001")


def products_check(label: str, one: str, other: str, value: Decimal) -> Check:
    """A check of two sums of amounts times whole numbers, both of them ``value``.

    Args:
        label: what is compared.
        one, other: the sums, without equals signs.
        value: when the workbook is made.
    """
    left, right = (f"=ROUND({text},2)" for text in (one, other))
    return Check(label, left, right, value, value, "", abs(value) * EXACT_PART + TOLERANCE)


# The defined name of the cell with the date and source of the exchange rate.
RATE_SOURCE = "fx_source"


def describe_currency(estimate: Estimate) -> str:
    """The currency in words, with the exchange rate, its date and its source."""
    rate, code = estimate.basis.exchange_rate, estimate.basis.currency.code
    if rate is None:
        return f"{code}, all amounts"
    return f"{code}, at 1 {USD} = {plain_number(rate.value)} {code} ({rate.source})"


def currency_formula(estimate: Estimate) -> str:
    """A formula for the same words that follows the rate; empty if nothing is converted."""
    code = estimate.basis.currency.code
    if estimate.basis.exchange_rate is None:
        return ""
    return f'="{code}, at 1 {USD} = "&{RATE}&" {code} ("&{RATE_SOURCE}&")"'


def conversion_checks(grid: Grid, estimate: Estimate) -> Iterator[Check]:
    """The checks of amounts converted row by row against converting once."""
    for name in estimate.basis.model.dollars:
        column = estimate.basis.model.column(estimate.basis.currency.name_shown(name))
        if column and estimate.basis.exchange_rate and RATE in column.formula:
            yield rounding_check(
                grid,
                f"{column.title}: converted row by row vs. converted once",
                (f"=SUM({grid.column_range(column.name)})", estimate.totals.sums[column.name]),
                (
                    f"=SUM({grid.column_range(name)})*{RATE}",
                    estimate.totals.sums[name] * estimate.basis.exchange_rate.value,
                ),
            )
