"""Measures the cases, and writes their tables into the README.

    python -m benchmarks [CASE ...] [--rows N ...] [--runs N] [--print | --tables]

Each case can be measured by itself; the tables of the others stay as they are.
"""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import machine
from benchmarks.measure import Bench
from benchmarks.results import CASES, Result, keep, kept, lines


def main() -> None:
    """Measures what is asked for, and stores it."""
    asked = _asked()
    if asked.tables:
        keep(kept())
        return
    with TemporaryDirectory() as folder:
        for name in asked.cases or CASES:
            result = _measured(name, Path(folder), asked.rows, asked.runs)
            print("", f"## {name}", "", *lines(name, result), sep="\n", flush=True)
            if not asked.print:
                # Hours of measuring are not lost where a later case fails.
                keep({**kept(), name: result})


def _measured(name: str, folder: Path, rows: Sequence[int] | None, runs: int | None) -> Result:
    case = CASES[name]
    bench = Bench(folder, runs or case.runs)
    records = [one for size in rows or case.rows for one in case.measure(bench, size)]
    day = datetime.now(tz=UTC).date().isoformat()
    return Result(machine(), day, bench.runs, records)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}; or all")
    parser.add_argument("--rows", type=int, nargs="+", metavar="N", help="sizes, for every case")
    parser.add_argument("--runs", type=int, metavar="N", help="runs of each side")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--print", action="store_true", help="print the tables, keep no result")
    how.add_argument("--tables", action="store_true", help="write the tables of what is kept")
    asked = parser.parse_args()
    if unknown := set(asked.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    return asked


if __name__ == "__main__":
    main()
