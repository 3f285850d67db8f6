"""Where the time of a small estimate goes, from the start of the process to its end."""

import time
from collections.abc import Iterator, Sequence

from benchmarks.cases.case import Case
from benchmarks.measure import PYTHON, Bench, Record, Side, run_and_read
from benchmarks.table import table

WHOLE, END = "the whole", "Python ends"


def measure(bench: Bench, rows: int) -> list[Record]:
    """The stages of the fastest of all runs, which add up to the whole."""
    return min((_run(bench, rows) for _ in range(bench.runs)), key=lambda run: run[-1].wall)


def _run(bench: Bench, rows: int) -> list[Record]:
    files = (str(bench.portfolio(rows)), str(bench.folder / "waterfall.xlsx"))
    started = time.monotonic()
    words = ("-m", "benchmarks.sides.stages", str(started), *files)
    whole, told = run_and_read(Side(WHOLE, (*PYTHON, *words), tells=True), rows, bench.folder)
    stages = {**told["stages"], END: started + whole.wall - told["ended"]}
    return [*(Record(name, rows, wall) for name, wall in stages.items()), whole]


def shown(records: Sequence[Record]) -> Iterator[str]:
    """Each stage in milliseconds, and as a share of the whole."""
    whole = records[-1].wall
    return table(
        ("Stage", "Wall ms", "%"),
        (
            (one.side, f"{one.wall * 1_000:,.1f}", f"{one.wall / whole:.1%}" if whole else "-")
            for one in records
        ),
    )


CASE = Case("waterfall", (10,), 12, measure, shown, min)
