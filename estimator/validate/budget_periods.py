"""The periods of budgets: named by the fiscal years of the plan, none twice and none in another."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

import polars as pl
from msgspec import Struct

from estimator.model.money import BUDGET, grouped_money
from estimator.model.period import (
    PERIOD_FIELDS,
    Period,
    UnclearPeriodError,
    first_fiscal_year,
    parse_period,
)
from estimator.model.plan import Plan, first_day, name_fiscal_year
from estimator.model.problem import FindingList, Problem
from estimator.model.schema import budgets_schema
from estimator.model.table import TablePart
from estimator.model.text import join_phrase, name_some

CENTER, PERIOD = "cost_center", "period"


class PeriodBudget(Struct, frozen=True):
    """A budget of a cost center for a period, from a row of the table.

    Attributes:
        text: that identifies the cost center.
    """

    row: int
    text: str
    center: str
    amount: Decimal
    period: Period


def judge_periods(
    part: TablePart, found: pl.DataFrame, plan: Plan
) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows of ``found`` that count, with the columns of ``PERIOD_FIELDS``.

    A period that is not in ``plan`` is left out, and so is one that is the sum of others.

    Args:
        part: the table.
        found: its rows with a budget: ``row``, ``text``, ``cost_center``, ``period`` as typed and
            ``annual_budget``.
        plan: the months of the estimate.
    """
    problems = FindingList[Problem]()
    lines = problems.collect(_read_lines(part, found, plan))
    in_plan = problems.collect(_leave_out_others(part, lines, plan))
    repeated = [*_repeated_lines(part, in_plan)]
    problems += repeated
    counted = in_plan if repeated else problems.collect(_leave_out_sums(part, in_plan))
    rows = [(line.row, *line.period.fields) for line in counted]
    named = pl.DataFrame(rows, schema=["row", *PERIOD_FIELDS], orient="row")
    named = named.cast({"row": found.schema["row"], **dict.fromkeys(PERIOD_FIELDS, pl.String)})
    return found.drop(PERIOD).join(named, on="row", how="inner", maintain_order="left"), problems


def _read_lines(
    part: TablePart, found: pl.DataFrame, plan: Plan
) -> tuple[list[PeriodBudget], list[Problem]]:
    lines, problems = list[PeriodBudget](), list[Problem]()
    cells = found.drop_nulls("text").select("row", "text", CENTER, BUDGET, PERIOD)
    for row, text, center, amount, typed in cells.iter_rows():
        try:
            period = first_fiscal_year(plan) if typed is None else parse_period(typed, plan)
        except UnclearPeriodError as unclear:
            problems.append(_unclear_period(part, row, typed, int(str(unclear)), plan))
            continue
        if period:
            lines.append(PeriodBudget(row, text, center, amount, period))
        else:
            expected = budgets_schema().columns[PERIOD].expected
            problem = part.problem_in_column(
                "not-a-period", row, PERIOD, found=typed, expected=expected
            )
            problems.append(problem)
    return lines, problems


def _unclear_period(part: TablePart, row: int, typed: str, year: int, plan: Plan) -> Problem:
    """The question which of the fiscal years that have months of ``year`` is meant."""
    quarter = re.search(r"Q[1-4]", typed, re.IGNORECASE)
    end = f"-{quarter[0].upper()}" if quarter else ""
    names = [f"{name_fiscal_year(f'{one:04}{plan.start[4:]}')}{end}" for one in (year - 1, year)]
    return part.problem_in_column(
        "period-unclear",
        row,
        PERIOD,
        found=typed,
        month=f"{first_day(plan.start):%B}",
        names=join_phrase(names, "or"),
        example=f"{year:04}-01",
    )


def _leave_out_others(
    part: TablePart, lines: Sequence[PeriodBudget], plan: Plan
) -> tuple[list[PeriodBudget], list[Problem]]:
    """The ``lines`` whose months are all in ``plan``; a problem where there is none."""
    months = {*plan.months}
    counted = [one for one in lines if months.issuperset(one.period.months)]
    span = f"{plan.months[0]} to {plan.months[-1]}"
    if lines and not counted:
        problem = part.problem_in_column(
            "budgets-outside-plan", lines[0].row, PERIOD, period=lines[0].period.name, months=span
        )
        return [], [problem]
    others = [one for one in lines if not months.issuperset(one.period.months)]
    return counted, [
        part.problem_in_column(
            "budget-outside-plan",
            one.row,
            PERIOD,
            center=one.center,
            period=one.period.name,
            part="only partly" if months.intersection(one.period.months) else "not",
            months=span,
        )
        for one in others
    ]


def _by_center(lines: Iterable[PeriodBudget]) -> Iterator[list[PeriodBudget]]:
    """The ``lines`` of each cost center, in the order of their rows."""
    ordered = sorted(lines, key=lambda one: one.text)
    return (list(some) for _, some in groupby(ordered, lambda one: one.text))


def _repeated_lines(part: TablePart, lines: Sequence[PeriodBudget]) -> Iterator[Problem]:
    """The cost centers with several lines for one period."""
    each = "cost center and period" if PERIOD in part.by_column else "cost center"
    rows = dict[tuple[str, Period], list[PeriodBudget]]()
    for line in lines:
        rows.setdefault((line.text, line.period), []).append(line)
    for first, *more in rows.values():
        if more:
            others = name_some([f"row {one.row}" for one in more])
            yield part.problem_in_column(
                "budget-repeated", first.row, CENTER, center=first.center, others=others, each=each
            )


def _leave_out_sums(
    part: TablePart, lines: Sequence[PeriodBudget]
) -> tuple[list[PeriodBudget], list[Problem]]:
    """The ``lines`` but those of periods that others, with the same sum, make up."""
    sums, problems = set[PeriodBudget](), list[Problem]()
    for some in _by_center(lines):
        for whole in some:
            if parts := _parts_of(whole, some):
                sums.add(whole)
                problems.append(_overlap_problem(part, whole, parts))
    return [one for one in lines if one not in sums], problems


def _parts_of(whole: PeriodBudget, lines: Sequence[PeriodBudget]) -> list[PeriodBudget]:
    """The longest of the ``lines`` within the period of ``whole``."""
    inside = [one for one in lines if whole.period.contains(one.period)]
    return [one for one in inside if not any(other.period.contains(one.period) for other in inside)]


def _overlap_problem(
    part: TablePart, whole: PeriodBudget, parts: Sequence[PeriodBudget]
) -> Problem:
    """The notice that the parts are judged, or the problem that they do not make the whole."""
    amount = sum((one.amount for one in parts), Decimal(0))
    months = sum(one.period.length for one in parts)
    equal = amount == whole.amount and months == whole.period.length
    return part.problem_in_column(
        "budget-of-parts" if equal else "budgets-overlap",
        whole.row,
        PERIOD,
        center=whole.center,
        period=whole.period.name,
        amount=grouped_money(whole.amount),
        parts=name_some([one.period.name for one in parts]),
        sum=grouped_money(amount),
        others=name_some([f"row {one.row}" for one in parts]),
    )
