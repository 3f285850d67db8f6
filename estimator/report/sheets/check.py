"""A check as a value: two figures that must agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from estimator.model.currency import RATE, USD
from estimator.model.estimate import Estimate
from estimator.model.money import plain
from estimator.report.grid import Grid

# The cell of the Checks sheet with what adding up binary numbers may leave over, and its value: all
# amounts are whole cents.
TOLERANCE_CELL, TOLERANCE = "$B$4", Decimal("0.005")
HALF_CENT = Decimal("0.005")
# A formula over all workloads, and what it came to.
Side = tuple[str, Decimal]


@dataclass(frozen=True)
class Check:
    """Two figures that must agree, each as a formula and as a value, and what may lie between."""

    said: str
    left: str
    right: str
    left_value: Decimal
    right_value: Decimal
    allowed: str = f"={TOLERANCE_CELL}"
    allowed_value: Decimal = TOLERANCE
    unit: str = "amount"


def rounding(grid: Grid, said: str, row_by_row: Side, once: Side) -> Check:
    """A check of what is rounded in every row against what is rounded once: half a cent a row."""
    allowed = grid.over(f"=ROWS({grid.span('workload_id')})*{HALF_CENT}+{TOLERANCE_CELL}")
    (left, left_value), (right, right_value) = row_by_row, once
    most = grid.rows * HALF_CENT + TOLERANCE
    return Check(said, grid.over(left), grid.over(right), left_value, right_value, allowed, most)


def count(said: str, left: str, right: str, value: int) -> Check:
    """A check of two counts, both of which were ``value`` at the run."""
    number = Decimal(value)
    return Check(said, left, right, number, number, "=0", Decimal(0), "rows")


# The name of the cell that says the day of the rate, and where it is from.
RATE_SOURCE = "fx_source"


def said(estimate: Estimate) -> str:
    """The currency, with the rate in force at the run, its day and where it is from."""
    rate, code = estimate.basis.exchange_rate, estimate.basis.currency.code
    if rate is None:
        return f"{code}, all amounts"
    return f"{code}, at 1 {USD} = {plain(rate.value)} {code} ({rate.source})"


def live(estimate: Estimate) -> str:
    """The same as a formula that follows the rate; empty where nothing is converted."""
    code = estimate.basis.currency.code
    if estimate.basis.exchange_rate is None:
        return ""
    return f'="{code}, at 1 {USD} = "&{RATE}&" {code} ("&{RATE_SOURCE}&")"'


def checks(grid: Grid, estimate: Estimate) -> Iterator[Check]:
    """Converting row by row against converting once."""
    for name in estimate.basis.model.dollars:
        column = estimate.basis.model.column(estimate.basis.currency.shown(name))
        if column and estimate.basis.exchange_rate and RATE in column.formula:
            yield rounding(
                grid,
                f"{column.title}: converted row by row against converted once",
                (f"=SUM({grid.span(column.name)})", estimate.totals.sums[column.name]),
                (
                    f"=SUM({grid.span(name)})*{RATE}",
                    estimate.totals.sums[name] * estimate.basis.exchange_rate.value,
                ),
            )
