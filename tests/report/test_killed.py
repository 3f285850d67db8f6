"""Whenever a run is killed, its output is the old file or the new one, and whole."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import openpyxl
import pytest

from estimator.report import files
from tests import forked
from tests.command import SAMPLES, environment

INPUT = SAMPLES / "guide_scenarios.csv"
OLD = b"PK, the old one"

# Dies at the n-th of the steps by which an output is written, or just after it.
DYING = """
import os, signal, sys

at, after, signal_, steps = int(sys.argv.pop(1)), sys.argv.pop(1) == "after", sys.argv.pop(1), 0

def dying(name, step):
    def taken(*words, **more):
        global steps
        # Files are opened to be read, too.
        if name == "open" and not words[1] & os.O_CREAT or name == "fdopen" and words[1] != "wb":
            return step(*words, **more)
        steps += 1
        if steps == at and not after:
            os.kill(os.getpid(), getattr(signal, signal_))
        done = step(*words, **more)
        if steps == at and after:
            os.kill(os.getpid(), getattr(signal, signal_))
        return done
    return taken

for name in ("open", "fdopen", "fsync", "chmod", "replace"):
    setattr(os, name, dying(name, getattr(os, name)))
from estimator.cli import main
main()
"""
STEPS = 5
COMMANDS = {
    "estimate": ("estimate", INPUT, "--force", "-o"),
    "annotate": ("check", INPUT, "--force", "--annotate"),
}
MOMENTS = [(step, when) for step in range(1, STEPS + 1) for when in ("before", "after")]


def dying(command: str, target: Path, step: int, when: str, by: str) -> int:
    """Runs ``command``, which kills itself ``by`` a signal; what it ended with."""
    words = ["-c", DYING, str(step), when, by, *map(str, COMMANDS[command]), str(target)]
    return forked.run(forked.COMMAND, words, env=environment()).code


def beside(target: Path) -> list[Path]:
    """What lies in the folder of ``target`` besides it."""
    return [path for path in target.parent.iterdir() if path != target]


def assert_whole(target: Path) -> None:
    """``target`` is the old file or a workbook that opens."""
    if target.read_bytes() != OLD:
        assert openpyxl.load_workbook(target).sheetnames


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("step", "when"), MOMENTS)
def test_a_run_that_is_killed_leaves_the_old_file_or_the_new_one(
    command: str, step: int, when: str, tmp_path: Path
) -> None:
    target = tmp_path / "budget.xlsx"
    target.write_bytes(OLD)
    assert dying(command, target, step, when, "SIGKILL") == -signal.SIGKILL
    assert_whole(target)
    assert (target.read_bytes() == OLD) == ((step, when) != (STEPS, "after"))
    assert all(path.name.startswith(".budget.xlsx.") for path in beside(target))
    assert len(beside(target)) <= 1


@pytest.mark.parametrize(("step", "when"), MOMENTS)
def test_a_run_that_is_interrupted_leaves_nothing_else(
    step: int, when: str, tmp_path: Path
) -> None:
    target = tmp_path / "budget.xlsx"
    target.write_bytes(OLD)
    assert dying("estimate", target, step, when, "SIGINT") != 0
    assert_whole(target)
    assert beside(target) == []


def test_a_run_that_is_killed_at_any_time_leaves_a_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "budget.xlsx"
    target.write_bytes(OLD)
    command = [sys.executable, "-m", "estimator", *map(str, COMMANDS["estimate"]), str(target)]
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True, env=environment())
    whole = time.monotonic() - started
    delays = random.Random(4)  # noqa: S311 - the same moments every time
    for _ in range(6):
        target.write_bytes(OLD)
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
        ) as process:
            time.sleep(delays.uniform(0.5, 1.1) * whole)
            process.kill()
        assert_whole(target)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    target = tmp_path / "budget.xlsx"
    target.write_bytes(OLD)
    return target


def failing(error: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    return fail


class FullDisk:
    """A stream that takes a few bytes and no more."""

    def __init__(self, handle: int, _: str) -> None:
        self.handle = handle

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)

    def write(self, content: bytes) -> None:
        os.write(self.handle, content[:3])
        failing(errno.ENOSPC)()


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("os.open", errno.EACCES),
        ("os.open", errno.EROFS),
        ("os.fdopen", None),
        ("os.fsync", errno.EIO),
        ("os.chmod", errno.EPERM),
        ("os.replace", errno.EACCES),
    ],
)
def test_what_cannot_be_written_is_one_sentence_and_nothing_is_lost(
    old: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: int | None
) -> None:
    monkeypatch.setattr(step, failing(error) if error else FullDisk)
    problems = files.replace_file(old, b"new")
    assert [problem.exit_code for problem in problems] == [4]
    assert os.strerror(error or errno.ENOSPC) in problems[0].message
    assert "\n" not in problems[0].message
    assert old.read_bytes() == OLD
    assert beside(old) == []


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)  # noqa: S607


def test_a_disk_that_is_full_keeps_the_old_file(tiny_disk: Path) -> None:
    target = tiny_disk / "budget.xlsx"
    target.write_bytes(OLD)
    command = [sys.executable, "-m", "estimator", *map(str, COMMANDS["estimate"]), str(target)]
    told = subprocess.run(
        command, check=False, capture_output=True, env=environment(), encoding="utf-8"
    )
    assert told.returncode == 4
    assert "No space left on device" in told.stderr
    assert target.read_bytes() == OLD
    assert beside(target) == []
