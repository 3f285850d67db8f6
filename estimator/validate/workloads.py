"""The whole judgement of an input table: what can be estimated, and everything wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from estimator.formula.program import Compiled
from estimator.model.address import quoted
from estimator.model.cost_model import Assumption, CostModel
from estimator.model.problem import Problem, errors, in_order
from estimator.model.rate_card import RateCard
from estimator.model.schema import workloads as schema_of_workloads
from estimator.model.table import Table
from estimator.model.words import counted, listed, nearest, plain, quote
from estimator.validate import alternatives, ids, models, rows

# From this likeness on, a heading is probably a slip; measured on a set of real headings.
LIKELY = 80


@dataclass(frozen=True)
class Terms:
    """On what terms the rows are judged and priced.

    Attributes:
        model, columns: the cost model, and the same compiled.
        assumptions: with the values in force.
        card, as_of: the prices, and the day on which they hold.
        locale: the language whose decimal mark the texts have; empty to let the cells tell.
    """

    model: CostModel
    columns: tuple[Compiled, ...]
    assumptions: tuple[Assumption, ...]
    card: RateCard
    as_of: date
    locale: str = ""

    @property
    def values(self) -> Mapping[str, Decimal]:
        """The value of each assumption by name."""
        return {assumption.name: assumption.value for assumption in self.assumptions}


@dataclass(frozen=True)
class Workloads:
    """The rows of a table, judged.

    Attributes:
        frame: rows without errors, in the sheet's order: ``row`` (Int64), the schema's columns
            typed, ``model_as_given``.
        rejected: rows with errors, each cell as the user wrote it, ``row`` first.
        carried: the columns that are not ours, of the rows in ``frame``; String, in their order.
        carried_kinds: UInt8, the kind of each of these cells.
    """

    frame: pl.DataFrame
    rejected: pl.DataFrame
    carried: pl.DataFrame
    carried_kinds: pl.DataFrame


def workloads(
    table: Table, terms: Terms, taken: Mapping[str, str], *, ours: bool
) -> tuple[Workloads, list[Problem]]:
    """The rows of ``table`` that can be estimated, and all problems of all rows.

    Args:
        table: as read.
        terms: the prices that models must have, and the cost model with its values.
        taken: titles of the output's own columns by every way to write them; a heading like one
            of them is carried as "given".
        ours: whether the table stands in a workbook of this tool, whose computed columns are not
            carried but computed again.
    """
    schema = schema_of_workloads()
    problems = [
        problem
        for problem in rows.missing_columns(table, schema)
        if problem.column != "workload_id"
    ]
    frame, found = rows.typed(table, schema, terms.locale)
    problems += found
    problems += rows.overlong(table)
    frame, found = ids.identified(frame, table)
    problems += found
    frame, found = models.priced(frame, table, terms.card, terms.as_of)
    problems += found
    whole = _without(frame, _rows(problems))
    problems += alternatives.settled(whole, table, schema, terms.columns, terms.values)
    if not len(table.rows):
        said = f"no rows below the headings in row {table.header_row}."
        problems.append(_of_the_sheet(table, "no-rows", said))
    # What is wrong with the headings is wrong with every row.
    broken = bool(_rows(problems) & {table.header_row})
    good = frame.clear() if broken else _without(frame, _rows(problems))
    default = terms.values["default_cached_input_share"]
    problems += models.cautions(good, table, terms.card, terms.as_of, default)
    carry, notices = _carried(table, taken, ours=ours)
    problems += notices + _blank_rows(table)
    texts = table.texts.with_columns(row=table.rows)
    return (
        Workloads(
            frame=good,
            rejected=_rejected(table, texts, set(good["row"])),
            carried=_cells(table.texts, table, good, carry),
            carried_kinds=_cells(table.kinds, table, good, carry),
        ),
        in_order(problems),
    )


def _rows(problems: list[Problem]) -> set[int]:
    return {row for problem in errors(problems) for row in problem.rows}


def _without(frame: pl.DataFrame, rows_: set[int]) -> pl.DataFrame:
    return frame.filter(~pl.col("row").is_in(sorted(rows_)))


def _rejected(table: Table, texts: pl.DataFrame, kept: set[int]) -> pl.DataFrame:
    return texts.filter(~pl.col("row").is_in(sorted(kept))).select(
        "row", *[pl.col(f"c{heading.position}") for heading in table.headings]
    )


def _carried(
    table: Table, taken: Mapping[str, str], *, ours: bool
) -> tuple[list[tuple[str, str]], list[Problem]]:
    carry = rows.carried(table, taken)
    if ours:
        known = {
            f"c{heading.position}" for heading in table.headings if plain(heading.text) in taken
        }
        carry = [(cells, heading) for cells, heading in carry if cells not in known]
    if not carry:
        return [], []
    names = listed([quote(heading) for _, heading in carry])
    verb = "is not a column" if len(carry) == 1 else "are not columns"
    does = "is" if len(carry) == 1 else "are"
    said = f"{names} {verb} of the estimate and {does} carried through."
    return carry, [_of_the_sheet(table, "carried-columns", said), *_alike(table, carry)]


def _alike(table: Table, carry: list[tuple[str, str]]) -> list[Problem]:
    """The notice of each carried heading that looks like a column which the sheet lacks."""
    absent = [
        column for column in schema_of_workloads().columns.values() if not table.has(column.name)
    ]
    titles = {name: column.title for column in absent for name in (column.title, *column.aliases)}
    found = []
    for _, heading in carry:
        if likely := nearest(heading, titles, 1, LIKELY):
            said = (
                f"{quote(heading)} is not read as {quote(titles[likely[0]])}; "
                "give it that heading if that is what it holds."
            )
            found.append(_of_the_sheet(table, "like-a-column", said))
    return found


def _blank_rows(table: Table) -> list[Problem]:
    if not table.blank_rows:
        return []
    said = f"{counted(table.blank_rows, 'blank row')} between the workloads left out."
    return [_of_the_sheet(table, "blank-rows", said)]


def _cells(
    cells: pl.DataFrame, table: Table, good: pl.DataFrame, carry: list[tuple[str, str]]
) -> pl.DataFrame:
    """The carried columns of ``cells`` in the rows of ``good``, under their headings."""
    kept = cells.filter(table.rows.is_in(good["row"].implode()))
    return kept.select(pl.col(name).alias(heading) for name, heading in carry)


def _of_the_sheet(table: Table, code: str, said: str) -> Problem:
    return Problem(code, says=said, place=quoted(table.sheet), row=table.header_row)
