"""A file to a book: its kind told from its content, its cells as text with their kinds."""

import hashlib
from pathlib import Path

from msgspec.structs import replace

from estimator.model.cells import Book
from estimator.model.disk import error_reason, legible_name
from estimator.model.limits import LIMITS, Limits
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.text import quote_text
from estimator.read import csv, parquet
from estimator.read.files import StoredFile
from estimator.read.workbook import process
from estimator.read.workbook.package import foreign_format, is_workbook

# Bytes that tell what kind of file it is.
START = 256

Answer = tuple[Book | None, list[Problem]]


def read_book(
    path: Path, schema: Schema, name: str = "", limits: Limits = LIMITS, *, pipes: bool = False
) -> Answer:
    """The book in the file at ``path``, or the problem that it cannot be read.

    The kind is told from the content, whatever the name.

    Args:
        path: the file.
        schema: tells the delimiter of a text by the headings that it brings out.
        name: what people tell the file from the other inputs by; empty for its own name.
        limits: what the file may ask of the machine.
        pipes: whether it may be a pipe, as inputs may.
    """
    name = legible_name(name or path.name)
    try:
        stored = StoredFile(path, limits.file_bytes, pipes=pipes)
        if stored.size > limits.file_bytes:
            most = f"{limits.file_bytes:,} bytes (limit file_bytes)"
            return None, [_unreadable_book(name, f"it has {stored.size:,} bytes, more than {most}")]
        return _read_content(name, legible_name(path.stem), stored, schema, limits)
    except FileNotFoundError:
        return None, [Problem("no-such-file", wording=f"There is no file {quote_text(str(path))}.")]
    except OSError as error:
        return None, [_unreadable_book(name, error_reason(error))]


def _read_content(
    name: str, stem: str, stored: StoredFile, schema: Schema, limits: Limits
) -> Answer:
    start = stored.read_range(0, START)
    if start.startswith(parquet.MAGIC):
        return parquet.read_parquet(name, stem, stored, limits)
    if is_workbook(start):
        content = stored.read_range(0, stored.size)
        read, problems = process.read_workbook(name, content, limits)
        digest = hashlib.sha256(content).hexdigest()
        return (replace(read, sha256=digest) if read else None), problems
    if not any(piece.strip() for piece in stored.read_chunks()):
        return None, [Problem("unreadable-file", wording=f"{quote_text(name)} is empty.")]
    if other := foreign_format(start):
        return None, [Problem("unreadable-file", wording=f"{quote_text(name)} is {other}.")]
    return csv.read_csv(name, stem, stored, schema, limits)


def _unreadable_book(name: str, reason: str) -> Problem:
    return Problem("unreadable-file", wording=f"{quote_text(name)} cannot be read: {reason}.")
