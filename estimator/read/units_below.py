"""Units stated in rows that are skipped, among the workloads or below: they must not go unsaid."""

from collections.abc import Iterator, Sequence

import polars as pl
from msgspec.structs import replace

from estimator.model.column import Column
from estimator.model.money import USD
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import ONCE, Heading, Table
from estimator.read.headers import unit_factor
from estimator.read.row_kinds import GROUPS, NOTES, RowKinds
from estimator.read.unit_notes import UnitNote, notes_above
from estimator.read.units_beside import ask_for_unit, is_about

# As many rows are read; a table has few notes.
ROWS_TRIED = 200


def notes_below(table: Table, schema: Schema, rows: RowKinds) -> list[UnitNote]:
    """The units that rows which are no workloads state: notes, groups, names with nothing else."""
    skipped = rows.others.filter(pl.col("sort").is_in([NOTES, GROUPS]))["row"].to_list()
    rows_tried = [*skipped[:ROWS_TRIED], *_rows_of_names(table, schema)]
    texts = table.sheet.rows_at(rows_tried)
    return [replace(one, row=row) for row in rows_tried for one in notes_above([texts[row]])]


def _rows_of_names(table: Table, schema: Schema) -> Iterator[int]:
    """The rows that hold one text, where that is all that a row needs: a budget left blank."""
    if sum(one.required for one in schema.columns.values()) > 1:
        return
    for part in table.parts():
        alone = part.texts.select(pl.sum_horizontal(pl.all().is_not_null()) == 1).to_series()
        yield from part.numbers.filter(alone).head(ROWS_TRIED)


def check_notes_below(
    table: Table, notes: Sequence[UnitNote], schema: Schema
) -> tuple[Table, list[Problem]]:
    """``table`` with amounts in US dollars where ``notes`` say so; other units are asked about.

    A note that says what the header says is fine.
    """
    headings, asked = [], dict[UnitNote, list[Heading]]()
    for heading in table.headings:
        column, told = schema.columns.get(heading.column), heading
        # A header that the user has mapped is answered.
        for note in [] if heading.matched.startswith("map") else notes:
            if column is not None and is_about(note, told, column):
                agreed = _agree(note, told, column)
                told = agreed or told
                if agreed is None:
                    asked.setdefault(note, []).append(heading)
        headings.append(told)
    problems = [ask_for_unit(table, note, them, schema) for note, them in asked.items()]
    return table.with_headings(headings), problems


def _agree(note: UnitNote, heading: Heading, column: Column) -> Heading | None:
    """``heading`` in the currency of ``note``; None where they do not say the same."""
    factor, currency = unit_factor(column, note.unit)
    if not note.measure or not factor or factor != heading.times:
        return None
    if currency and not heading.currency:
        if (currency, factor) != (USD, ONCE):
            return None
        return replace(
            heading, currency=currency, unit_text=note.text,
            unit_row=note.row, unit_position=note.position,
        )  # fmt: skip
    return heading if currency in {"", heading.currency} else None
