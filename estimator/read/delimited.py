"""Delimited text: comma, semicolon, tab or bar, quoted as Excel quotes."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path

from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import Book
from estimator.model.words import quote
from estimator.read import decode
from estimator.read.cells import cell, sheet
from estimator.read.headings import matches

DELIMITERS = (",", ";", "\t", "|")
RECORDS_TRIED = 50
# Far above Excel's own limit of a cell; the csv module's default is only 131,072.
csv.field_size_limit(1_000_000)


def read(
    path: Path, content: bytes, digest: str, schema: Schema
) -> tuple[Book | None, list[Problem]]:
    """The book with the one sheet of ``content``, named as Excel names it: after the file."""
    text, problems = decode.text(path.name, content)
    if text is None:
        return None, problems
    # Lines end in \n, \r\n or \r, whichever the file's maker used; quoted ones go on.
    lines = list(StringIO(text, newline=""))
    declared = _declared(lines)
    lines = lines[1:] if declared else lines
    delimiter = declared or _likeliest(lines, schema)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        rows = [[cell(field) for field in record] for record in reader]
    except csv.Error as error:
        said = (
            f"{quote(path.name)} cannot be read: the quotes do not match up to line "
            f"{reader.line_num} ({error}); save it again as CSV."
        )
        return None, [*problems, Problem("unreadable-file", says=said)]
    name = path.stem[:31] or "Sheet1"
    return Book(path.name, (sheet(name, rows),), digest, delimited=True), problems


def _declared(lines: list[str]) -> str:
    """The delimiter that a first line ``sep=;`` declares to Excel, which does not show the line."""
    first = lines[0].strip("\r\n") if lines else ""
    return first[4:] if first.lower().startswith("sep=") and len(first) == 5 else ""


def _likeliest(lines: list[str], schema: Schema) -> str:
    """The delimiter that brings out most of the headings of ``schema``; the comma if none does."""
    return max(DELIMITERS, key=lambda delimiter: _headings(lines, delimiter, schema))


def _headings(lines: list[str], delimiter: str, schema: Schema) -> int:
    records = csv.reader(lines, delimiter=delimiter)
    found = [{one.column for one in matches(record, schema)} - {""} for record in _first(records)]
    return max(map(len, found), default=0)


def _first(records: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from islice(records, RECORDS_TRIED)
    except csv.Error:
        return  # said when the file is read for good
