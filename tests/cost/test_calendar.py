"""What falls in which month: the rules of the calendar, one by one, and its figures in the JSON."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from estimator.cost.calendar import spread_costs
from estimator.model.calendar import day_number
from estimator.model.money import DOLLARS, EXACT
from estimator.model.options import Options
from estimator.model.plan import Plan
from estimator.report.json import outcome_document
from tests.sheets import outcome

PLAN = Plan("2027-01")
TRAINING, MONTHLY = Decimal(100), Decimal("10.01")
Amounts = Mapping[str, Decimal]


def by_month(
    start: str | None = None, end: str | None = None, growth: str | None = None, plan: Plan = PLAN
) -> dict[str, Any]:
    """A workload of 100.00 once and 10.01 a month."""
    frame = pl.DataFrame(
        {
            "start_month": [start],
            "end_month": [end],
            "monthly_growth_rate": [Decimal(growth) if growth else None],
            "training_cost": [TRAINING],
            "monthly_cost": [MONTHLY],
        },
        schema={
            **dict.fromkeys(("start_month", "end_month"), pl.String),
            **dict.fromkeys(("monthly_growth_rate", "training_cost", "monthly_cost"), EXACT),
        },
    )
    return spread_costs(frame, plan, DOLLARS).row(0, named=True)


def spent(row: Mapping[str, Any], plan: Plan = PLAN) -> dict[str, Decimal]:
    return {month: row[month] for month in plan.months if row[month]}


def test_without_months_a_workload_starts_with_the_plan_and_goes_on() -> None:
    row = by_month()
    assert spent(row) == dict.fromkeys(PLAN.months, MONTHLY)
    assert row["one_time_cost"] == TRAINING
    assert row["fiscal_year_cost"] == TRAINING + 12 * MONTHLY


def test_training_is_charged_in_the_start_month_and_usage_from_it_to_the_end() -> None:
    row = by_month("2027-03", "2027-05")
    assert spent(row) == dict.fromkeys(("2027-03", "2027-04", "2027-05"), MONTHLY)
    assert (row["starts"], row["one_time_cost"]) == (day_number("2027-03"), TRAINING)
    assert (row["ends"], row["runs_from"]) == (day_number("2027-05"), row["starts"])
    assert row["recurring_cost"] == 3 * MONTHLY


def test_what_started_before_the_plan_costs_no_training_in_it() -> None:
    row = by_month("2026-12", "2027-01")
    assert spent(row) == {"2027-01": MONTHLY}
    assert row["one_time_cost"] == 0


def test_growth_begins_in_the_first_month_of_the_plan_in_which_a_workload_runs() -> None:
    early, late = by_month("2020-01", growth="0.1"), by_month("2027-11", growth="0.1")
    assert early["2027-01"] == MONTHLY
    assert spent(late) == {"2027-11": MONTHLY, "2027-12": Decimal("11.01")}


def test_each_month_is_rounded_to_the_cent_from_the_one_before() -> None:
    # 10.01 x 1.05 is 10.5105; 10.51 x 1.05 is 11.0355; 11.04 x 1.05 is 11.592.
    row = by_month(growth="0.05")
    assert [str(row[one].normalize()) for one in PLAN.months[:4]] == [
        "10.01",
        "10.51",
        "11.04",
        "11.59",
    ]


def test_half_a_cent_is_rounded_away_from_zero() -> None:
    # 10.01 x 0.5 is 5.005.
    assert by_month(growth="-0.5")["2027-02"] == Decimal("5.01")


def test_the_fiscal_year_is_the_first_twelve_months_of_a_longer_plan() -> None:
    plan = Plan("2027-04", 24)
    row = by_month("2028-02", plan=plan)
    assert row["fiscal_year_cost"] == TRAINING + 2 * MONTHLY
    assert row["recurring_cost"] == 14 * MONTHLY
    late = by_month("2028-04", plan=plan)
    assert (late["one_time_cost"], late["fiscal_year_cost"]) == (TRAINING, 0)


@pytest.mark.parametrize(
    ("start", "end"), [("2028-01", None), ("2026-01", "2026-12"), (None, "2026-12")]
)
def test_nothing_falls_in_the_plan_of_what_is_outside_it(
    start: str | None, end: str | None
) -> None:
    row = by_month(start, end)
    assert spent(row) == {}
    assert row["one_time_cost"] == row["fiscal_year_cost"] == 0


def test_the_fiscal_year_goes_against_the_budgets_that_there_are(tmp_path: Path) -> None:
    rows = ({"Annual budget": "100", "Start month": "2027-07"}, {"Start month": "2027-12"})
    found = outcome(tmp_path, *rows)
    assert found.estimate is not None
    frame, calendar = found.estimate.frame, found.estimate.totals.calendar
    assert frame["fiscal_year_variance"].to_list() == [100 - frame["fiscal_year_cost"][0], None]
    assert calendar.portfolio_amounts["fiscal_year_cost"] == frame["fiscal_year_cost"].sum()
    # The run rate knows nothing of months.
    assert frame["first_year_cost"].n_unique() == 1


def test_the_json_has_the_calendar_in_all_and_by_group(tmp_path: Path) -> None:
    rows = (
        {"Cost center": "A", "Start month": "2027-02"},
        {"Cost center": "a ", "Model": "gpt-4o-mini"},
    )
    found = outcome(tmp_path, *rows, options=Options(months=15))
    assert found.estimate is not None
    said = outcome_document(found)
    plan = said["plan"]
    assert (plan["fiscal_year_start"], plan["months"]) == ("2027-01", 15)
    assert [one["month"] for one in plan["by_month"]] == list(
        found.estimate.totals.calendar.plan.months
    )
    (center,) = plan["by_cost_center"]
    assert (center["cost_center"], center["by_month"]) == ("A", plan["by_month"])
    assert [one["model"] for one in plan["by_model"]] == ["gpt-4o", "gpt-4o-mini"]
    year = sum(Decimal(one["fiscal_year_cost"]) for one in plan["by_model"])
    assert Decimal(said["totals"]["fiscal_year_cost"]) == year
    months_of_year = plan["by_month"][:12]
    assert year == sum(
        Decimal(m["one_time_cost"]) + Decimal(m["recurring_cost"]) for m in months_of_year
    )
