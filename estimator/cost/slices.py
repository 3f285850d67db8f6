"""The workloads priced slice by slice, as often as a report goes through them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from estimator.cost.price import priced, sourced
from estimator.cost.totals import Sums, added, keyed
from estimator.cost.totals import summed as sums_of
from estimator.formula.program import Compiled
from estimator.model.cost_model import Assumption
from estimator.model.estimate import Slice
from estimator.model.progress import told
from estimator.model.rate_card import Rate
from estimator.model.source import Source
from estimator.model.together import together
from estimator.model.typed import Typed, Workloads


@dataclass(frozen=True)
class Slices:
    """What the typed ``parts`` come to, computed anew each time: no slice outlives its use.

    Attributes:
        sources: the tables that the rows stand in.
        rates: one a model.
        columns, assumptions: the compiled cost model and its values.
        groups: the numbered groups of each dimension; empty before they are known.
    """

    parts: Workloads
    sources: tuple[Source, ...]
    rates: tuple[Rate, ...]
    columns: tuple[Compiled, ...]
    assumptions: Mapping[str, Decimal]
    groups: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many workloads there are."""
        return self.parts.rows

    def __iter__(self) -> Iterator[Slice]:
        """Each part priced, with the keys of its groups."""
        return together(self._slice, self.parts)

    def priced(self, part: Typed) -> pl.DataFrame:
        """The workloads of ``part`` with every computed column."""
        frame = sourced(part.frame, self.sources)
        return priced(frame, self.rates, self.columns, self.assumptions)

    def _slice(self, part: Typed) -> Slice:
        frame = keyed(self.priced(part), self.groups)
        return Slice(frame, part.carried, part.carried_kinds)


def summed(
    slices: Slices,
    columns: Sequence[str],
    amounts: Sequence[str],
    assumptions: Sequence[Assumption],
) -> Sums:
    """What all rows come to: the totals of ``columns``, also by group, and those of ``amounts``."""
    parts = told("Pricing", slices.parts, len, slices.rows)
    sums = together(lambda part: sums_of(slices.priced(part), columns, amounts, assumptions), parts)
    return added([*sums])
