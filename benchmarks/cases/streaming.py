"""More rows than memory would hold, from CSV to Parquet."""

from collections.abc import Iterator, Sequence

from benchmarks.cases.case import Case
from benchmarks.measure import ESTIMATOR, Bench, Record, Side
from benchmarks.table import BEFORE, before, seconds, table

COLUMNS = 15
# A row of the CSV file is about 125 bytes.
MOST_BYTES_A_ROW = 1_000


def measure(bench: Bench, rows: int) -> list[Record]:
    """One estimate, with limits that let so large a file through."""
    source, target = str(bench.portfolio(rows)), str(bench.folder / "streamed.parquet")
    # The headings are a row too.
    limits = {
        "rows": rows + 1,
        "cells": (rows + 1) * COLUMNS,
        "file_bytes": (rows + 1) * MOST_BYTES_A_ROW,
    }
    words = [f"--limit={name}={number}" for name, number in limits.items()]
    command = (*ESTIMATOR, "estimate", source, "-o", target, "--force", "--quiet", *words)
    return bench.in_turn([Side("`estimator estimate`, CSV to Parquet", command)], rows)


def shown(records: Sequence[Record]) -> Iterator[str]:
    """Time and memory."""
    headings = ("Side", "Rows", "Wall s", "CPU s", "Memory MiB", "Rows a second", *BEFORE)
    rows = (
        (
            one.side,
            f"{one.rows:,}",
            seconds(one.wall),
            seconds(one.cpu),
            f"{one.memory:,.0f}",
            f"{one.rows / one.wall:,.0f}",
            *before(one),
        )
        for one in records
    )
    return table(headings, rows)


CASE = Case("streaming", (50_000_000,), 1, measure, shown)
