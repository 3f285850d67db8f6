"""A command in a process of its own, stopped after a time, its memory measured.

    python tests/bounded.py SECONDS MEASURES COMMAND...

What is measured is the most that any process of the command had in memory, its children included.
A process counts what the one that began it had by then: so a small one, this, begins the command.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.command import ROOT, environment

# Of address space, of which far more is taken than of memory.
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
    folder.mkdir()
    measures = folder / "measures.json"
    command = [sys.executable, "-m", "estimator", *words]
    told = subprocess.run(
        [sys.executable, __file__, str(seconds), measures, *command],
        check=True,
        capture_output=True,
        cwd=folder,
        env={**environment(), "PYTHONPATH": _path(), **more},
    )
    out, err = (stream.decode("utf-8", "replace") for stream in (told.stdout, told.stderr))
    return Bounded(**json.loads(measures.read_text(encoding="utf-8")), out=out, err=err)


def _path() -> str:
    """Where modules are looked for: this clone first, whichever is installed."""
    return os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))


def measured(seconds: float, command: list[str]) -> Mapping[str, object]:
    """How ``command`` ended, with what it took."""
    begun, late = time.monotonic(), threading.Event()
    with subprocess.Popen(command, start_new_session=True) as process:

        def stop() -> None:
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(seconds, stop)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "code": process.returncode,
        "seconds": round(time.monotonic() - begun, 2),
        "peak": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "late": late.is_set(),
    }


def _spare_the_machine() -> None:
    """Sets a bound far beyond the one that is tested, for the sake of those who share it."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST))


if __name__ == "__main__":
    _spare_the_machine()
    Path(sys.argv[2]).write_text(json.dumps(measured(float(sys.argv[1]), sys.argv[3:])))
