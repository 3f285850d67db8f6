"""A command in a process of its own, stopped after a time, its memory measured.

What is measured is the most that any process of the command had in memory, its children included.
"""

from dataclasses import dataclass
from pathlib import Path

from tests import forked
from tests.command import environment

# Of address space, of which far more is taken than of memory: for the sake of those who share the
# machine, a bound far beyond the one that is tested.
MOST = 10_000_000_000


@dataclass(frozen=True)
class Bounded:
    """How a command ended: killed by us if ``late``; ``peak`` in bytes."""

    code: int
    seconds: float
    peak: int
    late: bool
    out: str
    err: str


def run(folder: Path, seconds: float, *words: str | Path, **more: str) -> Bounded:
    """Runs ``estimator`` with ``words``, at most so many ``seconds``, in the new ``folder``."""
    return python(folder, seconds, "-m", "estimator", *map(str, words), **more)


def python(folder: Path, seconds: float, *words: str, **more: str) -> Bounded:
    """Runs Python with ``words``, at most so many ``seconds``, in the new ``folder``."""
    folder.mkdir()
    env = {**environment(), **more}
    told = forked.run(forked.COMMAND, words, cwd=folder, env=env, seconds=seconds, space=MOST)
    out, err = (stream.decode("utf-8", "replace") for stream in (told.out, told.err))
    return Bounded(told.code, told.seconds, told.peak, told.late, out, err)
