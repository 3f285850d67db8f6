"""A file to a book: its kind told from its content, its cells as text with their kinds."""

import hashlib
from pathlib import Path

from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import Book
from estimator.model.words import quote
from estimator.read import delimited, workbook
from estimator.read.kinds import foreign, is_workbook

Answer = tuple[Book | None, list[Problem]]


def book(path: Path, schema: Schema) -> Answer:
    """The book in the file at ``path``, or the problem that it cannot be read.

    The kind is told from the content, whatever the name; ``schema`` tells the delimiter of a text
    by the headings that it brings out.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None, [Problem("no-such-file", says=f"There is no file {quote(str(path))}.")]
    except OSError as error:
        reason = error.strerror or type(error).__name__
        said = f"{quote(path.name)} cannot be read: {reason}."
        return None, [Problem("unreadable-file", says=said)]
    digest = hashlib.sha256(content).hexdigest()
    if is_workbook(content):
        return workbook.read(path.name, content, digest)
    if other := foreign(content):
        said = f"{quote(path.name)} is {other}."
        return None, [Problem("unreadable-file", says=said)]
    return delimited.read(path, content, digest, schema)
