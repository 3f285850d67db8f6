"""The records of delimited text: plain lines as they are, quoted ones by way of the csv module.

A line without a quote is a record, unless a quoted field goes on over it. A record with quotes is
read by the csv module and written as a plain line: without its quotes, and with ``STAND_IN`` for
each delimiter within a field. Then all records are split alike, at every delimiter.
"""

from collections.abc import Iterable, Iterator

import polars as pl

from estimator.read.quoted import QUOTE, STAND_IN, Quoted

WHERE = "the quotes in the record that begins on line"


def records(
    pieces: Iterable[str], delimiter: str, line: int = 1, *, keep: bool = True
) -> Iterator[pl.DataFrame]:
    """The records of each piece: ``text`` for ``split``, ``width`` in fields, ``line`` of the file.

    Args:
        pieces: the text, each piece but the last to the end of a line.
        delimiter: one character.
        line: the number of the first line.
        keep: whether to keep the texts of records with quotes. Without them a quote that is never
            closed fills no memory.

    Raises:
        ValueError: quotes do not match; it names the line. What is before it was yielded.
    """
    quoted = Quoted(delimiter, keep=keep)
    for piece in pieces:
        content = piece.encode()
        lines = _lines(content, delimiter, line)
        line += lines.height
        if quoted.open or QUOTE in piece:
            yield quoted.merged(content, lines).select("text", "width", "line")
        else:
            yield lines.select("text", "width", "line")
        if quoted.fault:
            said = 'do not match; write "" for a quote that belongs to the text'
            raise ValueError(f"{WHERE} {quoted.fault} {said}")
    if quoted.open:
        said = "are never closed; close them, or double those that belong to the text"
        raise ValueError(f"{WHERE} {quoted.open.line} {said}")


def split(texts: pl.Series, delimiter: str, width: int) -> pl.DataFrame:
    """The fields of the records ``texts`` as String columns c1, c2, ...; null beyond the last."""
    fields = texts.str.split_exact(delimiter, width - 1).struct.unnest()
    fields.columns = [f"c{n}" for n in range(1, width + 1)]
    if texts.str.contains(STAND_IN, literal=True).any():
        return fields.select(pl.all().str.replace_all(STAND_IN, delimiter, literal=True))
    return fields


def _lines(content: bytes, delimiter: str, line: int) -> pl.DataFrame:
    """Each line of ``content`` as if it were a record, and the bytes that it is at."""
    if content.count(b"\r") > content.count(b"\r\n"):
        # Every line ends in \n then, and every byte stays in its place.
        content = content.replace(b"\r\n", b"\0\n").replace(b"\r", b"\n").replace(b"\0", b"\r")
    texts = pl.Series("text", [content], dtype=pl.Binary).cast(pl.String).str.split("\n").explode()
    texts = texts.head(-1) if content.endswith(b"\n") else texts
    ends = (texts.str.len_bytes().cast(pl.Int64) + 1).cum_sum()
    fields = pl.col("text").str.count_matches(delimiter, literal=True) + 1
    return pl.DataFrame({"text": texts.str.strip_suffix("\r")}).with_columns(
        width=pl.when(pl.col("text") == "").then(0).otherwise(fields).cast(pl.UInt32),
        line=pl.int_range(line, line + len(texts), dtype=pl.UInt32),
        begin=ends.shift(1, fill_value=0),
        end=ends,
    )
