"""Terminal lines on the fiscal year, and on what it leaves of the budgets."""

from collections.abc import Iterable
from decimal import Decimal

import polars as pl

from estimator.model.calendar import GROUPED_BY, PLANNED_COST
from estimator.model.estimate import NO_BUDGET, Estimate, Outcome, Totals
from estimator.model.money import grouped_money
from estimator.model.text import count_phrase, printable

# The groups named in a line.
GROUPS_NAMED = 3
OF_REPLACEMENTS = "Of that, on replacements of models that retire"
NOT_COVERED = "Not covered, as models are no longer offered"


def describe_fiscal_year(outcome: Outcome) -> Iterable[str]:
    """The fiscal year, and why it is this one."""
    if outcome.basis:
        yield f"Fiscal year: {outcome.basis.plan.fiscal_year_sentence}."


def describe_year_cost(estimate: Estimate) -> Iterable[str]:
    """The cost of the fiscal year, and where there are budgets, what it leaves of them."""
    calendar = estimate.totals.calendar
    name = estimate.basis.currency.name_shown(PLANNED_COST)
    year = grouped_money(calendar.portfolio_amounts[name])
    yield f"Fiscal-year cost, 12 months from {calendar.plan.start}: {year}"
    yield from _describe_beside(estimate)
    if estimate.totals.has_budgets:
        yield from _describe_budgets(estimate.totals)


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
    noun = "workload" if totals.budgets is None else "cost center"
    whole, bare, some = totals.against_budget, totals.without_budget, totals.with_budget
    yield (
        f"All cost against all budget: annual budget {grouped_money(whole.annual_budget)}, "
        f"remaining {grouped_money(whole.fiscal_year_variance)}"
    )
    if bare.rows:
        cost = grouped_money(bare.fiscal_year_cost)
        yield f"Without a budget: {count_phrase(bare.rows, noun)}, fiscal-year cost {cost}"
    statuses = [one for one in totals.budgeted if one.status != NO_BUDGET]
    by_status = ", ".join(f"{one.rows:,} {one.status}" for one in reversed(statuses))
    left = f"; remaining {grouped_money(some.fiscal_year_variance)}" if bare.rows else ""
    yield f"With a budget: {count_phrase(some.rows, noun)}, {by_status}{left}"
