"""Texts as they stand in a sheet's XML: what XML cannot hold is written as Excel writes it."""

import polars as pl

# What does not stay as it is between two tags: markup, control characters (line ends and tabs, too,
# are kept only where it is said that blanks count), what may be read as an escape, blanks at the
# ends, and nothing at all.
ODD = r"[&<>\x00-\x1f\x{fffe}\x{ffff}]|_x|^ | $|^$"
# A text that has the form of an escape is kept from being read as one. An escape ends with an
# underscore with which the next may begin, so that the underscore is not waited for.
LIKE_AN_ESCAPE = r"_(x[0-9A-Fa-f]{4})"
ESCAPED = r"_x005F_$1"
# The ampersand first, as it is in all of them.
MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Tabs and new lines may stand in XML; a carriage return would be read as a new line.
UNHOLDABLE = [*(set(range(0x20)) - {0x09, 0x0A}), 0xFFFE, 0xFFFF]
ESCAPES = MARKUP | {chr(code): f"_x{code:04X}_" for code in UNHOLDABLE}


def is_odd(texts: pl.Expr) -> pl.Expr:
    """Which of ``texts`` (String) are not their own XML."""
    return texts.str.contains(ODD)


def escaped(texts: pl.Expr) -> pl.Expr:
    """``texts`` (String) as they stand between two tags that say ``xml:space="preserve"``."""
    return texts.str.replace_all(LIKE_AN_ESCAPE, ESCAPED).str.replace_many(ESCAPES)


def markup(text: str) -> str:
    """``text`` of our own, which has no control characters, as it stands between two tags."""
    for character, written in MARKUP.items():
        text = text.replace(character, written)
    return text
