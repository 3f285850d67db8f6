"""Delimited text: comma, semicolon, tab or bar, quoted as Excel quotes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

import polars as pl

from estimator.model.limits import Limits
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import BLANK, TEXT, Block, Book, Sheet
from estimator.model.words import quote
from estimator.read import decode
from estimator.read.decode import Text
from estimator.read.delimiter import declared, likeliest
from estimator.read.records import Records, records, split
from estimator.read.stored import Stored

# The most rows of a block; and cells, where the sheet is wide.
ROWS, CELLS = 65_536, 4_000_000
# What is not blank, as Python's strip has it: to polars the separators of old are no blanks.
FILLED = r"[^\s\x1c-\x1f]"
# A text that Excel is kept from taking for a number: ="007".
GUARD, GUARDED = '="', r'^[\s\x1c-\x1f]*="([^"]*)"[\s\x1c-\x1f]*$'


@dataclass(frozen=True)
class Delimited:
    """The rows of a text file in blocks, read from the file anew whenever they are gone through.

    Attributes:
        text: the file.
        delimiter: one character.
        declares: whether the first line declares the delimiter, and is no row.
        height: how many rows there are.
        width: how many columns: as many as the longest record has fields.
        rows: the most rows of a block.
    """

    text: Text
    delimiter: str
    declares: bool
    height: int
    width: int
    rows: int = ROWS

    def __iter__(self) -> Iterator[Block]:
        """Every row in order, each block with all columns.

        Raises:
            OSError: the file cannot be read any more, or was changed.
        """
        first, most = 1, min(self.rows, max(1, CELLS // max(1, self.width)))
        for frame, separator in _records(self.text, self.delimiter, declares=self.declares):
            # Of about the same height, not full ones and a rest.
            height = ceil(frame.height / max(1, ceil(frame.height / most)))
            for part in frame.iter_slices(max(1, height)):
                yield _block(first, Records(part, separator), self.width)
                first += part.height


def read(
    file: str, stem: str, stored: Stored, schema: Schema, limits: Limits
) -> tuple[Book | None, list[Problem]]:
    """The book with the one sheet of ``stored``, named as Excel names it: after the file.

    Raises:
        OSError: the file cannot be read, or was changed meanwhile.
    """
    made, problems = delimited(file, stored, schema, limits)
    if made is None:
        return None, problems
    sheet = Sheet(stem[:31] or "Sheet1", made, made.height, made.width)
    return Book(file, (sheet,), sha256=made.text.sha256, delimited=True), problems


def delimited(
    file: str, stored: Stored, schema: Schema, limits: Limits, rows: int = ROWS
) -> tuple[Delimited | None, list[Problem]]:
    """The rows of ``stored``, measured; None, with a problem, where they cannot be read.

    Raises:
        OSError: the file cannot be read, or was changed meanwhile.
    """
    text, problems = decode.text(file, stored)
    if text is None:
        return None, problems
    declaration = declared(text)
    declares = bool(declaration)
    delimiter = declaration or likeliest(text, schema, limits)
    try:
        size = _size(_records(text, delimiter, declares=declares, keep=False), limits)
    except ValueError as error:
        said = f"{quote(file)} cannot be read: {error}."
        return None, [*problems, Problem("unreadable-file", says=said)]
    return Delimited(text, delimiter, declares, *size, rows), problems


def _records(text: Text, delimiter: str, *, declares: bool, keep: bool = True) -> Iterator[Records]:
    """The records of ``text`` but for the one that declares the delimiter, as ``records`` does."""
    for frame, separator in records(text.pieces(), delimiter, keep=keep):
        yield Records(frame.slice(int(declares)), separator)
        declares = False


def _size(several: Iterable[Records], limits: Limits) -> tuple[int, int]:
    """How many records there are, and how many fields the longest has.

    Raises:
        ValueError: a record is beyond ``limits``; it names the line.
    """
    height, width = 0, 1
    for frame, _ in several:
        grown = frame.select(
            line="line",
            count=pl.int_range(height + 1, height + 1 + frame.height),
            widest=pl.max_horizontal(pl.col("width").cum_max().cast(pl.Int64), width),
        )
        count, widest = pl.col("count"), pl.col("widest")
        beyond = (widest > limits.columns) | (count > limits.rows)
        for one in grown.filter(beyond | (count * widest > limits.cells)).head(1).rows():
            raise ValueError(_beyond(limits, *one))
        height += frame.height
        width = max([width, *grown["widest"].tail(1)])
    return height, width if height else 0


def _beyond(limits: Limits, line: int, count: int, widest: int) -> str:
    if widest > limits.columns:
        return f"line {line} has more than {limits.columns:,} fields (limit columns)"
    if count > limits.rows:
        return f"it has more than {limits.rows:,} lines (limit rows)"
    most = f"more than {limits.cells:,} cells (limit cells)"
    return f"{count:,} lines of up to {widest:,} fields are {most}"


def _block(first: int, records: Records, width: int) -> Block:
    frame, separator = records
    fields = split(frame["text"], separator, width)
    if frame["text"].str.contains(GUARD, literal=True).any():
        each = map(pl.col, fields.columns)
        fields = fields.select(pl.coalesce(one.str.extract(GUARDED), one) for one in each)
    texts = fields.select(pl.when(pl.all().str.contains(FILLED)).then(pl.all()))
    kind = pl.when(pl.all().is_null()).then(BLANK).otherwise(TEXT).cast(pl.UInt8)
    return Block(
        first,
        texts,
        texts.select(kind.name.keep()),
        widths=frame["width"].alias(""),
        lines=frame["line"].alias(""),
    )
