"""The whole judgement of an input table: what can be estimated, and everything wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from estimator.formula.program import Compiled
from estimator.model import progress
from estimator.model.cost_model import Assumption, CostModel
from estimator.model.faults import Told, wrong_rows
from estimator.model.problem import Problem, errors
from estimator.model.rate_card import RateCard
from estimator.model.rejected import Rejected
from estimator.model.schema import workloads as schema_of_workloads
from estimator.model.source import TABLE
from estimator.model.table import BLANK, Part, Table
from estimator.model.typed import Typed, Workloads
from estimator.model.words import listed, nearest, quote
from estimator.validate import alternatives, carried, ids, models
from estimator.validate.missing import missing_columns
from estimator.validate.rows import typed
from estimator.validate.spelling import decimal_marks
from estimator.validate.taken import Taken
from estimator.validate.taken import notices as notices_of

NO_ROWS = pl.Series("row", [], dtype=pl.Int64)
BLANK_TEXT, BLANK_KIND = pl.lit(None, dtype=pl.String), pl.lit(BLANK, dtype=pl.UInt8)
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
    for number, (table, columns) in enumerate(zip(tables, carry, strict=True)):
        about = _about(table)
        told += about
        # What is wrong with the headings is wrong with every row.
        broken = bool(errors(about))
        notices = list[Taken]()
        marks = decimal_marks(table.parts(), schema_of_workloads(), terms.locale)
        for part in progress.told("Checking", table.parts(), len, table.height):
            frame, found, noticed = judge(part, terms, marks)
            told += found
            notices += [one.first() for one in noticed]
            frame = _numbered(frame, number)
            keys.add(frame)
            wrong = wrong_rows(found).get(table.source, NO_ROWS)
            right = ~frame["row"].is_in(wrong.implode()) & (not broken)
            good.add(_typed(part, frame, right, columns, headings))
        told += notices_of(table, notices)
    repeated = keys.duplicates(tables)
    told += repeated
    good.leave_out(_places(repeated, tables))
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


def judge(
    part: Part, terms: Terms, marks: Mapping[str, str]
) -> tuple[pl.DataFrame, list[Told], list[Taken]]:
    """Every row of ``part``, typed; with the problems that a row has by itself.

    Args:
        part: of a table whose headings are not wrong.
        terms: on which the rows are priced.
        marks: the decimal mark of each numeric column of the table.

    Returns:
        ``row``, the schema's columns as ``typed`` has them, ``model`` the canonical id (null where
        there is no price for it), and ``model_as_given``; the problems; and the cells that were
        taken with a notice.
    """
    schema = schema_of_workloads()
    frame, unread, notices = typed(part, schema, marks, terms.locale)
    faults: list[Told] = [*unread, *carried.overlong(part)]
    frame = ids.numbered(frame, part)
    frame, found = models.priced(frame, part, terms.card, terms.as_of)
    faults += found
    wrong = wrong_rows(faults).get(part.source, NO_ROWS)
    whole = frame.filter(~pl.col("row").is_in(wrong.implode()))
    faults += alternatives.settled(whole, part, schema, terms.columns, terms.values)
    return frame, faults, notices


def _typed(
    part: Part, frame: pl.DataFrame, right: pl.Series, columns: Carry, headings: Sequence[str]
) -> Typed:
    """The rows of ``part`` that are ``right``, with its carried ``columns`` under ``headings``."""
    cells = {heading: name for name, heading in columns}
    texts = [pl.col(cells[one]) if one in cells else BLANK_TEXT for one in headings]
    kinds = [pl.col(cells[one]) if one in cells else BLANK_KIND for one in headings]
    return Typed(
        frame.filter(right),
        _headed(part.texts.filter(right), texts, headings),
        _headed(part.kinds.filter(right), kinds, headings),
    )


def _headed(
    cells: pl.DataFrame, columns: Sequence[pl.Expr], headings: Sequence[str]
) -> pl.DataFrame:
    """The ``columns`` of ``cells`` under ``headings``, as many rows, blank columns too."""
    named = [column.alias(name) for column, name in zip(columns, headings, strict=True)]
    return cells.with_columns(named).select(headings)


def _numbered(frame: pl.DataFrame, table: int) -> pl.DataFrame:
    return frame.select(pl.lit(table, dtype=pl.UInt32).alias(TABLE), pl.all())


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


def carries(tables: Sequence[Table], taken: Mapping[str, str]) -> tuple[list[Carry], list[Told]]:
    """What each table carries through, and the notices of it; ``taken`` as in ``workloads``."""
    spelled: dict[str, str] = {}
    carry, problems = [], list[Told]()
    for table in tables:
        found = carried.carried(table, taken)
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
