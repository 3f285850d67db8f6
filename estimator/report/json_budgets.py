"""Budgets in the JSON output: against what is planned, by status, by cost center and by period."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from estimator.model.calendar import PLANNED_COST
from estimator.model.estimate import BudgetStatus, Estimate, Outcome, Totals
from estimator.model.money import BUDGET, VARIANCE, money_text
from estimator.model.period import PERIOD_FIELDS

# What the amounts of a year are called where they are of periods.
PERIOD_NAMES = {BUDGET: "budget", PLANNED_COST: "planned_cost", VARIANCE: "variance"}


def budget_document(estimate: Estimate | None) -> dict[str, Any] | None:
    """All cost against all budget, then the part without a budget, then the part with one."""
    if estimate is None or not estimate.totals.has_budgets:
        return None
    totals = estimate.totals
    bare = totals.without_budget
    lines = "periods" if totals.by_period else "cost_centers"
    return {
        "lines": "workloads" if totals.budgets is None else lines,
        "all": _held_against(totals, totals.against_budget),
        "without_budget": {
            "rows": bare.rows,
            PLANNED_COST: money_text(bare.fiscal_year_cost),
        },
        "with_budget": _held_against(totals, totals.with_budget),
    }


def _held_against(totals: Totals, one: BudgetStatus) -> dict[str, Any]:
    left = {VARIANCE: money_text(one.fiscal_year_variance)}
    return {"rows": one.rows, **_status_amounts(totals, one), **_named(totals, left)}


def _status_amounts(totals: Totals, one: BudgetStatus) -> dict[str, Any]:
    amounts = {BUDGET: one.annual_budget, PLANNED_COST: one.fiscal_year_cost}
    return _named(totals, {name: money_text(value) for name, value in amounts.items()})


def _named(totals: Totals, amounts: Mapping[str, Any]) -> dict[str, Any]:
    """``amounts`` by their names, which say nothing of a year where they are of periods."""
    if not totals.by_period:
        return {**amounts}
    return {_period_name(name): value for name, value in amounts.items()}


def _period_name(name: str) -> str:
    """The name of an amount of a period, in its currency as ``name`` is."""
    start = next((one for one in PERIOD_NAMES if name.startswith(one)), "")
    return f"{PERIOD_NAMES[start]}{name.removeprefix(start)}" if start else name


def budget_status_list(estimate: Estimate | None) -> list[dict[str, Any]]:
    """The rows of each budget status, with their budgets and costs."""
    if estimate is None:
        return []
    totals = estimate.totals
    return [
        {"budget_status": one.status, "rows": one.rows, **_status_amounts(totals, one)}
        for one in totals.budgeted
    ]


def budget_list(estimate: Estimate | None) -> list[dict[str, Any]]:
    """The budget of each cost center, or of each of its periods; empty where workloads have them.

    A period has only what is its own: not the run rate of its cost center.
    """
    if estimate is None or estimate.totals.budgets is None:
        return []
    totals, frame = estimate.totals, estimate.totals.budgets.drop("key")
    if totals.by_period:
        own = (*PERIOD_FIELDS, *_amounts_of_budgets(estimate))
        frame = frame.select("label", "rows", *own)
    return [
        {"cost_center": row.pop("label"), "rows": row.pop("rows"), **_budget_cells(totals, row)}
        for row in frame.iter_rows(named=True)
    ]


def _amounts_of_budgets(estimate: Estimate) -> list[str]:
    """The columns of a line that belong to its budget, which may be in two currencies."""
    currency = estimate.basis.currency
    budget, variance, status = currency.budget_columns
    cost = currency.name_shown(PLANNED_COST)
    return [*dict.fromkeys((BUDGET, budget, cost, variance, status))]


def _budget_cells(totals: Totals, row: Mapping[str, Any]) -> dict[str, Any]:
    cells = {
        name: money_text(value) if isinstance(value, Decimal) else value
        for name, value in row.items()
    }
    return _named(totals, cells)


def over_budget_list(outcome: Outcome) -> Iterator[dict[str, Any]] | None:
    """What is over budget; None where nobody asked for it."""
    estimate, over = outcome.estimate, outcome.over_budget
    if estimate is None or over is None:
        return None
    totals = estimate.totals
    return (_budget_cells(totals, row) for row in over.iter_rows(named=True))
