"""Pass-through columns: their headers in the output, and whether they fit it."""

from collections.abc import Mapping, Sequence

import polars as pl
from msgspec.structs import replace

from estimator.model.column import Column
from estimator.model.findings import CellFindings, Finding
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.spool import detach
from estimator.model.table import COMPUTED_BY_ESTIMATOR, Heading, Table, TablePart
from estimator.model.text import (
    count_units,
    join_phrase,
    like_any,
    name_some,
    plain_words,
    quote_text,
    unused_name,
)

# What a cell of a worksheet holds, and what a table heading does, in code units of UTF-16.
LONGEST_CELL, LONGEST_HEADING = 32_767, 255
TOO_LONG = "at most {:,} characters, of which an emoji counts as two"

# What a table carries through: its own column, and the heading in the output.
PassThrough = list[tuple[str, str]]


def plan_pass_through(table: Table, taken: Mapping[str, str]) -> PassThrough:
    """The columns to carry through: (the table's column, its heading in the output).

    Args:
        table: as read; the computed columns of a workbook made by estimator are recomputed.
        taken: the headings that the output has already, by their plain words; a heading like one
            of them is marked as given, for ours stands beside it.
    """
    used = list(taken.values())
    carry = []
    for heading in table.headings:
        ours = plain_words(heading.text) in taken
        if not heading.column and heading.matched != COMPUTED_BY_ESTIMATOR:
            given = f"{heading.text} (given)" if ours else heading.text
            carry.append((f"c{heading.position}", unused_name(given, used)))
            used.append(carry[-1][1])
    return carry


def plan_pass_through_columns(
    tables: Sequence[Table], taken: Mapping[str, str]
) -> tuple[list[PassThrough], list[Finding]]:
    """The pass-through columns of each table, and their notices."""
    spelled: dict[str, str] = {}
    carry, problems = [], list[Finding]()
    for table in tables:
        found = plan_pass_through(table, taken)
        # Tables that spell a heading with other capitals mean the same by it.
        carry.append([(cells, spelled.setdefault(text.casefold(), text)) for cells, text in found])
        problems += _pass_through_notices(table, [text for _, text in found])
    return carry, problems


# The headers that a notice names; a cell cannot hold the names of thousands.
MOST_NAMED = 20


def _pass_through_notices(table: Table, carry: Sequence[str]) -> list[Problem]:
    if not carry:
        return []
    names = name_some([quote_text(heading) for heading in carry], MOST_NAMED)
    verb = "is not a column" if len(carry) == 1 else "are not columns"
    return [table.problem_about("carried-columns", names=names, verb=verb)]


def check_header_lengths(table: Table) -> list[Problem]:
    """The carried headings that are longer than the heading of a table may be."""
    row, expected = table.source.header_row, TOO_LONG.format(LONGEST_HEADING)
    return [
        table.problem_at("too-long", row, heading, found=heading.text, expected=expected)
        for heading in table.headings
        if not heading.column and count_units(heading.text) > LONGEST_HEADING
    ]


def check_cell_lengths(part: TablePart) -> list[CellFindings]:
    """The carried cells that are longer than a worksheet's cell holds."""
    carried = {f"c{one.position}": one for one in part.headings if not one.column}
    # No text has more units than bytes: few are worth counting.
    likely = part.texts.select(pl.col(list(carried)).str.len_bytes() > LONGEST_CELL)
    found = [_too_long_cells(part, carried[one.name], one) for one in likely if one.any()]
    return [one for one in found if len(one)]


def _too_long_cells(part: TablePart, heading: Heading, likely: pl.Series) -> CellFindings:
    """The cells under ``heading``, among those ``likely`` to be, that are too long."""
    cells = pl.DataFrame({"row": part.rows, "text": part.texts[likely.name]}).filter(likely)
    too_long = [count_units(text) > LONGEST_CELL for text in cells["text"]]
    cells = cells.filter(pl.Series(too_long, dtype=pl.Boolean))
    found, expected = detach(cells["text"]), TOO_LONG.format(LONGEST_CELL)
    return CellFindings.of(
        "too-long", part.of, cells["row"], heading, found=found, expected=expected
    )


def check_required_columns(table: Table, schema: Schema) -> list[Problem]:
    """The required columns that ``table`` has no heading for."""
    return [
        missing_column(table, column, quote_text(column.title))
        for column in schema.columns.values()
        if column.required and not table.has_column(column.name)
    ]


def missing_column(table: Table, column: Column, wanted: str) -> Problem:
    """The problem that ``table`` has no heading for ``column``, with headings like it."""
    free = [heading.text for heading in table.headings if not heading.column]
    likely = [quote_text(text) for text in like_any(free, (column.title, *column.other_headers))]
    unit = f", in {column.unit}" if column.unit else ""
    hint = f" If that is {join_phrase(likely, 'or')}, rename it{unit}." if likely else ""
    row = table.source.header_row
    problem = table.problem_about("missing-column", expected=wanted, header_row=row, hint=hint)
    return replace(problem, column=column.name)


def unread_columns(table: Table) -> list[Problem]:
    """The notice of columns that a small ``table``, such as a rate card, does not have.

    A column of units that was used is none of them.
    """
    row = table.source.header_row
    used = {one.unit_position for one in table.headings if one.unit_text and one.unit_row == row}
    unknown = [
        quote_text(heading.text)
        for heading in table.headings
        if not heading.column and heading.position not in used
    ]
    if not unknown:
        return []
    names = name_some(unknown, MOST_NAMED)
    return [Problem.of("columns-unread", file=table.source.file, names=names)]
