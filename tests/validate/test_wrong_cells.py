"""The first round is the whole answer: mending a cell brings no error that could be said before."""

from pathlib import Path

import pytest

from estimator.model.options import Options
from estimator.pipeline import check
from tests.sheets import GOOD, sheet

USAGE = {"Monthly input tokens": "", "Monthly output tokens": ""}


def errors(tmp_path: Path, *rows: dict[str, str]) -> list[tuple[str, str | None]]:
    plain = [GOOD | {"Workload ID": f"W-{n}"} | row for n, row in enumerate(rows, 1)]
    found = check(sheet(tmp_path / "plan.csv", *plain), Options(months=60))
    return [(one.code, one.column) for one in found.errors]


@pytest.mark.parametrize(
    "bad",
    [{"Epochs": "2.5"}, {"Model": "Llama 9"}, {"Validation share": "15"}, {"Owner": "x" * 300}],
)
@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"Training tokens": ""}, "no-training"),
        ({"Monthly output tokens": ""}, "half-filled"),
        (USAGE, "no-usage"),
        ({"Training examples": "5", "Tokens per example": "5"}, "ways-disagree"),
        ({"Start month": "2027-05", "End month": "2027-03"}, "end-before-start"),
        ({"Monthly growth rate": "95%"}, "too-much-growth"),
        ({"Workload ID": "W-1"}, "duplicate-id"),
    ],
)
def test_a_row_with_a_wrong_cell_is_held_to_the_other_rules(
    bad: dict[str, str], other: dict[str, str], code: str, tmp_path: Path
) -> None:
    together = errors(tmp_path, {}, bad | other)
    assert sorted(together) == sorted([*errors(tmp_path, {}, bad), *errors(tmp_path, {}, other)])
    assert code in {one for one, _ in together}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # A cell that cannot be read is filled in: its pair is not half, its quantity is given.
        ({"Monthly output tokens": "much"}, ["not-a-number"]),
        ({"Training tokens": "much"}, ["not-a-number"]),
        ({"Training tokens": "-5", "Training examples": "5"}, ["negative", "half-filled"]),
        # What two ways come to is unknown while a cell of them is wrong.
        (
            {"Training tokens": "-7", "Training examples": "5", "Tokens per example": "5"},
            ["negative"],
        ),
        (
            {"Days per month": "32", "Daily input tokens": "7", "Daily output tokens": "7"},
            ["too-large"],
        ),
        ({"Start month": "soon", "End month": "2020-01"}, ["not-a-month"]),
        ({"Start month": "soon", "Monthly growth rate": "95%"}, ["not-a-month"]),
    ],
)
def test_a_rule_that_needs_the_wrong_cell_waits(
    row: dict[str, str], expected: list[str], tmp_path: Path
) -> None:
    assert sorted(code for code, _ in errors(tmp_path, row)) == sorted(expected)
