"""The plan: its first month where an option sets it, and where it follows from the workloads."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.basis.plan import default_fiscal_year
from estimator.model.options import Options
from estimator.model.plan import Plan
from estimator.pipeline import check
from tests.sheets import GOOD, codes, sheet

TODAY = date(2026, 11, 18)


def plan(folder: Path, *starts: str, **more: Any) -> Plan:  # noqa: ANN401 - options
    rows = (GOOD | {"Workload ID": f"W-{n}", "Start month": one} for n, one in enumerate(starts))
    basis = check(sheet(folder / "plan.csv", *rows), Options(**more)).basis
    assert basis is not None
    return basis.plan


@pytest.mark.parametrize(
    ("starts", "year", "reason"),
    [
        ({}, 2027, "no workload starts in 2026-11"),
        ({"2026-10": 9, "2020-01": 1}, 2027, "no workload starts in 2026-11"),
        ({"2026-11": 1}, 2026, "all start months from 2026-11 on fall in 2026"),
        ({"2028-03": 2, "2028-11": 1}, 2028, "all start months"),
        ({"2027-01": 3, "2028-01": 2, "2026-01": 9}, 2027, "than in any other year (3 of 5)"),
        ({"2027-01": 2, "2028-01": 1, "2028-12": 1}, 2028, "as in 2027, and it is the latest"),
        ({"2026-12": 1, "2027-06": 1, "2028-11": 1}, 2028, "as in 2026 and 2027, and it"),
    ],
)
def test_the_year_is_the_one_that_most_workloads_have_yet_to_start_in(
    starts: dict[str, int], year: int, reason: str
) -> None:
    start, said = default_fiscal_year(starts, TODAY)
    assert start == f"{year}-01"
    assert reason in said


MONTHS = st.builds("{:04}-{:02}".format, st.integers(2020, 2035), st.integers(1, 12))
STARTS = st.dictionaries(MONTHS, st.integers(1, 5))


@given(STARTS, STARTS, st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_what_has_started_says_nothing_about_the_year(
    starts: dict[str, int], others: dict[str, int], today: date
) -> None:
    past = {month: count for month, count in others.items() if month < f"{today:%Y-%m}"}
    whole = {month: starts.get(month, 0) + past.get(month, 0) for month in {*starts, *past}}
    assert default_fiscal_year(whole, today) == default_fiscal_year(starts, today)


def test_months_are_read_from_the_rows_as_cells_are(tmp_path: Path) -> None:
    starts = ("2028-02", "2028-02-29", "1 Feb 2028", "2027-01", "2025-01", "soon", "")
    assert plan(tmp_path, *starts).start == "2028-01"


def test_an_option_decides_and_is_the_reason(tmp_path: Path) -> None:
    found = plan(tmp_path, "2029-01", fiscal_year_start="2027-04")
    assert (found.start, found.reason) == ("2027-04", "it was chosen for this run")


def test_the_latest_years_are_cut_to_those_that_a_plan_can_have(tmp_path: Path) -> None:
    assert plan(tmp_path, "9999-05").start == "9994-12"


def test_a_newer_rate_card_never_moves_the_year(tmp_path: Path) -> None:
    card = tmp_path / "card.csv"
    card.write_text(
        "Model,Training price,Input price,Output price,Date checked\ngpt-4o,3,2.5,10,2029-01-05\n"
    )
    assert plan(tmp_path, "2027-10", rate_card=str(card)) == plan(tmp_path, "2027-10")
    assert plan(tmp_path, "", rate_card=str(card)).start == "2027-01"


def test_the_day_of_the_run_decides_where_no_month_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1830297599")  # the last second of 2027
    assert plan(tmp_path, "").start == "2028-01"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1830297600")
    assert plan(tmp_path, "").start == "2029-01"


@pytest.mark.parametrize("epoch", ["tomorrow", "9" * 30])
def test_a_day_that_cannot_be_read_is_an_error(
    epoch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    found = check(sheet(tmp_path / "plan.csv", GOOD))
    assert "bad-date" in codes(found)
    assert found.exit_code == 2


@pytest.mark.parametrize("more", [{"fiscal_year_start": "2027-13"}, {"months": 11}])
def test_a_plan_that_cannot_be_is_an_error(more: dict[str, Any], tmp_path: Path) -> None:
    assert "bad-plan" in codes(check(sheet(tmp_path / "plan.csv", GOOD), Options(**more)))
