"""Formulas that fill a column: written out in the first row and shared by those below it."""

import re
from collections.abc import Collection

from estimator.report.pour.escape import markup

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
