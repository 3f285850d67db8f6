"""What a run takes before it does anything: help, and ten rows, beside an idle interpreter."""

from collections.abc import Iterator, Sequence

from benchmarks.cases.case import Case
from benchmarks.measure import ESTIMATOR, PYTHON, Bench, Record, Side
from benchmarks.table import ratio, seconds, table

IDLE = "`python -c pass`"


def measure(bench: Bench, rows: int) -> list[Record]:
    """An idle interpreter, the help, and a small CSV file to a workbook."""
    source, target = str(bench.portfolio(rows)), str(bench.folder / "start.xlsx")
    sides = [
        Side(IDLE, (*PYTHON, "-c", "pass")),
        Side("`estimator --help`", (*ESTIMATOR, "--help")),
        Side(
            f"`estimator estimate`, {rows:,} rows of CSV to .xlsx",
            (*ESTIMATOR, "estimate", source, "-o", target, "--force"),
        ),
    ]
    return bench.in_turn(sides, rows)


def shown(records: Sequence[Record]) -> Iterator[str]:
    """Each side with its ratio to the idle interpreter."""
    idle = next(one for one in records if one.side == IDLE)
    headings = ("Command", "Wall s", "CPU s", "Memory MiB", "Wall, times idle")
    rows = (
        (
            one.side,
            seconds(one.wall),
            seconds(one.cpu),
            f"{one.memory:,.0f}",
            ratio(one.wall, idle.wall),
        )
        for one in records
    )
    return table(headings, rows)


CASE = Case("start", (10,), 5, measure, shown)
