"""A workload above the headers is an error; titles, units and the template's example are not."""

import pytest

from estimator.model.own_workbook import TEMPLATE_EXAMPLE
from estimator.model.schema import workloads_schema
from estimator.read.cells import Value
from estimator.validate.rows_above import find_rows_above
from tests.tables import table_of

HEADERS = ("ID", "Model", "Epochs")
ROW = ("W-1", "gpt-4o", 3)


def above(*rows: tuple[Value | None, ...]) -> list[tuple[str, str]]:
    table = table_of(*rows, HEADERS, ROW)
    assert table.source.header_row == len(rows) + 1
    return [(one.code, one.place) for one in find_rows_above(table, workloads_schema())]


@pytest.mark.parametrize(
    "row",
    [
        ("Plan 2027", None, None),
        ("Plan", "Draft 3", None),
        (None, None, 5),
        ("Prepared", "by FP&A", "finance"),
        (TEMPLATE_EXAMPLE, "gpt-4o", 3),
    ],
)
def test_other_rows_above_the_headers_are_let_be(row: tuple[Value | None, ...]) -> None:
    assert above(row) == []


def test_a_workload_above_the_headers_is_an_error_at_its_place() -> None:
    assert above(("Plan", None, None), ROW) == [("row-above-headers", "Plan!A2")]
    assert above(("W-1", "gpt-4o", "3M")) == [("row-above-headers", "Plan!A1")]
