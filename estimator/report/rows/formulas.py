"""Formulas that fill a column: written out in the first row and shared by those below it."""

import re
from collections.abc import Collection

import polars as pl

TOKEN = re.compile(
    r'"(?:[^"]|"")*"|\d+(?:\.\d+)?|[-+*/=<>]|(?P<open>[A-Z]*\()|(?P<close>\))|(?P<comma>,)'
    r"|(?P<word>[A-Za-z_][A-Za-z_0-9.]*)"
)


class UnsharableFormulaError(ValueError):
    """A formula refers to what no shared formula may: Excel would call the workbook corrupt."""


def check(formula: str, row: int, names: Collection[str]) -> None:
    """Holds a ``formula`` to what may be shared: cells of its own row and defined names.

    Excel takes no other sheet, table, union or array in a shared formula ([MS-XLSB] 2.5.98.98).

    Args:
        formula: without its equals sign.
        row: where it stands.
        names: the defined names of the workbook.

    Raises:
        UnsharableFormulaError: something else stands in it.
    """
    opened: list[str] = []
    at = 0
    while at < len(formula):
        token = TOKEN.match(formula, at)
        if token is None or not _sharable(token, row, names, opened):
            raise UnsharableFormulaError(f"{formula!r} cannot be shared from {formula[at:]!r} on")
        if token["open"]:
            opened.append(token["open"])
        elif token["close"] and opened:
            opened.pop()
        at = token.end()


def _sharable(token: re.Match[str], row: int, names: Collection[str], opened: list[str]) -> bool:
    """Whether ``token`` may stand within the parentheses that are ``opened`` before it."""
    if token["comma"]:
        # Between the arguments of a function; elsewhere it makes a union.
        return bool(opened) and opened[-1] != "("
    word = token["word"]
    return word is None or word in names or re.fullmatch(rf"[A-Z]{{1,3}}{row}", word) is not None


def master(formula: str, number: int, span: str) -> str:
    """The element of the first cell of ``span``, which all of its cells share by a ``number``."""
    return f'<f t="shared" ref="{span}" si="{number}">{markup(formula)}</f>'


def follower(number: int) -> str:
    """The element of every other cell."""
    return f'<f t="shared" si="{number}"/>'


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
