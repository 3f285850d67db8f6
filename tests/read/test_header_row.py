"""The header row is the one, or the two, with the most headers."""

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


def test_a_row_without_headers_counts_none() -> None:
    _, headings = find_header_row(sheet_of(("a", "b")), workloads_schema(), {})
    assert count_matches(headings) == 0
