"""Which prices of its model a workload takes: those in effect on its price date, all plan long."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import polars as pl

from estimator.formula.polars import polars_expression
from estimator.formula.syntax import Node, parse_formula
from estimator.model import shipped
from estimator.model.basis import Basis
from estimator.model.calendar import (
    ORIGIN,
    STARTS,
    calendar_columns,
    day_numbers,
    plan_constants,
)
from estimator.model.output_columns import AS_OF, PRICE_DATE, RATE_ROW
from estimator.model.plan import Plan
from estimator.model.rate_card import Rate, hold_forever


@cache
def price_date_formula() -> Node:
    """The formula of the price date, as a day number, over ``STARTS`` and ``AS_OF``."""
    return parse_formula(shipped.load_toml("formulas.toml")[PRICE_DATE])


@cache
def start_formula() -> Node:
    """The formula of the month in which a workload starts, as the calendar has it."""
    return parse_formula(next(one.formula for one in calendar_columns() if one.name == STARTS))


def add_rate_rows(frame: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    """``frame`` with the place of its rate among the list prices, as ``RATE_ROW``.

    Where prices are dated it has the ``PRICE_DATE`` too (String, YYYY-MM-DD).

    Args:
        frame: the arguments of ``rate_rows``.
        basis: of the estimate.
    """
    if not basis.model.dated:
        places = rate_rows(frame, basis.list_prices, basis.as_of, basis.plan)
        return frame.with_columns(places.alias(RATE_ROW))
    days = _price_days(frame, basis.as_of, basis.plan)
    day: pl.Expr = pl.lit(ORIGIN) + pl.duration(days=pl.lit(days))
    return frame.with_columns(
        day.cast(pl.Date).dt.to_string().alias(PRICE_DATE),
        _rows_on_days(frame["model"], days, basis.list_prices).alias(RATE_ROW),
    )


def rate_rows(frame: pl.DataFrame, rates: Sequence[Rate], as_of: date, plan: Plan) -> pl.Series:
    """The place among ``rates``, from 1, of the one that each workload takes; null without one.

    Args:
        frame: ``model``, the canonical id; where rates have periods, ``start_month`` and
            ``end_month`` (String, YYYY-MM).
        rates: each model's at most one a day.
        as_of: the first day on which prices are taken.
        plan: of the estimate.

    Returns:
        UInt32.
    """
    if hold_forever(rates, as_of):
        places = {rate.model: place for place, rate in enumerate(rates, 1)} or {"": 0}
        return frame["model"].replace_strict(places, default=None, return_dtype=pl.UInt32)
    return _rows_on_days(frame["model"], _price_days(frame, as_of, plan), rates)


def _rows_on_days(models: pl.Series, days: pl.Series, rates: Sequence[Rate]) -> pl.Series:
    """The place among ``rates`` of that of each of ``models`` on each of ``days``; UInt32."""
    asked = pl.DataFrame([models.alias("model"), days.alias("day")])
    # There are few pairs of a model and a day.
    different = asked.unique().drop_nulls()
    found = [
        _find_place(rates, model, ORIGIN + timedelta(days=day))
        for model, day in different.iter_rows()
    ]
    known = different.with_columns(pl.Series(RATE_ROW, found, dtype=pl.UInt32))
    joined = asked.join(known, on=["model", "day"], how="left", maintain_order="left")
    return joined[RATE_ROW]


def _price_days(frame: pl.DataFrame, as_of: date, plan: Plan) -> pl.Series:
    """The price date of each workload, as a day number; Int64."""
    months = frame.select(day_numbers(pl.col("start_month", "end_month")))
    constants = {**plan_constants(plan), AS_OF: (as_of - ORIGIN).days}
    starts = polars_expression(start_formula(), constants, {}).alias(STARTS)
    return (
        months.with_columns(starts)
        .select(polars_expression(price_date_formula(), constants, {}).alias(PRICE_DATE))
        .to_series()
    )


def _find_place(rates: Sequence[Rate], model: str, day: date) -> int | None:
    places = enumerate(rates, 1)
    return next((n for n, one in places if one.model == model and one.holds_on(day)), None)
