"""What the rows come to: totals, groups, what was assumed, what is budgeted.

Each slice of the rows is summed up by itself, and the sums of the slices are then added up: all of
the rows are never needed at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import sub
from typing import Any

import polars as pl

from estimator.model.cost_model import Assumption
from estimator.model.estimate import DIMENSIONS, LARGEST, LEAVES, STATUSES, Assumed, Budgeted
from estimator.model.fold import folded
from estimator.model.kept import kept_frame

NO_VALUE = "(none)"
MILLION = Decimal(1_000_000)
BUDGET_SUMS = ("annual_budget", "first_year_cost")
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Sums:
    """What some workloads come to.

    Attributes:
        rows: how many they are.
        values: one row; of every figure that is a plain sum its total, by a name of its own.
        groups: for each dimension a frame of ``text`` (which tells groups apart), ``label``,
            ``rows`` and the totals, in order of appearance.
        largest: the costliest of them, with their ``position`` from 1 on.
    """

    rows: int
    values: pl.DataFrame
    groups: Mapping[str, pl.DataFrame]
    largest: pl.DataFrame


def summed(
    frame: pl.DataFrame, columns: Sequence[str], assumptions: Iterable[Assumption], before: int = 0
) -> Sums:
    """The sums of the rows of ``frame``.

    Args:
        frame: priced.
        columns: those whose totals are shown.
        assumptions: those that may have filled blanks.
        before: how many rows come before these.
    """
    figures = [
        *(pl.col(name).sum().alias(f"total {name}") for name in columns),
        *_leaves(),
        *(figure for one in assumptions if one.fills for figure in _filled_by(one)),
        *(figure for status in STATUSES for figure in _of_status(status)),
        *(pl.col(name).count().cast(pl.Int64).alias(f"filled {name}") for name in frame.columns),
        *(
            _fractions(name)
            for name, dtype in frame.schema.items()
            if isinstance(dtype, pl.Decimal)
        ),
    ]
    return Sums(
        len(frame),
        frame.select(figures),
        {dimension: _groups(frame, dimension, columns) for dimension in DIMENSIONS},
        _costliest(frame, before),
    )


def added(parts: Sequence[Sums]) -> Sums:
    """The sums of all rows, from those of their slices in order; one at least."""
    names = [name for name in parts[0].groups["model"].columns if name not in {"text", "label"}]
    return Sums(
        sum(one.rows for one in parts),
        pl.concat([one.values for one in parts]).sum(),
        {
            dimension: pl.concat([one.groups[dimension] for one in parts])
            .group_by("text", maintain_order=True)
            .agg(pl.col("label").first(), pl.col(names).sum())
            for dimension in DIMENSIONS
        },
        _first(pl.concat([one.largest for one in parts])),
    )


def _leaves() -> list[pl.Expr]:
    """What each leaf comes to in USD, and in millionths of it before it is rounded."""
    rounded = [pl.col(cost).sum().alias(f"rounded {cost}") for cost, _, _ in LEAVES]
    return rounded + [
        (reduce(sub, [pl.col(name) for name in tokens]) * pl.col(price)).sum().alias(f"leaf {cost}")
        for cost, tokens, price in LEAVES
    ]


def _filled_by(assumption: Assumption) -> list[pl.Expr]:
    taken = pl.col(assumption.fills).is_null()
    if assumption.idle_with:
        taken &= pl.col(assumption.idle_with).is_null()
    cost = pl.col("first_year_cost").filter(taken).sum()
    return [
        taken.sum().cast(pl.Int64).alias(f"rows {assumption.name}"),
        cost.alias(f"cost {assumption.name}"),
    ]


def _of_status(status: str) -> list[pl.Expr]:
    has = pl.col("budget_status") == status
    sums = [pl.col(name).filter(has).sum().alias(f"{name} {status}") for name in BUDGET_SUMS]
    return [has.sum().cast(pl.Int64).alias(f"rows {status}"), *sums]


def _fractions(name: str) -> pl.Expr:
    number = pl.col(name)
    return (number != number.round(0)).sum().cast(pl.Int64).alias(f"fractions {name}")


def _groups(frame: pl.DataFrame, dimension: str, columns: Sequence[str]) -> pl.DataFrame:
    """The groups of ``dimension``, told apart trimmed and without case; models by their ids."""
    texts = frame[dimension].fill_null("")
    texts = texts if dimension == "model" else folded(texts)
    groups = frame.group_by(texts.alias("text"), maintain_order=True).agg(
        pl.col(dimension).first().fill_null(NO_VALUE).alias("label"),
        pl.len().cast(pl.Int64).alias("rows"),
        pl.col(list(columns)).sum(),
    )
    return kept_frame(groups)


def _costliest(frame: pl.DataFrame, before: int) -> pl.DataFrame:
    numbered = frame.select("first_year_cost").with_row_index("position", offset=1 + before)
    positions = _first(numbered)["position"]
    rows = kept_frame(frame[(positions - 1 - before).to_list()])
    return rows.select(positions, pl.all())


def _first(numbered: pl.DataFrame) -> pl.DataFrame:
    """The costliest first years, equals in the order of their ``position``."""
    return numbered.sort("first_year_cost", "position", descending=[True, False]).head(LARGEST)


def totals(sums: Sums, columns: Iterable[str]) -> dict[str, Decimal]:
    """The total of each of ``columns``, USD, exact."""
    return {name: sums.values[f"total {name}"].item() for name in columns}


def leaves(sums: Sums) -> dict[str, tuple[Decimal, Decimal]]:
    """What each leaf comes to, rounded row by row, and rounded once; USD."""
    row = sums.values.row(0, named=True)
    return {cost: (row[f"rounded {cost}"], row[f"leaf {cost}"] / MILLION) for cost, _, _ in LEAVES}


def blank(sums: Sums) -> frozenset[str]:
    """The columns without a value in any row."""
    return frozenset(_zero(sums, "filled "))


def fractional(sums: Sums) -> frozenset[str]:
    """The columns with a number that is not whole."""
    names = {name for name in sums.values.columns if name.startswith("fractions ")}
    return frozenset(one.removeprefix("fractions ") for one in names) - set(
        _zero(sums, "fractions ")
    )


def _zero(sums: Sums, start: str) -> list[str]:
    row = sums.values.row(0, named=True)
    return [name.removeprefix(start) for name in row if name.startswith(start) and not row[name]]


def assumed(sums: Sums, assumptions: Iterable[Assumption]) -> tuple[Assumed, ...]:
    """The assumptions that rows took, with their number and first-year cost."""
    row = sums.values.row(0, named=True)
    return tuple(
        Assumed(one, row[f"rows {one.name}"], row[f"cost {one.name}"])
        for one in assumptions
        if one.fills
    )


def budgeted(sums: Sums) -> tuple[Budgeted, ...]:
    """The rows of each budget status against their budgets, in the order of ``STATUSES``."""
    row = sums.values.row(0, named=True)
    return tuple(
        Budgeted(status, row[f"rows {status}"], *(row[f"{name} {status}"] for name in BUDGET_SUMS))
        for status in STATUSES
    )


def numbered(sums: Sums, models: Sequence[str]) -> Mapping[str, pl.DataFrame]:
    """The groups of ``sums`` with a whole-number ``key`` each, the costliest first year first.

    Spreadsheets would merge or split texts by rules of their own. A model's key is its position
    among ``models``, those of the Rates sheet. Other groups are numbered from 1 on by their
    first-year cost, equals in the order in which they appear.
    """
    positions = pl.DataFrame({"text": models}, schema={"text": pl.String})
    by_model = sums.groups["model"].join(
        positions.with_row_index("key", offset=1), on="text", maintain_order="left"
    )
    found = {"model": by_model}
    for dimension in DIMENSIONS[1:]:
        order = sums.groups[dimension].sort("first_year_cost", descending=True, maintain_order=True)
        found[dimension] = order.with_row_index("key", offset=1)
    return {
        dimension: groups.with_columns(pl.col("key").cast(pl.Int64)).sort(
            "first_year_cost", "key", descending=[True, False]
        )
        for dimension, groups in found.items()
    }


def keyed(frame: pl.DataFrame, groups: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """``frame`` with the key of its group for every dimension, as ``<dimension>_key`` (Int64)."""
    for dimension, numbers in groups.items():
        texts = frame[dimension].fill_null("")
        texts = texts if dimension == "model" else folded(texts)
        keys = numbers.select("text", pl.col("key").alias(f"{dimension}_key"))
        frame = (
            frame.with_columns(texts.alias(" text"))
            .join(keys, left_on=" text", right_on="text", how="left", maintain_order="left")
            .drop(" text")
        )
    return frame
