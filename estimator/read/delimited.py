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
from estimator.read.records import records, split
from estimator.read.stored import Stored

# The most rows of a block; and cells, where the sheet is wide.
ROWS, CELLS = 16_384, 2_000_000
# What Python takes for blank: all that polars does, and the separators of old.
BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
# A text that Excel is kept from taking for a number: ="007".
GUARD, GUARDED = '="', r'^="([^"]*)"$'


@dataclass(frozen=True)
class Delimited:
    """The rows of a text file in blocks, read from the file anew whenever they are gone through.

    Attributes:
        text: the file.
        delimiter: one character.
        headed: whether the first line declares the delimiter, and is no row.
        height: how many rows there are.
        width: how many columns: as many as the longest record has fields.
        rows: the most rows of a block.
    """

    text: Text
    delimiter: str
    headed: bool
    height: int
    width: int
    rows: int = ROWS

    def __iter__(self) -> Iterator[Block]:
        """Every row in order, each block with all columns.

        Raises:
            OSError: the file cannot be read any more, or was changed.
        """
        first, most = 1, min(self.rows, max(1, CELLS // max(1, self.width)))
        for frame in _records(self.text, self.delimiter, headed=self.headed):
            # Of about the same height, not full ones and a rest.
            height = ceil(frame.height / max(1, ceil(frame.height / most)))
            for part in frame.iter_slices(max(1, height)):
                yield _block(first, part, self.delimiter, self.width)
                first += part.height


def read(
    file: str, stem: str, stored: Stored, schema: Schema, limits: Limits, rows: int = ROWS
) -> tuple[Book | None, list[Problem]]:
    """The book with the one sheet of ``stored``, named as Excel names it: after the file.

    Raises:
        OSError: the file cannot be read, or was changed meanwhile.
    """
    text, problems = decode.text(file, stored)
    if text is None:
        return None, problems
    delimiter = declared(text)
    headed = bool(delimiter)
    delimiter = delimiter or likeliest(text, schema, limits)
    try:
        size = _size(_records(text, delimiter, headed=headed, keep=False), limits)
    except ValueError as error:
        said = f"{quote(file)} cannot be read: {error}."
        return None, [*problems, Problem("unreadable-file", says=said)]
    made = Sheet(stem[:31] or "Sheet1", Delimited(text, delimiter, headed, *size, rows), *size)
    return Book(file, (made,), sha256=text.sha256, delimited=True), problems


def _records(
    text: Text, delimiter: str, *, headed: bool, keep: bool = True
) -> Iterator[pl.DataFrame]:
    """The records of ``text`` but for the one that declares the delimiter, as ``records`` does."""
    frames = records(text.pieces(), delimiter, keep=keep)
    for frame in frames:
        yield frame.slice(int(headed))
        headed = False


def _size(frames: Iterable[pl.DataFrame], limits: Limits) -> tuple[int, int]:
    """How many records there are, and how many fields the longest has.

    Raises:
        ValueError: a record is beyond ``limits``; it names the line.
    """
    height, width = 0, 1
    for frame in frames:
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
        width = max(width, *grown["widest"].tail(1))
    return height, width if height else 0


def _beyond(limits: Limits, line: int, count: int, widest: int) -> str:
    if widest > limits.columns:
        return f"line {line} has more than {limits.columns:,} fields (limit columns)"
    if count > limits.rows:
        return f"it has more than {limits.rows:,} lines (limit rows)"
    most = f"more than {limits.cells:,} cells (limit cells)"
    return f"{count:,} lines of up to {widest:,} fields are {most}"


def _block(first: int, records: pl.DataFrame, delimiter: str, width: int) -> Block:
    fields = _unguarded(records["text"], split(records["text"], delimiter, width))
    filled = pl.all().str.strip_chars(BLANKS) != ""
    texts = fields.select(pl.when(filled).then(pl.all()))
    kind = pl.when(pl.all().is_null()).then(BLANK).otherwise(TEXT).cast(pl.UInt8)
    return Block(
        first,
        texts,
        texts.select(kind.name.keep()),
        widths=records["width"].alias(""),
        lines=records["line"].alias(""),
    )


def _unguarded(texts: pl.Series, fields: pl.DataFrame) -> pl.DataFrame:
    """``fields`` of the records ``texts``, with what stands in a guard instead of it."""
    if not texts.str.contains(GUARD, literal=True).any():
        return fields
    guarded = pl.all().str.strip_chars(BLANKS).str.extract(GUARDED)
    return fields.select(pl.coalesce(guarded, pl.all()))
