"""The whole judgement of an input table: what can be estimated, and everything wrong with it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from estimator.formula.program import Compiled
from estimator.model.cost_model import Assumption, CostModel
from estimator.model.problem import Problem, errors
from estimator.model.rate_card import RateCard
from estimator.model.schema import workloads as schema_of_workloads
from estimator.model.source import ROW, TABLE, Source
from estimator.model.table import Table
from estimator.model.typed import Typed
from estimator.model.words import listed, nearest, quote, unused
from estimator.validate import alternatives, ids, models, rows

# From this likeness on, a heading is probably a slip; measured on a set of real headings.
LIKELY = 80

# What a table carries through: its own column, and the heading in the output.
Carry = list[tuple[str, str]]


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
    """The rows of all tables, judged.

    Attributes:
        good: rows without errors, in the tables' order.
        rejected: rows with errors, each cell as the user wrote it under its heading; ``TABLE`` and
            ``ROW`` first.
    """

    good: Typed
    rejected: pl.DataFrame


def workloads(
    tables: Sequence[Table], terms: Terms, taken: Mapping[str, str]
) -> tuple[Workloads, list[Problem]]:
    """The rows of ``tables`` that can be estimated, and all problems of all rows.

    Args:
        tables: as read, one at least.
        terms: the prices that models must have, and the cost model with its values.
        taken: titles of the output's own columns by every way to write them; a heading like one
            of them is carried as "given", or, in a workbook of ours, not at all.
    """
    judged = [_typed(table, terms) for table in tables]
    frames = [frame for frame, _ in judged]
    problems = [problem for _, told in judged for problem in told]
    every = [_numbered(frame, n) for n, frame in enumerate(frames)]
    problems += ids.duplicates(pl.concat(every), tables)
    bad = _rows(problems)
    for table, frame in zip(tables, frames, strict=True):
        whole = _without(frame, table, bad)
        problems += alternatives.settled(
            whole, table, schema_of_workloads(), terms.columns, terms.values
        )
    bad = _rows(problems)
    good = [_good(frame, table, bad) for table, frame in zip(tables, frames, strict=True)]
    for table, frame in zip(tables, good, strict=True):
        default = terms.values["default_cached_input_share"]
        problems += models.cautions(frame, table, terms.card, terms.as_of, default)
    carry, notices = _carried(tables, taken)
    return _joined(tables, good, carry), [*problems, *notices]


def _typed(table: Table, terms: Terms) -> tuple[pl.DataFrame, list[Problem]]:
    """Every row of ``table``, typed; with the problems that a row has by itself."""
    problems = [
        problem
        for problem in rows.missing_columns(table, schema_of_workloads())
        if problem.column != "workload_id"
    ]
    frame, found = rows.typed(table, schema_of_workloads(), terms.locale)
    problems += found + rows.overlong(table)
    frame, found = ids.numbered(frame, table)
    problems += found
    frame, found = models.priced(frame, table, terms.card, terms.as_of)
    problems += found
    if not len(table.rows):
        said = f"no rows below the headings in row {table.source.header_row}."
        problems.append(table.about("no-rows", said))
    return frame, problems


def _rows(problems: Sequence[Problem]) -> Mapping[Source, set[int]]:
    """The rows that have errors."""
    found: dict[Source, set[int]] = defaultdict(set)
    for problem in errors(problems):
        for source, row in problem.rows:
            found[source].add(row)
    return found


def _without(frame: pl.DataFrame, table: Table, bad: Mapping[Source, set[int]]) -> pl.DataFrame:
    return frame.filter(~pl.col("row").is_in(sorted(bad.get(table.source, ()))))


def _good(frame: pl.DataFrame, table: Table, bad: Mapping[Source, set[int]]) -> pl.DataFrame:
    # What is wrong with the headings is wrong with every row.
    broken = table.source.header_row in bad.get(table.source, ())
    return frame.clear() if broken else _without(frame, table, bad)


def _joined(
    tables: Sequence[Table], good: Sequence[pl.DataFrame], carry: Sequence[Carry]
) -> Workloads:
    """The rows of all tables under one set of headings, by the words of the headings."""
    parts = list(zip(tables, good, carry, strict=True))
    rejected = [_numbered(_rejected(table, frame), n) for n, (table, frame, _) in enumerate(parts)]
    return Workloads(
        Typed(
            pl.concat([_numbered(frame, n) for n, frame in enumerate(good)]),
            _stacked([_cells(table, table.texts, frame, one) for table, frame, one in parts]),
            _stacked([_cells(table, table.kinds, frame, one) for table, frame, one in parts]),
        ),
        pl.concat(rejected, how="diagonal"),
    )


def _numbered(frame: pl.DataFrame, table: int) -> pl.DataFrame:
    return frame.select(pl.lit(table, dtype=pl.UInt32).alias(TABLE), pl.all())


def _stacked(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """``parts`` one below the other; a column that one of them lacks is blank there."""
    return pl.concat(parts, how="diagonal").drop(ROW)


def _rejected(table: Table, good: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``table`` that are not in ``good``, each cell under its heading."""
    names = [ROW]
    for heading in table.headings:
        names.append(unused(heading.text, names))
    cells = [f"c{heading.position}" for heading in table.headings]
    left = table.texts.select(table.rows.alias(ROW), *cells)
    left.columns = names
    return left.filter(~pl.col(ROW).is_in(good["row"].implode()))


def _cells(table: Table, cells: pl.DataFrame, good: pl.DataFrame, carry: Carry) -> pl.DataFrame:
    """The carried columns of ``cells`` in the rows of ``good``, under their headings."""
    # The row's number goes with them: a frame without columns would not know its height.
    columns = [pl.col(name).alias(heading) for name, heading in carry]
    kept = cells.select(table.rows.alias(ROW), *columns)
    return kept.filter(pl.col(ROW).is_in(good["row"].implode()))


def _carried(
    tables: Sequence[Table], taken: Mapping[str, str]
) -> tuple[list[Carry], list[Problem]]:
    """What each table carries through, and the notices of it."""
    spelled: dict[str, str] = {}
    carry, problems = [], list[Problem]()
    for table in tables:
        found = rows.carried(table, taken)
        # Tables that spell a heading with other capitals mean the same by it.
        carry.append([(cells, spelled.setdefault(text.casefold(), text)) for cells, text in found])
        problems += _told(table, [text for _, text in found])
    return carry, problems


def _told(table: Table, carry: Sequence[str]) -> list[Problem]:
    if not carry:
        return []
    names = listed([quote(heading) for heading in carry])
    verb = "is not a column" if len(carry) == 1 else "are not columns"
    does = "is" if len(carry) == 1 else "are"
    said = f"{names} {verb} of the estimate and {does} carried through."
    return [table.about("carried-columns", said), *_alike(table, carry)]


def _alike(table: Table, carry: Sequence[str]) -> list[Problem]:
    """The notice of each carried heading that looks like a column which the sheet lacks."""
    told = {heading.text for heading in table.headings if heading.matched}
    absent = [
        column for column in schema_of_workloads().columns.values() if not table.has(column.name)
    ]
    titles = {name: column.title for column in absent for name in (column.title, *column.aliases)}
    found = []
    for heading in [one for one in carry if one not in told]:
        if likely := nearest(heading, titles, 1, LIKELY):
            said = (
                f"{quote(heading)} is not read as {quote(titles[likely[0]])}; "
                "give it that heading, or use --map, if that is what it holds."
            )
            found.append(table.about("like-a-column", said))
    return found
