"""A quantity is given in one whole way, or in several that agree."""

import pytest

from estimator.basis.cost_model import load_cost_model
from estimator.formula.program import compiled_columns
from estimator.model.cost_model import AS_TYPED
from estimator.model.findings import expand_findings
from estimator.model.problem import Problem
from estimator.model.schema import workloads_schema
from estimator.validate.alternatives import check_alternatives, missing_ways
from estimator.validate.rows import type_cells
from tests.tables import part_of, table_of

TRAINING = ("ID", "Model", "Training tokens", "Training examples", "Tokens per example")
USAGE = ("ID", "Model", "Monthly input tokens", "Monthly output tokens")


def problems(headers: tuple[str, ...], *cells: float | None) -> list[Problem]:
    """What is wrong with a workload that has ``cells`` in the columns behind its model."""
    part, schema = part_of(headers, ("A", "gpt-4o", *cells)), workloads_schema()
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
