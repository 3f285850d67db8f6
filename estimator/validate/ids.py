"""Workload ids: unique as text, trimmed and without case; row numbers where there is no column."""

from dataclasses import replace

import polars as pl

from estimator.model.address import quoted
from estimator.model.fold import folded
from estimator.model.problem import Problem
from estimator.model.table import Table
from estimator.model.words import listed

PLACES_NAMED = 5


def identified(frame: pl.DataFrame, table: Table) -> tuple[pl.DataFrame, list[Problem]]:
    """``frame`` with a ``workload_id`` in every row, and a problem for each id used twice.

    A sheet without the column is numbered by its rows, with a notice.
    """
    if "workload_id" not in table.by_column:
        numbered = frame.with_columns(workload_id=pl.col("row").cast(pl.String))
        said = "no Workload ID column; rows are called by their row numbers."
        return numbered, [
            Problem("numbered-rows", says=said, place=quoted(table.sheet), row=table.header_row)
        ]
    return frame, _duplicates(frame, table)


def _duplicates(frame: pl.DataFrame, table: Table) -> list[Problem]:
    key = folded(frame["workload_id"])
    sets = (
        frame.with_columns(key.alias("key"))
        .filter(pl.col("key").is_not_null())
        .group_by("key", maintain_order=True)
        .agg("row", "workload_id")
        .filter(pl.col("row").list.len() > 1)
    )
    return [_duplicate(table, rows, ids[1]) for _, rows, ids in sets.iter_rows()]


def _duplicate(table: Table, rows: list[int], found: str) -> Problem:
    """One problem for all rows with an id, at the second; it names the places of the others."""
    first, second, *later = rows
    others = (first, *later)
    places = [table.place(row, "workload_id").rpartition("!")[2] for row in others[:PLACES_NAMED]]
    more = len(others) - len(places)
    elsewhere = listed([*places, f"{more:,} more"] if more else places)
    expected = f"an id of its own; {elsewhere} {'has' if len(others) == 1 else 'have'} the same"
    problem = table.problem("duplicate-id", second, "workload_id", found=found, expected=expected)
    return replace(problem, also=others)
