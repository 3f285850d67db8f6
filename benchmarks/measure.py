"""Runs programs, each in a process of its own, and takes what each of them used.

A process counts the memory of the one that starts it, up to the moment it becomes itself. So what
runs the benchmarks keeps to the standard library, and all that takes memory is done in children.
"""

import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

PYTHON = (sys.executable,)
ESTIMATOR = (*PYTHON, "-m", "estimator")
# ru_maxrss is in KiB, on macOS in bytes.
MAXRSS_UNITS_A_MIB = 2**20 if sys.platform == "darwin" else 2**10


@dataclass(frozen=True)
class Record:
    """What one side of a comparison used, or why it was not run.

    Attributes:
        side: what was run; rows: of the portfolio.
        wall, cpu: seconds of the whole process, the latter of all processors together.
        memory: MiB of the largest of its processes, at its largest.
        alone: seconds of the step that is compared, as the side itself took them.
        missing: why there are no figures.
    """

    side: str
    rows: int
    wall: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0
    alone: float | None = None
    missing: str = ""


@dataclass(frozen=True)
class Side:
    """A program to measure.

    Attributes:
        name: of the side, in the table.
        command: the words of the command.
        tells: whether it prints ``{"alone": seconds}``.
    """

    name: str
    command: Sequence[str]
    tells: bool = False


@dataclass(frozen=True)
class Bench:
    """Where a case is measured: with so many ``runs`` of each side, and files in ``folder``."""

    folder: Path
    runs: int

    def portfolio(self, rows: int, ending: str = ".csv") -> Path:
        """The portfolio of ``rows`` workloads, made once."""
        path = self.folder / f"portfolio-{rows}{ending}"
        if not path.exists():
            self.do(PYTHON, "-m", "benchmarks.portfolio", str(rows), str(path))
        return path

    def do(self, *words: str | Sequence[str]) -> None:
        """Runs a command that prepares something, and is not measured."""
        flat = [part for word in words for part in ([word] if isinstance(word, str) else word)]
        run(Side("", flat), 0, self.folder)

    def in_turn(self, sides: Sequence[Side], rows: int) -> list[Record]:
        """The medians of each of ``sides``, whose runs take turns: A B A B ..."""
        runs = [[run(side, rows, self.folder) for side in sides] for _ in range(self.runs)]
        return [medians(of_one) for of_one in zip(*runs, strict=True)]


def medians(records: Sequence[Record]) -> Record:
    """The runs of one side as one record, each figure by itself the median."""
    alone = [one.alone for one in records if one.alone is not None]
    return replace(
        records[0],
        wall=median(one.wall for one in records),
        cpu=median(one.cpu for one in records),
        memory=median(one.memory for one in records),
        alone=median(alone) if alone else None,
    )


def run(side: Side, rows: int, folder: Path) -> Record:
    """Runs ``side`` once.

    Raises:
        SystemExit: it failed; with the end of what it said.
    """
    said, wrong = folder / "said.txt", folder / "wrong.txt"
    start = time.perf_counter()
    # Not subprocess: wait4 says what one process used, and wants to be the one that waits.
    process = os.posix_spawn(
        side.command[0], list(side.command), os.environ, file_actions=_into(said, wrong)
    )
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - start
    if status:
        end = wrong.read_text(encoding="utf-8")[-2000:]
        raise SystemExit(f"{' '.join(side.command[1:])} failed:\n{end}")
    told: Mapping[str, float] = json.loads(said.read_bytes()) if side.tells else {}
    return Record(
        side=side.name,
        rows=rows,
        wall=wall,
        cpu=used.ru_utime + used.ru_stime,
        memory=used.ru_maxrss / MAXRSS_UNITS_A_MIB,
        alone=told.get("alone"),
    )


def _into(said: Path, wrong: Path) -> list[tuple[int, int, str, int, int]]:
    """What makes a process write its two streams to these files."""
    how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return [
        (os.POSIX_SPAWN_OPEN, stream, str(path), how, 0o600)
        for stream, path in ((1, said), (2, wrong))
    ]
