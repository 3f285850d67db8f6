"""Workloads that cost nothing: how many there are, and the first of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from estimator.model.cost_model import CostModel
from estimator.model.problem import TABLE, Problem
from estimator.model.spool import detach_frame
from estimator.model.table import Table
from estimator.model.text import SOME, count_phrase, name_some, quote_text


@dataclass(frozen=True)
class Costless:
    """The workloads without any cost.

    Attributes:
        rows: the number of all workloads; count: of those that cost nothing.
        first: the first of these: ``TABLE``, ``source_row`` and ``workload_id``.
    """

    rows: int
    count: int
    first: pl.DataFrame


def find_costless(frame: pl.DataFrame, model: CostModel) -> Costless:
    """The workloads of ``frame``, which has the totals of ``model``, without any cost."""
    nothing = pl.all_horizontal(pl.col(column.name) == 0 for column in model.totals)
    found = frame.filter(nothing).select(TABLE, "source_row", "workload_id")
    return Costless(len(frame), len(found), detach_frame(found.head(SOME)))


def merge_costless(parts: Sequence[Costless]) -> Costless:
    """All workloads that cost nothing from those of their slices, in order; at least one."""
    first = pl.concat([one.first for one in parts]).head(SOME)
    return Costless(sum(one.rows for one in parts), sum(one.count for one in parts), first)


def costless_notice(found: Costless, tables: Sequence[Table]) -> Iterator[Problem]:
    """The notice of the workloads that cost nothing, at the first of them.

    Args:
        found: the workloads.
        tables: where they come from.
    """
    if not found.count:
        return
    workloads = count_phrase(found.count, "workload")
    who = f"{workloads} {'costs' if found.count == 1 else 'cost'}"
    if found.count == found.rows:
        who = f"the whole run, {workloads}, costs"
    names = [quote_text(name) for name in found.first["workload_id"]]
    number, row = found.first.select(TABLE, "source_row").row(0)
    yield tables[number].problem_at(
        "costs-nothing", row, who=who, some=name_some(names, of=found.count)
    )
