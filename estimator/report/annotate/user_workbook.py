"""The user's own workbook, marked: what is to be marked, handed to a child process that does it."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from estimator.model.child_process import FAULT, MEMORY_LIMIT, TIME_LIMIT, run_child
from estimator.model.options import Limits
from estimator.model.output_columns import PROBLEMS_HEADING
from estimator.model.problem import Problem
from estimator.model.spool import Folder
from estimator.model.text import quote
from estimator.report.annotate.marks import LOOK_OF, Marked, SheetMarks, marks, sheet_marks
from estimator.report.annotate.problem_list import (
    Entry,
    count_sentence,
    entry_texts,
    in_order,
    list_entry,
    loss_sentence,
    omission_sentence,
    send_again,
    shown_columns,
)
from estimator.report.files import now
from estimator.report.page import fitting

# The largest workbook that is marked itself, in bytes of all its parts, unpacked: some 10,000 rows
# of 25 columns, on which openpyxl takes some 10 seconds and 200 MB. Both grow with the size.
MOST_UNPACKED = 10_000_000
# What marking may take of the machine at most, for the sake of odd workbooks: openpyxl makes an
# object of every cell of a merged range.
MOST_SECONDS, MOST_MEMORY = 120, 2_000_000_000
# The most lines that its list of problems has.
MOST_LINES = 20_000
FAILURES = {
    TIME_LIMIT: "marking it takes too long",
    MEMORY_LIMIT: "marking it needs too much memory",
    FAULT: "it has parts that cannot be rewritten",
}
MACROS = ("vbaproject.bin", "/macrosheets/")


def is_xlsx(path: Path) -> bool:
    """Whether the file at ``path`` is a packed workbook with its sheets in XML."""
    return any(name.endswith("workbook.xml") for name in _part_sizes(path))


def mark_user_workbook(
    path: Path, marked: Sequence[Marked], others: Iterable[Problem], limits: Limits
) -> tuple[bytes, list[Problem]]:
    """The workbook at ``path`` with its problems marked, and what it lacks as a notice.

    Empty where it is not to be marked itself; then the notice says why.

    Args:
        path: the user's file, an .xlsx.
        marked: its sheets that were read, each with the problems that stand in it.
        others: the problems that stand in none of them.
        limits: on the process that marks it.
    """
    entries = [Entry(problem) for problem in others]
    sheets = []
    for one in marked:
        found = marks(one)
        entries += [list_entry(mark, one.source.file, one.source.sheet) for mark in found]
        sheets.append((one, sheet_marks(one, found)))
    reason = _why_unsuitable(path, len(entries))
    folder = Folder()
    if not reason:
        content = path.read_bytes()
        unchanged = hashlib.sha256(content).hexdigest() == marked[0].source.sha256
        reason = "" if unchanged else "it was changed while it was checked"
    if not reason:
        (folder.path / "book.xlsx").write_bytes(content)
        limits = _tighter_limits(limits)
        job = json.dumps(_marking_job(sheets, in_order(entries), limits))
        (folder.path / "job.json").write_text(job, encoding="utf-8")
        failure = run_child("estimator.report.annotate.marker", folder.path, limits)
        reason = FAILURES.get(failure, "")
    if reason:
        return b"", [values_only(path, reason)]
    return (folder.path / "marked.xlsx").read_bytes(), _content_notice(folder.path)


def _tighter_limits(limits: Limits) -> Limits:
    seconds, memory = min(limits.seconds, MOST_SECONDS), min(limits.memory_bytes, MOST_MEMORY)
    return replace(limits, seconds=seconds, memory_bytes=memory)


def values_only(path: Path, reason: str) -> Problem:
    """The notice that the workbook at ``path`` is given back as values, for a ``reason``."""
    said = f"The marked copy has the values of {quote(path.name)} without its formats and formulas"
    return Problem("copy-of-values", wording=f"{said}: {reason}.")


def _part_sizes(path: Path) -> Mapping[str, int]:
    """The size of each part of the package at ``path`` by its name; empty where it is none."""
    if not path.is_file() or not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as package:
        return {part.filename.lower(): part.file_size for part in package.infolist()}


def _why_unsuitable(path: Path, lines: int) -> str:
    """Why the workbook at ``path`` is not marked itself; empty where it is."""
    parts = _part_sizes(path)
    if any(name.endswith(MACROS[0]) or MACROS[1] in name for name in parts):
        return "it has macros"
    size = sum(parts.values())
    if size > MOST_UNPACKED:
        return f"it unpacks to {size:,} bytes, more than {MOST_UNPACKED:,}"
    if lines > MOST_LINES:
        return f"it has {lines:,} problems, more than {MOST_LINES:,}"
    return ""


def _marking_job(
    sheets: Sequence[tuple[Marked, SheetMarks]], entries: Sequence[Entry], limits: Limits
) -> dict[str, Any]:
    """What the child process is told."""
    columns = shown_columns(entries)
    without_note = sum(len(made.cells) - len(made.notes) for _, made in sheets)
    return {
        "limits": asdict(limits),
        "made_at": now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sheets": [_sheet_job(one, made) for one, made in sheets],
        "list": {
            "count": count_sentence(entries),
            "use": f"{send_again(len(sheets))}." if entries else "",
            "omissions": omission_sentence(0, without_note),
            "columns": columns,
            "lines": [
                {
                    "look": LOOK_OF[one.problem.severity],
                    "cell": one.cell,
                    "texts": {title: entry_texts(one)[title] for title in columns},
                }
                for one in entries
            ],
        },
    }


def _sheet_job(one: Marked, made: SheetMarks) -> dict[str, Any]:
    """What is marked on a sheet; the words of an earlier copy's column are written anew."""
    words = {row: fitting("\n".join(said)) for row, said in made.words.items()}
    header = one.sheet.rows(one.header_row, one.header_row).rows() if one.header_row else []
    has_words = bool(header) and PROBLEMS_HEADING in header[0]
    return {
        "name": one.source.sheet,
        "header_row": one.header_row,
        "cells": [
            {"at": at, "look": LOOK_OF[problems[0].severity], "note": made.notes.get(at, "")}
            for at, problems in made.cells.items()
        ],
        "words": {"column": made.column, "rows": words} if has_words else None,
    }


def _content_notice(folder: Path) -> list[Problem]:
    answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    said = loss_sentence("the marked copy", **answer)
    return [Problem("copy-incomplete", wording=said)] if said else []
