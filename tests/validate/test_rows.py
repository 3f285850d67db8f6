"""Cells become typed columns; what cannot be read is said with what would do."""

from decimal import Decimal
from math import inf

import polars as pl

from estimator.model.findings import expand_findings
from estimator.model.money import EXACT
from estimator.model.options import COMMA
from estimator.model.problem import Problem
from estimator.model.schema import workloads_schema
from estimator.validate.rows import type_cells, type_small_table
from tests.tables import part_of

HEADERS = ("Workload ID", "Model", "Training tokens")


def typed(
    *rows: tuple[str | float | None, ...], headers: tuple[str, ...] = HEADERS, mark: str = "."
) -> tuple[pl.DataFrame, list[Problem]]:
    marks = dict.fromkeys(workloads_schema().columns, mark)
    frame, found = type_cells(part_of(headers, *rows), workloads_schema(), marks)
    return frame, expand_findings(found)


def test_every_column_of_the_schema_has_its_type_even_one_that_the_table_lacks() -> None:
    frame, problems = typed((" A ", "gpt-4o", "5M"), (7, "gpt-4o", 6))
    assert frame["row"].to_list() == [2, 3]
    assert frame["workload_id"].to_list() == ["A", "7"]
    assert frame["training_tokens"].to_list() == [Decimal(5_000_000), Decimal(6)]
    assert (frame["annual_budget"].dtype, frame["annual_budget"].null_count()) == (EXACT, 2)
    assert (frame["owner"].dtype, problems) == (pl.String(), [])


def test_a_cell_that_cannot_be_read_is_reported_once() -> None:
    frame, problems = typed(("A", inf, "many"), (None, "gpt-4o", -5))
    assert (frame["model"][0], frame["training_tokens"][0]) == (None, None)
    assert [(one.place, one.code) for one in problems] == [
        ("Plan!B2", "error-cell"),
        ("Plan!C2", "not-a-number"),
        ("Plan!A3", "missing-value"),
        ("Plan!C3", "negative"),
    ]
    assert problems[1].expected.endswith(", such as 5000000, 5,000,000 or 5M")


def test_the_multiplier_of_a_header_is_part_of_what_is_expected() -> None:
    headers = ("Workload ID", "Model", "Training tokens (M)")
    frame, [problem] = typed(("A", "gpt-4o", 2), ("B", "gpt-4o", 2_000_000), headers=headers)
    assert frame["training_tokens"][0] == Decimal(2_000_000)
    assert problem.code == "too-large"
    assert problem.expected.endswith("multiplies by 1,000,000, so write 5 for 5,000,000")


def test_cells_read_with_a_decimal_comma_are_told() -> None:
    frame, problems = typed(("A", "gpt-4o", "1.000"), ("B", "gpt-4o", "12"), mark=COMMA)
    assert frame["training_tokens"].to_list() == [Decimal(1000), Decimal(12)]
    assert [(one.row, one.code) for one in problems] == [(2, "decimal-comma")]


def test_a_bare_number_for_a_month_comes_with_the_day_that_it_would_be() -> None:
    headers = ("Workload ID", "Model", "Start month")
    _, [problem] = type_small_table(part_of(headers, ("A", "gpt-4o", 46082)), workloads_schema())
    assert (problem.code, "2026-03-01" in problem.message) == ("date-serial", True)
