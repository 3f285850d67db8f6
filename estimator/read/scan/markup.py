"""How .xlsx writes texts and attributes: one by one, and many at once where they are plain."""

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
# A text that is not blank, as Python has it: not of spaces and separators alone.
VISIBLE = r"[^\s\x1c-\x1f]"
# A text of which no character is refused by XML or, as a carriage return is, changed by it.
PLAIN = r"[^<\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]*"

_ATTRIBUTE = re.compile(r' ([A-Za-z_][\w:.-]*)="([^"<&\x00-\x1f\x7f-\uffff]*)"', re.ASCII)
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_REFERENCES = r"^(?:[^&]|&(?:lt|gt|quot|apos|amp|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)*$"
_REFERENCE = re.compile(r"&(?:lt|gt|quot|apos|amp|#(\d+)|#x([0-9A-Fa-f]+));", re.ASCII)
# The characters that XML may refer to by number.
_CHARACTERS = re.compile("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
def attributes(written: str) -> dict[str, str] | None:
    """The attributes that stand in a tag as ``written``; None where that is not plain."""
    found = _ATTRIBUTE.findall(written)
    plain = sum(len(name) + len(value) + 4 for name, value in found) == len(written)
    return dict(found) if plain and len(dict(found)) == len(found) else None


def texts(written: pl.Series, preserved: pl.Series | None = None) -> pl.Series | None:
    """Texts (String) as they are read from how they are ``written``; None where one is damaged.

    Args:
        written: of characters that are ``PLAIN``; null where there is none.
        preserved: Boolean; the texts that are not trimmed, None for all.
    """
    read = _resolved(written)
    if read is None:
        return None
    if preserved is not None:
        read = read.zip_with(preserved, read.str.strip_chars(SPACES))
    escaped = read.str.contains(ESCAPE.pattern).fill_null(False)
    return _each(read, escaped, unescaped) if escaped.any() else read


def _resolved(written: pl.Series) -> pl.Series | None:
    """``written`` with its references to characters resolved; None where one refers to none."""
    if not written.str.contains("&", literal=True).any():
        return written
    numbered = written.str.contains("&#", literal=True).fill_null(False)
    by_number = written.filter(numbered)
    known = written.str.contains(_REFERENCES).all() and not any(
        _CHARACTERS.fullmatch(_referred(one)) is None
        for text in by_number.unique()
        for one in _REFERENCE.finditer(text)
    )
    if not known:
        return None
    named = written.str.replace_many(list(_ENTITIES), list(_ENTITIES.values()))
    resolved = _each(written, numbered, lambda text: _REFERENCE.sub(_referred, text))
    return resolved.zip_with(numbered, named)


def _referred(reference: re.Match[str]) -> str:
    decimal, hexadecimal = reference.groups()
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(code) if code <= 0x10FFFF else ""
    return _ENTITIES[reference[0]]


def _each(texts: pl.Series, where: pl.Series, change: Callable[[str], str]) -> pl.Series:
    """``texts`` with those for which ``where`` is true changed, each different one once."""
    old = texts.filter(where).unique()
    return texts.replace(old, pl.Series([change(text) for text in old], dtype=pl.String))


def decoded(piece: bytes) -> pl.Series | None:
    """``piece`` as a Series of one text; None where it is none that stands in plain XML."""
    if b"]]>" in piece:
        return None
    try:
        return pl.Series([piece], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError:
        return None
