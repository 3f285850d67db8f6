"""Alternative inputs: one whole way to say a thing, or several that agree."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import polars as pl

from estimator.formula.program import CompiledColumn, compute_columns, needed_columns
from estimator.formula.syntax import names_in
from estimator.model.findings import CellFindings
from estimator.model.money import EXACT, grouped_number
from estimator.model.problem import Problem
from estimator.model.schema import Alternatives, Schema
from estimator.model.table import Table, TablePart
from estimator.model.text import join_phrase, quote_text
from estimator.validate.other_columns import missing_column
from estimator.validate.wrong_cells import NONE_WRONG, WrongCells

Way = tuple[str, ...]


def check_alternatives(
    frame: pl.DataFrame,
    part: TablePart,
    schema: Schema,
    columns: Iterable[CompiledColumn],
    assumptions: Mapping[str, Decimal],
    wrong: WrongCells = NONE_WRONG,
) -> list[CellFindings]:
    """Problems of the alternative inputs of each row.

    Nothing filled in, half of a way, ways that do not agree, and quantities that the ways come to
    that are larger than the schema lets anyone type.

    Args:
        frame: typed rows.
        part: where they came from.
        schema: has the alternatives.
        columns: the compiled cost model; its own formulas say what each way comes to.
        assumptions: the value of each by name.
        wrong: the cells of ``frame`` with errors of their own: filled in, but with nothing that
            amounts could be made of.
    """
    model = tuple(columns)
    filled = wrong.fill_cells(frame)
    found: list[CellFindings] = []
    for choice in schema.alternatives:
        if _has_any_way(part, choice) and not _has_repeated_column(part, choice):
            found += _check_unfilled(filled, part, schema, choice)
            found += _check_half_filled(filled, part, schema, choice)
            needed = needed_columns(model, choice.gives)
            known = wrong.rows_without(frame, _named_inputs(needed, schema))
            found += _check_amounts(known, part, schema, choice, needed, assumptions)
    return [one for one in found if len(one)]


def _named_inputs(columns: Iterable[CompiledColumn], schema: Schema) -> set[str]:
    """The inputs that the formulas of ``columns`` name."""
    return {name for one in columns for name in names_in(one.node)} & schema.columns.keys()


def missing_ways(table: Table, schema: Schema) -> list[Problem]:
    """The alternatives for which ``table`` has no column at all."""
    return [
        missing_column(table, schema.columns[choice.ways[0][0]], _name_ways(schema, choice))
        for choice in schema.alternatives
        if not _has_any_way(table, choice) and not _asks_for_way(table, choice)
    ]


def _asks_for_way(table: Table, choice: Alternatives) -> bool:
    """Whether a header may mean a column of ``choice``, about which the user is asked already."""
    return any(column in table.asked for column in choice.columns)


def _has_any_way(table: Table, choice: Alternatives) -> bool:
    """Whether ``table`` has a column of one of the ways."""
    return any(table.has_column(column) for column in choice.columns)


def _has_repeated_column(table: Table, choice: Alternatives) -> bool:
    """Whether two headers mean the same column of ``choice``: which to read is asked already."""
    return any(
        table.has_column(column) and column not in table.by_column for column in choice.columns
    )


def _alternative_findings(
    part: TablePart, code: str, rows: pl.Series, column: str, wording: pl.Series | str
) -> CellFindings:
    """Problems at the cells of ``column``, or at the rows where the sheet lacks it."""
    heading = part.by_column.get(column)
    return CellFindings.of(code, part.of, rows, heading, column, wording=wording)


def _is_filled(way: Way) -> pl.Expr:
    return pl.all_horizontal(pl.col(*way).is_not_null())


def _is_touched(way: Way) -> pl.Expr:
    return pl.any_horizontal(pl.col(*way).is_not_null())


def _quoted_title(schema: Schema, column: str) -> str:
    return quote_text(schema.columns[column].title)


def _name_way(schema: Schema, way: Way) -> str:
    return join_phrase([_quoted_title(schema, column) for column in way])


def _name_ways(schema: Schema, choice: Alternatives) -> str:
    return ", or ".join(_name_way(schema, way) for way in choice.ways)


def _check_unfilled(
    frame: pl.DataFrame, part: TablePart, schema: Schema, choice: Alternatives
) -> list[CellFindings]:
    every = choice.columns
    column = next(name for name in every if name in part.by_column)
    wording = f"no {choice.title}: fill in {_name_ways(schema, choice)}. Enter 0 if there is none."
    rows = frame.filter(~_is_touched(every))["row"]
    return [_alternative_findings(part, f"no-{choice.name}", rows, column, wording)]


def _check_half_filled(
    frame: pl.DataFrame, part: TablePart, schema: Schema, choice: Alternatives
) -> list[CellFindings]:
    found = []
    begun = frame.select((_is_touched(way) & ~_is_filled(way)).alias(way[0]) for way in choice.ways)
    for way in [one for one in choice.ways if begun[one[0]].any()]:
        halves = frame.filter(begun[way[0]])
        # One sentence for all rows that lack the same columns.
        blanks = halves.select("row", *[pl.col(name).is_null() for name in way])
        for lacks, cells in blanks.group_by(way, maintain_order=True):
            absent = tuple(name for name, lacking in zip(way, lacks, strict=True) if lacking)
            if part.asked.issuperset(absent):
                continue  # what the unread headers mean is asked already
            column, wording = _word_half_filled(part, schema, way, absent)
            found.append(_alternative_findings(part, "half-filled", cells["row"], column, wording))
    return found


def _word_half_filled(table: Table, schema: Schema, way: Way, absent: Way) -> tuple[str, str]:
    """The column at which ``absent`` ones of ``way`` are reported blank, and the sentence."""
    present = tuple(column for column in way if column not in absent)
    lacking = any(not table.has_column(column) for column in absent)
    hint = "The sheet has no such column." if lacking else "Enter 0 if there is none."
    wording = (
        f"nothing in {_name_way(schema, absent)}, which goes with "
        f"{_name_way(schema, present)}. {hint}"
    )
    return (present if lacking else absent)[0], wording


def _check_amounts(
    frame: pl.DataFrame,
    part: TablePart,
    schema: Schema,
    choice: Alternatives,
    columns: tuple[CompiledColumn, ...],
    assumptions: Mapping[str, Decimal],
) -> list[CellFindings]:
    """Problems of the amounts that the filled ways give: too large, or not equal."""
    largest = schema.columns[choice.ways[0][0]].maximum or Decimal(0)
    found = []
    filled = frame.select(_is_filled(way).alias(str(n)) for n, way in enumerate(choice.ways))
    several = frame["row"].filter(filled.sum_horizontal() > 1).to_frame()
    used = [n for n in range(len(choice.ways)) if filled[str(n)].any()]
    for n in used:
        way, rows_of_way = choice.ways[n], frame.filter(filled[str(n)])
        amounts = _compute_way(rows_of_way, choice, way, columns, assumptions)
        wording = (
            f"{_name_way(schema, way)} give more than {grouped_number(largest)} tokens together."
        )
        rows = amounts.filter(pl.max_horizontal(choice.gives) > largest)["row"]
        found.append(_alternative_findings(part, "too-large", rows, way[0], wording))
        if len(several):
            mine = amounts.select("row", pl.col(choice.gives).name.prefix(f"{n} "))
            several = several.join(mine, on="row", how="left", maintain_order="left")
    return found + (_check_agreement(several, part, schema, choice, used) if len(several) else [])


def _compute_way(
    frame: pl.DataFrame,
    choice: Alternatives,
    way: Way,
    columns: tuple[CompiledColumn, ...],
    assumptions: Mapping[str, Decimal],
) -> pl.DataFrame:
    """The amounts that ``way`` alone gives in each ``row`` of ``frame``, which fills it in."""
    others = {column for one in choice.ways for column in one} - set(way)
    blank = [pl.lit(None, dtype=EXACT).alias(column) for column in others]
    return compute_columns(frame.with_columns(blank), columns, assumptions).select(
        "row", *choice.gives
    )


def _check_agreement(
    amounts: pl.DataFrame,
    part: TablePart,
    schema: Schema,
    choice: Alternatives,
    numbers: Sequence[int],
) -> list[CellFindings]:
    """A problem for each row whose ways do not come to the same.

    Args:
        amounts: the ``row`` of each row with several ways, and under the number of each way what
            it gives; null where the way is not filled in.
        numbers: those of the ways that any row fills in.
    """
    each = [[f"{n} {give}" for n in numbers] for give in choice.gives]
    differ = pl.any_horizontal(pl.min_horizontal(one) != pl.max_horizontal(one) for one in each)
    by_column: dict[str, list[tuple[int, str]]] = {}
    for cells in amounts.filter(differ).iter_rows(named=True):
        ways = [
            (choice.ways[n], [cells[f"{n} {give}"] for give in choice.gives])
            for n in numbers
            if cells[f"{n} {choice.gives[0]}"] is not None
        ]
        column = ways[1][0][0]
        by_column.setdefault(column, []).append((cells["row"], _word_disagreement(schema, ways)))
    return [
        _alternative_findings(part, "ways-disagree", pl.Series(rows), column, pl.Series(sentences))
        for column, places in by_column.items()
        for rows, sentences in [list(zip(*places, strict=True))]
    ]


def _word_disagreement(schema: Schema, ways: list[tuple[Way, list[Decimal]]]) -> str:
    wording = " but ".join(
        f"{_name_way(schema, way)} {'says' if len(way) == 1 else 'say'} "
        f"{join_phrase([grouped_number(value) for value in values])}"
        for way, values in ways
    )
    return f"{wording}. Keep one of them."
