"""The records of delimited text: plain lines as they are, quoted ones by way of the csv module.

A line without a quote is a record, unless a quoted field goes on over it. A record with quotes is
read by the csv module and written as a plain line, without its quotes and with a separator that no
text holds. Then all records are split alike.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl
from msgspec import Struct, field

WHERE = "the quotes in the record that begins on line"


class Records(NamedTuple):
    """Consecutive records.

    Attributes:
        frame: a row each: ``text`` (String), whose fields are between separators; ``width``, the
            number of fields, none on a blank line, and ``line``, where it begins (UInt32).
        separator: one character.
    """

    frame: pl.DataFrame
    separator: str


def read_records(pieces: Iterable[str], delimiter: str) -> Iterator[Records]:
    """The records of each piece.

    Args:
        pieces: the text, each piece but the last to the end of a line.
        delimiter: one character.

    Raises:
        ValueError: quotes do not match, or far too late; it names the line. What is before it was
            yielded.
    """
    quoted, line = QuotedRecords(delimiter), 1
    for piece in pieces:
        content = piece.encode()
        lines = _lines_as_records(content, delimiter, line)
        line += lines.height
        if quoted.open or QUOTE in piece:
            yield Records(quoted.merge_quoted(content, lines), SEPARATOR)
        else:
            yield Records(lines.select("text", "width", "line"), delimiter)
        if quoted.fault:
            said = 'do not match; write "" for a quote that belongs to the text'
            raise ValueError(f"{WHERE} {quoted.fault} {said}")
        if quoted.long:
            said = f"hold more than {LONGEST:,} characters; close them where the text ends"
            raise ValueError(f"{WHERE} {quoted.long} {said}")
    if quoted.open:
        said = "are never closed; close them, or double those that belong to the text"
        raise ValueError(f"{WHERE} {quoted.open.line} {said}")


def split_records(texts: pl.Series, separator: str, width: int) -> pl.DataFrame:
    """The fields of the records ``texts`` as String columns c1, c2, ...; null beyond the last."""
    fields = texts.str.split_exact(separator, width - 1).struct.unnest()
    fields.columns = [f"c{n}" for n in range(1, width + 1)]
    return fields


def _lines_as_records(content: bytes, delimiter: str, line: int) -> pl.DataFrame:
    """Each line of ``content`` as if it were a record; and the ``bytes`` that it takes up there."""
    if b"\r" in content and content.count(b"\r") > content.count(b"\r\n"):
        # Every line ends in \n then, and every byte stays in its place.
        content = content.replace(b"\r\n", b"\0\n").replace(b"\r", b"\n").replace(b"\0", b"\r")
    texts = pl.Series([content], dtype=pl.Binary).cast(pl.String).str.split("\n").explode()
    text, fields = pl.col("text"), pl.col("text").str.count_matches(delimiter, literal=True) + 1
    return (
        pl.DataFrame({"text": texts.head(-1) if content.endswith(b"\n") else texts})
        .with_columns(text.str.strip_suffix("\r"), bytes=text.str.len_bytes() + 1)
        .with_columns(
            width=pl.when(text == "").then(0).otherwise(fields).cast(pl.UInt32),
            line=pl.int_range(line, line + pl.len(), dtype=pl.UInt32),
        )
    )


QUOTE = '"'
# Between the fields of a record without its quotes: no text holds it, as files with it are refused.
SEPARATOR = "\0"
# The most characters of a record with a field that goes on over pieces of the file.
LONGEST = 2**24
# The csv module's own limit, 131,072, would refuse a cell before ours can name it.
csv.field_size_limit(2**31 - 1)


class _OpenRecord(Struct):
    """A record of which a quoted field goes on in the next piece; the parts of each field."""

    line: int
    fields: list[list[str]] = field(default_factory=lambda: [[]])
    size: int = 0

    def add(self, fields: list[str]) -> None:
        """Goes on with the open field, the first of ``fields``; keeps nothing beyond ``LONGEST``.

        A quote that is never closed fills no memory so.
        """
        self.size += sum(map(len, fields))
        if self.size > LONGEST:
            self.fields = []
        else:
            self.fields[-1].append(fields[0])
            self.fields += [[one] for one in fields[1:]]

    def join_fields(self) -> list[str]:
        """Each field in one."""
        return ["".join(parts) for parts in self.fields]


class QuotedRecords:
    """Puts the records with quotes in the place of their lines, piece by piece.

    Attributes:
        open: the record that goes on in the next piece, if any.
        fault: the line of the record behind the last one, if its quotes do not match; else 0.
        long: the same, if they close only after more than ``LONGEST`` characters.
    """

    def __init__(self, delimiter: str) -> None:
        self.open: _OpenRecord | None = None
        self.fault = self.long = 0
        self._delimiter = delimiter

    def merge_quoted(self, content: bytes, lines: pl.DataFrame) -> pl.DataFrame:
        """The records of ``content`` with ``SEPARATOR`` between fields; ``lines`` are its lines."""
        feed = _LineFeed(content, lines, within=self.open is not None)
        texts, widths, begun = list[str](), list[int](), list[int]()
        for line, fields in self._ended_records(feed):
            texts.append(SEPARATOR.join(fields))
            widths.append(len(fields))
            begun.append(line)
        columns = {"text": texts, "width": widths, "line": begun}
        schema = {name: lines.schema[name] for name in columns}
        separated = pl.col("text").str.replace_all(self._delimiter, SEPARATOR, literal=True)
        others = lines.filter(~pl.col("line").is_in(feed.consumed_lines().implode()))
        made = [others.select(separated, "width", "line"), pl.DataFrame(columns, schema)]
        return pl.concat(made).sort("line")

    def _ended_records(self, feed: "_LineFeed") -> Iterator[tuple[int, list[str]]]:
        """Each record that ends in this piece, with the line that it begins on."""
        try:
            # Blanks before a quote are none of the field: a, "b, c" has two fields.
            skipped = self._delimiter != " "
            for fields in csv.reader(
                feed, delimiter=self._delimiter, strict=True, skipinitialspace=skipped
            ):
                line = feed.end_record()
                if not (self.open or feed.cut):
                    yield line, fields
                    continue
                self.open = self.open or _OpenRecord(line)
                self.open.add(fields)
                if not feed.cut and self.open.size > LONGEST:
                    self.long = self.open.line
                    return
                if not feed.cut:
                    yield self.open.line, self.open.join_fields()
                    self.open = None
        except csv.Error:
            line = feed.end_record(everything=True)
            self.fault = self.open.line if self.open else line


class _LineFeed:
    """The lines that the csv module reads: with quotes, or such that a quoted field goes on over.

    A field that is open where the piece begins is opened again, and one open at its end is closed.

    Attributes:
        cut: whether the last record was closed so.
    """

    def __init__(self, content: bytes, lines: pl.DataFrame, *, within: bool) -> None:
        self.cut = False
        self._content, self._lines, self._within = content, lines, within
        # The first and the last line of the record being read, and of those that were.
        self._line: int = lines["line"][0]
        self._last = self._line
        self._firsts, self._lasts = list[int](), list[int]()

    def __iter__(self) -> Iterator[str]:
        """Lines; of those without quotes as many at once as there are."""
        done = 0
        if self._within:
            yield QUOTE
        end, taken = pl.col("bytes").cum_sum(), pl.col("bytes")
        places = self._lines.select("text", "line", begin=end - taken, end=end)
        quoted = places.filter(pl.col("text").str.contains(QUOTE, literal=True))
        for line, begin, end in quoted.drop("text").iter_rows():
            if not self._within:
                self._line, done = line, begin
            self._last, self._within = line, True
            yield self._content[done:end].decode()
            done = end
        if self._within:
            self._last, self.cut = self._lines["line"][-1], True
            yield self._content[done:].decode()
            yield QUOTE

    def end_record(self, *, everything: bool = False) -> int:
        """Ends the record being read, or with it all of the piece; the line that it begins on."""
        self._within = False
        self._firsts.append(self._line)
        self._lasts.append(self._lines["line"][-1] if everything else self._last)
        return self._line

    def consumed_lines(self) -> pl.Series:
        """The lines of all records that were ended."""
        firsts, lasts = pl.Series(self._firsts), pl.Series(self._lasts)
        return pl.int_ranges(firsts, lasts + 1, dtype=pl.UInt32, eager=True).explode()
