"""The command line as a user meets it: a process of its own, in a terminal of 80 columns."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import forked

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever was printed
        return json.loads(self.out)


def run(*words: str | Path, cwd: Path, **more: str) -> Ran:
    """Runs ``estimator`` with ``words`` in the folder ``cwd``."""
    told = forked.run(
        forked.COMMAND,
        ["-m", "estimator", *map(str, words)],
        cwd=cwd,
        env={**environment(), **more},
    )
    out, err = (stream.decode() for stream in (told.out, told.err))
    assert "Traceback" not in err
    return Ran(told.code, out, err)


def on_terminal(*words: str | Path, cwd: Path) -> str:
    """What ``estimator`` with ``words`` shows on a terminal of 80 columns."""
    import pty  # noqa: PLC0415 - not on Windows

    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "estimator", *map(str, words)],
        cwd=cwd,
        env={**environment(), "PYTHONPATH": str(ROOT)},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    shown = b""
    # Reading from a terminal that was closed at its other end is an error.
    with contextlib.suppress(OSError):
        while chunk := os.read(controller, 65_536):
            shown += chunk
    os.close(controller)
    process.wait()
    return shown.decode().replace("\r\n", "\n")


def environment() -> dict[str, str]:
    """Ours, without what would change how the command behaves or looks."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ESTIMATOR")}
    return {**kept, "COLUMNS": "80", "TERM": "dumb", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}


def wait_for(done: Callable[[], object]) -> str:
    """What ``done`` returns as soon as that is true; fails after 20 seconds."""
    until = time.monotonic() + 20
    while not (found := done()):
        assert time.monotonic() < until
        time.sleep(0.01)
    return str(found)


def is_alive(number: int) -> bool:
    """Whether the process with this ``number`` still runs."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    # One that ended stays listed until it is waited for.
    status = Path(f"/proc/{number}/stat")
    return not (status.exists() and ") Z " in status.read_text())
