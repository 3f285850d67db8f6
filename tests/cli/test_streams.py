"""Whatever becomes of the streams, a run ends with its own exit code, and in order."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import environment, is_alive, run, wait_for
from tests.sheets import GOOD, sheet

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such shell")
ODD = GOOD | {"Workload ID": "Zoë → 🚀", "Model": "gpt-4→"}


def shell(line: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs ``line``, in which $E is our command."""
    env = {**environment(), **more, "E": f"{sys.executable} -m estimator"}
    return subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", line],
        cwd=folder,
        env=env,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )


@posix
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("check plan.csv --json >&-", 1),
        ("check good.csv >&- 2>&-", 0),
        ("check plan.csv --json | true", 1),
        ("explain epochs | true", 0),
        ("explain epochs >/dev/full", 4),
    ],
)
def test_the_exit_code_does_not_depend_on_who_listens(
    words: str, code: int, tmp_path: Path
) -> None:
    if "/dev/full" in words and not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    sheet(tmp_path / "plan.csv", ODD)
    sheet(tmp_path / "good.csv", GOOD)
    told = shell(f"$E {words}", tmp_path)
    assert told.returncode == code
    assert told.stderr == ("" if code < 4 else _unprinted())


def _unprinted() -> str:
    return "The result cannot be printed: No space left on device.\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "ascii:strict", "utf-8"])
def test_json_stays_json_whatever_the_encoding(encoding: str, tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", ODD)
    told = run("check", plan, "--json", cwd=tmp_path, PYTHONIOENCODING=encoding)
    found = json.loads(told.out)["problems"][-1]
    assert (told.code, found["found"]) == (1, "gpt-4→")


DYING = """
import os, signal, sys

from estimator.report import atomic

number = getattr(signal, sys.argv.pop(1))

def killing(handle):
    os.kill(os.getpid(), number)
    return True

atomic.try_lock = killing
from estimator.cli import main
main()
"""


@posix
@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_run_that_is_asked_to_end_leaves_nothing(name: str, code: int, tmp_path: Path) -> None:
    plan, spare = sheet(tmp_path / "plan.csv", GOOD), tmp_path / "spare"
    spare.mkdir()
    words = ["-c", DYING, name, "estimate", str(plan), "-o", "out.csv"]
    env = {**environment(), "TMPDIR": str(spare)}
    # Under nohup, as in some test runners, the signal would be ignored.
    told = subprocess.run(
        [sys.executable, *words],
        cwd=tmp_path,
        env=env,
        check=False,
        capture_output=True,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL) and None,
    )
    assert told.returncode == code
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.csv", "spare"]
    assert list(spare.iterdir()) == []


READING = """
import sys
from pathlib import Path
from estimator.model.child_process import run_child
from estimator.model.limits import LIMITS
run_child("tests.waiting", Path(sys.argv[1]), LIMITS)
"""


@posix
def test_the_reading_process_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "estimator-1"
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", READING, str(folder)], env=environment()
    ) as parent:
        child = wait_for(lambda: (folder / "pid").exists() and (folder / "pid").read_text())
        parent.kill()
    wait_for(lambda: not folder.exists())
    wait_for(lambda: not is_alive(int(child)))
