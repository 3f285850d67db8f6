"""Months as spreadsheets hold them: the number of their first day."""

from datetime import date

import polars as pl

from estimator.model.plan import day

# The day before the first, for dates from March 1900 on: Excel counts a 29 February 1900.
ORIGIN = date(1899, 12, 30)


def serial(month: str) -> int:
    """The number of the first day of ``month`` (YYYY-MM)."""
    return (day(month) - ORIGIN).days


def serials(months: pl.Expr) -> pl.Expr:
    """The same of a column of ``months``; Int64, null where there is none."""
    days = (months + "-01").str.to_date("%Y-%m-%d")
    return (days - pl.lit(ORIGIN)).dt.total_days()
