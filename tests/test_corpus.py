"""Every file ends in a result or in problems: never in a traceback, a hang or a full memory.

How each ends is in the golden files: the exit code, then the errors by code. Each file goes through
the command line in a process of its own.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import hostile
from tests.approved import FOLDER, assert_golden
from tests.bounded import Bounded, run

REAL = Path(__file__).parent.parent.parent / "shared" / "realfiles"
FORBIDDEN = (
    "Traceback",
    "panicked",
    "RUST_BACKTRACE",
    "memory allocation",
    "\x1b",
    "internal error",
)
SECONDS, MEMORY = 60, 1_500_000_000
# Sheets of a size that some machines are meant to read; a limit refuses them on smaller ones.
LIMITED = {"cells_just_within_the_limit.xlsx": ("--limit", "cells=90000000")}


def test_real_files_end_in_a_result_or_in_problems(tmp_path: Path) -> None:
    if not REAL.is_dir() and not os.environ.get("CI"):
        pytest.skip("the folder of real files is not beside the repository")
    files = sorted(path for path in REAL.iterdir() if path.suffix != ".tsv")
    assert_golden(FOLDER / "corpus-real.txt", judged(files, tmp_path))


def test_hostile_files_end_in_a_result_or_in_problems(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    files = [hostile.make(name, tmp_path / "files") for name in hostile.FILES]
    assert_golden(FOLDER / "corpus-hostile.txt", judged(files, tmp_path))


def judged(files: Iterable[Path], folder: Path) -> str:
    """A line on each of ``files``; two are checked at a time."""
    with ThreadPoolExecutor(2) as pool:
        lines = pool.map(lambda one: _line(one[1], folder / str(one[0])), enumerate(files))
        return "".join(lines)


def _line(path: Path, folder: Path) -> str:
    ended = run(folder, SECONDS, "check", "--json", *LIMITED.get(path.name, ()), path)
    return f"{path.name!r}: {_broken(ended) or _outcome(ended)}\n"


def _broken(ended: Bounded) -> str:
    """What of the promise was broken; empty where it was kept."""
    if ended.late:
        return f"was stopped after {SECONDS} seconds"
    if ended.peak > MEMORY:
        return f"took {ended.peak:,} bytes of memory"
    if ended.code not in {0, 1, 4}:
        return f"exit {ended.code}: {ended.err[-500:]}"
    said = [word for word in FORBIDDEN if word in ended.out + ended.err]
    return f"said {said}" if said else ""


def _outcome(ended: Bounded) -> str:
    codes = Counter[str]()
    for problem in json.loads(ended.out)["problems"]:
        if problem["severity"] == "error":
            codes[problem["code"]] += problem["count"]
    words = [code if count == 1 else f"{code} x{count}" for code, count in sorted(codes.items())]
    assert (ended.code == 0) == (not codes)
    return ", ".join([f"exit {ended.code}", *words])
