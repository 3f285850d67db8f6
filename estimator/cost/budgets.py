"""Budgets by cost center: one line for each, with the costs of its workloads and the variance.

Where budgets say what period they are for, there is a line for each cost center and period, held
against what the workloads cost in its months.

The columns of the cost model that follow from a budget are computed for a line as for a workload:
by the same formulas, over the totals of the cost center.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import add

import polars as pl
from msgspec.structs import replace

from estimator.cost.groups import add_spellings, by_variance, first_in_order
from estimator.formula.program import compiled_columns, compute_columns, dependent_columns
from estimator.model.basis import Basis, Budgets
from estimator.model.calendar import PLANNED_COST, Calendar, cost_kinds
from estimator.model.estimate import (
    BUDGET_SUMS,
    BUDGETED_ROWS,
    OVER,
    STATUSES,
    BudgetStatus,
    Totals,
)
from estimator.model.money import BUDGET, STATUS, VARIANCE, Currency
from estimator.model.period import PERIOD_FIELDS, first_fiscal_year

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
    found = _budget_lines(budgets, centers, totals.calendar, basis)
    over = found.with_row_index("position", offset=1).filter(pl.col(STATUS) == OVER)
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


def _budget_lines(
    budgets: Budgets, centers: pl.DataFrame, calendar: Calendar, basis: Basis
) -> pl.DataFrame:
    """The lines in the order of the keys of their cost centers, and of their months.

    A cost center with workloads and without a budget has a line of the fiscal year. Cost centers
    without workloads have the last keys.
    """
    currency = basis.currency
    # The workloads have no budgets of their own.
    workloads = centers.drop(currency.name_shown(BUDGET), BUDGETED_ROWS)
    both = _number_centers(workloads, budgets)
    sums = [name for name in workloads.columns if name not in {"text", "key", "label"}]
    given = budgets.frame.drop("label")
    lines = both.with_columns(pl.col(sums).fill_null(0)).join(
        given, on="text", how="left", maintain_order="left"
    )
    if budgets.by_period:
        lines = _with_planned_costs(lines, calendar, basis)
    else:
        lines = lines.drop(PERIOD_FIELDS)
    columns = dependent_columns(compiled_columns(basis.model), {BUDGET}, currency.budget_columns)
    values = {**basis.constants, **basis.scenario.factors}
    return compute_columns(lines.drop("text"), columns, values)


def _number_centers(workloads: pl.DataFrame, budgets: Budgets) -> pl.DataFrame:
    """The cost centers of ``workloads``, then those with nothing but a budget, with their keys."""
    given = budgets.frame.select("text", pl.col("label").alias("given"))
    both = workloads.sort("key").join(
        given.unique("text", keep="first", maintain_order=True),
        on="text",
        how="full",
        coalesce=True,
        maintain_order="left_right",
    )
    keys = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("key")
    return both.with_columns(pl.coalesce("label", "given").alias("label"), keys).drop("given")


def _with_planned_costs(lines: pl.DataFrame, calendar: Calendar, basis: Basis) -> pl.DataFrame:
    """``lines`` with what their cost centers cost in their periods, in order of the months.

    It stands in the column of the fiscal-year cost, so that a budget of any period is held against
    it by the same formulas.
    """
    year = first_fiscal_year(calendar.plan).fields
    lines = lines.with_columns(
        pl.col(name).fill_null(value) for name, value in zip(PERIOD_FIELDS, year, strict=True)
    ).sort("key", PERIOD_FIELDS[1], maintain_order=True)
    periods = lines.select(PERIOD_FIELDS).unique(maintain_order=True)
    kinds = cost_kinds(basis.model.after_retirement)
    costs = pl.concat(_cost_in_period(period, calendar, kinds) for period in periods.iter_rows())
    name = basis.currency.name_shown(PLANNED_COST)
    return (
        lines.drop(name)
        .join(costs, on=["key", PERIOD_FIELDS[0]], how="left", maintain_order="left")
        .with_columns(pl.col("cost").fill_null(0).alias(name))
        .drop("cost")
    )


def _cost_in_period(
    period: tuple[str, str, str], calendar: Calendar, kinds: Sequence[str]
) -> pl.DataFrame:
    """What each cost center with workloads costs in a ``period``, the values of its fields.

    ``kinds`` are those of the costs of a month.
    """
    name, first, last = period
    months = [one for one in calendar.plan.months if first <= one <= last]
    costs = [pl.col(kind + month) for month in months for kind in kinds]
    return calendar.groups[CENTER].select(
        "key", pl.lit(name).alias(PERIOD_FIELDS[0]), reduce(add, costs).alias("cost")
    )


def _lines_of_status(found: pl.DataFrame, status: str, currency: Currency) -> BudgetStatus:
    """The number of lines with a budget status, their budgets and fiscal-year costs."""
    those = found.filter(pl.col(STATUS) == status)
    sums = (Decimal(those[currency.name_shown(name)].sum()) for name in BUDGET_SUMS)
    return BudgetStatus(status, len(those), *sums)
