"""Rows of a worksheet that are written as all known writers write them, split in bulk.

Only what matches to the last character is plain.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import polars as pl
from msgspec import Struct

from estimator.model.address import column_number
from estimator.read.cells import OddError, odd_unless
from estimator.read.workbook.findings import LAST_COLUMN, LAST_ROW

# A text of which no character is refused by XML or, as a carriage return is, changed by it.
PLAIN = r"[^<\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]*"
# What stands behind "<c ", up to the next cell: the cell, and where the row ends, what follows it.
CELL = (
    r'(?s)^r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^<>/]*)(?:/|><'
    rf"(?:f((?: [^<>/]*)?)(?:/|>({PLAIN})</f)><)?"
    rf"(?:v(?:/|>({PLAIN})</v)><|is><t((?: [^<>/]*)?)(?:/|>({PLAIN})</t)></is><)?"
    r"/c)>[ \t\n]*(?:</row>(.*))?$"
)
NAMES = ("letters", "number", "attributes", "marks", "formula", "value", "kept", "text", "gap")
# What stands behind "<row": its number, its attributes, and whether it ends at once.
ROW = r'(?s)^ r="([1-9][0-9]{0,6})"([^<>/]*)(?:(/>)|>[ \t\n]*(</row>)?)[ \t\n]*$'


class PlainRows(Struct, frozen=True):
    """Whole rows in their order.

    Attributes:
        cells: a row each ``<c>``: ``row`` and ``column`` (UInt32, from 1); ``attributes``,
            ``formula``, ``value`` and ``text`` (String) as written, null where there is none;
            ``marks``, the attributes of its formula; ``kept``, those of its text.
        last: the number of the last row; 0 where there is none.
        hidden: the numbers of the rows that are hidden.
    """

    cells: pl.DataFrame
    last: int
    hidden: Sequence[int]


def split_rows(piece: bytes) -> PlainRows:
    """The rows in ``piece``.

    Raises:
        OddError: they are not written plainly.
    """
    parts = decode_piece(piece).str.split("<c ").explode()
    cells = parts[1:].str.extract_groups(CELL).struct.unnest()
    cells.columns = list(NAMES)
    odd_unless(not cells["letters"].has_nulls())
    ends = cells["gap"].is_not_null()
    odd_unless(ends[-1] if len(ends) else None)
    begun = _begin_rows(pl.concat([parts[:1], cells["gap"].filter(ends)]))
    row = cells["number"].cast(pl.UInt32)
    # A cell stands in the row that began behind as many rows as end before it.
    behind = ends.cast(pl.UInt32).cum_sum() - ends.cast(pl.UInt32)
    odd_unless((row == begun.filter("open")["number"].gather(behind)).all())
    for one in cells["marks"].drop_nulls().unique():
        parse_attributes(one)
    places = {"row": row, "column": _column_numbers(cells["letters"])}
    return PlainRows(
        cells.drop("letters", "number", "gap").with_columns(**places),
        begun["number"][-1] if len(begun) else 0,
        begun.filter("hidden")["number"].to_list(),
    )


def _begin_rows(gaps: pl.Series) -> pl.DataFrame:
    """The rows that begin in ``gaps``: ``number``, whether they are ``open`` and ``hidden``.

    Between two cells of different rows just one is opened, behind any number of empty ones.
    """
    parts = pl.DataFrame({"gap": gaps.str.split("<row")}).with_row_index()
    before = parts["gap"].list.first().str.strip_chars(SPACES)
    found = (
        parts.select("index", pl.col("gap").list.slice(1))
        .explode("gap", empty_as_null=False)
        .with_columns(pl.col("gap").str.extract_groups(ROW).struct.rename_fields(list("nace")))
        .unnest("gap")
    )
    number = found["n"].cast(pl.UInt32)
    odd_unless((before == "").all(), not number.has_nulls(), (number <= LAST_ROW).all())
    parsed = {one: parse_attributes(one) for one in found["a"].unique()}
    odd_unless(*("r" not in one for one in parsed.values()))
    hidden = [text for text, one in parsed.items() if one.get("hidden") in {"1", "true"}]
    opened = found["c"].is_null() & found["e"].is_null()
    last = found["index"] != found["index"].shift(-1, fill_value=len(gaps))
    expected = last & (found["index"] < len(gaps) - 1)
    odd_unless((opened == expected).all(), opened.sum() == len(gaps) - 1)
    return pl.DataFrame({"number": number, "open": opened, "hidden": found["a"].is_in(hidden)})


def _column_numbers(written: pl.Series) -> pl.Series:
    """The numbers of columns (UInt32) by their letters."""
    different = written.unique()
    numbers = pl.Series([_column_number(one) for one in different], dtype=pl.UInt32)
    return numbers.gather(written.cast(pl.Enum(different)).to_physical())


@cache
def _column_number(letters: str) -> int:
    number = column_number(letters)
    odd_unless(number <= LAST_COLUMN)
    return number


# How .xlsx writes a character that XML cannot: _x000D_.
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
ESCAPED = 7
PRESERVED = ' xml:space="preserve"'
# What a text without xml:space="preserve" is trimmed of.
SPACES = " \t\r\n"

_ATTRIBUTE = re.compile(r""" ([A-Za-z_][\w:.-]*)="([ !#-%'-;=-~]*)\"""", re.ASCII)
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_REFERENCES = r"^(?:[^&]|&(?:lt|gt|quot|apos|amp|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)*$"
_REFERENCE = re.compile(r"&(?:lt|gt|quot|apos|amp|#(\d+)|#x([0-9A-Fa-f]+));", re.ASCII)
# The characters that XML may refer to, by their numbers.
_CHARACTERS = (
    (0x09, 0x0A),
    (0x0D, 0x0D),
    (0x20, 0xD7FF),
    (0xE000, 0xFFFD),
    (0x10000, 0x10FFFF),
)


