"""How an estimate grows with its rows, from each kind of input to each kind of output."""

from collections.abc import Iterator, Sequence
from itertools import product

from benchmarks.cases.case import Case
from benchmarks.measure import ESTIMATOR, Bench, Record, Side
from benchmarks.table import BEFORE, NOTHING, USED, before, ratio, table, used

INPUTS, OUTPUTS = (".csv", ".xlsx"), (".xlsx", ".parquet")
# The size whose time per row, and those whose memory, the others are held against.
TIME_AT, MEMORY_FROM, MEMORY_TO = 10_000, 100_000, 1_000_000


def measure(bench: Bench, rows: int) -> list[Record]:
    """Every input to every output."""
    sides = []
    for source, target in product(INPUTS, OUTPUTS):
        written = bench.folder / f"growth{target}"
        words = (str(bench.portfolio(rows, source)), "-o", str(written), "--force", "--quiet")
        command = (*ESTIMATOR, "estimate", *words)
        sides.append(Side(f"{source} to {target}", command, target=written))
    return bench.in_turn(sides, rows)


def shown(records: Sequence[Record]) -> Iterator[str]:
    """Time and memory by size, then the growth of the memory."""
    at = {(one.side, one.rows): one for one in records}
    headings = (
        "From and to",
        *USED,
        "File MB",
        "Wall \u00b5s a row",
        f"times that at {TIME_AT:,}",
        *BEFORE,
    )
    ordered = sorted(records, key=lambda one: (one.side, one.rows))
    yield from table(headings, (_row(one, at.get((one.side, TIME_AT))) for one in ordered))
    yield ""
    sides = dict.fromkeys(one.side for one in ordered)
    sizes = (f"MiB at {size:,} rows" for size in (MEMORY_FROM, MEMORY_TO))
    yield from table(
        ("From and to", *sizes, "Times"),
        (_memory(side, at.get((side, MEMORY_FROM)), at.get((side, MEMORY_TO))) for side in sides),
    )


def _row(one: Record, base: Record | None) -> tuple[str, ...]:
    return (
        *used(one),
        f"{one.size / 1e6:,.2f}",
        f"{one.wall / one.rows * 1e6:,.1f}",
        ratio(one.wall / one.rows, base.wall / base.rows) if base else NOTHING,
        *before(one),
    )


def _memory(side: str, small: Record | None, large: Record | None) -> tuple[str, ...]:
    sizes = (f"{one.memory:,.0f}" if one else NOTHING for one in (small, large))
    return (side, *sizes, ratio(large.memory, small.memory) if small and large else NOTHING)


CASE = Case("growth", (10, 1_000, 10_000, 100_000, 1_000_000), 3, measure, shown)
