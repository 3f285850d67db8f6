"""Budgets in the JSON: all cost against all budget, the parts, and by status."""

from pathlib import Path

from estimator.report.json_budgets import budget_document, budget_list, budget_status_list
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
