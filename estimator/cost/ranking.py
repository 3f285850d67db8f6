"""What the Summary names one by one: the costliest, and what is furthest over its budget."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import polars as pl

from estimator.model.currency import Currency
from estimator.model.estimate import LARGEST
from estimator.model.kept import kept_frame


class Order(NamedTuple):
    """The column by which rows are chosen for the Summary, and whether the largest come first."""

    by: str
    descending: bool


def costliest(currency: Currency) -> Order:
    """The costliest first year first."""
    return Order(currency.shown("first_year_cost"), descending=True)


def overspent(currency: Currency) -> Order:
    """What goes furthest beyond its budget first."""
    return Order(currency.shown("budget_variance"), descending=False)


def positioned(chosen: Sequence[pl.DataFrame], counts: Sequence[int]) -> pl.DataFrame:
    """Rows ``chosen`` of each slice, of so many, with their positions among the rows of all."""
    before = accumulate([0, *counts])
    return pl.concat(
        [rows.with_columns(pl.col("position") + n) for rows, n in zip(chosen, before, strict=False)]
    )


def chosen(frame: pl.DataFrame, among: pl.Expr, order: Order) -> pl.DataFrame:
    """The first rows of those ``among`` which to choose, with their ``position`` from 1 on."""
    numbered = frame.select(order.by, among.alias("among")).with_row_index("position", offset=1)
    positions = first(numbered.filter("among"), order)["position"]
    rows = kept_frame(frame[(positions - 1).to_list()])
    return rows.select(positions, pl.all())


def first(numbered: pl.DataFrame, order: Order) -> pl.DataFrame:
    """The first rows in the ``order``, equals in that of their ``position``."""
    return numbered.sort(order.by, "position", descending=[order.descending, False]).head(LARGEST)
