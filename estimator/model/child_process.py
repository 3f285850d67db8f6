"""Child process under limits: it may run out of memory or time, and ours goes on."""

import contextlib
import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from estimator.model.disk import TemporaryFilesError
from estimator.model.options import Limits

# What is said where memory ends: by native code, by Python, and by threads.
OUT_OF_MEMORY = ("memory allocation", "MemoryError", "can't start new thread")
# How a child process fails.
TIME_LIMIT, MEMORY_LIMIT, DISK_LIMIT, FAULT = "time", "memory", "disk", "fault"
# The exit code of a child that cannot write to its folder.
NO_ROOM = 74


def run_child(module: str, folder: Path, limits: Limits) -> str:
    """Runs ``module`` on ``folder``; returns how it failed, empty where it did not."""
    command = [sys.executable, "-m", module, str(folder)]
    try:
        with _lifeline() as ours:
            ended = subprocess.run(  # noqa: S603 - our own module
                command, check=False, capture_output=True, timeout=limits.seconds, stdin=ours
            )
    except subprocess.TimeoutExpired:
        return TIME_LIMIT
    if ended.returncode in {0, NO_ROOM}:
        return DISK_LIMIT if ended.returncode else ""
    errors = ended.stderr.decode("utf-8", "replace")
    return MEMORY_LIMIT if any(sign in errors for sign in OUT_OF_MEMORY) else FAULT


@contextlib.contextmanager
def _lifeline() -> Iterator[int]:
    """The end of a pipe for the child to read: it ends when we do, however that is."""
    theirs, ours = os.pipe()
    try:
        yield theirs
    finally:
        os.close(theirs)
        os.close(ours)


@contextlib.contextmanager
def child_of(folder: Path) -> Iterator[None]:
    """The work of a child inside: it ends with its parent, which gave it ``folder``.

    Raises:
        SystemExit: the folder takes no more.
    """
    # Without a parent of ours, the input is anything else.
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    try:
        yield
    except TemporaryFilesError:
        sys.exit(NO_ROOM)


def _end_with_parent(folder: Path) -> None:
    """Waits for the end of the parent; then removes ``folder``, which nobody needs, and ends."""
    while os.read(0, 1):
        pass
    # Files may come while others go.
    for _ in range(10):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
    os._exit(1)


def confine_process(limits: Limits) -> None:
    """Sets the limits of this process, on systems that have them."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        resource: Any = __import__("resource")
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
