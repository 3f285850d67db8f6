"""A quantity is given in one whole way, or in several that agree."""

import pytest
from msgspec.structs import replace

from estimator.basis.cost_model import load_cost_model
from estimator.formula.program import compiled_columns
from estimator.model.cells import Book
from estimator.model.cost_model import AS_TYPED
from estimator.model.findings import expand_findings
from estimator.model.problem import Problem
from estimator.model.schema import workloads_schema
from estimator.model.table import TablePart
from estimator.read.table import find_table
from estimator.validate.alternatives import check_alternatives, missing_ways
from estimator.validate.rows import type_cells
from tests.tables import part_of, sheet_of, table_of

TRAINING = ("ID", "Model", "Training tokens", "Training examples", "Tokens per example")
USAGE = ("ID", "Model", "Monthly input tokens", "Monthly output tokens")


def problems(headers: tuple[str, ...], *cells: float | None) -> list[Problem]:
    """What is wrong with a workload that has ``cells`` in the columns behind its model."""
    return check_row(part_of(headers, ("A", "gpt-4o", *cells)))


def check_row(part: TablePart) -> list[Problem]:
    schema = workloads_schema()
    frame, found = type_cells(part, schema, {})
    assert found == []
    model, _ = load_cost_model()
    assert model is not None
    constants = {**AS_TYPED, **{one.name: one.value for one in model.assumptions}}
    return expand_findings(
        check_alternatives(frame, part, schema, compiled_columns(model), constants)
    )


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((6, None, None), []),
        ((None, 2, 3), []),
        ((6, 2, 3), []),
        ((7, 2, 3), [("ways-disagree", "Plan!D2")]),
        ((None, 2, None), [("half-filled", "Plan!E2")]),
        ((None, None, None), [("no-training", "Plan!C2")]),
        ((None, 1_000_001, 1_000_000), [("too-large", "Plan!D2")]),
    ],
)
def test_each_way_is_whole_and_agrees_with_the_others(
    cells: tuple[int | None, ...], expected: list[tuple[str, str]]
) -> None:
    assert [(one.code, one.place) for one in problems(TRAINING, *cells)] == expected


def test_ways_that_disagree_are_said_with_what_they_come_to() -> None:
    [problem] = problems(TRAINING, 7_000, 2, 3_000)
    assert problem.sentence == (
        '"Training tokens" says 7,000 but "Training examples" and "Tokens per example" '
        "say 6,000. Keep one of them."
    )


def test_a_half_whose_other_half_has_no_column_is_a_problem_where_it_stands() -> None:
    [problem] = problems(USAGE[:3], 5)
    assert (problem.code, problem.place) == ("half-filled", "Plan!C2")
    assert problem.sentence.endswith("The sheet has no such column.")


def test_a_table_without_a_column_of_any_way_lacks_one() -> None:
    table = table_of(USAGE, ("A", "gpt-4o", 1, 2))
    [missing] = missing_ways(table, workloads_schema())
    assert (missing.code, missing.column) == ("missing-column", "training_tokens")


def test_columns_that_the_user_is_asked_about_already_are_not_told_as_missing() -> None:
    headers = ("ID", "Model", "Calls / day", "Avg prompt tokens", "Avg response tokens")
    row = ("A", "gpt-4o", 20, 600, 700)
    book = Book("plan.xlsx", (sheet_of(headers, row),))
    table, found = find_table(book, workloads_schema())
    assert table is not None
    assert [one.code for one in found] == ["header-not-read", "header-not-read"]
    assert check_row(table.as_one_part()) == []
    [missing] = missing_ways(table, workloads_schema())
    assert missing.column == "training_tokens"
    # No way is begun, but the user is asked about one.
    without = replace(table, by_column={}, headings=())
    assert [one.column for one in missing_ways(without, workloads_schema())] == ["training_tokens"]
    # One half is not asked about: it is missing all the same.
    half = replace(table.as_one_part(), asked=frozenset({"input_tokens_per_request"}))
    assert [one.code for one in check_row(half)] == ["half-filled"]
