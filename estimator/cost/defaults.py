"""What the defaults for blank cells come to: the rows that take them, and what each adds.

A default adds what the fiscal year costs, less what it costs with the default at its neutral value.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import polars as pl
from msgspec import Struct

from estimator.cost.repricing import OtherTerms
from estimator.model.basis import Basis
from estimator.model.calendar import PLANNED_COST
from estimator.model.cost_model import Assumption
from estimator.model.estimate import AssumptionUse
from estimator.model.money import EXACT, Currency

NOTHING_ADDED = Decimal(0)


def default_figures(assumptions: Iterable[Assumption], currency: Currency) -> Iterator[pl.Expr]:
    """For each default its rows and their first-year cost, as figures of priced workloads."""
    year = pl.col(currency.name_shown("first_year_cost"))
    for one in assumptions:
        if one.fills:
            taken = _takes_default(one)
            yield taken.sum().cast(pl.Int64).alias(f"rows {one.name}")
            yield year.filter(taken).sum().alias(f"cost {one.name}")


def _takes_default(assumption: Assumption) -> pl.Expr:
    """Whether a row takes the default ``assumption``, and it can have an effect there."""
    taken = pl.col(assumption.fills).is_null()
    if assumption.idle_with:
        taken &= pl.col(assumption.idle_with).is_null()
    return taken & (pl.col(assumption.idle_without) > 0) if assumption.idle_without else taken


class NeutralDefault(Struct, frozen=True):
    """A default that adds to costs, and the terms without it."""

    assumption: Assumption
    terms: OtherTerms

    def sum_added(self, frame: pl.DataFrame, by_month: pl.DataFrame) -> pl.Series:
        """What the default adds to the fiscal year of ``frame``, priced: a figure of one value.

        Args:
            frame: with every computed column.
            by_month: its costs by month.
        """
        (year,) = self.terms.wanted
        # All other rows keep their costs.
        taken = frame.select(_takes_default(self.assumption)).to_series()
        added = pl.Series([0], dtype=EXACT)
        if taken.any():
            neutral = self.terms.price_again(frame, by_month, taken)[year]
            added = pl.select((frame[year].filter(taken) - neutral).sum()).to_series()
        return added.alias(f"added {self.assumption.name}")


def neutral_defaults(basis: Basis) -> list[NeutralDefault]:
    """The defaults of ``basis`` that are not neutral."""
    year = [basis.currency.name_shown(PLANNED_COST)]
    return [
        NeutralDefault(one, OtherTerms(basis, {one.name: one.neutral}, year))
        for one in basis.assumptions
        if one.fills and one.neutral is not None and one.neutral != one.value
    ]


def assumption_uses(
    figures: Mapping[str, Decimal], assumptions: Sequence[Assumption]
) -> tuple[AssumptionUse, ...]:
    """The use of each default, from the ``figures`` of all workloads."""
    return tuple(
        AssumptionUse(
            one, int(figures[f"rows {one.name}"]), figures[f"cost {one.name}"], _added(figures, one)
        )
        for one in assumptions
        if one.fills
    )


def _added(figures: Mapping[str, Decimal], one: Assumption) -> Decimal | None:
    nothing = None if one.neutral is None else NOTHING_ADDED
    return figures.get(f"added {one.name}", nothing)
