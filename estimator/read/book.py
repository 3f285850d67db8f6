"""A file to a book: its kind told from its content, its cells as text with their kinds."""

import hashlib
from pathlib import Path

from estimator.model.problem import Problem
from estimator.model.table import Book
from estimator.model.words import quote
from estimator.read import delimited, workbook

Answer = tuple[Book | None, list[Problem]]

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0"


def book(path: Path) -> Answer:
    """The book in the file at ``path``, or the problem that it cannot be read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None, [Problem("no-such-file", says=f"There is no file {quote(str(path))}.")]
    except OSError as error:
        reason = error.strerror or type(error).__name__
        said = f"{quote(path.name)} cannot be read: {reason}."
        return None, [Problem("unreadable-file", says=said)]
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith(ZIP):
        return workbook.read(path.name, content, digest)
    if content.startswith(COMPOUND):
        said = (
            f"{quote(path.name)} is an old-style or password-protected workbook; "
            "save it as .xlsx without a password."
        )
        return None, [Problem("unreadable-file", says=said)]
    return delimited.read(path, content, digest)
