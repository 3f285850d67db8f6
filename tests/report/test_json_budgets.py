"""Budgets in the JSON: all cost against all budget, the parts, and by status."""

from pathlib import Path

from estimator.model.options import Options
from estimator.report.json import outcome_document
from estimator.report.json_budgets import (
    budget_document,
    budget_list,
    budget_status_list,
    over_budget_list,
)
from tests.sheets import outcome

# 3.00 once, for a million tokens, and nothing for its use.
ROW = {"Monthly input tokens": "0", "Monthly output tokens": "0", "Epochs": "1"}


def test_all_cost_is_held_against_all_budget_of_workloads(tmp_path: Path) -> None:
    rows = ({**ROW, "Annual budget": budget} for budget in ("10", "", "2.99"))
    estimate = outcome(tmp_path, *rows).estimate
    assert budget_document(estimate) == {
        "lines": "workloads",
        "all": {
            "rows": 3, "annual_budget": "12.99", "fiscal_year_cost": "9.00",
            "fiscal_year_variance": "3.99",
        },
        "without_budget": {"rows": 1, "fiscal_year_cost": "3.00"},
        "with_budget": {
            "rows": 2, "annual_budget": "12.99", "fiscal_year_cost": "6.00",
            "fiscal_year_variance": "6.99",
        },
    }  # fmt: skip
    assert budget_status_list(estimate) == [
        {"budget_status": status, "rows": rows, "annual_budget": budget, "fiscal_year_cost": cost}
        for status, rows, budget, cost in (
            ("within", 1, "10.00", "3.00"), ("near", 0, "0.00", "0.00"),
            ("over", 1, "2.99", "3.00"), ("none", 1, "0.00", "3.00"),
        )
    ]  # fmt: skip
    assert budget_list(estimate) == []


def test_there_is_nothing_without_an_estimate_or_a_budget(tmp_path: Path) -> None:
    assert budget_document(None) is None
    assert budget_document(outcome(tmp_path, ROW).estimate) is None
    assert budget_status_list(None) == budget_list(None) == []


def test_periods_have_names_that_say_nothing_of_a_year(tmp_path: Path) -> None:
    path = tmp_path / "budgets.csv"
    path.write_text("Cost center,Period,Budget\nA,2027-Q1,2\nA,2027-07,5\n")
    options = Options(budgets=str(path), fiscal_year_start="2027-01", fail_over_budget=True)
    rows = ({**ROW, "Cost center": one, "Start month": "2027-02"} for one in "AB")
    found = outcome(tmp_path, *rows, options=options)
    amounts = {"budget": "2.00", "planned_cost": "3.00", "variance": "-1.00"}
    quarter = {"period": "2027-Q1", "first_month": "2027-01", "last_month": "2027-03"}
    assert budget_list(found.estimate)[0] == {
        "cost_center": "A", "rows": 1, **quarter, **amounts, "budget_status": "over",
    }  # fmt: skip
    assert budget_list(found.estimate)[1]["planned_cost"] == "0.00"
    whole = budget_document(found.estimate)
    assert whole is not None
    assert whole["lines"] == "periods"
    assert whole["with_budget"] == {
        "rows": 2, "budget": "7.00", "planned_cost": "3.00", "variance": "4.00",
    }  # fmt: skip
    assert whole["without_budget"] == {"rows": 1, "fiscal_year_cost": "3.00"}
    over = budget_status_list(found.estimate)[2]
    assert over == {
        "budget_status": "over", "rows": 1, "budget": "2.00", "planned_cost": "3.00",
    }  # fmt: skip
    assert list(over_budget_list(found) or ()) == [{"cost_center": "A", **quarter, **amounts}]
    # Budgets of periods have no year in common.
    totals = outcome_document(found)["totals"]
    assert totals["annual_budget"] is totals["fiscal_year_variance"] is None


def test_what_is_over_budget_is_told_only_where_that_is_asked(tmp_path: Path) -> None:
    found = outcome(tmp_path, {**ROW, "Annual budget": "1"})
    assert over_budget_list(found) is None
    asked = outcome(tmp_path, {**ROW, "Annual budget": "1"}, options=Options(fail_over_budget=True))
    (one,) = list(over_budget_list(asked) or [])
    assert (one["workload_id"], one["fiscal_year_variance"]) == ("W-1", "-2.00")
