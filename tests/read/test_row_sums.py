"""A row whose numbers are the sums of others is a total, and none that was typed is."""

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator.model.cells import Book
from estimator.model.schema import workloads_schema
from estimator.read import row_sums
from estimator.read.cells import Value
from estimator.read.table import find_table
from tests.tables import sheet_of

HEADERS = ("ID", "Model", "Training tokens", "Retry rate", "Tickets")
amounts = st.lists(st.integers(1, 10**9), min_size=2, max_size=6)


def rows_read(*rows: tuple[Value | None, ...]) -> list[int]:
    """The rows below the headers that are read as workloads, counted from 1."""
    found, _ = find_table(Book("plan.xlsx", (sheet_of(HEADERS, *rows),)), workloads_schema())
    assert found is not None
    return [row - 1 for row in found.rows]


def workload(number: int, tokens: float, tickets: float | None = None) -> tuple[Value | None, ...]:
    return (f"W-{number}", "gpt-4o", tokens, 0.05, tickets)


@settings(max_examples=30)
@given(amounts, amounts)
def test_subtotals_and_the_total_of_all_are_left_out(first: list[int], second: list[int]) -> None:
    above = [workload(n, one) for n, one in enumerate(first)]
    below = [workload(n, one) for n, one in enumerate(second, 10)]
    sums = [(None, None, one, None, None) for one in (sum(first), sum(second), sum(first + second))]
    read = rows_read(*above, sums[0], *below, *sums[1:])
    places = list(accumulate([len(first), 1, len(second)]))
    assert read == [*range(1, places[0] + 1), *range(places[1] + 1, places[2] + 1)]


@settings(max_examples=30)
@given(amounts, st.integers(1, 10**6))
def test_a_number_that_is_no_sum_is_a_row_to_ask_about(numbers: list[int], off: int) -> None:
    rows = [workload(n, one) for n, one in enumerate(numbers)]
    wrong = (None, None, sum(numbers) + off, None, None)
    assert rows_read(*rows, wrong) == list(range(1, len(rows) + 2))


def test_the_average_of_a_share_does_not_matter() -> None:
    assert rows_read(workload(1, 5), workload(2, 7), (None, None, 12, 0.07, None)) == [1, 2]


def test_where_none_of_our_columns_has_a_number_those_that_pass_through_tell() -> None:
    rows = [workload(1, 5, 10), workload(2, 7, 20)]
    assert rows_read(*rows, (None, None, None, None, 30)) == [1, 2]
    assert rows_read(*rows, (None, None, None, None, 31)) == [1, 2, 3]


@pytest.mark.parametrize("total", [0.3, 0.30000000000000004])
def test_sums_of_decimals_are_recognized(total: float) -> None:
    assert rows_read(workload(1, 0.1), workload(2, 0.2), (None, None, total, None, None)) == [1, 2]


def test_more_candidates_than_totals_of_one_table_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_sums, "MOST_SUMS", 0)
    assert rows_read(workload(1, 5), workload(2, 7), (None, None, 12, None, None)) == [1, 2, 3]
