"""The judgement of each edit: what the workbook says after it, held against a new run over it."""

import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from estimator import outputs, pipeline
from estimator.model.estimate import Outcome
from estimator.model.output_columns import COMPUTED, PLANNED, PRICE, output_layout
from estimator.report.sheets.row_lines import NOT_CHECKED
from tests.agreement.edits.comparison import compare_figures
from tests.agreement.edits.figures import read_figures
from tests.agreement.edits.portfolios import make_workbooks
from tests.agreement.edits.steps import EITHER, NAMED, RIGHT, TOLD, Edit
from tests.workbooks import ROOT, Package

DRIVER = "tests.agreement.edits.uno_driver"
PYTHONS = ("/usr/bin/python3", "/opt/libreoffice/program/python")

# The good answers, and the bad ones.
SILENT, UNNOTICED, FALSE_ALARM = "SILENTLY WRONG", "UNNOTICED", "FALSE ALARM"
# The figures do not follow an edit that they should follow, but a check says so.
GAVE_UP = "NAMED ONLY"
# The master check says neither OK nor CHECK; the edit could not be made at all.
BROKEN, NOT_MADE = "MASTER BROKEN", "NOT MADE"


@cache
def uno_python() -> str:
    """The Python that has the module ``uno``; empty where there is none."""
    for python in PYTHONS:
        if Path(python).exists():
            done = subprocess.run([python, "-c", "import uno"], check=False, capture_output=True)
            if done.returncode == 0:
                return python
    return ""


@dataclass(frozen=True)
class Verdict:
    """How an edit was answered.

    Attributes:
        edit: what was done.
        answer: "right", "named", "told", or what is wrong with it.
        details: the checks that fail, what differs, and what a new run says.
    """

    edit: Edit
    answer: str
    details: Sequence[str]

    @property
    def good(self) -> bool:
        """Whether it is the answer that the edit must have."""
        return self.answer in ({RIGHT, NAMED} if self.edit.answer == EITHER else {self.edit.answer})

    def __str__(self) -> str:
        mark = "  " if self.good else "! "
        said = "; ".join(self.details[:4])
        line = f"{mark}{self.answer:<15}{self.edit.portfolio:<14}{self.edit.name}"
        return f"{line}: {said}" if said else line


def judge_edits(edits: Sequence[Edit], folder: Path) -> Iterator[Verdict]:
    """Makes all ``edits`` in one LibreOffice, and judges each while the next one is made.

    Args:
        edits: each on a fresh copy of the workbook of its portfolio.
        folder: for the workbooks.
    """
    books = make_workbooks(folder, [edit.portfolio for edit in edits])
    jobs = [_job(edit, books, folder / f"edited-{n}.xlsx") for n, edit in enumerate(edits)]
    targets = [Path(str(job["target"])) for job in jobs]
    for one in zip(edits, _drive(jobs, folder), targets, strict=True):
        yield judge(*one)


def _job(edit: Edit, books: Mapping[str, Path], target: Path) -> dict[str, object]:
    return {
        "source": str(books[edit.portfolio]),
        "target": str(target),
        "steps": list(edit.steps),
        "save": edit.answer == RIGHT,
    }


@dataclass(frozen=True)
class Result:
    """What the driver says of an edit; as uno_driver.py has it."""

    error: str
    master: str
    failing: Sequence[str]
    saved: bool


def _drive(jobs: Sequence[Mapping[str, object]], folder: Path) -> Iterator[Result]:
    path, profile = folder / "jobs.json", folder / "profile"
    path.write_text(json.dumps(jobs), encoding="utf-8")
    own = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    command = [uno_python(), "-m", DRIVER, str(path), str(profile)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=own, stdout=pipe, text=True) as driver:
        assert driver.stdout is not None
        try:
            for line in driver.stdout:
                yield Result(**json.loads(line))
        finally:
            driver.terminate()


def judge(edit: Edit, result: Result, edited: Path) -> Verdict:
    """How the workbook ``edited`` answers."""
    if result.error:
        return Verdict(edit, NOT_MADE, [result.error])
    failing = [f"fails: {one}" for one in result.failing]
    alarm = result.master == "CHECK" and bool(failing)
    if not alarm and result.master != "OK":
        return Verdict(edit, BROKEN, [f"the master check says {result.master!r}", *failing])
    if not result.saved:
        return Verdict(edit, NAMED, failing)
    wrong, refused = _hold_against_new_run(edited)
    answer = classify(edit.answer, alarm=alarm, refused=bool(refused), wrong=bool(wrong))
    if (edit.answer, answer) == (TOLD, UNNOTICED) and _says_not_checked(edited):
        return Verdict(edit, TOLD, refused)
    return Verdict(edit, answer, [*failing, *refused, *wrong])


def classify(wanted: str, *, alarm: bool, refused: bool, wrong: bool) -> str:
    """The answer to an edit.

    Args:
        wanted: how it must be answered.
        alarm: whether the master check fails.
        refused: whether a new run refuses the edited workbook.
        wrong: whether figures differ from those of a new run.
    """
    if alarm:
        return NAMED if wanted != RIGHT else GAVE_UP if wrong or refused else FALSE_ALARM
    if refused:
        return UNNOTICED
    if wrong:
        return SILENT
    return UNNOTICED if wanted == NAMED else RIGHT


def _says_not_checked(path: Path) -> bool:
    return NOT_CHECKED in {cell.value for cell in Package.at(path).cells("Checks")}


def _hold_against_new_run(edited: Path) -> tuple[list[str], list[str]]:
    """What differs from a new run over the workbook ``edited``, and why that run is refused."""
    target = edited.with_name(f"{edited.stem}-new.xlsx")
    outcome = outputs.save_estimate(pipeline.estimate(edited), target)
    if outcome.estimate is None:
        return [], [f"new run: {one.message}" for one in outcome.errors]
    computed = _computed_headings(outcome)
    return compare_figures(*(read_figures(path, computed) for path in (edited, target))), []


def _computed_headings(outcome: Outcome) -> list[str]:
    assert outcome.basis is not None
    columns = output_layout(outcome.basis.model)
    return [column.title for column in columns if column.role in {PRICE, COMPUTED, PLANNED}]


def count_answers(verdicts: Iterable[Verdict]) -> list[str]:
    """How many there are of each answer, a line each."""
    told = list(verdicts)
    answers = [one.answer for one in told]
    bad = sum(not one.good for one in told)
    lines = [f"{answers.count(one):>4} {one}" for one in sorted({*answers})]
    return [*lines, f"{bad:>4} of {len(told)} not as they must be"]
