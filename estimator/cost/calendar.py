"""Costs by month: of each workload, and of all, in the months of a plan.

Training is charged in the month in which a workload starts. Usage costs the monthly cost in the
first month of the plan in which the workload runs, and grows month on month from there, each month
rounded to the cent.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from estimator.cost.groups import group_texts
from estimator.formula.polars import polars_expression
from estimator.formula.syntax import parse_formula
from estimator.model.calendar import (
    GROUPED_BY,
    ONE_TIME,
    PLANNED_COST,
    RECURRING,
    SPREAD,
    Calendar,
    calendar_columns,
    day_number,
    day_numbers,
    month_columns,
    plan_constants,
)
from estimator.model.money import BUDGET, EXACT, VARIANCE, Currency
from estimator.model.plan import Plan
from estimator.model.spool import detach_frame

NOTHING = pl.lit(0, dtype=EXACT)
# The number of budgets of a group, beside their sum.
BUDGETS = "budgets"


def spread_costs(frame: pl.DataFrame, plan: Plan, currency: Currency) -> pl.DataFrame:
    """The costs of the workloads of ``frame`` in each month of ``plan``.

    Args:
        frame: priced; ``start_month`` and ``end_month`` (String, YYYY-MM), and
            ``monthly_growth_rate``, ``training_cost`` and ``monthly_cost`` (Decimal), the last two
            by their names in the ``currency``.
        plan: the months.
        currency: of the costs.

    Returns:
        For each row of ``frame`` the costs of ``SPREAD`` and the columns of the calendar; the
        column of a month is named YYYY-MM. Months are day numbers as spreadsheets count them,
        all other numbers Decimal(38, 12), costs in the ``currency``.
    """
    found = frame.select(
        day_numbers(pl.col("start_month", "end_month")),
        "monthly_growth_rate",
        *(pl.col(currency.name_shown(cost)).alias(cost) for cost in SPREAD),
    )
    constants = plan_constants(plan)
    for column in calendar_columns(plan.length, grows=(frame["monthly_growth_rate"] != 0).any()):
        value = polars_expression(parse_formula(column.formula), constants)
        found = found.with_columns(value.alias(column.name))
    found = found.drop("start_month", "end_month", "monthly_growth_rate")
    return found.rename(month_columns(plan))


def add_fiscal_year(
    frame: pl.DataFrame, by_month: pl.DataFrame, currency: Currency
) -> pl.DataFrame:
    """``frame`` with ``fiscal_year_cost``.

    Args:
        frame: priced.
        by_month: its ``months``.
        currency: of the costs.
    """
    return frame.with_columns(by_month[PLANNED_COST].alias(currency.name_shown(PLANNED_COST)))


def sum_calendar(
    frame: pl.DataFrame, by_month: pl.DataFrame, plan: Plan, currency: Currency
) -> dict[str, pl.DataFrame]:
    """The sums of the workloads by each of ``GROUPED_BY``.

    Args:
        frame: with the columns that ``planned`` adds.
        by_month: its ``months``.
        plan: the months.
        currency: of the sums.

    Returns:
        A frame for each dimension: ``text``, which identifies a group, and the sums, as in
        ``Calendar``, in order of appearance; the budgets and their number in place of a variance.
    """
    once = [_started_in(one).alias(ONE_TIME + one) for one in plan.months]
    again = [pl.col(one).alias(RECURRING + one) for one in plan.months]
    year, budget = (frame[currency.name_shown(name)] for name in (PLANNED_COST, BUDGET))
    count = budget.is_not_null().cast(pl.Int64).alias(BUDGETS)
    amounts = by_month.select(year, budget.alias(BUDGET), count, *once, *again)
    found = {}
    for dimension in GROUPED_BY:
        sums = _sum_by_group(amounts.with_columns(frame[dimension]), dimension)
        texts = group_texts(sums, dimension).alias("text")
        sums = _sum_by_group(sums.drop(dimension).with_columns(texts), "text")
        found[dimension] = detach_frame(sums)
    return found


def _started_in(month: str) -> pl.Expr:
    """The training cost where a workload starts in ``month``, else zero."""
    starts = pl.col("starts") == day_number(month)
    return pl.when(starts).then("training_cost").otherwise(NOTHING)


def merge_calendars(parts: Sequence[Mapping[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    """The sums of all rows from the sums of their slices, in order; at least one."""
    return {
        dimension: _sum_by_group(pl.concat([one[dimension] for one in parts]), "text")
        for dimension in GROUPED_BY
    }


def _sum_by_group(amounts: pl.DataFrame, by: str) -> pl.DataFrame:
    """The sums of ``amounts`` grouped by the column ``by``."""
    return amounts.group_by(by, maintain_order=True).agg(pl.all().sum())


def build_calendar(
    plan: Plan,
    sums: Mapping[str, pl.DataFrame],
    groups: Mapping[str, pl.DataFrame],
    currency: Currency,
) -> Calendar:
    """The calendar of all workloads.

    Args:
        plan: its months.
        sums: from ``added``.
        groups: of each dimension, with ``text``, ``key`` and ``label``, in the order shown.
        currency: of the sums.
    """
    cost, variance = (currency.name_shown(name) for name in (PLANNED_COST, VARIANCE))
    left = pl.when(pl.col(BUDGETS) > 0).then(pl.col(BUDGET) - pl.col(cost)).alias(variance)
    named = {
        dimension: groups[dimension]
        .select("text", "key", "label")
        .join(found, on="text", maintain_order="left")
        .with_columns(left)
        .drop("text", BUDGET, BUDGETS)
        for dimension, found in sums.items()
    }
    return Calendar(plan, named)
