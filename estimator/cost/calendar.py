"""Costs by month: of each workload, and of all, in the months of a plan.

Training is charged in the month in which a workload starts. Usage costs the monthly cost in the
first month of the plan in which the workload runs, and grows month on month from there, each month
rounded to the cent.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from estimator.cost.groups import group_texts
from estimator.formula.calendar_formulas import calendar_formulas
from estimator.formula.program import (
    compute_columns,
    dependent_columns,
    given_names,
    needed_columns,
)
from estimator.formula.unit_costs import UnitCost
from estimator.model.basis import Basis, RateMonths
from estimator.model.calendar import (
    GROUPED_BY,
    ONE_TIME,
    PLANNED_COST,
    RECURRING,
    REPLACED,
    REPLACEMENT_COST,
    UNCOVERED,
    UNCOVERED_COST,
    USAGE_MONTHS,
    YEAR_COSTS,
    Calendar,
    day_number,
    day_numbers,
    month_columns,
    plan_constants,
    rate_months,
    spread_names,
)
from estimator.model.estimate import BUDGETED_ROWS
from estimator.model.money import BUDGET, EXACT, VARIANCE, Currency
from estimator.model.output_columns import RATE_ROW
from estimator.model.plan import REPLACE, STOP, Plan
from estimator.model.spool import detach_frame

ByDimension = Mapping[str, pl.DataFrame]
NOTHING = pl.lit(0, dtype=EXACT)


def spread_costs(
    frame: pl.DataFrame,
    plan: Plan,
    currency: Currency,
    after: str = "",
    months: RateMonths = (),
) -> pl.DataFrame:
    """The costs of the workloads of ``frame`` in each month of ``plan``.

    Args:
        frame: priced; ``start_month`` and ``end_month`` (String, YYYY-MM), and
            ``monthly_growth_rate`` and the costs of ``spread_names`` (Decimal), these by their
            names in the ``currency``.
        plan: the months.
        currency: of the costs.
        after: "stop" or "replace", what happens after a model has retired; empty where none does.
        months: on Rates, of each list price; ``frame`` has the place of its own as ``RATE_ROW``.

    Returns:
        For each row of ``frame`` the costs that are spread and the columns of the calendar; the
        column of a month is named YYYY-MM. Months are day numbers as spreadsheets count them,
        all other numbers Decimal(38, 12), costs in the ``currency``.
    """
    found = _spread_inputs(frame, currency, after, months)
    columns = calendar_formulas(plan.length, grows=_grows_anywhere(frame), after=after)
    given = [name for name in found.columns if name not in spread_names(after)]
    found = compute_columns(found, columns, plan_constants(plan))
    return found.drop(given).rename(month_columns(plan))


def uncovered_in_year(
    frame: pl.DataFrame, plan: Plan, currency: Currency, months: RateMonths
) -> pl.Series:
    """What each workload of ``frame`` leaves uncovered in the fiscal year; arguments as above.

    The plan stops where the models do, and no more of the calendar is computed than that takes.
    """
    formulas = calendar_formulas(plan.length, grows=_grows_anywhere(frame), after=STOP)
    columns = needed_columns(formulas, [UNCOVERED_COST])
    found = _spread_inputs(frame, currency, STOP, months)
    return compute_columns(found, columns, plan_constants(plan))[UNCOVERED_COST]


def _spread_inputs(
    frame: pl.DataFrame, currency: Currency, after: str, months: RateMonths
) -> pl.DataFrame:
    """What the calendar is computed from, for each row of ``frame``."""
    return frame.select(
        day_numbers(pl.col("start_month", "end_month")),
        "monthly_growth_rate",
        *(pl.col(currency.name_shown(cost)).alias(cost) for cost in spread_names(after)),
        *_look_up_months(frame, after, months),
    )


def _grows_anywhere(frame: pl.DataFrame) -> bool:
    return bool((frame["monthly_growth_rate"] != 0).any())


def _look_up_months(frame: pl.DataFrame, after: str, months: RateMonths) -> Iterator[pl.Series]:
    """The ``rate_months`` of the rate of each row."""
    for n, name in enumerate(rate_months(after)):
        days = pl.Series(name, [one[n] for one in months], dtype=pl.Int64)
        yield days.gather(frame[RATE_ROW] - 1)


def respread_year(
    frame: pl.DataFrame,
    by_month: pl.DataFrame,
    basis: Basis,
    changed: Sequence[str],
    wanted: Sequence[str],
    among: pl.Series | None = None,
) -> pl.DataFrame:
    """Costs of the fiscal year of workloads of which other costs are ``changed``.

    Args:
        frame: the workloads, with the costs that are spread.
        by_month: their costs by month before.
        basis: with the plan and the currency.
        changed: those of the costs that are spread that differ from before.
        wanted: those of ``YEAR_COSTS`` to return.
        among: Boolean; the rows of ``by_month`` that are in ``frame``; None for all.
    """
    plan, shown = basis.plan, basis.currency.name_shown
    months = {month: name for name, month in month_columns(plan).items()}
    grows, after = (by_month["growth"] != 0).any(), _word_after(by_month)
    formulas = calendar_formulas(plan.length, grows=grows, after=after)
    columns = dependent_columns(formulas, changed, wanted)
    named = {*wanted, *given_names(columns)}
    known = by_month.select(
        one.alias(name) for one in by_month if (name := months.get(one.name, one.name)) in named
    )
    known = known if among is None else known.filter(among)
    costs = [frame[shown(cost)].alias(cost) for cost in spread_names(after)]
    found = compute_columns(known.with_columns(costs), columns, plan_constants(plan))
    return found.select(wanted)


def _word_after(by_month: pl.DataFrame) -> str:
    """The word that ``by_month`` was spread with, for what happens after a model has retired."""
    if REPLACEMENT_COST in by_month.columns:
        return REPLACE
    return STOP if UNCOVERED_COST in by_month.columns else ""


def add_fiscal_year(
    frame: pl.DataFrame, by_month: pl.DataFrame, currency: Currency
) -> pl.DataFrame:
    """``frame`` with the ``YEAR_FIGURES`` that there are, costs by their names in ``currency``.

    Args:
        frame: priced.
        by_month: its ``months``.
        currency: of the costs.
    """
    names = {name: currency.name_shown(name) for name in YEAR_COSTS}
    names[USAGE_MONTHS] = USAGE_MONTHS
    known = {name: shown for name, shown in names.items() if name in by_month.columns}
    return frame.with_columns(by_month[name].alias(shown) for name, shown in known.items())


def sum_calendar(
    frame: pl.DataFrame, by_month: pl.DataFrame, plan: Plan, units: Sequence[UnitCost] = ()
) -> ByDimension:
    """The sums of the months of the workloads by each of ``GROUPED_BY``, and of their unit costs.

    Args:
        frame: the workloads.
        by_month: their costs, as ``spread_costs`` returns them.
        plan: the months.
        units: the unit costs.

    Returns:
        A frame for each dimension: ``text``, which identifies a group, the costs of each month, as
        in ``Calendar``, and the sums of ``units``, in order of appearance.
    """
    once = [_started_in(one).alias(ONE_TIME + one) for one in plan.months]
    again = [pl.col(one).alias(RECURRING + one) for one in plan.months]
    after = _word_after(by_month)
    of_replacements, of_ends = (plan.months if one else () for one in (after == REPLACE, after))
    replaced = [_replaced_in(one).alias(REPLACED + one) for one in of_replacements]
    missed = [_not_covered_in(one, after).alias(UNCOVERED + one) for one in of_ends]
    counted = frame.select(figure for one in units for figure in one.figures)
    amounts = by_month.select(*once, *again, *replaced, *missed).hstack(counted)
    found = {}
    for dimension in GROUPED_BY:
        sums = _sum_by_group(amounts.with_columns(frame[dimension]), dimension)
        texts = group_texts(sums, dimension).alias("text")
        sums = _sum_by_group(sums.drop(dimension).with_columns(texts), "text")
        found[dimension] = detach_frame(sums)
    return found


def _started_in(month: str) -> pl.Expr:
    """The training that is bought where a workload starts in ``month``, else zero."""
    starts = pl.col("starts") == day_number(month)
    return pl.when(starts).then("one_time_cost").otherwise(NOTHING)


def _replaced_in(month: str) -> pl.Expr:
    """What a workload costs in ``month`` on the replacement of its model."""
    day, start, end = day_number(month), pl.col("replaced_from"), pl.col("replaced_end")
    usage = pl.when((start <= day) & (end >= day)).then("replacement_monthly_cost")
    trained = (start == day) & (end >= day) & (pl.col("last_replacement_training") >= day)
    training = pl.when(trained).then("replacement_training_cost")
    return usage.otherwise(NOTHING) + training.otherwise(NOTHING)


def _not_covered_in(month: str, after: str) -> pl.Expr:
    """What a workload would cost in ``month`` if its model were still offered."""
    day = day_number(month)
    ends = "replaced_end" if after == REPLACE else "ends"
    starts, answered, planned = (pl.col(name) for name in ("starts", ends, "planned_end"))
    runs_on = (starts <= day) & (answered < day) & (planned >= day)
    usage = pl.when(runs_on).then("uncovered_month_cost").otherwise(NOTHING)
    return usage + pl.when(starts == day).then("uncovered_training").otherwise(NOTHING)


def merge_calendars(parts: Sequence[ByDimension]) -> ByDimension:
    """The months of all rows from those of their slices, in order; at least one."""
    if len(parts) == 1:
        return parts[0]
    return {
        dimension: _sum_by_group(pl.concat([one[dimension] for one in parts]), "text")
        for dimension in GROUPED_BY
    }


def _sum_by_group(amounts: pl.DataFrame, by: str) -> pl.DataFrame:
    """The sums of ``amounts`` grouped by the column ``by``."""
    return amounts.group_by(by, maintain_order=True).agg(pl.all().sum())


def build_calendar(
    plan: Plan, by_month: ByDimension, groups: ByDimension, currency: Currency
) -> Calendar:
    """The calendar of all workloads.

    Args:
        plan: its months.
        by_month: the sums of the months, from ``merge_calendars``.
        groups: of each dimension, numbered, in the order shown.
        currency: of the sums.
    """
    cost, budget, variance = map(currency.name_shown, (PLANNED_COST, BUDGET, VARIANCE))
    beside = [currency.name_shown(name) for name in YEAR_COSTS if name != PLANNED_COST]
    beside_it = pl.selectors.by_name(*beside, require_all=False)
    left = pl.when(pl.col(BUDGETED_ROWS) > 0).then(pl.col(budget) - pl.col(cost)).alias(variance)
    named = {
        dimension: groups[dimension]
        .select("text", "key", "label", cost, beside_it, left)
        .join(found, on="text", maintain_order="left")
        .drop("text")
        for dimension, found in by_month.items()
    }
    return Calendar(plan, named)
