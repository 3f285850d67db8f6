"""Cells that were taken with a notice: one notice a column for all that were taken the same way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from estimator.model.column import Column
from estimator.model.money import grouped
from estimator.model.problem import Problem
from estimator.model.table import Table
from estimator.model.words import SOME, quote, some
from estimator.validate.numbers import ALL, DASH, ROUNDED

COMMA_READ = "decimal-comma"


@dataclass(frozen=True)
class Taken:
    """Cells of one column that were taken the same way, as far as the notice names them.

    Attributes:
        code: of the notice.
        text, value: what stands in the first of them, and what it was read as.
        rows: the rows of the first of them; count: how many they are in all.
    """

    column: Column
    code: str
    text: str
    value: Decimal
    rows: tuple[int, ...]
    count: int


def taken(column: Column, code: str, cells: pl.DataFrame) -> list[Taken]:
    """The ``cells`` (``row``, ``text``, ``value``) of one column, if there are any."""
    if cells.is_empty():
        return []
    text, value = cells.select("text", "value").row(0)
    rows = tuple(cells["row"].head(SOME + 1))
    return [Taken(column, code, text.strip(), value, rows, len(cells))]


def notices(table: Table, found: Iterable[Taken]) -> list[Problem]:
    """One notice for each column and way, from what was found part by part, in order."""
    whole: dict[tuple[str, str], Taken] = {}
    for one in found:
        key = (one.column.name, one.code)
        before = whole.get(key)
        whole[key] = _together(before, one) if before else one
    return [_notice(table, one) for one in whole.values()]


def others(table: Table, column: str, rows: Sequence[int], count: int) -> str:
    """The tail of a notice that concerns ``count`` cells, the first of which are in ``rows``."""
    if count == 1:
        return ""
    cells = [table.cell(row, column) for row in rows[1:]]
    return f"; likewise {some(cells, of=count - 1)}"


def _together(before: Taken, after: Taken) -> Taken:
    rows = (*before.rows, *after.rows)[: SOME + 1]
    return replace(before, rows=rows, count=before.count + after.count)


def _notice(table: Table, one: Taken) -> Problem:
    meaning = {
        DASH: "read as 0",
        ROUNDED: f"taken at {one.column.decimals} decimals",
        ALL: "read as 100 %; write 100% to be clear, or 1% if that was meant",
        COMMA_READ: f"read with a decimal comma, as {grouped(one.value)}",
    }[one.code]
    name = one.column.name
    said = f"found {quote(one.text)}; {meaning}{others(table, name, one.rows, one.count)}."
    return table.problem(one.code, one.rows[0], name, found=one.text, says=said)
