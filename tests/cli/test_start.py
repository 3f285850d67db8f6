"""What a run does before and around its rows, which every user waits for.

Times differ from machine to machine and are in `benchmarks/`; what is counted here does not.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sheets import GOOD, sheet

# Runs the command line, and counts the modules and the steps of polars: each takes a tenth of a
# millisecond to a millisecond, however few the rows.
COUNTED = """
import sys
import threading
from contextlib import suppress
steps = 0
def watch(frame, event, argument):
    global steps
    steps += event == "c_call" and argument.__name__ == "collect"
from estimator.cli import main
threading.setprofile(watch)
sys.setprofile(watch)
with suppress(SystemExit):
    main()
sys.setprofile(None)
print("counted", len(sys.modules), steps, file=sys.stderr)
"""


def counts(folder: Path, *words: str) -> tuple[int, int]:
    """The modules that the command with these ``words`` imports, and its steps of polars."""
    told = subprocess.run(
        [sys.executable, "-c", COUNTED, *words],
        cwd=folder, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    word, modules, steps = told.stderr.splitlines()[-1].split()
    assert word == "counted", told.stderr
    return int(modules), int(steps)


@pytest.mark.parametrize(
    ("words", "most_modules", "most_steps"),
    [
        (["--version"], 190, 0),
        (["--help"], 190, 0),
        # Of 1,430 steps for an estimate before issue 16 and 983 for a check.
        (["check", "ten.csv"], 880, 270),
        (["estimate", "ten.csv", "-o", "ten.xlsx"], 880, 650),
    ],
    ids=["version", "help", "check", "estimate"],
)
def test_ten_rows_take_no_more_modules_and_steps_than_allowed(
    tmp_path: Path, words: list[str], most_modules: int, most_steps: int
) -> None:
    rows = [
        {**GOOD, "Workload ID": f"W-{n}", "Cost center": f"C{n % 3}", "Start month": "2027-01"}
        for n in range(10)
    ]
    sheet(tmp_path / "ten.csv", *rows)
    modules, steps = counts(tmp_path, *words)
    assert modules <= most_modules
    assert steps <= most_steps
    # Else nothing would be counted.
    assert bool(steps) == bool(most_steps)


@pytest.mark.parametrize("words", [[], ["rates"]], ids=["all", "rates"])
def test_no_command_is_cut_in_the_list_of_commands(words: list[str]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "estimator", *words, "--help"],
        env={**os.environ, "COLUMNS": "80"}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    listed = told.split("Commands:")[1].strip().splitlines()
    assert len(listed) > 3
    assert all(line.endswith(".") and not line.endswith("...") for line in listed)
