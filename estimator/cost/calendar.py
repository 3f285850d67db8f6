"""Priced workloads month by month: what each costs in the months of a plan, and what all do.

A workload's training is charged in the month in which it starts. Its usage costs the monthly cost
in the first month of the plan in which it runs, and grows from there month on month, each month
rounded to the cent from the one before.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from estimator.cost.groups import told_apart
from estimator.model.calendar import (
    GROUPED_BY,
    ONE_TIME,
    PLANNED_COST,
    PLANNED_VARIANCE,
    RECURRING,
    Calendar,
)
from estimator.model.currency import BUDGET, Currency
from estimator.model.money import EXACT
from estimator.model.plan import Plan
from estimator.model.spool import kept_frame

NOTHING = pl.lit(0, dtype=EXACT)
# The costs that are spread over the months.
SPREAD = ("training_cost", "monthly_cost")


def months(frame: pl.DataFrame, plan: Plan, currency: Currency) -> pl.DataFrame:
    """What the workloads of ``frame`` cost in each month of ``plan``.

    Args:
        frame: priced; ``start_month`` and ``end_month`` (String, YYYY-MM), and
            ``monthly_growth_rate``, ``training_cost`` and ``monthly_cost`` (Decimal), these two as
            they are shown in the ``currency``.
        plan: the months.
        currency: what the costs are in.

    Returns:
        Row by row beside ``frame``: ``starts``, ``ends`` and ``runs_from``, the first month of the
        plan in which it runs (String); ``growth`` and ``growth_factor``, and the ``training_cost``
        and ``monthly_cost``; ``one_time_cost``, the training that is charged in the plan; a column
        for each month, called YYYY-MM, with the recurring cost; ``recurring_cost``, the sum of
        these; and ``fiscal_year_cost``, both kinds of cost in the first fiscal year. All numbers
        are Decimal(38, 12), costs in the ``currency``.
    """
    made = frame.select(
        pl.col("start_month").fill_null(plan.start).alias("starts"),
        pl.col("end_month").fill_null(plan.months[-1]).alias("ends"),
        pl.col("monthly_growth_rate").fill_null(NOTHING).alias("growth"),
        pl.col(currency.shown("training_cost")).alias("training_cost"),
        pl.col(currency.shown("monthly_cost")).alias("monthly_cost"),
    )
    made = made.with_columns(
        pl.max_horizontal("starts", pl.lit(plan.start)).alias("runs_from"),
        (pl.lit(1, dtype=EXACT) + pl.col("growth")).alias("growth_factor"),
        _started_in(plan.months, "training_cost").alias("one_time_cost"),
        pl.col("monthly_cost").alias("level"),
        _cents(pl.col("monthly_cost")).alias("steady"),
    )
    # Where nothing grows, as is usual, no month is worked out from the one before.
    grows = (made["growth"] != 0).any()
    grown = _cents(pl.col("level") * pl.col("growth_factor")) if grows else pl.col("steady")
    for month in plan.months:
        level = pl.when(pl.col("runs_from") < month).then(grown).otherwise("monthly_cost")
        runs = (pl.col("runs_from") <= month) & (pl.col("ends") >= month)
        made = made.with_columns(level.alias("level")).with_columns(
            pl.when(runs).then("level").otherwise(NOTHING).alias(month)
        )
    year = _started_in(plan.fiscal_year, "one_time_cost")
    return made.with_columns(
        pl.sum_horizontal(plan.months).alias("recurring_cost"),
        (year + pl.sum_horizontal(plan.fiscal_year)).alias(PLANNED_COST),
    ).drop("level", "steady")


def _cents(cost: pl.Expr) -> pl.Expr:
    return cost.round(2, mode="half_away_from_zero")


def _started_in(months: Sequence[str], cost: str) -> pl.Expr:
    """The ``cost`` of what starts in one of ``months``, else nothing."""
    started = pl.col("starts").is_between(pl.lit(months[0]), pl.lit(months[-1]))
    return pl.when(started).then(cost).otherwise(NOTHING)


def planned(frame: pl.DataFrame, by_month: pl.DataFrame, currency: Currency) -> pl.DataFrame:
    """``frame`` with ``fiscal_year_cost``, and ``fiscal_year_variance`` where there is a budget.

    Args:
        frame: priced.
        by_month: its ``months``.
        currency: what these are in, and are called by.
    """
    cost = currency.shown(PLANNED_COST)
    variance = pl.col(currency.shown(BUDGET)) - pl.col(cost)
    return frame.with_columns(by_month[PLANNED_COST].alias(cost)).with_columns(
        variance.alias(currency.shown(PLANNED_VARIANCE))
    )


def summed(
    frame: pl.DataFrame, by_month: pl.DataFrame, plan: Plan, currency: Currency
) -> dict[str, pl.DataFrame]:
    """What the workloads come to by each of ``GROUPED_BY``.

    Args:
        frame: as ``planned``.
        by_month: its ``months``.
        plan: they are those of.
        currency: what the sums are in.

    Returns:
        For each a frame of ``text``, which tells groups apart, and the sums, as ``Calendar`` has
        them, in order of appearance.
    """
    once = [_started_in([one], "training_cost").alias(ONE_TIME + one) for one in plan.months]
    again = [pl.col(one).alias(RECURRING + one) for one in plan.months]
    year = [frame[currency.shown(name)] for name in (PLANNED_COST, PLANNED_VARIANCE)]
    amounts = by_month.select(*year, *once, *again)
    found = {}
    for dimension in GROUPED_BY:
        sums = _grouped(amounts.with_columns(frame[dimension]), dimension)
        texts = told_apart(sums, dimension).alias("text")
        sums = _grouped(sums.drop(dimension).with_columns(texts), "text")
        found[dimension] = kept_frame(sums)
    return found


def added(parts: Sequence[Mapping[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    """The sums of all rows, from those of their slices in order; one at least."""
    return {
        dimension: _grouped(pl.concat([one[dimension] for one in parts]), "text")
        for dimension in GROUPED_BY
    }


def _grouped(amounts: pl.DataFrame, by: str) -> pl.DataFrame:
    """The sums of ``amounts`` by what the column ``by`` says."""
    return amounts.group_by(by, maintain_order=True).agg(pl.all().sum())


def calendar(
    plan: Plan, sums: Mapping[str, pl.DataFrame], groups: Mapping[str, pl.DataFrame]
) -> Calendar:
    """The calendar of all workloads.

    Args:
        plan: its months.
        sums: as ``added`` gives them.
        groups: of each dimension, with ``text``, ``key`` and ``label``, in the order to show.
    """
    named = {
        dimension: groups[dimension]
        .select("text", "key", "label")
        .join(found, on="text", maintain_order="left")
        .drop("text")
        for dimension, found in sums.items()
    }
    return Calendar(plan, named)
