"""The whole judgement of an input table: what can be estimated, and everything wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from estimator.model import progress
from estimator.model.faults import Told, wrong_rows
from estimator.model.problem import Problem, errors
from estimator.model.rejected import Rejected
from estimator.model.schema import workloads as schema_of_workloads
from estimator.model.sheet import BLANK
from estimator.model.source import TABLE
from estimator.model.table import Part, Table
from estimator.model.together import together
from estimator.model.typed import Typed, Workloads
from estimator.validate import alternatives, budgets, carried, ids, models
from estimator.validate.carried import Carry, carries
from estimator.validate.judge import Judgement, Terms, judge
from estimator.validate.missing import missing_columns
from estimator.validate.spelling import decimal_marks
from estimator.validate.taken import Taken, notices

BLANK_TEXT, BLANK_KIND = pl.lit(None, dtype=pl.String), pl.lit(BLANK, dtype=pl.UInt8)


@dataclass(frozen=True)
class Judged:
    """The rows of all tables, judged.

    Attributes:
        good: those without errors, in the tables' order.
        rejected: those with errors, as the user wrote them.
        carried: the headings of the columns that are not ours, in the output.
    """

    good: Workloads
    rejected: Rejected
    carried: tuple[str, ...]


def workloads(
    tables: Sequence[Table], terms: Terms, taken: Mapping[str, str]
) -> tuple[Judged, list[Told]]:
    """The rows of ``tables`` that can be estimated, and all problems of all rows.

    Args:
        tables: as read, one at least.
        terms: the prices that models must have, and the cost model with its values.
        taken: titles of the output's own columns by every way to write them; a heading like one
            of them is carried as "given", or, in a workbook of ours, not at all.
    """
    carry, told = carries(tables, taken)
    headings = tuple(dict.fromkeys(heading for one in carry for _, heading in one))
    good, keys = Workloads(), ids.Keys()
    centers = list[pl.DataFrame]()
    for number, (table, columns) in enumerate(zip(tables, carry, strict=True)):
        about = _about(table)
        told += about
        marks = decimal_marks(table.parts(), schema_of_workloads(), terms.locale)
        # What is wrong with the headings is wrong with every row.
        work = _Work(number, terms, marks, columns, headings, broken=bool(errors(about)))
        noticed = list[Taken]()
        parts = progress.told("Checking", table.parts(), len, table.height)
        for judgement, right in together(work.judged, parts):
            told += judgement.told
            noticed += judgement.taken
            keys.add(judgement.frame)
            good.add(right)
            centers += [budgets.centers(right.frame)] if terms.budgets else []
        told += notices(table, noticed)
    repeated = keys.duplicates(tables)
    told += repeated
    good.leave_out(_places(repeated, tables))
    if terms.budgets:
        told += budgets.unmatched(terms.budgets, pl.concat(centers).unique("text"))
    default = terms.values["default_cached_input_share"]
    told += models.cautions(good, tables, terms.card, terms.as_of, default)
    return Judged(good, Rejected(tables, wrong_rows(told)), headings), told


def _about(table: Table) -> list[Problem]:
    """What is wrong with ``table`` as a whole, and worth knowing of it."""
    schema = schema_of_workloads()
    problems = [one for one in missing_columns(table, schema) if one.column != "workload_id"]
    problems += carried.overlong_headings(table) + ids.unnamed(table)
    problems += alternatives.missing_ways(table, schema)
    if not table.height:
        said = f"no rows below the headings in row {table.source.header_row}."
        problems.append(table.about("no-rows", said))
    return problems


@dataclass(frozen=True)
class _Work:
    """What is done with every part of the table ``number``.

    Attributes:
        columns: what the table carries through; headings: what all tables do.
        broken: whether none of the rows is right.
    """

    number: int
    terms: Terms
    marks: Mapping[str, str]
    columns: Carry
    headings: Sequence[str]
    broken: bool

    def judged(self, part: Part) -> tuple[Judgement, Typed]:
        """What is known of all rows of ``part``, with their ``TABLE``; and those that are right."""
        found = judge(part, self.terms, self.marks)
        frame = found.frame.select(pl.lit(self.number, dtype=pl.UInt32).alias(TABLE), pl.all())
        found = replace(found, frame=frame, taken=[one.first() for one in found.taken])
        right = found.right & (not self.broken)
        texts, kinds = self._carried(BLANK_TEXT), self._carried(BLANK_KIND)
        return found, Typed(
            frame.filter(right),
            _headed(part.texts.filter(right), texts, self.headings),
            _headed(part.kinds.filter(right), kinds, self.headings),
        )

    def _carried(self, blank: pl.Expr) -> list[pl.Expr]:
        """The carried columns of all tables; those that this one lacks are ``blank``."""
        cells = {heading: name for name, heading in self.columns}
        return [pl.col(cells[one]) if one in cells else blank for one in self.headings]


def _headed(
    cells: pl.DataFrame, columns: Sequence[pl.Expr], headings: Sequence[str]
) -> pl.DataFrame:
    """The ``columns`` of ``cells`` under ``headings``, as many rows, blank columns too."""
    named = [column.alias(name) for column, name in zip(columns, headings, strict=True)]
    return cells.with_columns(named).select(headings)


def _places(told: Sequence[Told], tables: Sequence[Table]) -> pl.DataFrame:
    """The rows that have errors: ``TABLE`` and ``row``."""
    numbers = {table.source: number for number, table in enumerate(tables)}
    found = [
        pl.DataFrame({"row": rows}).select(
            pl.lit(numbers[source], dtype=pl.UInt32).alias(TABLE), pl.col("row").cast(pl.Int64)
        )
        for source, rows in wrong_rows(told).items()
    ]
    return pl.concat([pl.DataFrame(schema={TABLE: pl.UInt32, "row": pl.Int64}), *found])
