"""The delimiter of a text: the one that its first line declares, or brings out most headings."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from estimator.model.limits import Limits
from estimator.model.schema import Schema
from estimator.read.decode import Text
from estimator.read.headings import matches

DELIMITERS = (",", ";", "\t", "|")
RECORDS_TRIED = 50
# By a wrong delimiter a quote may seem to open a field that goes on to the end of the file.
CHARACTERS_TRIED = 2**23


def declared(text: Text) -> str:
    """The delimiter that a first line ``sep=;`` declares to Excel, which does not show the line."""
    first = next(_lines(text), "").strip("\r\n")
    return first[4:] if first.lower().startswith("sep=") and len(first) == 5 else ""


def likeliest(text: Text, schema: Schema, limits: Limits) -> str:
    """The delimiter that brings out most of the headings of ``schema``; the comma if none does."""
    return max(DELIMITERS, key=lambda delimiter: _headings(text, delimiter, schema, limits))


def _headings(text: Text, delimiter: str, schema: Schema, limits: Limits) -> int:
    records = [
        record
        for record in _first(csv.reader(_lines(text), delimiter=delimiter))
        if len(record) <= limits.columns
    ]
    found = [{one.column for one in matches(record, schema)} - {""} for record in records]
    return max(map(len, found), default=0)


def _first(records: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from islice(records, RECORDS_TRIED)
    except csv.Error:
        return  # said when the file is read for good


def _lines(text: Text) -> Iterator[str]:
    left = CHARACTERS_TRIED
    for piece in text.pieces():
        yield from StringIO(piece[:left], newline="")
        left -= len(piece)
        if left <= 0:
            return
