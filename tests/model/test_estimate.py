"""Outcome of a run: its exit code, and its problems by severity."""

from decimal import Decimal

import polars as pl
import pytest
from msgspec.structs import replace

from estimator.model.calendar import Calendar
from estimator.model.estimate import DONE, SKIPPED, WRONG_DATA, WRONG_USAGE, Outcome, Totals
from estimator.model.findings import Findings
from estimator.model.plan import Plan
from estimator.model.problem import Problem

ERROR = Problem("duplicate-id")
USAGE = Problem("bad-limit")
NOTICE = Problem("workbook-values")
NONE = pl.DataFrame()
CALENDAR = Calendar(Plan("2026-01"), {})
TOTALS = Totals(
    rows=1,
    by_column={},
    sums={},
    groups={},
    spellings={},
    numbered=frozenset(),
    assumed=(),
    budgeted=(),
    largest=NONE,
    over=NONE,
    calendar=CALENDAR,
    budgets=None,
    leaves={},
    products={},
    blank=frozenset(),
    fractional=frozenset(),
    by_scenario={},
)


@pytest.mark.parametrize(
    ("problems", "stopped", "code"),
    [
        ((), False, DONE),
        ((NOTICE,), False, DONE),
        ((NOTICE, ERROR), False, SKIPPED),
        ((NOTICE, ERROR), True, WRONG_DATA),
        ((ERROR, USAGE), True, WRONG_USAGE),
    ],
)
def test_the_exit_code_follows_the_errors_and_whether_they_stopped_the_run(
    problems: tuple[Problem, ...], code: int, *, stopped: bool
) -> None:
    assert Outcome(Findings(problems), stopped=stopped).exit_code == code


def test_errors_and_notices_are_told_apart() -> None:
    outcome = Outcome(Findings([NOTICE, ERROR]))
    assert list(outcome.errors) == [ERROR]
    assert list(outcome.notices) == [NOTICE]


def test_there_are_budgets_if_workloads_or_cost_centers_have_them() -> None:
    assert TOTALS.has_budgets
    blank = replace(TOTALS, blank=frozenset({"annual_budget"}))
    assert not blank.has_budgets
    centers = pl.DataFrame({"annual_budget": [Decimal(1)]})
    assert replace(blank, budgets=centers).has_budgets
