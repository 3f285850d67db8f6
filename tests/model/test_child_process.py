import os
import subprocess
import sys
from pathlib import Path

import pytest

from estimator.model import child_process
from estimator.model.child_process import DISK_LIMIT, FAULT, TIME_LIMIT, run_child, start_early
from estimator.model.limits import LIMITS, Limits
from tests.command import is_alive, wait_for


@pytest.mark.usefixtures("reader_anew")
def test_a_child_that_ends_well_says_nothing(tmp_path: Path) -> None:
    assert run_child("tests.waiting", tmp_path / "ended", LIMITS) == ""


@pytest.mark.usefixtures("reader_anew")
def test_a_child_that_fails_does_no_harm(tmp_path: Path) -> None:
    assert run_child("no_such_module", tmp_path, LIMITS) == FAULT


def test_a_child_that_finds_no_room_says_so(tmp_path: Path) -> None:
    (tmp_path / "full").touch()
    assert run_child("tests.waiting", tmp_path, LIMITS) == DISK_LIMIT


def started_early() -> child_process.Child:
    """A process that waits for a folder."""
    start_early("tests.waiting")
    return child_process._WAITING["tests.waiting"]  # noqa: SLF001 - nothing outside asks for it


@pytest.mark.usefixtures("reader_anew")
def test_a_child_that_was_started_early_is_used_once(tmp_path: Path) -> None:
    early = started_early()
    assert run_child("tests.waiting", tmp_path / "ended", LIMITS) == ""
    assert early.process.returncode == 0
    assert run_child("tests.waiting", tmp_path / "ended", LIMITS) == ""


@pytest.mark.usefixtures("reader_anew")
def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    assert run_child("tests.waiting", tmp_path, Limits(seconds=1)) == TIME_LIMIT


@pytest.mark.usefixtures("reader_anew")
def test_a_waiting_child_that_has_ended_is_replaced(tmp_path: Path) -> None:
    waiting = started_early()
    waiting.process.kill()
    wait_for(lambda: waiting.has_ended)
    assert run_child("tests.waiting", tmp_path / "ended", LIMITS) == ""


STARTED = """
import os, signal, sys
from estimator.model import child_process
child_process.start_early("tests.waiting")
print(child_process._WAITING["tests.waiting"].process.pid, flush=True)
if sys.argv[1:]:
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("words", [[], ["killed"]], ids=["ended", "killed"])
def test_a_child_that_is_not_needed_ends_with_its_parent(words: list[str]) -> None:
    told = subprocess.run(
        [sys.executable, "-X", "dev", "-c", STARTED, *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.stderr == ""
    if words:
        wait_for(lambda: not is_alive(int(told.stdout)))
    assert not is_alive(int(told.stdout))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups")
@pytest.mark.usefixtures("reader_anew")
def test_an_interrupt_is_for_the_parent_alone(tmp_path: Path) -> None:
    waiting = started_early()
    assert os.getpgid(waiting.process.pid) != os.getpgid(0)
    assert run_child("tests.waiting", tmp_path / "ended", LIMITS) == ""
