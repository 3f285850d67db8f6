"""What is over budget: every workload, cost center or period, the furthest over first."""

from collections.abc import Iterable

import polars as pl

from estimator.cost.groups import by_variance
from estimator.model.calendar import PLANNED_COST
from estimator.model.estimate import OVER, Estimate
from estimator.model.money import BUDGET, STATUS
from estimator.model.period import PERIOD_FIELDS
from estimator.model.spool import detach_frame

WORKLOAD_FIELDS = ("workload_id", "workload_name", "cost_center")


def list_over_budget(estimate: Estimate) -> pl.DataFrame:
    """The lines over budget, as ``Outcome.over_budget``; workloads are priced again to list all."""
    currency, totals = estimate.basis.currency, estimate.totals
    parts: Iterable[pl.DataFrame]
    names: tuple[str, ...]
    budget, variance, _ = currency.budget_columns
    amounts = [*dict.fromkeys((BUDGET, budget)), currency.name_shown(PLANNED_COST), variance]
    if totals.budgets is not None:
        periods = PERIOD_FIELDS if totals.by_period else ()
        parts = [totals.budgets.rename({"label": "cost_center"})]
        names = ("cost_center", *periods, *amounts)
    else:
        count = next(one.rows for one in totals.budgeted if one.status == OVER)
        few = count <= len(totals.over)
        parts = [totals.over] if few else (one.frame for one in estimate.priced)
        names = (*WORKLOAD_FIELDS, *amounts)
    # One slice at a time is in memory.
    found = [detach_frame(one.filter(pl.col(STATUS) == OVER).select(names)) for one in parts]
    return pl.concat(found).sort(by_variance(currency).by, maintain_order=True)
