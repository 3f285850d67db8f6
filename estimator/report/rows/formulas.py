"""Shared formulas: written out in the first row of a column and referred to in the others."""

import re
from collections.abc import Collection

import polars as pl

CELL = r"\$?[A-Z]{1,3}\$?[0-9]+"
TOKEN = re.compile(
    r'"(?:[^"]|"")*"|\d+(?:\.\d+)?|[-+*/=<>&:^]|(?P<open>[A-Z]*\()|(?P<close>\))|(?P<comma>,)'
    rf"|(?P<cells>{CELL}(?::{CELL})?)(?![A-Za-z_0-9.(])|(?P<word>[A-Za-z_][A-Za-z_0-9.]*)"
)
CORNER = re.compile(r"\$?[A-Z]+(\$?)([0-9]+)")


class UnsharableFormulaError(ValueError):
    """A formula refers to something that makes Excel call a shared formula corrupt."""


def check_sharable(formula: str, row: int, names: Collection[str]) -> None:
    """Checks that a ``formula`` refers only to its own row, to rows above it and to defined names.

    A row above, such as that of the months, is fixed by a dollar sign. Excel rejects other sheets,
    tables, unions and arrays in a shared formula ([MS-XLSB] 2.5.98.98), and spoils a range from a
    fixed row to the formula's own when a row is added to the table.

    Args:
        formula: the formula without its equals sign.
        row: the row of the formula, the first one.
        names: the defined names of the workbook.

    Raises:
        UnsharableFormulaError: the formula refers to something else.
    """
    opened: list[str] = []
    at = 0
    while at < len(formula):
        token = TOKEN.match(formula, at)
        if token is None or not _is_sharable(token, row, names, opened):
            raise UnsharableFormulaError(f"{formula!r} cannot be shared from {formula[at:]!r} on")
        if token["open"]:
            opened.append(token["open"])
        elif token["close"] and opened:
            opened.pop()
        at = token.end()


def _is_sharable(token: re.Match[str], row: int, names: Collection[str], opened: list[str]) -> bool:
    """Whether ``token`` is allowed inside the parentheses ``opened`` before it."""
    if token["comma"]:
        # A comma separates the arguments of a function; elsewhere it makes a union.
        return bool(opened) and opened[-1] != "("
    if cells := token["cells"]:
        corners = [(bool(fixed), int(number)) for fixed, number in CORNER.findall(cells)]
        own = all(corner == (False, row) for corner in corners)
        return own or all(fixed and number < row for fixed, number in corners)
    return token["word"] is None or token["word"] in names


def master_formula_element(formula: str, number: int, span: str) -> str:
    """The formula element of the first cell of ``span``, shared under ``number``."""
    return f'<f t="shared" ref="{span}" si="{number}">{escape_markup(formula)}</f>'


def follower_formula_element(number: int) -> str:
    """The formula element of every other cell that shares formula ``number``."""
    return f'<f t="shared" si="{number}"/>'


# Text that cannot be written between two tags as it is: markup, control characters (line ends and
# tabs, too, need xml:space="preserve"), anything like an escape, spaces at either end, empty text.
ODD = r"[&<>\x00-\x1f\x{fffe}\x{ffff}]|_x|^ | $|^$"
# Escapes text that looks like an escape. The closing underscore is not matched, because it can also
# begin the next escape.
LIKE_AN_ESCAPE = r"_(x[0-9A-Fa-f]{4})"
ESCAPED = r"_x005F_$1"
# The ampersand first, because the others contain one.
MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# XML allows tabs and newlines; a carriage return would be read back as a newline.
UNHOLDABLE = [*(set(range(0x20)) - {0x09, 0x0A}), 0xFFFE, 0xFFFF]
ESCAPES = MARKUP | {chr(code): f"_x{code:04X}_" for code in UNHOLDABLE}


def needs_escaping(texts: pl.Expr) -> pl.Expr:
    """Which of ``texts`` (String) have to be escaped."""
    return texts.str.contains(ODD)


def escape_texts(texts: pl.Expr) -> pl.Expr:
    """``texts`` (String) escaped for an element with ``xml:space="preserve"``."""
    return texts.str.replace_all(LIKE_AN_ESCAPE, ESCAPED).str.replace_many(ESCAPES)


def escape_markup(text: str) -> str:
    """``text`` without control characters, with its markup escaped."""
    for character, written in MARKUP.items():
        text = text.replace(character, written)
    return text
