"""The currency of the report: how much of it a US dollar is, in words and in checks."""

from collections.abc import Iterator

from estimator.model.currency import RATE, USD
from estimator.model.estimate import Estimate
from estimator.model.money import plain
from estimator.report.grid import Grid
from estimator.report.sheets.check import Check, rounding

# The name of the cell that says the day of the rate, and where it is from.
SOURCE = "fx_source"


def said(estimate: Estimate) -> str:
    """The currency, with the rate in force at the run, its day and where it is from."""
    rate, code = estimate.rate, estimate.currency.code
    if rate is None:
        return f"{code}, all amounts"
    return f"{code}, at 1 {USD} = {plain(rate.value)} {code} ({rate.source})"


def live(estimate: Estimate) -> str:
    """The same as a formula that follows the rate; empty where nothing is converted."""
    code = estimate.currency.code
    if estimate.rate is None:
        return ""
    return f'="{code}, at 1 {USD} = "&{RATE}&" {code} ("&{SOURCE}&")"'


def checks(grid: Grid, estimate: Estimate) -> Iterator[Check]:
    """Converting row by row against converting once."""
    for name in estimate.model.dollars:
        column = estimate.model.column(estimate.currency.shown(name))
        if column and estimate.rate and RATE in column.formula:
            yield rounding(
                grid,
                f"{column.title}: converted row by row against converted once",
                (f"=SUM({grid.span(column.name)})", estimate.sums[column.name]),
                (f"=SUM({grid.span(name)})*{RATE}", estimate.sums[name] * estimate.rate.value),
            )
