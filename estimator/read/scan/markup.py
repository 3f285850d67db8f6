"""How .xlsx writes texts and attributes: one by one, and many at once where they are plain.

Plain is what all known writers write. Of what is not, an ``OddError`` is raised: it is left to the
parser, the authority on all that is written.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import polars as pl

# How .xlsx writes a character that XML cannot: _x000D_.
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
ESCAPED = 7
PRESERVED = ' xml:space="preserve"'
# What a text without xml:space="preserve" is trimmed of.
SPACES = " \t\r\n"
# A text of which no character is refused by XML or, as a carriage return is, changed by it.
PLAIN = r"[^<\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]*"

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


class OddError(ValueError):
    """What is not written plainly."""


def odd_unless(*plain: bool | None) -> None:
    """Raises an ``OddError`` unless all is ``plain``, or there is nothing to say of it."""
    if not all(one is not False for one in plain):
        raise OddError


def length(text: str) -> int:
    """The characters of ``text`` with its escapes undone."""
    return len(text) - (ESCAPED - 1) * len(ESCAPE.findall(text))


def unescaped(text: str) -> str:
    """``text`` with its escapes undone; one of half a character stays, as the reader has it."""
    return ESCAPE.sub(_character, text) if "_x" in text else text


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return escape[0] if 0xD800 <= code < 0xE000 else chr(code)


@lru_cache(maxsize=1 << 12)
def attributes(written: str) -> dict[str, str]:
    """The attributes that stand in a tag as ``written``."""
    found = _ATTRIBUTE.findall(written)
    told = dict(found)
    whole = sum(len(name) + len(value) + 4 for name, value in found) == len(written)
    odd_unless(whole, len(told) == len(found))
    return told


def decoded(piece: bytes) -> pl.Series:
    """``piece`` as a Series of one text (String) that may stand in plain XML."""
    try:
        whole = pl.Series([piece], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError as error:
        raise OddError from error
    odd_unless(not whole.str.contains("]]>", literal=True).item())
    return whole


def texts(written: pl.Series, preserved: pl.Series) -> pl.Series:
    """Texts (String) as they are read from how they are ``written``.

    Args:
        written: of characters that are ``PLAIN``; null where there is none.
        preserved: Boolean; the texts that are not trimmed.
    """
    read = resolved(written)
    if not preserved.all():
        read = read.zip_with(preserved, read.str.strip_chars(SPACES))
    escaped = read.str.contains("_x", literal=True).fill_null(value=False)
    return _each(read, escaped, unescaped) if escaped.any() else read


def resolved(written: pl.Series) -> pl.Series:
    """``written`` with its references to characters resolved."""
    referring = written.str.contains("&", literal=True).fill_null(value=False)
    if not referring.any():
        return written
    odd_unless(written.filter(referring).str.contains(_REFERENCES).all())
    named = written.str.replace_many(list(_ENTITIES), list(_ENTITIES.values()))
    numbered = written.str.contains("&#", literal=True).fill_null(value=False)
    by_number = _each(written, numbered, lambda text: _REFERENCE.sub(_referred, text))
    return by_number.zip_with(numbered, named)


def _referred(reference: re.Match[str]) -> str:
    decimal, hexadecimal = reference.groups()
    if not decimal and not hexadecimal:
        return _ENTITIES[reference[0]]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    odd_unless(any(first <= code <= last for first, last in _CHARACTERS))
    return chr(code)


def _each(texts: pl.Series, where: pl.Series, change: Callable[[str], str]) -> pl.Series:
    """``texts`` with those for which ``where`` (Boolean) is true changed."""
    places = where.arg_true()
    changed = [change(text) for text in texts.gather(places)]
    return texts.clone().scatter(places, pl.Series(changed, dtype=pl.String))
