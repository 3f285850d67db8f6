"""Marks the user's own workbook in a child process."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import asdict, replace

from estimator.model.child_process import DISK_LIMIT, FAULT, MEMORY_LIMIT, TIME_LIMIT, run_child
from estimator.model.disk import (
    TemporaryFilesError,
    describe_temporary_folder,
    error_reason,
    temporary_writes,
)
from estimator.model.limits import Limits
from estimator.model.output_columns import PROBLEMS_HEADING
from estimator.model.problem import Problem
from estimator.model.run_time import time_of_run
from estimator.model.spool import TempFolder
from estimator.model.text import quote_text
from estimator.report.annotate.marks import (
    LOOK_OF,
    MarkedSheet,
    SheetMarks,
    list_marks,
    sheet_marks,
)
from estimator.report.annotate.problem_list import (
    Entry,
    cause_entries,
    count_sentence,
    entry_texts,
    errors_first,
    loss_sentence,
    omission_sentence,
    send_again_sentence,
    shown_columns,
)
from estimator.report.styles import fit_cell_text

# The largest workbook to mark, in unpacked bytes of all parts: about 10,000 rows of 25 columns, for
# which openpyxl takes about 10 seconds and 200 MB. Both grow with the size.
MOST_UNPACKED = 10_000_000
# The limits of marking, for odd workbooks: openpyxl makes an object of each cell merged.
MOST_SECONDS, MOST_MEMORY = 120, 2_000_000_000
# The most problems that are marked in it.
MOST_PROBLEMS = 20_000
FAILURES = {
    TIME_LIMIT: "marking it takes too long",
    MEMORY_LIMIT: "marking it needs too much memory",
    FAULT: "it has parts that cannot be rewritten",
}
MACROS = ("vbaproject.bin", "/macrosheets/")


def is_xlsx(path: Path) -> bool:
    """Whether the file at ``path`` is a workbook with its sheets in XML, packed."""
    return any(name.endswith("workbook.xml") for name in _part_sizes(path))


def mark_user_workbook(
    path: Path, marked: Sequence[MarkedSheet], others: Iterable[Problem], limits: Limits
) -> tuple[bytes, list[Problem]]:
    """Marks the problems in the workbook at ``path``; a notice says what the copy does not keep.

    Returns no bytes if it cannot be marked; then the notice gives the reason.

    Args:
        path: the user's file, an .xlsx.
        marked: the sheets that were read, each with its problems.
        others: the problems of no sheet.
        limits: the limits on the process that marks it.
    """
    entries = [Entry(problem) for problem in others]
    sheets, marks = [], len(entries)
    for one in marked:
        found = list_marks(one)
        entries += cause_entries(one, found, one.source.sheet)
        marks += len(found)
        sheets.append((one, sheet_marks(one, found)))
    reason = _why_unsuitable(path, marks)
    if not reason:
        content = path.read_bytes()
        unchanged = hashlib.sha256(content).hexdigest() == marked[0].source.sha256
        reason = "" if unchanged else "it changed while it was checked"
    if reason:
        return b"", [values_only_notice(path, reason)]
    seconds, memory = min(limits.seconds, MOST_SECONDS), min(limits.memory_bytes, MOST_MEMORY)
    limits = replace(limits, seconds=seconds, memory_bytes=memory)
    try:
        return _mark_in_child(path, content, sheets, entries, limits)
    except TemporaryFilesError as error:
        return b"", [values_only_notice(path, error_reason(error))]


def _mark_in_child(
    path: Path,
    content: bytes,
    sheets: Sequence[tuple[MarkedSheet, SheetMarks]],
    entries: Sequence[Entry],
    limits: Limits,
) -> tuple[bytes, list[Problem]]:
    """The workbook with the ``content``, marked; no bytes if that fails, and the reason.

    Raises:
        TemporaryFilesError: the folder for temporary files takes no more.
    """
    folder = TempFolder()
    job = json.dumps(_marking_job(sheets, errors_first(entries), limits))
    with temporary_writes(folder.path):
        (folder.path / "book.xlsx").write_bytes(content)
        (folder.path / "job.json").write_text(job, encoding="utf-8")
    failure = run_child("estimator.report.annotate.marker", folder.path, limits)
    if failure:
        full = describe_temporary_folder(folder.path)
        return b"", [values_only_notice(path, {**FAILURES, DISK_LIMIT: full}[failure])]
    return (folder.path / "marked.xlsx").read_bytes(), _content_notice(folder.path)


def values_only_notice(path: Path, reason: str) -> Problem:
    """The notice that the copy of the workbook at ``path`` has values only, with the ``reason``."""
    said = (
        f"The marked copy has the values of {quote_text(path.name)}, not its formats and formulas"
    )
    return Problem("copy-of-values", wording=f"{said}: {reason}.")


def _part_sizes(path: Path) -> Mapping[str, int]:
    if not path.is_file() or not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as package:
        return {part.filename.lower(): part.file_size for part in package.infolist()}


def _why_unsuitable(path: Path, problems: int) -> str:
    """The reason why the workbook at ``path`` cannot be marked; empty if it can."""
    parts = _part_sizes(path)
    if any(name.endswith(MACROS[0]) or MACROS[1] in name for name in parts):
        return "it has macros"
    size = sum(parts.values())
    if size > MOST_UNPACKED:
        return f"it unpacks to {size:,} bytes, more than {MOST_UNPACKED:,}"
    if problems > MOST_PROBLEMS:
        return f"it has {problems:,} problems, more than {MOST_PROBLEMS:,}"
    return ""


def _marking_job(
    sheets: Sequence[tuple[MarkedSheet, SheetMarks]], entries: Sequence[Entry], limits: Limits
) -> dict[str, Any]:
    columns = shown_columns(entries)
    without_note = sum(len(made.cells) - len(made.notes) for _, made in sheets)
    return {
        "limits": asdict(limits),
        "made_at": time_of_run().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sheets": [_sheet_job(one, made) for one, made in sheets],
        "list": {
            "count": count_sentence(entries),
            "use": f"{send_again_sentence(len(sheets))}." if entries else "",
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


def _sheet_job(one: MarkedSheet, made: SheetMarks) -> dict[str, Any]:
    """The marks of a sheet, and the sentences for the column of an earlier copy if it has one."""
    words = {row: fit_cell_text("\n".join(said)) for row, said in made.words.items()}
    header = one.sheet.rows_between(one.header_row, one.header_row).rows() if one.header_row else []
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
