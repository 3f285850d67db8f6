"""Workload ids: unique as text, trimmed and without case; row numbers where there is no column."""

import polars as pl

from estimator.model.problem import Problem
from estimator.model.table import Table
from estimator.model.words import listed

PLACES_NAMED = 5


def identified(frame: pl.DataFrame, table: Table) -> tuple[pl.DataFrame, list[Problem]]:
    """``frame`` with a ``workload_id`` in every row, and the problem of each id used twice.

    A sheet without the column is numbered by its rows, with a notice.
    """
    if "workload_id" not in table.by_column:
        numbered = frame.with_columns(workload_id=pl.col("row").cast(pl.String))
        said = "has no Workload ID column; rows are called by their row numbers."
        return numbered, [
            Problem("numbered-rows", says=said, place=table.sheet, row=table.header_row)
        ]
    return frame, _duplicates(frame, table)


def _duplicates(frame: pl.DataFrame, table: Table) -> list[Problem]:
    key = pl.col("workload_id").str.to_lowercase()
    sets = (
        frame.filter(pl.col("workload_id").is_not_null())
        .group_by(key.alias("key"), maintain_order=True)
        .agg("row", "workload_id")
        .filter(pl.col("row").list.len() > 1)
    )
    return [
        _duplicate(table, row, found, [other for other in rows if other != row])
        for _, rows, ids in sets.iter_rows()
        for row, found in zip(rows, ids, strict=True)
    ]


def _duplicate(table: Table, row: int, found: str, rows: list[int]) -> Problem:
    places = [table.place(other, "workload_id").rpartition("!")[2] for other in rows[:PLACES_NAMED]]
    more = len(rows) - len(places)
    elsewhere = listed([*places, f"{more:,} more"] if more else places)
    expected = f"an id of its own; {elsewhere} {'has' if len(rows) == 1 else 'have'} the same"
    return table.problem("duplicate-id", row, "workload_id", found=found, expected=expected)