def unescaped_length(text: str) -> int:
    """The characters of ``text`` with its escapes undone."""
    return len(text) - (ESCAPED - 1) * len(ESCAPE.findall(text))


def unescape_text(text: str) -> str:
    """``text`` with its escapes undone; one of half a character stays, as the reader has it."""
    return ESCAPE.sub(_unescape_character, text) if "_x" in text else text


def _unescape_character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return escape[0] if 0xD800 <= code < 0xE000 else chr(code)


@lru_cache(maxsize=1 << 12)
def parse_attributes(written: str) -> dict[str, str]:
    """The attributes that stand in a tag as ``written``."""
    found = _ATTRIBUTE.findall(written)
    parsed = dict(found)
    whole = sum(len(name) + len(value) + 4 for name, value in found) == len(written)
    odd_unless(whole, len(parsed) == len(found))
    return parsed


def decode_piece(piece: bytes) -> pl.Series:
    """``piece`` as a Series of one text (String) that may stand in plain XML."""
    try:
        whole = pl.Series([piece], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError as error:
        raise OddError from error
    odd_unless(not whole.str.contains("]]>", literal=True).item())
    return whole


def read_texts(written: pl.Series, preserved: pl.Series) -> pl.Series:
    """Texts (String) as they are read from how they are ``written``.

    Args:
        written: of characters that are ``PLAIN``; null where there is none.
        preserved: Boolean; the texts that are not trimmed.
    """
    read = resolve_references(written)
    if not preserved.all():
        read = read.zip_with(preserved, read.str.strip_chars(SPACES))
    escaped = read.str.contains("_x", literal=True).fill_null(value=False)
    return _change_each(read, escaped, unescape_text) if escaped.any() else read


def resolve_references(written: pl.Series) -> pl.Series:
    """``written`` with its references to characters resolved."""
    referring = written.str.contains("&", literal=True).fill_null(value=False)
    if not referring.any():
        return written
    odd_unless(written.filter(referring).str.contains(_REFERENCES).all())
    named = written.str.replace_many(list(_ENTITIES), list(_ENTITIES.values()))
    numbered = written.str.contains("&#", literal=True).fill_null(value=False)
    by_number = _change_each(
        written, numbered, lambda text: _REFERENCE.sub(_resolve_reference, text)
    )
    return by_number.zip_with(numbered, named)


def _resolve_reference(reference: re.Match[str]) -> str:
    decimal, hexadecimal = reference.groups()
    if not decimal and not hexadecimal:
        return _ENTITIES[reference[0]]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    odd_unless(any(first <= code <= last for first, last in _CHARACTERS))
    return chr(code)


def _change_each(texts: pl.Series, where: pl.Series, change: Callable[[str], str]) -> pl.Series:
    """``texts`` with those for which ``where`` (Boolean) is true changed."""
    places = where.arg_true()
    changed = [change(text) for text in texts.gather(places)]
    return texts.clone().scatter(places, pl.Series(changed, dtype=pl.String))
