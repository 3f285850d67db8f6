"""Child process under limits: it may run out of memory or time, and ours goes on."""

import atexit
import contextlib
import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from estimator.model.disk import TemporaryFilesError
from estimator.model.limits import Limits

# What is said where memory ends: by native code, by Python, and by threads.
OUT_OF_MEMORY = ("memory allocation", "MemoryError", "can't start new thread")
# How a child process fails.
TIME_LIMIT, MEMORY_LIMIT, DISK_LIMIT, FAULT = "time", "memory", "disk", "fault"
# Ctrl-C is for us: a child ends when we do.
OWN_GROUP: Mapping[str, Any] = {"process_group": 0} if os.name == "posix" else {}
# What ends the path of a folder: no path has it.
END = b"\0"
# The exit code of a child that cannot write to its folder.
NO_ROOM = 74


class Child:
    """A process that runs ``module`` once it is given a folder; it ends when we do.

    Attributes:
        process: as the system knows it.
    """

    def __init__(self, module: str) -> None:
        theirs, self._lifeline = os.pipe()
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", module],
                stdin=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                **OWN_GROUP,
            )  # fmt: skip
        finally:
            os.close(theirs)

    @property
    def has_ended(self) -> bool:
        """Whether it runs no more."""
        return self.process.poll() is not None

    def end(self) -> None:
        """Ends it and waits for that."""
        with self.process as process:
            process.kill()
            os.close(self._lifeline)

    def run(self, folder: Path, seconds: float) -> tuple[int, bytes]:
        """Lets it work on ``folder``; its exit code, and what it said on stderr.

        Raises:
            TimeoutExpired: of ``subprocess``; it took longer than ``seconds``.
        """
        with self.process as process:
            try:
                # A process that has failed already does not listen.
                with contextlib.suppress(BrokenPipeError):
                    os.write(self._lifeline, os.fsencode(folder) + END)
                _, errors = process.communicate(timeout=seconds)
            except BaseException:
                # Ctrl-C too: nobody waits for it any more.
                process.kill()
                raise
            finally:
                os.close(self._lifeline)
        return process.returncode, errors


# The processes that wait for a folder, by the module that they run.
_WAITING: dict[str, Child] = {}


def start_early(module: str) -> None:
    """Starts a process for ``module``, which the next ``run_child`` takes: its imports are done."""
    # What cannot be started now is said where it is needed.
    with contextlib.suppress(OSError):
        _WAITING[module] = Child(module)
        atexit.register(_end_waiting)


def _end_waiting() -> None:
    """Ends the processes that were not needed."""
    while _WAITING:
        _WAITING.popitem()[1].end()


def _take_child(module: str) -> Child:
    waiting = _WAITING.pop(module, None)
    if waiting and waiting.has_ended:
        # What ended it, such as a lack of memory, was not the work that it waited for.
        waiting.end()
        waiting = None
    return waiting or Child(module)


def run_child(module: str, folder: Path, limits: Limits) -> str:
    """Runs ``module`` on ``folder``; returns how it failed, empty where it did not."""
    child = _take_child(module)
    try:
        code, said = child.run(folder, limits.seconds)
    except subprocess.TimeoutExpired:
        return TIME_LIMIT
    if code in {0, NO_ROOM}:
        return DISK_LIMIT if code else ""
    errors = said.decode("utf-8", "replace")
    return MEMORY_LIMIT if any(sign in errors for sign in OUT_OF_MEMORY) else FAULT


def await_folder() -> Path:
    """The folder that the parent of this process gives it.

    Raises:
        SystemExit: the parent has ended, or needs it no more.
    """
    told = b""
    while not told.endswith(END):
        piece = os.read(0, 1 << 16)
        if not piece:
            sys.exit()
        told += piece
    return Path(os.fsdecode(told.removesuffix(END)))


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
