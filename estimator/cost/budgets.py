"""Budgets by cost center: one line for each, with the costs of its workloads and the variance.

The columns of the cost model that follow from a budget are computed for a line as for a workload:
by the same formulas, over the totals of the cost center.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import polars as pl

from estimator.cost.groups import add_spellings, by_variance, first_in_order
from estimator.formula.program import compiled_columns, compute_columns, dependent_columns
from estimator.model.basis import Basis, Budgets
from estimator.model.estimate import BUDGET_SUMS, BUDGETED_ROWS, STATUSES, BudgetStatus, Totals
from estimator.model.money import BUDGET, STATUS, VARIANCE, Currency

CENTER = "cost_center"


def budget_by_center(
    totals: Totals, budgets: Budgets, centers: pl.DataFrame, basis: Basis
) -> Totals:
    """``totals`` with ``budgets`` by cost center.

    Args:
        totals: of workloads that have no budgets themselves.
        budgets: as given.
        centers: the groups of workloads: ``text``, ``key``, ``label``, ``rows`` and the sums.
        basis: of the estimate.
    """
    currency = basis.currency
    found = _budget_lines(budgets, centers, basis)
    over = found.filter(pl.col(STATUS) == "over").with_columns(position="key")
    variance = currency.name_shown(VARIANCE)
    months = {name: one.drop(variance) for name, one in totals.calendar.groups.items()}
    return replace(
        totals,
        spellings=_with_idle_centers(totals, found),
        budgets=found,
        budgeted=tuple(_lines_of_status(found, status, currency) for status in STATUSES),
        over=first_in_order(over, by_variance(currency)),
        calendar=replace(totals.calendar, groups=months),
    )


def _with_idle_centers(totals: Totals, found: pl.DataFrame) -> Mapping[str, pl.DataFrame]:
    """The spellings of ``totals``, and of the cost centers that have a budget and no workloads."""
    listed = totals.spellings.get(CENTER)
    if listed is None:
        return totals.spellings
    idle = found.filter(pl.col("rows") == 0).select("key", "label", spelling="label")
    return {**totals.spellings, CENTER: add_spellings(listed, idle.select(listed.columns))}


def _budget_lines(budgets: Budgets, centers: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    """One line for each cost center that has workloads or a budget, in the order of their keys.

    Cost centers without workloads have the last keys.
    """
    currency = basis.currency
    # The workloads have no budgets of their own.
    workloads = centers.drop(currency.name_shown(BUDGET), BUDGETED_ROWS)
    given = budgets.frame.select("text", pl.col("label").alias("given"), BUDGET)
    both = workloads.sort("key").join(
        given, on="text", how="full", coalesce=True, maintain_order="left_right"
    )
    keys = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("key")
    whole = both.with_columns(pl.coalesce("label", "given").alias("label"), keys)
    whole = whole.drop("text", "given")
    sums = [name for name in whole.columns if name not in {"key", "label", BUDGET}]
    columns = dependent_columns(compiled_columns(basis.model), {BUDGET}, currency.budget_columns)
    values = {**basis.constants, **basis.scenario.factors}
    return compute_columns(whole.with_columns(pl.col(sums).fill_null(0)), columns, values)


def _lines_of_status(found: pl.DataFrame, status: str, currency: Currency) -> BudgetStatus:
    """The number of lines with a budget status, their budgets and fiscal-year costs."""
    those = found.filter(pl.col(STATUS) == status)
    sums = (Decimal(those[currency.name_shown(name)].sum()) for name in BUDGET_SUMS)
    return BudgetStatus(status, len(those), *sums)
