"""The layouts of Estimates: each has fewer columns than the one before."""

from pathlib import Path

import pytest

from estimator.formula.unit_costs import unit_costs
from estimator.model.calendar import USAGE_MONTHS
from estimator.model.estimate import Estimate
from estimator.model.options import Options
from estimator.report import grid
from estimator.report.layouts import list_layouts
from tests.sheets import outcome


@pytest.fixture
def hosted(tmp_path: Path) -> Estimate:
    """Workloads with requests, on a card with hosting and batch prices."""
    rows = [{"Requests per day": "", "Batch share": "10%", "Model": "gpt-4o-mini (global)"}] * 4
    found = outcome(tmp_path, *rows, options=Options(rate_card="azure-2026-08")).estimate
    assert found is not None
    return found


def test_a_sheet_whose_months_are_live_has_one_layout_with_everything(hosted: Estimate) -> None:
    ((shown, layout),) = list_layouts(hosted, "")
    assert shown is hosted
    assert layout.has_column(USAGE_MONTHS)


def test_each_layout_takes_less_room_and_the_last_has_no_unit_costs(
    hosted: Estimate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 3)
    found = [*list_layouts(hosted, "")]
    widths = [len(layout.columns) for _, layout in found]
    assert widths == sorted(widths, reverse=True)
    assert len({*widths}) == len(found) == 4
    # What follows from the year is stored on Unit costs, as the plan is.
    assert not any(layout.has_column(USAGE_MONTHS) for _, layout in found)
    units = [len(unit_costs(shown.basis.model)) for shown, _ in found]
    assert units == [1, 1, 1, 0]
    for shown, layout in found:
        assert {one.name for one in shown.basis.model.columns} <= {
            one.name for one in layout.columns
        }
        assert layout.has_column("fiscal_year_cost")
