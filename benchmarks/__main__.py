"""Measures the cases, and writes their tables into the README.

    python -m benchmarks [CASE ...] [--rows N ...] [--runs N] [--before TREE] [--print | --tables]

Each case can be measured by itself; the tables of the others stay as they are.
"""

import argparse
import subprocess
import sys
from compileall import compile_dir
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import machine
from benchmarks.measure import Bench
from benchmarks.results import CASES, HERE, Result, keep, kept, lines


def main() -> None:
    """Measures what is asked for, and stores it."""
    asked = _asked()
    if asked.tables:
        keep(kept())
        return
    for tree in filter(None, (HERE.parent, asked.before)):
        compile_dir(tree / "estimator", quiet=1)
    with TemporaryDirectory() as folder:
        for name in asked.cases or CASES:
            result = _measured(name, Path(folder), asked)
            print("", f"## {name}", "", *lines(name, result), sep="\n", flush=True)
            if not asked.print:
                # Hours of measuring are not lost where a later case fails.
                keep({**kept(), name: result})


def _measured(name: str, folder: Path, asked: argparse.Namespace) -> Result:
    case = CASES[name]
    bench = Bench(folder, asked.runs or case.runs, case.typical, asked.before)
    records = [one for size in asked.rows or case.rows for one in case.measure(bench, size)]
    day = datetime.now(tz=UTC).date().isoformat()
    compared = asked.before if any(one.before for one in records) else None
    return Result(machine(), day, bench.runs, records, _commit(compared) if compared else "")


def _commit(tree: Path) -> str:
    """The commit that is checked out in ``tree``."""
    command = ["git", "-C", str(tree), "rev-parse", "--short", "HEAD"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - git
    return told.stdout.strip()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}; or all")
    parser.add_argument("--rows", type=int, nargs="+", metavar="N", help="sizes, for every case")
    parser.add_argument("--runs", type=int, metavar="N", help="runs of each side")
    parser.add_argument(
        "--before", type=Path, metavar="TREE", help="an earlier checkout to compare"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--print", action="store_true", help="print the tables, keep no result")
    how.add_argument("--tables", action="store_true", help="write the tables of what is kept")
    asked = parser.parse_args()
    if unknown := set(asked.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    if sys.dont_write_bytecode:
        parser.error("unset PYTHONDONTWRITEBYTECODE: without bytecode, each run compiles anew")
    return asked


if __name__ == "__main__":
    main()
