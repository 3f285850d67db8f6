"""Delimited text: comma, semicolon, tab or bar, quoted as Excel quotes."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from math import ceil

import polars as pl

from estimator.model.cells import BLANK, TEXT, Block, Book, Sheet
from estimator.model.limits import Limits
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.spool import Spool
from estimator.model.text import ARMED_START, FORMULA_START, quote_text
from estimator.read import encoding
from estimator.read.cells import VISIBLE
from estimator.read.csv_quotes import is_wrapped_line, unwrap_lines
from estimator.read.csv_records import Records, read_records, split_records
from estimator.read.encoding import DecodableText
from estimator.read.files import StoredFile
from estimator.read.headers import HEADERS_TRIED, match_headers

# The most rows of a block; and cells, where the sheet is wide. Larger blocks take a little less
# time, and more memory the more rows there are (benchmarks, case growth).
ROWS, CELLS = 32_768, 4_000_000
# A text that Excel is kept from taking for a number: ="007".
GUARD, GUARDED = '="', r'^[\s\x1c-\x1f]*="([^"]*)"[\s\x1c-\x1f]*$'


class DelimitedRows:
    """The rows of a text file, read once and kept in a spool: in blocks, any number of times.

    Attributes:
        height: how many rows there are.
        width: how many columns: as many as the longest record has fields.
        rows: the most rows of a block.
        delimiter: the character between the fields of the file.
    """

    def __init__(self, rows: int = ROWS, delimiter: str = ",") -> None:
        self.height, self.width, self.rows = 0, 0, rows
        self.delimiter = delimiter
        self._spool = Spool()

    def add(self, records: Records) -> None:
        """Puts ``records`` behind the others."""
        frame, separator = records
        # A blank line has no fields, and takes up a row.
        widest = max(1, frame.select(pl.col("width").max()).item() or 0)
        for part in _slice_evenly(frame, self._widest_record(widest)):
            fields = _split_fields(part["text"], separator, widest)
            self._spool.add(fields.with_columns(part["width"].alias("widths"), part["line"]))
        self.height += frame.height
        self.width = max(self.width, widest if frame.height else 0)

    def __iter__(self) -> Iterator[Block]:
        """Every row in order, each block with all columns."""
        first = 1
        for frame in self._spool:
            for part in _slice_evenly(frame, self._widest_record(self.width)):
                yield _record_block(first, part, self.width)
                first += part.height

    def _widest_record(self, width: int) -> int:
        return min(self.rows, max(1, CELLS // max(1, width)))


def read_csv(
    file: str, stem: str, stored: StoredFile, schema: Schema, limits: Limits
) -> tuple[Book | None, list[Problem]]:
    """The book with the one sheet of ``stored``, named as Excel names it: after the file.

    Raises:
        OSError: the file cannot be read, or was changed meanwhile.
    """
    text, problems = encoding.detect_text(file, stored)
    if text is None:
        return None, problems
    made, told = parse_delimited(file, text, schema, limits)
    if made is None:
        return None, [*problems, *told]
    sheet = Sheet(
        stem[:31] or "Sheet1", made, made.height, made.width, semicolons=made.delimiter == ";"
    )
    book = Book(file, (sheet,), sha256=text.sha256, delimited=True)
    return book, [*problems, *told]


def parse_delimited(
    file: str, text: DecodableText, schema: Schema, limits: Limits, rows: int = ROWS
) -> tuple[DelimitedRows | None, list[Problem]]:
    """The rows of ``text``; None, with a problem, where they cannot be read.

    A notice says that each line was one quoted field, which is read as a line of its own.

    Raises:
        OSError: the file cannot be read, or was changed meanwhile.
    """
    declaration = declared_delimiter(text)
    wrapped = "" if declaration else _wrapped_delimiter(text, schema, limits)
    pieces = map(unwrap_lines, text.read_pieces()) if wrapped else text.read_pieces()
    delimiter = declaration or wrapped or guess_delimiter(text, schema, limits)
    made, declares = DelimitedRows(rows, delimiter), bool(declaration)
    try:
        for frame, separator in read_records(pieces, delimiter):
            # The line that declares the delimiter is no row.
            several = frame.slice(int(declares))
            declares = False
            _enforce_limits(several, made, limits)
            made.add(Records(several, separator))
    except ValueError as error:
        wording = f"{quote_text(file)} cannot be read: {error}."
        return None, [Problem("unreadable-file", wording=wording)]
    return made, [Problem.of("quoted-lines", file=file)] if wrapped else []


def _slice_evenly(frame: pl.DataFrame, most: int) -> Iterator[pl.DataFrame]:
    """The rows of ``frame`` in parts of about the same height, not full ones and a rest."""
    parts = max(1, ceil(frame.height / most))
    return frame.iter_slices(max(1, ceil(frame.height / parts)))


def _enforce_limits(several: pl.DataFrame, before: DelimitedRows, limits: Limits) -> None:
    """Holds the records ``several``, which come after those ``before``, to ``limits``.

    Raises:
        ValueError: a record is beyond them; it names the line.
    """
    grown = several.select(
        line="line",
        count=pl.int_range(before.height + 1, before.height + 1 + several.height),
        widest=pl.max_horizontal(pl.col("width").cum_max().cast(pl.Int64), before.width, 1),
    )
    count, widest = pl.col("count"), pl.col("widest")
    beyond = (widest > limits.columns) | (count > limits.rows)
    for one in grown.filter(beyond | (count * widest > limits.cells)).head(1).rows():
        raise ValueError(_beyond_limit(limits, *one))


def _beyond_limit(limits: Limits, line: int, count: int, widest: int) -> str:
    if widest > limits.columns:
        return f"line {line} has more than {limits.columns:,} fields (limit columns)"
    if count > limits.rows:
        return f"it has more than {limits.rows:,} lines (limit rows)"
    most = f"more than {limits.cells:,} cells (limit cells)"
    return f"{count:,} lines of up to {widest:,} fields are {most}"


def _split_fields(texts: pl.Series, separator: str, width: int) -> pl.DataFrame:
    """The fields of records as String columns c1, c2, ...; null where blank."""
    fields = split_records(texts, separator, width)
    if texts.str.contains(GUARD, literal=True).any():
        each = map(pl.col, fields.columns)
        fields = fields.select(pl.coalesce(one.str.extract(GUARDED), one) for one in each)
    if texts.str.contains(f"'{FORMULA_START}").any():
        fields = fields.select(pl.all().str.replace(ARMED_START, "${1}"))
    return fields.select(pl.when(pl.all().str.contains(VISIBLE)).then(pl.all()))


def _record_block(first: int, part: pl.DataFrame, width: int) -> Block:
    """Some rows of the spool as a block; the columns that they are too short for are blank."""
    known, blank = set(part.columns), pl.lit(None, dtype=pl.String)
    names = [f"c{n}" for n in range(1, width + 1)]
    texts = part.select(pl.col(one) if one in known else blank.alias(one) for one in names)
    kind = pl.when(pl.all().is_null()).then(BLANK).otherwise(TEXT).cast(pl.UInt8)
    return Block(
        first,
        texts,
        texts.select(kind.name.keep()),
        widths=part["widths"].alias(""),
        lines=part["line"].alias(""),
    )


DELIMITERS = (",", ";", "\t", "|")
RECORDS_TRIED = 50
# So many headers make a header row.
LEAST_HEADERS = 2
# By a wrong delimiter a quote may seem to open a field that goes on to the end of the file.
CHARACTERS_TRIED = 2**23


def declared_delimiter(text: DecodableText) -> str:
    """The delimiter that a first line ``sep=;`` declares to Excel, which does not show the line."""
    first = next(_line_numbers(text), "").strip("\r\n")
    return first[4:] if first.lower().startswith("sep=") and len(first) == 5 else ""


def guess_delimiter(
    text: DecodableText, schema: Schema, limits: Limits, *, wrapped: bool = False
) -> str:
    """The delimiter that brings out most of the headings of ``schema``; the comma if none does.

    The lines of a ``wrapped`` text are tried without their quotes.
    """
    counts = {
        delimiter: _count_headers(
            map(unwrap_lines, _line_numbers(text)) if wrapped else _line_numbers(text),
            delimiter,
            schema,
            limits,
        )
        for delimiter in DELIMITERS
    }
    best = max(counts, key=lambda delimiter: counts[delimiter])
    # Quotes around whole lines are taken away only where headers come to light.
    return "" if wrapped and counts[best] < LEAST_HEADERS else best


def _count_headers(lines: Iterator[str], delimiter: str, schema: Schema, limits: Limits) -> int:
    records = [
        record
        for record in _first_lines(csv.reader(lines, delimiter=delimiter))
        if len(record) <= limits.columns
    ]
    texts = [record[:HEADERS_TRIED] for record in records]
    found = [{one.column for one in match_headers(record, schema)} - {""} for record in texts]
    return max(map(len, found), default=0)


def _wrapped_delimiter(text: DecodableText, schema: Schema, limits: Limits) -> str:
    """The delimiter of lines that are each one quoted field; empty where they are not."""
    lines = [line.strip() for line in islice(_line_numbers(text), RECORDS_TRIED)]
    filled = [line for line in lines if line]
    wrapped = [line for line in filled if is_wrapped_line(line, DELIMITERS)]
    if not wrapped or len(wrapped) < len(filled):
        return ""
    return guess_delimiter(text, schema, limits, wrapped=True)


def _first_lines(records: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from islice(records, RECORDS_TRIED)
    except csv.Error:
        return  # said when the file is read for good


def _line_numbers(text: DecodableText) -> Iterator[str]:
    left = CHARACTERS_TRIED
    for piece in text.read_pieces():
        yield from StringIO(piece[:left], newline="")
        left -= len(piece)
        if left <= 0:
            return
