"""Workloads that cost nothing: how many there are, and the first of them."""

from collections.abc import Iterator, Sequence

import polars as pl
from msgspec import Struct

from estimator.model.cost_model import CostModel
from estimator.model.findings import CellFindings
from estimator.model.problem import TABLE, Problem
from estimator.model.spool import detach_frame
from estimator.model.table import Table
from estimator.model.text import SOME, count_phrase, name_some, quote_text

ID, NOTHING = "workload_id", "costs-nothing"


class Costless(Struct, frozen=True):
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
    found = frame.filter(_costs_nothing(model)).select(TABLE, "source_row", "workload_id")
    return Costless(len(frame), len(found), detach_frame(found.head(SOME)))


def _costs_nothing(model: CostModel) -> pl.Expr:
    return pl.all_horizontal(pl.col(column.name) == 0 for column in model.totals)


def costless_by_row(frame: pl.DataFrame, table: Table, model: CostModel) -> Iterator[CellFindings]:
    """A notice for each row of ``frame``, priced workloads of ``table``, that costs nothing."""
    found = frame.filter(_costs_nothing(model))
    if len(found):
        yield CellFindings.of(
            NOTHING,
            table,
            found["row"],
            table.by_column.get(ID),
            who="this workload costs",
            some=found["workload_id"],
        )


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
    table = tables[number]
    yield table.problem_at(
        NOTHING, row, table.by_column.get(ID), who=who, some=name_some(names, of=found.count)
    )
