"""Cells that were taken with a notice: one notice a column for all that were taken the same way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from estimator.model.column import Column
from estimator.model.faults import Faults
from estimator.model.money import grouped
from estimator.model.problem import Problem
from estimator.model.table import Table
from estimator.model.words import SOME, quote, some
from estimator.validate.numbers import ALL, DASH, ROUNDED

COMMA_READ = "decimal-comma"
OUTSIDE = "outside-plan"


@dataclass(frozen=True)
class Taken:
    """Cells of one column that were taken the same way.

    Attributes:
        code: of the notice.
        cells: ``row`` (Int64), ``text``, what stands there, and ``value``, what it was read as; of
            a month outside the plan, where that is.
        count: how many they are in all; ``cells`` may be the first of them only.
    """

    column: Column
    code: str
    cells: pl.DataFrame
    count: int

    def first(self) -> "Taken":
        """With no more cells than one notice of all of them names, in memory of their own."""
        few = self.cells.head(SOME + 1)
        return replace(self, cells=pl.DataFrame(few.rows(), few.schema, orient="row"))


def taken(column: Column, code: str, cells: pl.DataFrame) -> list[Taken]:
    """The ``cells`` (``row``, ``text``, ``value``) of one column, if there are any."""
    if cells.is_empty():
        return []
    return [Taken(column, code, cells.select("row", "text", "value"), len(cells))]


def notices(table: Table, found: Iterable[Taken]) -> list[Problem]:
    """One notice for each column and way, from what was found part by part, in order."""
    whole: dict[tuple[str, str], Taken] = {}
    for one in found:
        key = (one.column.name, one.code)
        before = whole.get(key)
        whole[key] = _together(before, one) if before else one
    return [_notice(table, one) for one in whole.values()]


def singly(table: Table, one: Taken) -> Faults:
    """A notice for each of the cells by itself."""
    # What is said of a cell is said of all that are alike.
    alike = one.cells.select("text", "value").unique(maintain_order=True)
    said = [f"{_says(one, text, value)}." for text, value in alike.iter_rows()]
    says = one.cells.join(
        alike.with_columns(said=pl.Series(said, dtype=pl.String)),
        on=["text", "value"],
        maintain_order="left",
    )["said"]
    heading = table.by_column[one.column.name]
    return Faults(one.code, table, one.cells["row"], heading, found=one.cells["text"], says=says)


def others(table: Table, column: str, rows: Sequence[int], count: int) -> str:
    """The tail of a notice that concerns ``count`` cells, the first of which are in ``rows``."""
    if count == 1:
        return ""
    cells = [table.cell(row, column) for row in rows[1:]]
    return f"; likewise {some(cells, of=count - 1)}"


def _together(before: Taken, after: Taken) -> Taken:
    cells = pl.concat([before.cells, after.cells])
    return replace(before, cells=cells, count=before.count + after.count).first()


def _notice(table: Table, one: Taken) -> Problem:
    text, value = one.cells.select("text", "value").row(0)
    rows, name = one.cells["row"].to_list()[: SOME + 1], one.column.name
    said = f"{_says(one, text, value)}{others(table, name, rows, one.count)}."
    return table.problem(one.code, rows[0], name, found=text.strip(), says=said)


def _spelled(value: Decimal | str) -> str:
    return value if isinstance(value, str) else grouped(value)


def _says(one: Taken, text: str, value: Decimal | str) -> str:
    meaning = {
        DASH: "read as 0",
        ROUNDED: f"taken at {one.column.decimals} decimals",
        ALL: "read as 100 %; write 100% to be clear, or 1% if that was meant",
        OUTSIDE: f"{value}: no cost of the workload falls in it",
        COMMA_READ: f"read with a decimal comma, as {_spelled(value)}",
    }[one.code]
    return f"found {quote(text.strip())}; {meaning}"
