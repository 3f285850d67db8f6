"""The layout of tables of groups on Breakdown and Plan, and what their formulas share."""

import polars as pl

from estimator.model.address import column_letters
from estimator.model.calendar import PLANNED_COST
from estimator.model.estimate import Estimate
from estimator.report.grid import Grid

LABEL, ROWS, FIRST_AMOUNT = 1, 2, 3
# On Plan, a dimension with more groups shows the most expensive ones and one row for the rest.
MOST_GROUPS = 20


def split_groups(
    groups: pl.DataFrame, estimate: Estimate, dimension: str, most: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The ``groups`` of ``dimension`` to show, and the rest, which share one row.

    The rest are none, or at least two: one row for a single group would save nothing.
    """
    whole = add_unused_models(groups, estimate) if dimension == "model" else groups
    shown = whole if len(whole) <= most + 1 else whole.head(most)
    return shown, whole.slice(len(shown))


def most_groups(estimate: Estimate, dimension: str) -> int:
    """The most groups of ``dimension`` on Plan; all of the models."""
    return len(estimate.basis.list_prices) if dimension == "model" else MOST_GROUPS


def add_unused_models(groups: pl.DataFrame, estimate: Estimate) -> pl.DataFrame:
    """The ``groups`` of models, with 0 for models of the card that no row uses.

    If a row is given one of them in Excel, its line exists.
    """
    used = set(groups["key"])
    unused = [
        {"key": key, "label": rate.model}
        for key, rate in enumerate(estimate.basis.list_prices, 1)
        if key not in used
    ]
    if not unused:
        return groups
    more = pl.DataFrame(unused, schema={n: groups.schema[n] for n in ("key", "label")})
    return pl.concat([groups, more], how="diagonal").fill_null(0)


def sum_above_formula(column: int, first: int, total: int) -> str:
    """The formula of the sum of the rows from ``first`` to the one above ``total``."""
    return f"=SUM({column_letters(column)}{first}:{column_letters(column)}{total - 1})"


def amount_columns(estimate: Estimate) -> tuple[str, ...]:
    """The totals on Breakdown in the order of their columns, the fiscal-year cost last."""
    return (*estimate.totals.by_column, estimate.basis.currency.name_shown(PLANNED_COST))


def workload_count(grid: Grid) -> str:
    """A formula, to be part of another, for the number of workloads on Estimates."""
    return f"COUNTA({grid.column_range('workload_id')})-1"
