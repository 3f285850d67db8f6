"""The calendar: columns and totals of the costs in each month of the plan."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

import polars as pl
from msgspec import Struct

from estimator.model import shipped
from estimator.model.column import ComputedColumn
from estimator.model.plan import REPLACE, STOP, YEAR, Plan, first_day

# The dimensions that the calendar is broken down by.
GROUPED_BY = ("cost_center", "model")

# The costs that are spread over the months; those on the replacement of a model have a prefix.
SPREAD = ("training_cost", "monthly_cost")
REPLACEMENT = "replacement_"
# The cost in the first fiscal year, and the part of it that is on replacements.
PLANNED_COST = "fiscal_year_cost"
REPLACEMENT_COST = "replacement_cost"
# What the rest of that year would cost, of months in which a model is no longer offered.
UNCOVERED_COST = "uncovered_cost"
YEAR_COSTS = (PLANNED_COST, REPLACEMENT_COST, UNCOVERED_COST)
# The months of usage in that year, by which its tokens are counted; not an amount.
USAGE_MONTHS = "usage_months"
YEAR_FIGURES = (USAGE_MONTHS, *YEAR_COSTS)
# The month in which a workload starts, blank or not.
STARTS = "starts"
# The last months in which a model can be used and trained, in formulas and as cells of Rates.
LAST_MONTHS = ("rate_last_month", "rate_last_training_month")
# The place of its replacement among the models, the months in which that is used, and the last in
# which it can be trained.
REPLACEMENT_ROW = "rate_replacement_row"
REPLACED_MONTHS = (
    "rate_replaced_from",
    "rate_replaced_until",
    "rate_replacement_training_month",
)

# The most that growth may multiply a cost by within the plan: higher figures mean nothing, and if
# every cost doubled for years the sums would no longer be exact.
MOST_TIMES = 10_000

# The term of calendar.toml that is there for all months, as an argument; others are added up.
COST_AT_END = "cost_at_end"

# Prefixes of a month in the names of the columns.
ONE_TIME, RECURRING, REPLACED, UNCOVERED = "one-time ", "recurring ", "replaced ", "uncovered "


class Calendar(Struct, frozen=True, dict=True):
    """The costs of all workloads by month.

    Attributes:
        plan: the months.
        groups: for each of ``GROUPED_BY`` a frame of ``key``, ``label``, ``fiscal_year_cost``,
            ``fiscal_year_variance`` (all budgets minus all costs, null without a budget) and, for
            each month, "one-time YYYY-MM" and "recurring YYYY-MM"; where models end also
            ``uncovered_cost`` and "uncovered YYYY-MM", and where they are replaced
            ``replacement_cost`` and "replaced YYYY-MM"; and "amount NAME" and "quantity NAME", the
            sums of each unit cost. Amounts are in the currency of the report,
            which the names of those of the fiscal year show. Ordered as the estimate's groups.
    """

    plan: Plan
    groups: Mapping[str, pl.DataFrame]

    @cached_property
    def portfolio_amounts(self) -> Mapping[str, Decimal]:
        """The amounts of all groups together, by the names of their columns."""
        amounts = self.groups[GROUPED_BY[0]].drop("key", "label")
        return amounts.sum().row(0, named=True)


def cost_kinds(after: str) -> tuple[str, ...]:
    """The prefixes of the costs of a month that are in its total."""
    return (ONE_TIME, RECURRING, REPLACED) if after == REPLACE else (ONE_TIME, RECURRING)


def rate_months(after: str) -> tuple[str, ...]:
    """The months on Rates that formulas of the calendar name, with the word ``after``."""
    return {STOP: LAST_MONTHS, REPLACE: (*LAST_MONTHS, *REPLACED_MONTHS)}.get(after, ())


def spread_names(after: str) -> tuple[str, ...]:
    """The costs that are spread over the months, by their names in formulas."""
    replaced = tuple(REPLACEMENT + name for name in SPREAD) if after == REPLACE else ()
    return SPREAD + replaced


@cache
def calendar_columns(
    length: int = YEAR, *, grows: bool = True, after: str = ""
) -> tuple[ComputedColumn, ...]:
    """The columns of one workload in a plan of ``length`` months, each after those it names.

    Where nothing ``grows``, the usual case, no month is computed from the month before. Nothing of
    the ends of models and of replacements is there but with the word ``after``.
    """
    written = shipped.load_toml("calendar.toml")["column"]
    stages = {STOP: (STOP,), REPLACE: (STOP, REPLACE)}.get(after, ())
    return tuple(
        column
        for one in written
        if one.get("since", after) in (after, *stages)
        for column in _expand_months(_choose_variant(one, stages), length, grows=grows)
    )


def _choose_variant(written: Mapping[str, Any], stages: tuple[str, ...]) -> Mapping[str, Any]:
    """The fields of the column that ``written`` describes, in place of others in some stages."""
    fields = {key: value for key, value in written.items() if isinstance(value, str)}
    for stage in stages:
        fields |= written.get(f"if_{stage}", {})
    return {key: value for key, value in fields.items() if key != "since"}


def month_columns(plan: Plan) -> dict[str, str]:
    """The months of ``plan`` by the names of their recurring costs in formulas."""
    return {f"m{n}_cost": month for n, month in enumerate(plan.months, 1)}


def _expand_months(
    written: Mapping[str, Any], length: int, *, grows: bool
) -> Iterator[ComputedColumn]:
    """The column that ``written`` describes; one per month where its name contains ``{n}``."""
    months = range(1, length + 1)
    costs = [f"m{n}_cost" for n in months]
    sums = {"every_month": " + ".join(costs), "first_year": " + ".join(costs[:YEAR])}
    for name, term in shipped.load_toml("calendar.toml")["term"].items():
        every = name == COST_AT_END
        terms = [term.format(n=n) for n in (months if every else range(1, YEAR + 1))]
        sums[name] = (", " if every else " + ").join(terms)
    by_month = "{n}" in written["name"]
    for n in range(1, length + 1 if by_month else 2):
        fields = {key: one.format(n=n, before=n - 1, **sums) for key, one in written.items()}
        steady = fields.pop("steady", fields["formula"])
        if not grows or (by_month and n == 1):
            fields["formula"] = steady
        yield ComputedColumn(**fields)


def plan_constants(plan: Plan) -> dict[str, int]:
    """The months of ``plan`` by their names in formulas."""
    days = {f"month_{n}": day_number(month) for n, month in enumerate(plan.months, 1)}
    return {**days, "plan_first": days["month_1"], "plan_last": days[f"month_{plan.length}"]}


# The day before the first, for dates from March 1900 on: Excel counts a 29 February 1900.
ORIGIN = date(1899, 12, 30)


def day_number(month: str) -> int:
    """The number of the first day of ``month`` (YYYY-MM), as spreadsheets count days."""
    return (first_day(month) - ORIGIN).days


def day_numbers(months: pl.Expr) -> pl.Expr:
    """The day numbers of a column of ``months``; Int64, null where it is blank."""
    days = (months + "-01").str.to_date("%Y-%m-%d")
    return (days - pl.lit(ORIGIN)).dt.total_days()
