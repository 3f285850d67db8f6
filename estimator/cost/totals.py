"""What the rows come to: totals, groups, what was assumed, what is budgeted."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import polars as pl

from estimator.model.cost_model import Assumption
from estimator.model.estimate import DIMENSIONS, STATUSES, Assumed, Budgeted
from estimator.model.fold import folded

NO_VALUE = "(none)"


def totals(frame: pl.DataFrame, columns: Iterable[str]) -> dict[str, Decimal]:
    """The total of each of ``columns``, USD, exact."""
    names = list(columns)
    row = frame.select(pl.col(names).sum()).row(0)
    return {name: value or Decimal(0) for name, value in zip(names, row, strict=True)}


def keyed(frame: pl.DataFrame, models: Iterable[str]) -> pl.DataFrame:
    """``frame`` with a whole-number key of its group for every dimension, as ``<dimension>_key``.

    Spreadsheets would merge or split texts by rules of their own. A model's key is its position
    among ``models``, those of the Rates sheet. Other groups are told apart trimmed and without
    case, and numbered from 1 on by their first-year cost, the costliest first.
    """
    positions = {model: number for number, model in enumerate(models, 1)}
    keys = [_numbered("model", frame["model"], positions)]
    for dimension in DIMENSIONS[1:]:
        texts = folded(frame[dimension].fill_null(""))
        order = _costliest_first(texts, frame["first_year_cost"])
        keys.append(_numbered(dimension, texts, {text: n for n, text in enumerate(order, 1)}))
    return frame.with_columns(keys)


def _costliest_first(texts: pl.Series, costs: pl.Series) -> pl.Series:
    groups = pl.DataFrame({"text": texts, "cost": costs}).group_by("text", maintain_order=True)
    return groups.agg(pl.col("cost").sum()).sort("cost", descending=True, maintain_order=True)[
        "text"
    ]


def _numbered(dimension: str, texts: pl.Series, numbers: Mapping[str, int]) -> pl.Series:
    key = texts.replace_strict(numbers, return_dtype=pl.Int64) if numbers else texts
    return key.cast(pl.Int64).alias(f"{dimension}_key")


def groups(frame: pl.DataFrame, columns: Iterable[str]) -> Mapping[str, pl.DataFrame]:
    """For each dimension its groups: ``key``, ``label``, ``rows`` and the totals of ``columns``.

    The costliest first year comes first, equals in the order in which they appear.
    """
    names = list(columns)
    return {dimension: _group(frame, dimension, names) for dimension in DIMENSIONS}


def _group(frame: pl.DataFrame, dimension: str, names: list[str]) -> pl.DataFrame:
    return (
        frame.group_by(pl.col(f"{dimension}_key").alias("key"), maintain_order=True)
        .agg(
            pl.col(dimension).first().fill_null(NO_VALUE).alias("label"),
            pl.len().cast(pl.Int64).alias("rows"),
            pl.col(names).sum(),
        )
        .sort("first_year_cost", "key", descending=[True, False])
    )


def assumed(frame: pl.DataFrame, assumptions: Iterable[Assumption]) -> tuple[Assumed, ...]:
    """The assumptions that rows took, with their number and first-year cost."""
    taken = []
    for assumption in assumptions:
        if not assumption.fills:
            continue
        rows = frame.filter(pl.col(assumption.fills).is_null())
        if assumption.idle_with:
            rows = rows.filter(pl.col(assumption.idle_with).is_null())
        cost = totals(rows, ["first_year_cost"])["first_year_cost"]
        taken.append(Assumed(assumption, len(rows), cost))
    return tuple(taken)


def budgeted(frame: pl.DataFrame) -> tuple[Budgeted, ...]:
    """The rows of each budget status against their budgets, in the order of ``STATUSES``."""
    found = []
    for status in STATUSES:
        rows = frame.filter(pl.col("budget_status") == status)
        sums = totals(rows, ["annual_budget", "first_year_cost"])
        found.append(Budgeted(status, len(rows), sums["annual_budget"], sums["first_year_cost"]))
    return tuple(found)
