"""Delimited text: comma, semicolon, tab or bar, quoted as Excel quotes."""

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice

import polars as pl

from estimator.model.limits import Limits
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import BLANK, Block, Book, Sheet
from estimator.model.words import quote
from estimator.read import decode
from estimator.read.cells import EMPTY, block, cell
from estimator.read.headings import matches

DELIMITERS = (",", ";", "\t", "|")
RECORDS_TRIED = 50
# How many records are turned into a frame at once.
BLOCK = 512
# A record, and the line that it begins on.
Record = tuple[int, list[str]]
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
    delimiter = declared or _likeliest(lines, schema, limits)
    try:
        records = _records(lines, delimiter, limits, int(bool(declared)))
        made = _sheet(stem[:31] or "Sheet1", records)
    except ValueError as error:
        said = f"{quote(file)} cannot be read: {error}."
        return None, [*problems, Problem("unreadable-file", says=said)]
    return Book(file, (made,), delimited=True), problems


def _sheet(name: str, records: Iterator[Record]) -> Sheet:
    """The sheet of ``records``, block by block: they take far more memory than it does."""
    blocks = [block([])]
    starts, widths = [pl.Series(dtype=pl.UInt32)], [pl.Series(dtype=pl.UInt32)]
    while some := list(islice(records, BLOCK)):
        rows = [[cell(_unguarded(field)) for field in one] or [EMPTY] for _, one in some]
        blocks.append(block(rows))
        starts.append(pl.Series([line for line, _ in some], dtype=pl.UInt32))
        widths.append(pl.Series([len(one) for _, one in some], dtype=pl.UInt32))
    texts = pl.concat([one.texts for one in blocks], how="diagonal")
    kinds = pl.concat([one.kinds for one in blocks], how="diagonal").fill_null(BLANK)
    made = Block(1, texts, kinds, pl.concat(widths), pl.concat(starts))
    return Sheet(name, (made,), len(texts), texts.width)


def _records(
    lines: Sequence[str], delimiter: str, limits: Limits, skipped: int
) -> Iterator[Record]:
    """Each record with the line that it begins on, but for so many ``skipped`` lines.

    Raises:
        ValueError: quotes do not match, or a record is beyond ``limits``; it names the line.
    """
    reader = csv.reader(islice(lines, skipped, None), delimiter=delimiter, strict=True)
    start, widest = 1 + skipped, 1
    try:
        for count, record in enumerate(reader, 1):
            widest = max(widest, len(record))
            if widest > limits.columns:
                most = f"more than {limits.columns:,} fields (limit columns)"
                raise ValueError(f"line {start} has {most}")
            if count > limits.rows:
                raise ValueError(f"it has more than {limits.rows:,} lines (limit rows)")
            if count * widest > limits.cells:
                most = f"more than {limits.cells:,} cells (limit cells)"
                raise ValueError(f"{count:,} lines of up to {widest:,} fields are {most}")
            yield start, record
            start = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise ValueError(_stray(start, str(error))) from error


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


def _likeliest(lines: Sequence[str], schema: Schema, limits: Limits) -> str:
    """The delimiter that brings out most of the headings of ``schema``; the comma if none does."""
    return max(DELIMITERS, key=lambda delimiter: _headings(lines, delimiter, schema, limits))


def _headings(lines: Sequence[str], delimiter: str, schema: Schema, limits: Limits) -> int:
    records = [
        record
        for record in _first(csv.reader(lines, delimiter=delimiter))
        if len(record) <= limits.columns
    ]
    found = [{one.column for one in matches(record, schema)} - {""} for record in records]
    return max(map(len, found), default=0)


def _first(records: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from islice(records, RECORDS_TRIED)
    except csv.Error:
        return  # said when the file is read for good
