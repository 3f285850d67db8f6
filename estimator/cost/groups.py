"""Grouping workloads by model, cost center and so on: the text and the key of each group."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import polars as pl

from estimator.model.basis import Basis
from estimator.model.casefold import fold_case
from estimator.model.estimate import DIMENSIONS, LARGEST
from estimator.model.money import VARIANCE, Currency
from estimator.model.spool import detach_frame


def group_texts(frame: pl.DataFrame, dimension: str) -> pl.Series:
    """The texts that identify the groups of ``dimension``: model ids, others trimmed and folded."""
    texts = frame[dimension].fill_null("")
    return texts if dimension == "model" else fold_case(texts)


def number_groups(sums: Mapping[str, pl.DataFrame], basis: Basis) -> Mapping[str, pl.DataFrame]:
    """The groups of ``sums`` by dimension, each with a whole-number ``key``, costliest year first.

    Keys are needed because spreadsheets merge or split texts by rules of their own. The key of a
    model is its position on the Rates sheet. Other groups are numbered from 1 by first-year cost,
    equal ones in order of appearance.
    """
    models = [rate.model for rate in basis.list_prices]
    cost = basis.currency.name_shown("first_year_cost")
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


def add_group_keys(frame: pl.DataFrame, groups: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """``frame`` with the key of its group for every dimension, as ``<dimension>_key`` (Int64)."""
    keys = [
        _look_up_keys(frame.select(dimension), numbers) for dimension, numbers in groups.items()
    ]
    return frame.with_columns(keys)


def _look_up_keys(texts: pl.DataFrame, numbers: pl.DataFrame) -> pl.Series:
    """The key in ``numbers`` of each of ``texts``, a single column."""
    (dimension,) = texts.columns
    # Each different text is folded once.
    different = texts.unique()
    known = different.with_columns(text=group_texts(different, dimension)).join(numbers, on="text")
    found = texts.join(known, on=dimension, how="left", maintain_order="left", nulls_equal=True)
    return found["key"].alias(f"{dimension}_key")


class SummaryOrder(NamedTuple):
    """The sort order of the lists on the Summary: a column, and whether the largest come first."""

    by: str
    descending: bool


def by_first_year_cost(currency: Currency) -> SummaryOrder:
    """The order by first-year cost, the most expensive first."""
    return SummaryOrder(currency.name_shown("first_year_cost"), descending=True)


def by_variance(currency: Currency) -> SummaryOrder:
    """The order by fiscal-year variance, the furthest over budget first."""
    return SummaryOrder(currency.name_shown(VARIANCE), descending=False)


def concat_positioned(chosen: Sequence[pl.DataFrame], counts: Sequence[int]) -> pl.DataFrame:
    """The rows ``chosen`` from each slice, with their positions among all rows.

    Args:
        chosen: the rows of each slice.
        counts: the number of rows of each slice.
    """
    before = accumulate([0, *counts])
    return pl.concat(
        [rows.with_columns(pl.col("position") + n) for rows, n in zip(chosen, before, strict=False)]
    )


def choose_rows(frame: pl.DataFrame, among: pl.Expr, order: SummaryOrder) -> pl.DataFrame:
    """The first rows in ``order`` where ``among`` is true, with their ``position`` from 1."""
    numbered = frame.select(order.by, among.alias("among")).with_row_index("position", offset=1)
    positions = first_in_order(numbered.filter("among"), order)["position"]
    rows = detach_frame(frame[(positions - 1).to_list()])
    return rows.select(positions, pl.all())


def first_in_order(numbered: pl.DataFrame, order: SummaryOrder) -> pl.DataFrame:
    """The first rows in ``order``, equal ones by ``position``."""
    return numbered.sort(order.by, "position", descending=[order.descending, False]).head(LARGEST)
