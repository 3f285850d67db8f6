"""Unit costs in the JSON output: of all workloads, by model and by cost center."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from estimator.formula.unit_costs import UnitCost
from estimator.model.calendar import GROUPED_BY
from estimator.model.estimate import Estimate
from estimator.model.money import money_text, plain_number
from estimator.report.unit_titles import group_unit_costs, unit_title


def unit_cost_list(estimate: Estimate | None) -> list[dict[str, Any]]:
    """An object for each unit cost; without those whose units differ from workload to workload."""
    return [] if estimate is None else [*_unit_cost_documents(estimate)]


def _unit_cost_documents(estimate: Estimate) -> Iterator[dict[str, Any]]:
    calendar = estimate.totals.calendar
    for one in group_unit_costs(estimate):
        yield {
            "name": one.name,
            "title": unit_title(one, estimate),
            "unit": one.column.unit,
            **_ratio_document(one, calendar.portfolio_amounts),
            **{
                f"by_{dimension}": [
                    {dimension: group["label"], **_ratio_document(one, group)}
                    for group in calendar.groups[dimension].iter_rows(named=True)
                ]
                for dimension in reversed(GROUPED_BY)
            },
        }


def _ratio_document(one: UnitCost, sums: Mapping[str, Decimal]) -> dict[str, str | None]:
    found = one.of_sums(sums)
    return {
        "cost": money_text(sums[one.amount_sum]),
        "quantity": plain_number(sums[one.quantity_sum]),
        "unit_cost": None if found is None else plain_number(found),
    }
