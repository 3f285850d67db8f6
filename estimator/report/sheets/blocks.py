"""What tables of groups share: their first columns, a line for the rest, and parts of formulas."""

from collections.abc import Iterable

import polars as pl

from estimator.model.address import column_letters
from estimator.model.estimate import Estimate
from estimator.report.grid import Grid

LABEL, ROWS, FIRST_AMOUNT = 1, 2, 3
# The line of workloads whose group has none, because it was typed later.
NOT_LISTED = "Not listed above"


def add_unused_models(groups: pl.DataFrame, estimate: Estimate) -> pl.DataFrame:
    """The ``groups`` of models, with 0 for models of the card that no row uses.

    If a row is given one of them in Excel, its line exists.
    """
    used = set(groups["key"])
    unused = [
        {"key": key, "label": model}
        for model, key in estimate.basis.model_places.items()
        if key not in used
    ]
    if not unused:
        return groups
    more = pl.DataFrame(unused, schema={n: groups.schema[n] for n in ("key", "label")})
    return pl.concat([groups, more], how="diagonal").fill_null(0)


def first_groups(groups: pl.DataFrame, most: int) -> pl.DataFrame:
    """The first ``most`` groups; one more if it is the last, which would have a line anyway."""
    return groups if len(groups) <= most + 1 else groups.head(most)


def sum_above_formula(column: int, first: int, total: int) -> str:
    """The formula of the sum of the rows from ``first`` to the one above ``total``."""
    return f"=SUM({column_letters(column)}{first}:{column_letters(column)}{total - 1})"


def count_true_formula(terms: Iterable[str]) -> str:
    """The formula of how many of ``terms``, conditions in parentheses, are true."""
    return f"={'+'.join(terms)}+0"


# In a criterion and in what MATCH looks for, these stand for themselves only behind the first.
WILDCARDS = "~*?"


def escaped_criterion(text: str) -> str:
    """``text`` in the quotes of a formula, as a criterion in which no sign stands for others."""
    for sign in WILDCARDS:
        text = text.replace(sign, f"~{sign}")
    return text.replace('"', '""')


def escaped_text(text: str) -> str:
    """A formula for ``text``, a formula too, whose signs stand for no others in MATCH."""
    for sign in WILDCARDS:
        text = f'SUBSTITUTE({text},"{sign}","~{sign}")'
    return text


def amount_columns(estimate: Estimate) -> tuple[str, ...]:
    """The totals on Breakdown in the order of their columns, those of the fiscal year last."""
    return (*estimate.totals.by_column, *estimate.basis.model.year_costs)


def workload_count(grid: Grid) -> str:
    """A formula, to be part of another, for the number of workloads on Estimates."""
    return f"COUNTA({grid.column_range('workload_id')})-1"
