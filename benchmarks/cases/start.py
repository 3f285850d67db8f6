"""What a run takes before it does anything: help, and ten rows, beside an idle interpreter."""

from collections.abc import Iterator, Sequence

from benchmarks.cases.case import Case
from benchmarks.measure import ESTIMATOR, PYTHON, Bench, Record, Side
from benchmarks.table import BEFORE, before, ratio, seconds, table

IDLE = "`python -c pass`"
# How many times as many rows the last side has, which should hardly take longer.
MORE = 20


def measure(bench: Bench, rows: int) -> list[Record]:
    """An idle interpreter, the help, and small files checked and made workbooks."""
    target = ("-o", str(bench.folder / "start.xlsx"), "--force")

    def check(ending: str) -> Side:
        name = f"`estimator check`, {rows:,} rows of {ending}"
        return Side(name, (*ESTIMATOR, "check", str(bench.portfolio(rows, ending))))

    def estimate(rows: int, ending: str) -> Side:
        name = f"`estimator estimate`, {rows:,} rows of {ending} to .xlsx"
        return Side(name, (*ESTIMATOR, "estimate", str(bench.portfolio(rows, ending)), *target))

    sides = [
        Side(IDLE, (*PYTHON, "-c", "pass")),
        Side("`estimator --version`", (*ESTIMATOR, "--version")),
        Side("`estimator --help`", (*ESTIMATOR, "--help")),
        *map(check, (".csv", ".xlsx")),
        estimate(rows, ".csv"),
        estimate(rows, ".xlsx"),
        estimate(rows * MORE, ".xlsx"),
    ]
    return bench.in_turn(sides, rows)


def shown(records: Sequence[Record]) -> Iterator[str]:
    """Each side with its ratio to the idle interpreter."""
    idle = next(one for one in records if one.side == IDLE)
    headings = ("Command", "Wall s", "CPU s", "Memory MiB", "Wall, times idle", *BEFORE)
    rows = (
        (
            one.side,
            seconds(one.wall),
            seconds(one.cpu),
            f"{one.memory:,.0f}",
            ratio(one.wall, idle.wall),
            *before(one),
        )
        for one in records
    )
    return table(headings, rows)


CASE = Case("start", (10,), 12, measure, shown, min)
