"""Records with quotes in them: read by Python's csv module, written as lines without quotes."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

QUOTE = '"'
# Between the fields of a record without its quotes: no text holds it, as files with it are refused.
SEPARATOR = "\0"
# The most characters of a record with a field that goes on over pieces of the file.
LONGEST = 2**24
# The csv module's own limit, 131,072, would refuse a cell before ours can name it.
csv.field_size_limit(2**31 - 1)


@dataclass
class _Open:
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

    def whole(self) -> list[str]:
        """Each field in one."""
        return ["".join(parts) for parts in self.fields]


class Quoted:
    """Puts the records with quotes in the place of their lines, piece by piece.

    Attributes:
        open: the record that goes on in the next piece, if any.
        fault: the line of the record behind the last one, if its quotes do not match; else 0.
        long: the same, if they close only after more than ``LONGEST`` characters.
    """

    def __init__(self, delimiter: str) -> None:
        self.open: _Open | None = None
        self.fault = self.long = 0
        self._delimiter = delimiter

    def merged(self, content: bytes, lines: pl.DataFrame) -> pl.DataFrame:
        """The records of ``content`` with ``SEPARATOR`` between fields; ``lines`` are its lines."""
        feed = _Feed(content, lines, within=self.open is not None)
        texts, widths, begun = list[str](), list[int](), list[int]()
        for line, fields in self._ended(feed):
            texts.append(SEPARATOR.join(fields))
            widths.append(len(fields))
            begun.append(line)
        columns = {"text": texts, "width": widths, "line": begun}
        schema = {name: lines.schema[name] for name in columns}
        separated = pl.col("text").str.replace_all(self._delimiter, SEPARATOR, literal=True)
        others = lines.filter(~pl.col("line").is_in(feed.taken().implode()))
        made = [others.select(separated, "width", "line"), pl.DataFrame(columns, schema)]
        return pl.concat(made).sort("line")

    def _ended(self, feed: "_Feed") -> Iterator[tuple[int, list[str]]]:
        """Each record that ends in this piece, with the line that it begins on."""
        try:
            for fields in csv.reader(feed, delimiter=self._delimiter, strict=True):
                line = feed.end()
                if not (self.open or feed.cut):
                    yield line, fields
                    continue
                self.open = self.open or _Open(line)
                self.open.add(fields)
                if not feed.cut and self.open.size > LONGEST:
                    self.long = self.open.line
                    return
                if not feed.cut:
                    yield self.open.line, self.open.whole()
                    self.open = None
        except csv.Error:
            line = feed.end(everything=True)
            self.fault = self.open.line if self.open else line


class _Feed:
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

    def end(self, *, everything: bool = False) -> int:
        """Ends the record being read, or with it all of the piece; the line that it begins on."""
        self._within = False
        self._firsts.append(self._line)
        self._lasts.append(self._lines["line"][-1] if everything else self._last)
        return self._line

    def taken(self) -> pl.Series:
        """The lines of all records that were ended."""
        firsts, lasts = pl.Series(self._firsts), pl.Series(self._lasts)
        return pl.int_ranges(firsts, lasts + 1, dtype=pl.UInt32, eager=True).explode()
