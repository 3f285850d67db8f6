"""Nothing is fetched: a file is read without a socket, whatever it links to."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import hostile
from tests.command import ROOT, SAMPLES, environment

REAL = ROOT.parent / "shared" / "realfiles"
LINKED = ("poi__link-external-workbook-a.xlsx", "phpspreadsheet__fakewebservice.xlsx")

# Every Python process begins with this: ours and the one that reads workbooks.
NO_NETWORK = """
import os, socket, sys

def refuse(event, words):
    if event.startswith("socket.") and event != "socket.__new__" or event == "urllib.Request":
        os.write(2, b"NETWORK " + event.encode() + b"\\n")
        os._exit(99)

sys.addaudithook(refuse)
open(os.environ["SEEN"] + str(os.getpid()), "w").close()
"""


def checked(path: Path | str, folder: Path) -> tuple[int, str, int]:
    """The exit code of a check of ``path``, what it said, and how many processes were watched."""
    (folder / "sitecustomize.py").write_text(NO_NETWORK)
    seen = folder / "seen"
    seen.mkdir()
    ways = os.pathsep.join([str(folder), str(ROOT)])
    told = subprocess.run(
        [sys.executable, "-m", "estimator", "check", str(path)],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**environment(), "PYTHONPATH": ways, "SEEN": f"{seen}{os.sep}"},
    )
    return told.returncode, told.stdout + told.stderr, len(list(seen.iterdir()))


def test_a_connection_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK)
    words = "import socket; socket.create_connection(('localhost', 9))"
    told = subprocess.run(
        [sys.executable, "-c", words],
        check=False,
        capture_output=True,
        env={**environment(), "PYTHONPATH": str(tmp_path), "SEEN": str(tmp_path / "seen")},
    )
    assert told.returncode == 99
    assert b"NETWORK socket." in told.stderr


@pytest.mark.parametrize(("name", "processes"), [("guide_scenarios.csv", 1), ("portfolio.xlsx", 2)])
def test_a_sheet_is_read_without_network(name: str, processes: int, tmp_path: Path) -> None:
    code, said, seen = checked(SAMPLES / name, tmp_path)
    assert (code, seen) == (0, processes), said


@pytest.mark.parametrize("name", LINKED)
def test_links_are_not_followed(name: str, tmp_path: Path) -> None:
    if not REAL.is_dir() and not os.environ.get("CI"):
        pytest.skip("the folder of real files is not beside the repository")
    code, said, seen = checked(REAL / name, tmp_path)
    assert (code, seen) == (1, 2), said


@pytest.mark.parametrize(
    "name", ["sheet_that_is_an_address_of_the_internet.xlsx", "external_entity.xlsx"]
)
def test_parts_elsewhere_are_not_fetched(name: str, tmp_path: Path) -> None:
    code, said, seen = checked(hostile.make(name, tmp_path), tmp_path)
    assert (code, seen) == (4, 2), said


def test_an_address_is_no_input(tmp_path: Path) -> None:
    code, said, _ = checked("http://localhost:9/plan.xlsx", tmp_path)
    assert code == 2
    assert "download the file" in said
