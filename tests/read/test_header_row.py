"""The header row is the one, or the two, with the most headers."""

import pytest

from estimator.model.schema import workloads_schema
from estimator.read.header_row import count_matches, find_header_row
from tests.tables import sheet_of


def columns(*rows: tuple[str | None, ...]) -> tuple[int, list[str]]:
    row, headings = find_header_row(sheet_of(*rows), workloads_schema(), {})
    return row, [one.column for one in headings]


def test_two_rows_are_read_together_where_they_name_more() -> None:
    found = columns(("ID", "Model", "Monthly", None), (None, None, "Input tokens", "Output tokens"))
    assert found == (2, ["workload_id", "model", "monthly_input_tokens", "monthly_output_tokens"])


def test_a_group_that_makes_a_header_something_else_is_not_passed_over() -> None:
    row, found = columns(
        ("ID", "Model", "Monthly", None, "Actual"),
        (None, None, "Input tokens", "Output tokens", "Training tokens"),
    )
    assert (row, found[-1]) == (2, "")
    assert columns(("x", "y"), ("ID", "Model"))[0] == 2


@pytest.mark.parametrize("word", ["Actual", "2026 actuals", "Ist 2026", "Previous year"])
def test_a_group_of_the_past_above_columns_of_numbers_makes_them_something_else(word: str) -> None:
    lower = ("ID", "Model", "Monthly input tokens", "Monthly output tokens", "Annual budget")
    upper = (None, None, word, None, "Plan 2027")
    row, line = find_header_row(sheet_of(upper, lower), workloads_schema(), {})
    assert row == 2
    assert [one.column for one in line] == ["workload_id", "model", "", "", "annual_budget"]
    assert line[3].text == f"{word} Monthly output tokens"


def test_a_title_of_the_past_is_about_no_column() -> None:
    lower = ("ID", "Model", "Training tokens")
    _, line = find_header_row(sheet_of(("Actual usage 2026",), lower), workloads_schema(), {})
    assert [one.column for one in line] == ["workload_id", "model", "training_tokens"]


def test_a_row_without_headers_counts_none() -> None:
    _, headings = find_header_row(sheet_of(("a", "b")), workloads_schema(), {})
    assert count_matches(headings) == 0
