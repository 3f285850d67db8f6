"""Terminal lines on the fiscal year, and on what it leaves of the budgets."""

from collections.abc import Iterable

from estimator.model.calendar import PLANNED_COST
from estimator.model.estimate import NO_BUDGET, Estimate, Outcome, Totals
from estimator.model.money import grouped_money
from estimator.model.text import count_phrase


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
    if estimate.totals.has_budgets:
        yield from _describe_budgets(estimate.totals)


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
