"""Workbooks: scanned and read in a process of their own, which may die without harm to ours."""

import io
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from estimator.model.limits import LIMITS, Limits
from estimator.model.problem import Problem
from estimator.model.table import Block, Book, Sheet
from estimator.model.words import quote

Answer = tuple[Book | None, list[Problem]]


def read(file: str, content: bytes, limits: Limits = LIMITS) -> Answer:
    """The book in ``content``, chart sheets left out; or the problem why it is not read."""
    with TemporaryDirectory(prefix="estimator-") as name:
        folder = Path(name)
        # What is scanned and what is read are the same bytes, whatever becomes of the user's file.
        (folder / "book").write_bytes(content)
        (folder / "job.json").write_text(json.dumps(asdict(limits)), encoding="utf-8")
        reason = _run(folder, limits)
        if reason:
            return None, [_unreadable(file, reason)]
        answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        if "refused" in answer:
            return None, [_unreadable(file, answer["refused"])]
        sheets = tuple(_sheet(folder, number, one) for number, one in enumerate(answer["sheets"]))
    return Book(file, sheets, ours=answer["ours"]), _remarks(file, answer)


def _unreadable(file: str, reason: str) -> Problem:
    return Problem("unreadable-file", says=f"{quote(file)} cannot be read as a workbook: {reason}.")


def _remarks(file: str, answer: dict[str, Any]) -> list[Problem]:
    """The notices of what a workbook carries that is not used."""
    problems = []
    if answer["macros"]:
        said = f"{quote(file)} has macros; they were neither run nor kept."
        problems.append(Problem("macros-ignored", says=said))
    if answer["links"]:
        said = f"{quote(file)} takes values from other workbooks; those saved in it were used."
        problems.append(Problem("external-links", says=said))
    return problems


def _run(folder: Path, limits: Limits) -> str:
    """Runs the child process on ``folder``; why it failed, empty where it did not."""
    command = [sys.executable, "-m", "estimator.read.child", str(folder)]
    try:
        ended = subprocess.run(  # noqa: S603 - our own module
            command, check=False, capture_output=True, timeout=limits.seconds
        )
    except subprocess.TimeoutExpired:
        return f"reading it takes longer than {limits.seconds} seconds (limit seconds)"
    if ended.returncode == 0:
        return ""
    told = ended.stderr.decode("utf-8", "replace")
    if "memory allocation" in told or "MemoryError" in told:
        most = f"{limits.memory_bytes:,} bytes (limit memory_bytes)"
        return f"it needs more memory than {most}; save its table alone"
    return "it is damaged or of a kind that is not read; save it again as .xlsx"


def _sheet(folder: Path, number: int, told: dict[str, Any]) -> Sheet:
    both = pl.read_ipc(io.BytesIO((folder / f"{number}.arrow").read_bytes()))
    texts = both.select([name for name in both.columns if not name.startswith("k")])
    kinds = both.select(pl.exclude(texts.columns))
    kinds = kinds.rename({name: name.removeprefix("k") for name in kinds.columns})
    return Sheet(
        told["name"],
        (Block(1, texts, kinds),),
        len(texts),
        texts.width,
        hidden=told["hidden"],
        hidden_rows=tuple(told["hidden_rows"]),
        merged=tuple((top, left, bottom, right) for top, left, bottom, right in told["merged"]),
        linked=tuple((row, column) for row, column in told["linked"]),
    )
