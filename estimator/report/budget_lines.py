"""Terminal lines on the fiscal year, and on what it leaves of the budgets."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from estimator.model.calendar import GROUPED_BY, PLANNED_COST
from estimator.model.estimate import NO_BUDGET, OVER, Estimate, Outcome, Totals
from estimator.model.money import BUDGET, VARIANCE, grouped_money
from estimator.model.period import PERIOD_FIELDS
from estimator.model.text import count_phrase, printable

# The groups named in a line.
GROUPS_NAMED = 3
OF_REPLACEMENTS = "Of that, on replacements of models that retire"
NOT_COVERED = "Not covered, as models are no longer offered"
# The most lines over budget that are listed.
MOST_OVER_BUDGET = 20


def describe_fiscal_year(outcome: Outcome) -> Iterable[str]:
    """The fiscal year, and why it is this one."""
    if outcome.basis:
        yield f"Fiscal year: {outcome.basis.plan.fiscal_year_sentence}."


def describe_year_cost(estimate: Estimate, *, listed: bool = False) -> Iterable[str]:
    """The cost of the fiscal year, and where there are budgets, what it leaves of them.

    The periods over their budgets are named unless they are ``listed`` already.
    """
    calendar = estimate.totals.calendar
    name = estimate.basis.currency.name_shown(PLANNED_COST)
    year = grouped_money(calendar.portfolio_amounts[name])
    yield f"Fiscal-year cost, 12 months from {calendar.plan.start}: {year}"
    yield from _describe_beside(estimate)
    if estimate.totals.has_budgets:
        yield from _describe_budgets(estimate.totals)
    if estimate.totals.by_period and not listed:
        over = estimate.totals.over.rename({"label": "cost_center"})
        yield from list_lines_over(estimate, over)


def describe_over_budget(outcome: Outcome) -> Iterable[str]:
    """What is over budget, where options ask for it: the number of lines, and the first of them."""
    if outcome.estimate and outcome.over_budget is not None:
        yield from list_lines_over(outcome.estimate, outcome.over_budget)


def list_lines_over(estimate: Estimate, over: pl.DataFrame) -> Iterable[str]:
    """The number of lines over budget, and the first of them; nothing if there are none.

    Args:
        estimate: that they are of.
        over: the first of them or all, as ``Outcome.over_budget``.
    """
    rows = next(one.rows for one in estimate.totals.budgeted if one.status == OVER)
    if not rows:
        return
    shown = over.head(MOST_OVER_BUDGET)
    yield f"Over budget: {count_phrase(rows, _budget_noun(estimate.totals))}"
    for line in shown.iter_rows(named=True):
        yield f"  {_describe_over(estimate, line)}"
    if rows > len(shown):
        yield f"  … and {rows - len(shown):,} more. --json lists all of them."


def _describe_over(estimate: Estimate, line: Mapping[str, Any]) -> str:
    """A line over budget: whose it is, its period, its budget, its cost and the difference."""
    budget, cost, left = (
        line[estimate.basis.currency.name_shown(one)] for one in (BUDGET, PLANNED_COST, VARIANCE)
    )
    period = line.get(PERIOD_FIELDS[0])
    name = line.get("workload_id") or line["cost_center"]
    return (
        f"{printable(name)}{f', {period}' if period else ''}: budget {grouped_money(budget)}, "
        f"cost {grouped_money(cost)}, over by {grouped_money(-left)}"
    )


def _budget_noun(totals: Totals) -> str:
    """The name of a line with a budget."""
    return "workload" if totals.budgets is None else "period" if totals.by_period else "cost center"


def _describe_beside(estimate: Estimate) -> Iterable[str]:
    """The months after the last of a model, replaced or not covered, by model and cost center."""
    totals, model = estimate.totals, estimate.basis.model
    said = dict.fromkeys(model.replacement_costs, OF_REPLACEMENTS)
    said |= dict.fromkeys(model.uncovered_costs, NOT_COVERED)
    for name, words in said.items():
        amount = totals.calendar.portfolio_amounts[name]
        if amount:
            yield f"{words}: {grouped_money(amount)}"
            for dimension in GROUPED_BY:
                largest = _largest_groups(totals.calendar.groups[dimension], name)
                yield f"  by {dimension.replace('_', ' ')}: {largest}"


def _largest_groups(groups: pl.DataFrame, name: str) -> str:
    """The groups with the largest amounts of the column ``name``, and what the others have."""
    found = groups.filter(pl.col(name) != 0).sort(name, "key", descending=[True, False])
    some, rest = found.head(GROUPS_NAMED), found.slice(GROUPS_NAMED)
    said = [
        f"{printable(label)} {grouped_money(amount)}"
        for label, amount in some.select("label", name).iter_rows()
    ]
    if len(rest):
        said.append(
            f"{count_phrase(len(rest), 'other')} {grouped_money(Decimal(rest[name].sum()))}"
        )
    return ", ".join(said)


def _describe_budgets(totals: Totals) -> Iterable[str]:
    """All cost against all budget, then the part without a budget, then the part with one."""
    noun = _budget_noun(totals)
    whole, bare, some = totals.against_budget, totals.without_budget, totals.with_budget
    if totals.by_period:
        yield (
            f"All budgets of periods: {grouped_money(some.annual_budget)}, planned in them "
            f"{grouped_money(some.fiscal_year_cost)}, "
            f"remaining {grouped_money(some.fiscal_year_variance)}"
        )
    else:
        yield (
            f"All cost against all budget: annual budget {grouped_money(whole.annual_budget)}, "
            f"remaining {grouped_money(whole.fiscal_year_variance)}"
        )
    if bare.rows:
        cost = grouped_money(bare.fiscal_year_cost)
        count = count_phrase(bare.rows, "cost center" if totals.by_period else noun)
        yield f"Without a budget: {count}, fiscal-year cost {cost}"
    statuses = [one for one in totals.budgeted if one.status != NO_BUDGET]
    by_status = ", ".join(f"{one.rows:,} {one.status}" for one in reversed(statuses))
    left = f"; remaining {grouped_money(some.fiscal_year_variance)}" if bare.rows else ""
    yield f"With a budget: {count_phrase(some.rows, noun)}, {by_status}{left}"
