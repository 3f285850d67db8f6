"""Ours beside what no program could do without: deflating the parts, reading the input."""

from collections.abc import Iterator, Sequence

from benchmarks.cases.case import Case
from benchmarks.cases.versus import against
from benchmarks.measure import ESTIMATOR, PYTHON, Bench, Record, Side
from benchmarks.portfolio import FORMATTED


def measure_writing(bench: Bench, rows: int) -> list[Record]:
    """Reading the CSV file and deflating the XML of the workbook, then the whole estimate."""
    source, target = str(bench.portfolio(rows)), str(bench.folder / "floor.xlsx")
    estimate = (*ESTIMATOR, "estimate", source, "-o", target, "--force", "--quiet")
    bench.do(estimate)
    parts = str(bench.folder / f"parts-{rows}")
    bench.do(PYTHON, "-m", "zipfile", "-e", target, parts)
    packed = str(bench.folder / "floor.bin")
    floor = (*PYTHON, "-m", "benchmarks.sides.floor", source, parts, packed)
    sides = [Side("reading the CSV, deflating the XML", floor), Side(_named("estimate"), estimate)]
    return bench.in_turn(sides, rows)


def measure_reading(bench: Bench, rows: int) -> list[Record]:
    """The reader alone, then the whole check, and that of cells with formats of numbers."""
    source = str(bench.portfolio(rows, ".xlsx"))
    formatted = str(bench.portfolio(rows, FORMATTED))
    sides = [
        Side("python-calamine `to_python()`", (*PYTHON, "-m", "benchmarks.sides.reading", source)),
        Side(_named("check"), (*ESTIMATOR, "check", source, "--quiet")),
        Side(
            f"{_named('check')}, % or $ on 4 of 15 columns",
            (*ESTIMATOR, "check", formatted, "--quiet"),
        ),
    ]
    return bench.in_turn(sides, rows)


def _named(command: str) -> str:
    return f"`estimator {command}`"


def shown(records: Sequence[Record]) -> Iterator[str]:
    """We held against the floor."""
    return against(records)


WRITING = Case("floor", (100_000,), 3, measure_writing, shown)
READING = Case("reading", (100_000,), 3, measure_reading, shown)
