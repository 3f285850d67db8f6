"""Budgets in the JSON output: against what the fiscal year costs, by status and by cost center."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from estimator.model.estimate import BudgetStatus, Estimate
from estimator.model.money import money_text


def budget_document(estimate: Estimate | None) -> dict[str, Any] | None:
    """All cost against all budget, then the part without a budget, then the part with one."""
    if estimate is None or not estimate.totals.has_budgets:
        return None
    totals = estimate.totals
    bare = totals.without_budget
    return {
        "lines": "workloads" if totals.budgets is None else "cost_centers",
        "all": _held_against(totals.against_budget),
        "without_budget": {
            "rows": bare.rows,
            "fiscal_year_cost": money_text(bare.fiscal_year_cost),
        },
        "with_budget": _held_against(totals.with_budget),
    }


def _held_against(one: BudgetStatus) -> dict[str, Any]:
    return {
        "rows": one.rows,
        "annual_budget": money_text(one.annual_budget),
        "fiscal_year_cost": money_text(one.fiscal_year_cost),
        "fiscal_year_variance": money_text(one.fiscal_year_variance),
    }


def budget_status_list(estimate: Estimate | None) -> list[dict[str, Any]]:
    """The rows of each budget status, with their budgets and costs."""
    return [
        {
            "budget_status": one.status,
            "rows": one.rows,
            "annual_budget": money_text(one.annual_budget),
            "fiscal_year_cost": money_text(one.fiscal_year_cost),
        }
        for one in (estimate.totals.budgeted if estimate else ())
    ]


def budget_list(estimate: Estimate | None) -> list[dict[str, Any]]:
    """The budget of each cost center; empty where workloads have the budgets."""
    if estimate is None or estimate.totals.budgets is None:
        return []
    return [
        {"cost_center": row.pop("label"), "rows": row.pop("rows"), **_budget_cells(row)}
        for row in estimate.totals.budgets.drop("key").iter_rows(named=True)
    ]


def _budget_cells(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: money_text(value) if isinstance(value, Decimal) else value
        for name, value in row.items()
    }
