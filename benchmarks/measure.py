"""Runs programs, each in a process of its own, and takes what each of them used.

A process counts the memory of the one that starts it, up to the moment it becomes itself. So what
runs the benchmarks keeps to the standard library, and all that takes memory is done in children.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

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
        size: bytes of the file that it wrote; 0 if none.
        before: what the same command used with the code of an earlier tree, in turn with this one.
        missing: why there are no figures.
    """

    side: str
    rows: int
    wall: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0
    alone: float | None = None
    size: int = 0
    before: "Record | None" = None
    missing: str = ""


@dataclass(frozen=True)
class Side:
    """A program to measure.

    Attributes:
        name: of the side, in the table.
        command: the words of the command.
        tells: whether it prints JSON: ``{"alone": seconds}``, or what its case reads.
        target: the file that it writes.
        environment: what is added to that of the benchmark.
    """

    name: str
    command: Sequence[str]
    tells: bool = False
    target: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        """Whether it is a command of ours."""
        return (*self.command[: len(ESTIMATOR)],) == ESTIMATOR

    def with_code_of(self, tree: Path) -> "Side":
        """The same command with the code in ``tree``."""
        # Else the folder that the benchmark runs in would come first.
        code = {"PYTHONSAFEPATH": "1", "PYTHONPATH": str(tree)}
        return replace(self, environment={**self.environment, **code})


@dataclass(frozen=True)
class Bench:
    """How a case is measured.

    Attributes:
        folder: for files.
        runs: of each side.
        typical: the figure that stands for those of all runs.
        before: an earlier tree, whose commands are measured too.
    """

    folder: Path
    runs: int
    typical: Callable[[Iterable[float]], float] = median
    before: Path | None = None

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
        """The typical figures of each of ``sides``, whose runs take turns: A B A B ..."""
        runs = [[self._run(side, rows) for side in sides] for _ in range(self.runs)]
        return [typical_record(of_one, self.typical) for of_one in zip(*runs, strict=True)]

    def _run(self, side: Side, rows: int) -> Record:
        if self.before and side.is_ours:
            before = run(side.with_code_of(self.before), rows, self.folder)
            return replace(run(side, rows, self.folder), before=before)
        return run(side, rows, self.folder)


def typical_record(
    records: Sequence[Record], typical: Callable[[Iterable[float]], float]
) -> Record:
    """The runs of one side as one record, each figure by itself the typical one."""
    alone = [one.alone for one in records if one.alone is not None]
    before = [one.before for one in records if one.before is not None]
    return replace(
        records[0],
        wall=typical(one.wall for one in records),
        cpu=typical(one.cpu for one in records),
        memory=typical(one.memory for one in records),
        alone=typical(alone) if alone else None,
        before=typical_record(before, typical) if before else None,
    )


def run(side: Side, rows: int, folder: Path) -> Record:
    """Runs ``side`` once.

    Raises:
        SystemExit: it failed; with the end of what it said.
    """
    record, told = run_and_read(side, rows, folder)
    return replace(record, alone=told.get("alone"))


def run_and_read(side: Side, rows: int, folder: Path) -> tuple[Record, Mapping[str, Any]]:
    """Runs ``side`` once; what it used, and the JSON that it told.

    Raises:
        SystemExit: it failed; with the end of what it said.
    """
    said, wrong = folder / "said.txt", folder / "wrong.txt"
    start = time.perf_counter()
    # Not subprocess: wait4 says what one process used, and wants to be the one that waits.
    process = os.posix_spawn(
        side.command[0],
        list(side.command),
        {**os.environ, **side.environment},
        file_actions=_into(said, wrong),
    )
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - start
    if status:
        end = wrong.read_text(encoding="utf-8")[-2000:]
        raise SystemExit(f"{' '.join(side.command[1:])} failed:\n{end}")
    told: Mapping[str, Any] = json.loads(said.read_bytes()) if side.tells else {}
    record = Record(
        side=side.name,
        rows=rows,
        wall=wall,
        cpu=used.ru_utime + used.ru_stime,
        memory=used.ru_maxrss / MAXRSS_UNITS_A_MIB,
        size=side.target.stat().st_size if side.target else 0,
    )
    return record, told


def _into(said: Path, wrong: Path) -> list[tuple[int, int, str, int, int]]:
    """What makes a process write its two streams to these files."""
    how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return [
        (os.POSIX_SPAWN_OPEN, stream, str(path), how, 0o600)
        for stream, path in ((1, said), (2, wrong))
    ]
