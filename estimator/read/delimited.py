"""Comma-separated files: UTF-8, with or without a byte order mark, quoted as Excel quotes."""

import csv
import io
from pathlib import Path

from estimator.model.problem import Problem
from estimator.model.table import Book
from estimator.model.words import quote
from estimator.read.cells import cell, sheet

# Excel's own limit of a cell's text, far above the csv module's default for a field.
csv.field_size_limit(1_000_000)


def read(path: Path, content: bytes, digest: str) -> tuple[Book | None, list[Problem]]:
    """The book with the one sheet of ``content``, named as Excel names it: after the file."""
    try:
        text = content.decode("utf-8-sig")
        rows = [
            [cell(field) for field in record]
            for record in csv.reader(io.StringIO(text), strict=True)
        ]
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return None, [_unreadable(path, f"line {line} is not UTF-8 text; save it as CSV UTF-8")]
    except csv.Error as error:
        return None, [_unreadable(path, f"its quotes do not match ({error}); save it again as CSV")]
    name = path.stem[:31] or "Sheet1"
    return Book(path.name, (sheet(name, rows),), digest, delimited=True), []


def _unreadable(path: Path, reason: str) -> Problem:
    return Problem("unreadable-file", says=f"{quote(path.name)} cannot be read: {reason}.")
