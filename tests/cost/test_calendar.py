"""What falls in which month: the rules of the calendar, one by one, and its figures in the JSON."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from estimator.cost.calendar import spread_costs
from estimator.model.calendar import day_number
from estimator.model.money import DOLLARS, EXACT
from estimator.model.options import Options
from estimator.model.plan import STOP, Plan
from estimator.model.rate_card import Rate
from estimator.report.json import outcome_document
from tests.rates import rate_of
from tests.sheets import outcome

PLAN = Plan("2027-01")
TRAINING, MONTHLY = Decimal(100), Decimal("10.01")
Amounts = Mapping[str, Decimal]


def by_month(
    start: str | None = None,
    end: str | None = None,
    growth: str | None = None,
    plan: Plan = PLAN,
    rate: Rate | None = None,
) -> dict[str, Any]:
    """A workload of 100.00 once and 10.01 a month; ``rate`` says when its model ends."""
    frame = pl.DataFrame(
        {
            "rate_row": [1],
            "start_month": [start],
            "end_month": [end],
            "monthly_growth_rate": [Decimal(growth) if growth else None],
            "training_cost": [TRAINING],
            "monthly_cost": [MONTHLY],
        },
        schema={
            "rate_row": pl.UInt32,
            **dict.fromkeys(("start_month", "end_month"), pl.String),
            **dict.fromkeys(("monthly_growth_rate", "training_cost", "monthly_cost"), EXACT),
        },
    )
    ends = (rate.last_month, rate.last_training_month) if rate else ()
    after = STOP if rate else ""
    months = [tuple(map(day_number, ends))]
    return spread_costs(frame, plan, DOLLARS, after, months).row(0, named=True)


def ending(retires_on: str = "", training_ends_on: str = "") -> Rate:
    """A model that ends on these days."""
    retires, training = (
        date.fromisoformat(day) if day else None for day in (retires_on, training_ends_on)
    )
    one = Decimal(1)
    return rate_of("gpt", one, one, one, training_ends_on=training, retires_on=retires)


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


def year_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the fiscal year costs, how many of its months are not covered, and what they would."""
    return row["fiscal_year_cost"], row["uncovered_months"], row["uncovered_cost"]


def test_the_month_of_retirement_is_charged_in_full_and_none_after_it() -> None:
    row = by_month(rate=ending("2027-03-14"))
    assert spent(row) == dict.fromkeys(("2027-01", "2027-02", "2027-03"), MONTHLY)
    assert row["ends"] == day_number("2027-03")
    assert year_of(row) == (TRAINING + 3 * MONTHLY, 9, 9 * MONTHLY)


def test_a_model_that_retires_on_the_first_ends_with_the_month_before() -> None:
    assert year_of(by_month(rate=ending("2027-03-01"))) == (
        TRAINING + 2 * MONTHLY,
        10,
        10 * MONTHLY,
    )
    assert year_of(by_month(rate=ending("2027-03-02")))[1] == 9


def test_nothing_is_uncovered_of_what_ends_before_its_model() -> None:
    assert year_of(by_month(end="2027-03", rate=ending("2027-03-14"))) == (
        TRAINING + 3 * MONTHLY,
        0,
        0,
    )
    assert year_of(by_month(end="2027-05", rate=ending("2027-03-14")))[1:] == (2, 2 * MONTHLY)
    assert year_of(by_month(rate=ending("2028-01-01")))[1:] == (0, 0)


def test_of_a_model_retired_before_the_plan_no_month_is_paid() -> None:
    row = by_month(growth="0.1", rate=ending("2026-10-23"))
    assert spent(row) == {}
    assert (row["one_time_cost"], row["recurring_cost"]) == (0, 0)
    assert year_of(row) == (0, 12, TRAINING + 12 * MONTHLY)


def test_months_that_are_not_covered_cost_what_the_last_paid_one_did() -> None:
    # 10.01, 10.51, 11.04.
    row = by_month(growth="0.05", rate=ending("2027-03-14"))
    assert row["uncovered_month_cost"] == Decimal("11.04")
    assert year_of(row)[2] == 9 * Decimal("11.04")


def test_training_is_bought_in_the_month_in_which_it_ends_and_not_later() -> None:
    last, late = (
        by_month(start, rate=ending(training_ends_on="2027-03-06"))
        for start in ("2027-03", "2027-04")
    )
    assert (last["one_time_cost"], last["uncovered_cost"]) == (TRAINING, 0)
    assert (late["one_time_cost"], late["uncovered_cost"]) == (0, TRAINING)
    assert late["fiscal_year_cost"] == late["recurring_cost"] == 9 * MONTHLY
    on_the_first = by_month("2027-03", rate=ending(training_ends_on="2027-03-01"))
    assert on_the_first["uncovered_cost"] == TRAINING


def test_nothing_is_trained_on_a_model_that_has_retired() -> None:
    row = by_month("2027-04", rate=ending("2027-03-14"))
    assert year_of(row) == (0, 9, TRAINING + 9 * MONTHLY)


def test_training_before_the_plan_is_neither_charged_nor_missed() -> None:
    row = by_month("2026-12", rate=ending("2026-10-23", "2026-09-01"))
    assert year_of(row) == (0, 12, 12 * MONTHLY)


def test_only_the_months_of_the_fiscal_year_are_counted() -> None:
    plan = Plan("2027-01", 24)
    row = by_month("2027-07", growth="0.1", plan=plan, rate=ending("2028-02-02"))
    assert (row["ends"], row["uncovered_months"]) == (day_number("2028-02"), 0)
    assert row["uncovered_month_cost"] == row["2028-02"] > row["2027-12"]
    assert row["uncovered_cost"] == 0
    after = by_month("2028-03", plan=plan, rate=ending("2028-02-02"))
    assert year_of(after) == (0, 0, 0)


def test_without_a_day_there_are_no_columns_of_the_end() -> None:
    ends = {"last_month", "planned_end", "uncovered_months", "uncovered_cost"}
    assert not ends & set(by_month())
    assert ends < set(by_month(rate=ending("2027-03-14")))
    # A model without a day beside one that has one.
    assert year_of(by_month(rate=ending())) == (TRAINING + 12 * MONTHLY, 0, 0)


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
