"""The months and the growth of a workload, by themselves and against the plan."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from estimator.model.calendar import MOST_TIMES
from estimator.model.options import Options
from estimator.model.plan import LEAST_MONTHS, MOST_MONTHS, Plan, month_number, month_of_number
from estimator.pipeline import estimate
from estimator.validate.months import count_start_months, most_growth
from tests.sheets import codes, outcome
from tests.tables import table_of

YEAR_2027 = Options(fiscal_year_start="2027-01")


def plan_of(folder: Path, **options: str | int) -> Plan:
    found = outcome(folder, {}, options=Options(**options))  # type: ignore[arg-type]
    assert found.estimate is not None, codes(found)
    return found.estimate.totals.calendar.plan


def test_the_plan_starts_in_the_january_after_the_run_whatever_the_day_of_the_prices(
    tmp_path: Path,
) -> None:
    for day in ("2026-02-01", "2027-12-31"):
        assert plan_of(tmp_path, as_of=day).months[::11] == ("2027-01", "2027-12")


def test_the_starts_of_all_tables_are_counted_as_cells_are_read() -> None:
    headers = ("Workload ID", "Start month")
    one = table_of(headers, ("A", "2027-03"), ("B", "1 Mar 2027"), ("C", None), ("D", "soon"))
    other = table_of(headers, ("E", "2027-03-31"), ("F", "31/12/2027"))
    none = table_of(("Workload ID", "Model"), ("G", "gpt-4o"))
    assert count_start_months([one, other, none], "de") == {"2027-03": 3, "2027-12": 1}
    assert count_start_months([one, other, none], "") == {"2027-03": 3}
    assert count_start_months([none], "") == {}


@pytest.mark.parametrize("word", ["2027-04", "2027-04-30", "1 Apr 2027"])
def test_the_plan_starts_in_the_month_that_is_said(word: str, tmp_path: Path) -> None:
    months = plan_of(tmp_path, fiscal_year_start=word, months=15).months
    assert (months[0], months[-1], len(months)) == ("2027-04", "2028-06", 15)


@pytest.mark.parametrize("word", ["April", "2027", "2027-13", "1850-01", "9999-01", "46082"])
def test_what_is_no_month_starts_no_plan(word: str, tmp_path: Path) -> None:
    found = outcome(tmp_path, {}, options=Options(fiscal_year_start=word))
    assert (codes(found), found.exit_code) == (["bad-plan"], 2)


@pytest.mark.parametrize("months", [-1, 1, LEAST_MONTHS - 1, MOST_MONTHS + 1])
def test_a_plan_has_whole_fiscal_years_and_not_too_many(months: int, tmp_path: Path) -> None:
    assert codes(outcome(tmp_path, {}, options=Options(months=months))) == ["bad-plan"]


def test_an_end_before_the_start_is_a_problem(tmp_path: Path) -> None:
    row = {"Start month": "2027-03", "End month": "2027-02"}
    assert codes(outcome(tmp_path, row)) == ["end-before-start"]
    assert codes(outcome(tmp_path, row | {"End month": "2027-03"})) == []


def test_a_workload_without_a_start_that_is_over_before_the_plan_costs_nothing_in_it(
    tmp_path: Path,
) -> None:
    found = outcome(tmp_path, {"End month": "2026-06"}, {"End month": "2027-01"})
    assert codes(found) == ["outside-plan"]
    assert found.estimate is not None
    over, first = found.estimate.frame.iter_rows(named=True)
    assert over["fiscal_year_cost"] == 0
    assert first["fiscal_year_cost"] == first["training_cost"] + first["monthly_cost"]
    assert over["first_year_cost"] == first["first_year_cost"]


@pytest.mark.parametrize(
    "row",
    [{"Start month": "2028-01"}, {"Start month": "2026-01", "End month": "2026-12"}],
    ids=["later", "over"],
)
def test_a_workload_outside_the_plan_is_told_once_for_all(
    row: dict[str, str], tmp_path: Path
) -> None:
    found = outcome(tmp_path, row, row, {}, options=YEAR_2027)
    assert codes(found) == ["outside-plan"]
    assert "; also" in found.notices[-1].message
    assert found.estimate is not None
    assert found.estimate.frame["fiscal_year_cost"].to_list()[:2] == [0, 0]


def test_growth_may_be_negative_but_not_halve_a_cost_and_more(tmp_path: Path) -> None:
    assert codes(outcome(tmp_path, {"Monthly growth rate": "-50%"})) == []
    assert codes(outcome(tmp_path, {"Monthly growth rate": "-51%"})) == ["too-small"]
    assert codes(outcome(tmp_path, {"Monthly growth rate": "-5"})) == ["share-or-percent"]
    assert codes(outcome(tmp_path, {"Monthly growth rate": "0.12345"})) == ["decimals-rounded"]


def test_growth_beyond_all_measure_is_a_problem_where_the_workload_runs_so_long(
    tmp_path: Path,
) -> None:
    long = replace(YEAR_2027, months=60)
    row = {"Monthly growth rate": "50%"}
    assert codes(outcome(tmp_path, row)) == []
    assert codes(outcome(tmp_path, row, options=long)) == ["too-much-growth"]
    short = row | {"Start month": "2030-03"}
    assert codes(outcome(tmp_path, short, options=long)) == []


@given(st.integers(2, MOST_MONTHS))
def test_the_most_growth_is_the_largest_that_stays_within_the_measure(runs: int) -> None:
    most = most_growth(runs)
    assert (1 + most) ** (runs - 1) <= MOST_TIMES
    assert most == 1 or (1 + most + Decimal("0.0001")) ** (runs - 1) > MOST_TIMES


@given(st.dates())
def test_months_are_reckoned_with_by_their_number(day: object) -> None:
    text = str(day)[:7]
    assert month_of_number(month_number(text)) == text


def test_a_month_is_no_name_in_a_formula(tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text(
        '[[column]]\nname = "late"\ntitle = "Late"\nunit = "text"\n'
        'formula = \'=IF(start_month = "2027-03", "yes", "no")\'\ndescription = "x"\n'
    )
    found = estimate(tmp_path / "none.csv", Options(cost_model=house))
    assert "bad-cost-model" in codes(found)
