"""The formulas of .xlsx: which of them take values from other workbooks."""

import re
from collections.abc import Collection

import polars as pl

from estimator.read.scan import markup
from estimator.read.scan.markup import odd_unless

# A formula's reference to another workbook, apart from texts and from the columns of tables:
# [1]Sheet!A1, 'C:\[plan.xlsx]Sheet 1'!A1; [0] is the workbook itself.
LINK = re.compile(
    r""""[^"]*"|'(?P<quoted>[^'\[]*\[(?!0\])[^'\]]+\](?:[^']|'')*)'!|'(?:[^']|'')*'"""
    r"""|(?<![\w\]\).'])(?P<bare>\[(?!0\])[^\[\]'"]+\][\w.:]*!)"""
)


def links(formula: str) -> bool:
    """Whether ``formula`` takes values from another workbook."""
    return "[" in formula and any(found.lastgroup for found in LINK.finditer(formula))


def leave_linked(cells: pl.DataFrame, linked: Collection[str]) -> None:
    """Leaves ``cells``, as ``plain.rows`` has them, to the parser if one may be linked.

    Args:
        linked: the shared formulas that are known to be.

    Raises:
        OddError: one may be, or a formula is not written plainly.
    """
    formulas = cells["formula"]
    telling = formulas.filter(formulas.str.contains("[&\\[]").fill_null(value=False)).unique()
    odd_unless(*(not links(formula) for formula in markup.resolved(telling)))
    if linked:
        odd_unless(not cells["marks"].str.contains("si=", literal=True).any())
