"""Columns that a table lacks, or has beyond those that are read."""

from estimator.model.column import Column
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import Table
from estimator.model.words import like_any, listed, quote


def missing_columns(table: Table, schema: Schema) -> list[Problem]:
    """The required columns that ``table`` has no heading for."""
    return [
        missing(table, column, quote(column.title))
        for column in schema.columns.values()
        if column.required and not table.has(column.name)
    ]


def missing(table: Table, column: Column, wanted: str) -> Problem:
    """The problem that ``table`` has no heading for ``column``, with headings like it."""
    free = [heading.text for heading in table.headings if not heading.column]
    said = f"no column {wanted} among the headings in row {table.source.header_row}."
    likely = [quote(text) for text in like_any(free, (column.title, *column.aliases))]
    unit = f", in {column.unit}" if column.unit else ""
    hint = f" If that is {listed(likely, 'or')}, give it this heading{unit}." if likely else ""
    return table.about("missing-column", said + hint, expected=wanted, column=column.name)


def unread(table: Table) -> list[Problem]:
    """The notice of columns that a small ``table``, such as a rate card, does not have."""
    unknown = [quote(heading.text) for heading in table.headings if not heading.column]
    said = f"{quote(table.source.file)}: {listed(unknown)} not read." if unknown else ""
    return [Problem("columns-unread", says=said)] if said else []
