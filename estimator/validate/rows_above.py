"""Rows above the headers that look like workloads: they are not read, which must not go unsaid."""

from collections.abc import Iterator

from msgspec.structs import replace

from estimator.model.own_workbook import TEMPLATE_EXAMPLE
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import Table


def find_rows_above(table: Table, schema: Schema) -> Iterator[Problem]:
    """The errors that rows above the headers hold what a workload does, column by column.

    The example of the template stands there so that it is never counted, and is left alone.
    """
    columns = schema.columns
    by_name = {name: heading.position - 1 for name, heading in table.by_column.items()}
    needed = [by_name[name] for name, one in columns.items() if one.required and name in by_name]
    numbers = [place for name, place in by_name.items() if columns[name].numeric]
    if len(needed) < sum(one.required for one in columns.values()) or table.made_by_estimator:
        return
    rows = table.sheet.rows_between(1, table.source.header_row - 1).rows()
    for number, cells in enumerate(rows, 1):
        texts = [(cell or "").strip() for cell in cells]
        filled = all(texts[place] for place in needed)
        counted = any(character.isdigit() for place in numbers for character in texts[place])
        if filled and counted and texts[needed[0]] != TEMPLATE_EXAMPLE:
            headers, found = table.source.header_row, texts[needed[0]]
            problem = table.problem_at("row-above-headers", number, id=found, header_row=headers)
            # It is no row of the table: the problem concerns all of it.
            yield replace(problem, row=headers)
