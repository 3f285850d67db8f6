"""The records of delimited text: plain lines as they are, quoted ones by way of the csv module.

A line without a quote is a record, unless a quoted field goes on over it. A record with quotes is
read by the csv module and written as a plain line, without its quotes and with a separator that no
text holds. Then all records are split alike.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from estimator.read.quoted import LONGEST, QUOTE, SEPARATOR, Quoted

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


def records(pieces: Iterable[str], delimiter: str) -> Iterator[Records]:
    """The records of each piece.

    Args:
        pieces: the text, each piece but the last to the end of a line.
        delimiter: one character.

    Raises:
        ValueError: quotes do not match, or far too late; it names the line. What is before it was
            yielded.
    """
    quoted, line = Quoted(delimiter), 1
    for piece in pieces:
        content = piece.encode()
        lines = _lines(content, delimiter, line)
        line += lines.height
        if quoted.open or QUOTE in piece:
            yield Records(quoted.merged(content, lines), SEPARATOR)
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


def split(texts: pl.Series, separator: str, width: int) -> pl.DataFrame:
    """The fields of the records ``texts`` as String columns c1, c2, ...; null beyond the last."""
    fields = texts.str.split_exact(separator, width - 1).struct.unnest()
    fields.columns = [f"c{n}" for n in range(1, width + 1)]
    return fields


def _lines(content: bytes, delimiter: str, line: int) -> pl.DataFrame:
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
