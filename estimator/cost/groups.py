"""The groups that workloads fall into: what tells them apart, and the numbers they are given."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import polars as pl

from estimator.model.basis import Basis
from estimator.model.casefold import folded
from estimator.model.currency import Currency
from estimator.model.estimate import DIMENSIONS, LARGEST
from estimator.model.spool import kept_frame


def told_apart(frame: pl.DataFrame, dimension: str) -> pl.Series:
    """What tells the groups of ``dimension`` apart: models by id, others trimmed, without case."""
    texts = frame[dimension].fill_null("")
    return texts if dimension == "model" else folded(texts)


def numbered(sums: Mapping[str, pl.DataFrame], basis: Basis) -> Mapping[str, pl.DataFrame]:
    """The groups of ``sums`` by dimension, a whole-number ``key`` each, the costliest year first.

    Spreadsheets would merge or split texts by rules of their own. A model's key is its position
    among those of the Rates sheet. Other groups are numbered from 1 on by their first-year cost,
    equals in the order in which they appear.
    """
    models = [rate.model for rate in basis.list_prices]
    cost = basis.currency.shown("first_year_cost")
    positions = pl.DataFrame({"text": models}, schema={"text": pl.String})
    by_model = sums["model"].join(
        positions.with_row_index("key", offset=1), on="text", maintain_order="left"
    )
    found = {"model": by_model}
    for dimension in DIMENSIONS[1:]:
        order = sums[dimension].sort(cost, descending=True, maintain_order=True)
        found[dimension] = order.with_row_index("key", offset=1)
    return {
        dimension: groups.with_columns(pl.col("key").cast(pl.Int64)).sort(
            cost, "key", descending=[True, False]
        )
        for dimension, groups in found.items()
    }


def keyed(frame: pl.DataFrame, groups: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """``frame`` with the key of its group for every dimension, as ``<dimension>_key`` (Int64)."""
    keys = [_keys(frame.select(dimension), numbers) for dimension, numbers in groups.items()]
    return frame.with_columns(keys)


def _keys(texts: pl.DataFrame, numbers: pl.DataFrame) -> pl.Series:
    """The key of each of ``texts``, one column, as ``numbers`` has them by what tells apart."""
    (dimension,) = texts.columns
    # Texts are folded, each different one once.
    different = texts.unique()
    known = different.with_columns(text=told_apart(different, dimension)).join(numbers, on="text")
    found = texts.join(known, on=dimension, how="left", maintain_order="left", nulls_equal=True)
    return found["key"].alias(f"{dimension}_key")


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
