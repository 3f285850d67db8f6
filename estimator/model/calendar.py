"""The calendar as a value: what the portfolio costs in each month of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import polars as pl

from estimator.model.plan import Plan

# What the calendar is broken down by.
GROUPED_BY = ("cost_center", "model")

# What falls in the first fiscal year, and what that leaves of the budgets.
PLANNED_COST, PLANNED_VARIANCE = "fiscal_year_cost", "fiscal_year_variance"

# What stands before a month in the names of the columns.
ONE_TIME, RECURRING = "one-time ", "recurring "


@dataclass(frozen=True)
class Calendar:
    """What all workloads cost, month by month.

    Attributes:
        plan: the months.
        groups: for each of ``GROUPED_BY`` a frame of ``key``, ``label``, ``fiscal_year_cost``,
            ``fiscal_year_variance`` (of the workloads with a budget) and, for each month,
            "one-time YYYY-MM" and "recurring YYYY-MM"; in the currency of the report, by which the
            first two are called. The costliest first year first, as in the estimate.
    """

    plan: Plan
    groups: Mapping[str, pl.DataFrame]

    @cached_property
    def all(self) -> Mapping[str, Decimal]:
        """The amounts of all groups together, by the names of their columns."""
        amounts = self.groups[GROUPED_BY[0]].drop("key", "label")
        return amounts.sum().row(0, named=True)
