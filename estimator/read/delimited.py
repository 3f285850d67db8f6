"""Delimited text: comma, semicolon, tab or bar, quoted as Excel quotes."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from itertools import islice

import polars as pl

from estimator.model.limits import Limits
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import Book
from estimator.model.words import quote
from estimator.read import decode
from estimator.read.cells import cell, sheet
from estimator.read.headings import matches

DELIMITERS = (",", ";", "\t", "|")
RECORDS_TRIED = 50
# A text that Excel is kept from taking for a number: ="007".
GUARDED = re.compile(r'="([^"]*)"')
# The csv module's own limit, 131,072, would refuse a cell before ours can name it.
csv.field_size_limit(2**31 - 1)


def read(
    file: str, stem: str, content: bytes, schema: Schema, limits: Limits
) -> tuple[Book | None, list[Problem]]:
    """The book with the one sheet of ``content``, named as Excel names it: after the file."""
    text, problems = decode.text(file, content)
    if text is None:
        return None, problems
    # Lines end in \n, \r\n or \r, whichever the file's maker used; quoted ones go on.
    lines = list(StringIO(text, newline=""))
    declared = _declared(lines)
    delimiter = declared or _likeliest(lines, schema)
    try:
        records = _records(lines[1:] if declared else lines, delimiter, limits)
    except ValueError as error:
        said = f"{quote(file)} cannot be read: {error}."
        return None, [*problems, Problem("unreadable-file", says=said)]
    starts = pl.Series([line + bool(declared) for line, _ in records], dtype=pl.UInt32)
    made = replace(
        sheet(
            stem[:31] or "Sheet1",
            [[cell(_unguarded(field)) for field in one] for _, one in records],
        ),
        widths=pl.Series([len(one) for _, one in records], dtype=pl.UInt32),
        lines=starts,
    )
    return Book(file, (made,), delimited=True), problems


def _records(lines: list[str], delimiter: str, limits: Limits) -> list[tuple[int, list[str]]]:
    """Each record with the line that it begins on.

    Raises:
        ValueError: quotes do not match, or a record is beyond ``limits``; it names the line.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for record in reader:
            if len(record) > limits.columns:
                most = f"more than {limits.columns:,} fields (limit columns)"
                raise ValueError(f"line {start} has {most}")
            records.append((start, record))
            if len(records) > limits.rows:
                raise ValueError(f"it has more than {limits.rows:,} lines (limit rows)")
            start = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(_stray(start, str(error))) from error
    return records


def _stray(start: int, reason: str) -> str:
    """What is wrong with the quotes of the record that begins on line ``start``."""
    said = f"the quotes in the record that begins on line {start}"
    if reason == "unexpected end of data":
        return f"{said} are never closed; close them, or double those that belong to the text"
    return f'{said} do not match; write "" for a quote that belongs to the text'


def _unguarded(field: str) -> str:
    guarded = GUARDED.fullmatch(field.strip())
    return guarded[1] if guarded else field


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
