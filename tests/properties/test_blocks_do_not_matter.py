"""Where the rows of a file are cut into blocks, and whether they lie in memory, changes nothing."""

from pathlib import Path
from typing import Any

import pytest

from estimator.model.options import Options
from estimator.model.spool import Spool
from estimator.outputs import save_estimate
from estimator.pipeline import estimate
from estimator.read import csv
from tests.sheets import GOOD, sheet
from tests.workbooks import SAMPLES

PLANS = [*sorted((SAMPLES / "invalid").glob("*.csv")), SAMPLES / "guide_scenarios.csv"]


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Cells that are told of together, across blocks: dashes, shares of 1, ids used thrice."""
    rows: list[dict[str, str]] = [
        {"Retry rate": "-", "Region": "EMEA"},
        {"Retry rate": "1", "Workload ID": "twice", "Annual budget": "1,5"},
        {"Annual budget": "-", "Monthly output tokens": ""},
        {"Workload ID": " TWICE ", "Epochs": "x", "Annual budget": "7"},
        {"Retry rate": "1", "Validation share": "0.1234567", "Model": "gpt-5"},
        {"Workload ID": "twice", "Training tokens": "", "Region": "APAC\nand more"},
    ]
    numbered = [GOOD | {"Workload ID": f"W-{n}"} | row for n, row in enumerate(rows * 3)]
    return sheet(tmp_path / "messy.csv", *numbered)


def _all(path: Path, target: Path) -> dict[str, Any]:
    """Everything that a run says and makes of ``path``."""
    outcome = estimate(path, Options(on_error="skip"))
    made = save_estimate(outcome, target).estimate
    return {
        "problems": [(one.code, one.message, one.place) for one in outcome.problems],
        "counts": (outcome.rows, outcome.good, outcome.exit_code),
        "workbook": target.read_bytes() if made else None,
        "totals": made and made.totals.by_column,
        "rows": made and made.frame.to_dicts(),
        "rejected": made and [row for part in made.rejected for row in part.iter_rows()],
    }


def _cut_small(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(csv.parse_delimited, "__defaults__", (rows,))
    monkeypatch.setattr(Spool.__init__, "__defaults__", (0,))


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_of_a_messy_plan(
    messy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    whole = _all(messy, tmp_path / "whole.xlsx")
    _cut_small(monkeypatch, rows)
    assert _all(messy, tmp_path / "parts.xlsx") == whole
    assert whole["workbook"] is not None


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_of_the_samples(plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    whole = _all(plan, tmp_path / "whole.xlsx")
    _cut_small(monkeypatch, 2)
    assert _all(plan, tmp_path / "parts.xlsx") == whole
