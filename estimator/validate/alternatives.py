"""Alternative inputs: one whole way to say a thing, or several that agree."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import polars as pl

from estimator.formula.program import Compiled, compute, needed
from estimator.model.money import EXACT, grouped
from estimator.model.problem import Problem
from estimator.model.schema import Alternatives, Schema
from estimator.model.table import Table
from estimator.model.words import listed, quote
from estimator.validate.missing import missing

Way = tuple[str, ...]


def settled(
    frame: pl.DataFrame,
    table: Table,
    schema: Schema,
    columns: Iterable[Compiled],
    assumptions: Mapping[str, Decimal],
) -> list[Problem]:
    """What is wrong with the alternatives of each row.

    Nothing filled in, half of a way, ways that do not agree, and quantities that the ways come to
    that are larger than the schema lets anyone type.

    Args:
        frame: typed rows without problems in single cells.
        table: where they came from.
        schema: has the alternatives.
        columns: the compiled cost model; its own formulas say what each way comes to.
        assumptions: the value of each by name.
    """
    model = tuple(columns)
    problems: list[Problem] = []
    for choice in schema.alternatives:
        if not _has(table, choice):
            continue
        problems += _unfilled(frame, table, schema, choice)
        problems += _half(frame, table, schema, choice)
        problems += _amounts(frame, table, schema, choice, needed(model, choice.gives), assumptions)
    return problems


def missing_ways(table: Table, schema: Schema) -> list[Problem]:
    """The alternatives for which ``table`` has no column at all."""
    return [
        missing(table, schema.columns[choice.ways[0][0]], _ways(schema, choice))
        for choice in schema.alternatives
        if not _has(table, choice)
    ]


def _has(table: Table, choice: Alternatives) -> bool:
    """Whether ``table`` has a column of one of the ways."""
    return any(table.has(column) for way in choice.ways for column in way)


def _filled(way: Way) -> pl.Expr:
    return pl.all_horizontal(pl.col(*way).is_not_null())


def _touched(way: Way) -> pl.Expr:
    return pl.any_horizontal(pl.col(*way).is_not_null())


def _title(schema: Schema, column: str) -> str:
    return quote(schema.columns[column].title)


def _way(schema: Schema, way: Way) -> str:
    return listed([_title(schema, column) for column in way])


def _ways(schema: Schema, choice: Alternatives) -> str:
    return ", or ".join(_way(schema, way) for way in choice.ways)


def _unfilled(
    frame: pl.DataFrame, table: Table, schema: Schema, choice: Alternatives
) -> list[Problem]:
    every = tuple(column for way in choice.ways for column in way)
    column = next(name for name in every if name in table.by_column)
    said = f"no {choice.title}: fill in {_ways(schema, choice)}. Type 0 if there is none."
    rows = frame.filter(~_touched(every))["row"]
    return [table.problem(f"no-{choice.name}", row, column, says=said) for row in rows]


def _half(frame: pl.DataFrame, table: Table, schema: Schema, choice: Alternatives) -> list[Problem]:
    problems = []
    for way in choice.ways:
        for row in frame.filter(_touched(way) & ~_filled(way)).iter_rows(named=True):
            present = [column for column in way if row[column] is not None]
            absent = [column for column in way if row[column] is None]
            lacking = [column for column in absent if not table.has(column)]
            hint = "The sheet has no such column." if lacking else "Type 0 if there is none."
            said = (
                f"nothing in {_way(schema, tuple(absent))}, which goes with "
                f"{_way(schema, tuple(present))}. {hint}"
            )
            column = present[0] if lacking else absent[0]
            problems.append(table.problem("half-filled", row["row"], column, says=said))
    return problems


def _amounts(
    frame: pl.DataFrame,
    table: Table,
    schema: Schema,
    choice: Alternatives,
    columns: tuple[Compiled, ...],
    assumptions: Mapping[str, Decimal],
) -> list[Problem]:
    """What each filled way comes to, compared between ways and with what one may type."""
    every = {column for way in choice.ways for column in way}
    said: dict[int, list[tuple[Way, tuple[Decimal, ...]]]] = {}
    for way in choice.ways:
        alone = frame.filter(_filled(way)).with_columns(
            pl.lit(None, dtype=EXACT).alias(column) for column in every - set(way)
        )
        amounts = compute(alone, columns, assumptions).select("row", *choice.gives)
        for row, *values in amounts.iter_rows():
            said.setdefault(row, []).append((way, tuple(values)))
    problems = []
    for row, ways in said.items():
        largest = schema.columns[choice.ways[0][0]].maximum or Decimal(0)
        problems += [
            _too_large(table, schema, row, way, largest)
            for way, values in ways
            if max(values) > largest
        ]
        if len({values for _, values in ways}) > 1:
            problems.append(_disagree(table, schema, row, ways))
    return problems


def _too_large(table: Table, schema: Schema, row: int, way: Way, largest: Decimal) -> Problem:
    said = f"{_way(schema, way)} come to more than {grouped(largest)} tokens together."
    return table.problem("too-large", row, way[0], says=said)


def _disagree(
    table: Table, schema: Schema, row: int, ways: list[tuple[Way, tuple[Decimal, ...]]]
) -> Problem:
    said = " but ".join(
        f"{_way(schema, way)} {'says' if len(way) == 1 else 'say'} {_amount(values)}"
        for way, values in ways
    )
    column = ways[1][0][0]
    return table.problem("ways-disagree", row, column, says=f"{said}; keep one of them.")


def _amount(values: tuple[Decimal, ...]) -> str:
    return listed([grouped(value) for value in values])
