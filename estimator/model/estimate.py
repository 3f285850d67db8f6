"""The estimate as a value: what every report is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from estimator.model.cost_model import Assumption, CostModel
from estimator.model.problem import Problem
from estimator.model.rate_card import Rate, RateCard
from estimator.model.source import Source

# What the Summary breaks the totals down by, in its order.
DIMENSIONS = ("model", "cost_center", "department", "project", "owner")
HEADLINES = ("training_cost", "monthly_cost", "annual_cost", "first_year_cost")
STATUSES = ("within", "near", "over", "none")


@dataclass(frozen=True)
class Assumed:
    """How many rows took an assumption, and what they cost in the first year (USD)."""

    assumption: Assumption
    rows: int
    first_year_cost: Decimal


@dataclass(frozen=True)
class Budgeted:
    """The rows of one budget status: how many, their budget and first-year cost (USD)."""

    status: str
    rows: int
    annual_budget: Decimal
    first_year_cost: Decimal


@dataclass(frozen=True)
class Estimate:
    """A priced portfolio.

    Attributes:
        sources: the tables that the workloads stand in.
        frame: a row a workload, in the inputs' order: ``source_file``, ``source_sheet`` and
            ``source_row``, the inputs as typed, ``model`` the canonical id, ``model_as_given``,
            the prices, a whole-number ``<dimension>_key`` for every dimension, and the computed
            columns.
        carried: the columns that are not ours, row by row beside ``frame``; String.
        carried_kinds: UInt8, what each of these cells held, as in ``table``.
        rejected: the rows left out, as the user wrote them: the position of the source, the row,
            and then a column a heading.
        totals: USD by column.
        groups: for each dimension a frame of ``key``, ``label``, ``rows`` and the totals, the
            costliest first year first.
    """

    sources: tuple[Source, ...]
    frame: pl.DataFrame
    carried: pl.DataFrame
    carried_kinds: pl.DataFrame
    rejected: pl.DataFrame
    totals: Mapping[str, Decimal]
    groups: Mapping[str, pl.DataFrame]
    assumed: tuple[Assumed, ...]
    budgeted: tuple[Budgeted, ...]
    model: CostModel
    assumptions: tuple[Assumption, ...]
    card: RateCard
    rates: tuple[Rate, ...]
    as_of: date
    problems: tuple[Problem, ...]

    @property
    def rows(self) -> int:
        """How many workloads were priced."""
        return len(self.frame)
