"""Small tables with units around their headers, as they are read."""

from collections.abc import Mapping
from types import MappingProxyType

from estimator.model.cells import Book
from estimator.model.problem import Problem
from estimator.model.schema import Schema, workloads_schema
from estimator.model.table import Table
from estimator.read.table import TableSearch, find_table
from tests.tables import sheet_of

HEADERS = (
    "Workload ID", "Model", "Training tokens", "Epochs", "Monthly input tokens",
    "Monthly output tokens", "Annual budget",
)  # fmt: skip
ROW = ("W-1", "gpt-4o", 5, 2, 6, 7, 8)
CARD = ("Model", "Training price", "Input price", "Output price", "Date checked")
RATE = ("m-1", 0.003, 0.004, 0.012, "2026-11-01")
Row = tuple[str | float | None, ...]
NOT_MAPPED: Mapping[str, str] = MappingProxyType({})
TOKENS = ("training_tokens", "monthly_input_tokens", "monthly_output_tokens")


def read(
    *rows: Row, schema: Schema | None = None, mapped: Mapping[str, str] = NOT_MAPPED
) -> tuple[Table, list[Problem]]:
    book = Book("plan.xlsx", (sheet_of(*rows),))
    found, problems = find_table(book, schema or workloads_schema(), TableSearch(mapped=mapped))
    assert found is not None, problems
    return found, problems


def units(table: Table) -> dict[str, tuple[int, str]]:
    return {
        name: (int(one.times), one.currency)
        for name, one in table.by_column.items()
        if one.times != 1 or one.currency
    }
