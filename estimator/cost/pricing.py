"""Typed workloads to priced ones: a pure function of the frame."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

import polars as pl

from estimator.cost import calendar
from estimator.cost.calendar import months, planned
from estimator.cost.groups import keyed
from estimator.cost.totals import Sums, Wanted, added, in_scenario
from estimator.cost.totals import summed as sums_of
from estimator.formula.program import Compiled, compute, needed, prices_in_scenario
from estimator.model.cost_model import Scenario
from estimator.model.currency import Currency
from estimator.model.estimate import Slice
from estimator.model.parallel import together, told
from estimator.model.plan import Plan
from estimator.model.problem import TABLE, Source
from estimator.model.rate_card import PRICES, Rate
from estimator.model.spool import Typed, Workloads


def sourced(frame: pl.DataFrame, sources: Sequence[Source]) -> pl.DataFrame:
    """``frame`` with the file, sheet and row that each row stood in.

    Args:
        frame: ``TABLE`` is the position of a row's table among ``sources``, ``row`` its row there.
        sources: where the tables stand.
    """
    numbers = range(len(sources))
    files = dict(zip(numbers, (source.file for source in sources), strict=True))
    sheets = dict(zip(numbers, (source.sheet for source in sources), strict=True))
    return frame.with_columns(
        pl.col(TABLE).replace_strict(files, return_dtype=pl.String).alias("source_file"),
        pl.col(TABLE).replace_strict(sheets, return_dtype=pl.String).alias("source_sheet"),
        pl.col("row").alias("source_row"),
    ).drop("row")


def priced(
    frame: pl.DataFrame,
    rates: Sequence[Rate],
    columns: Iterable[Compiled],
    assumptions: Mapping[str, Decimal],
    scenario: Scenario,
) -> pl.DataFrame:
    """``frame`` with its prices (USD per 1M tokens) and every computed column, in its own order.

    Args:
        frame: the inputs typed; ``model`` holds ids that ``rates`` know.
        rates: the list prices, one rate a model.
        columns, assumptions: the compiled cost model and its values.
        scenario: what prices and quantities are multiplied by.
    """
    # Each model is looked up once, and not for every price.
    numbers = {rate.model: number for number, rate in enumerate(rates)} or {"": 0}
    found = frame["model"].replace_strict(numbers, return_dtype=pl.UInt32)
    prices = prices_in_scenario(rates, scenario)
    frame = frame.with_columns(prices[name].gather(found).alias(name) for name in PRICES)
    return compute(frame, columns, {**assumptions, **scenario.factors})


Part = TypeVar("Part", bound=Sized)


@dataclass(frozen=True)
class Slices:
    """What the typed ``parts`` come to, computed anew each time: no slice outlives its use.

    Attributes:
        sources: the tables that the rows stand in.
        rates: the list prices, one rate a model.
        columns, assumptions: the compiled cost model and its values.
        plan: the months over which costs are spread.
        scenario: the one that is computed.
        currency: what amounts are shown in.
        groups: the numbered groups of each dimension; empty before they are known.
    """

    parts: Workloads
    sources: tuple[Source, ...]
    rates: tuple[Rate, ...]
    columns: tuple[Compiled, ...]
    assumptions: Mapping[str, Decimal]
    plan: Plan
    scenario: Scenario
    currency: Currency
    groups: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many workloads there are."""
        return self.parts.rows

    def __iter__(self) -> Iterator[Slice]:
        """Each part priced, with the keys of its groups and of its lines."""
        for part, lines in _counted(together(self._slice, self.parts)):
            yield replace(part, frame=part.frame.with_columns(line_key=lines))

    @property
    def months(self) -> "Months":
        """The same workloads, month by month."""
        return Months(self)

    def priced(self, part: Typed) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The workloads of ``part`` with every computed column; and by month."""
        frame = sourced(part.frame, self.sources)
        frame = priced(frame, self.rates, self.columns, self.assumptions, self.scenario)
        by_month = months(frame, self.plan, self.currency)
        return planned(frame, by_month, self.currency), by_month

    def costs(self, part: Typed, names: Sequence[str], scenario: Scenario) -> pl.DataFrame:
        """The workloads of ``part`` in a scenario: the columns ``names`` and what they need."""
        columns = needed(self.columns, names)
        return priced(part.frame, self.rates, columns, self.assumptions, scenario)

    def figures(self, part: Typed, names: Sequence[str], scenario: Scenario) -> pl.DataFrame:
        """The totals of the columns ``names`` in another scenario: one row, as in ``Sums``."""
        return in_scenario(self.costs(part, names, scenario), names, scenario)

    def _slice(self, part: Typed) -> Slice:
        frame, _ = self.priced(part)
        return Slice(keyed(frame, self.groups), part.carried, part.carried_kinds)


@dataclass(frozen=True)
class Months:
    """What each workload of others costs when, computed anew each time, and nothing else of it."""

    of: Slices

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """The months of each part, whose they are, and their ``line``."""
        for frame, lines in _counted(together(self._months, self.of.parts)):
            yield frame.with_columns(line=lines)

    def _months(self, part: Typed) -> pl.DataFrame:
        spread = [self.of.currency.shown(name) for name in calendar.SPREAD]
        frame = self.of.costs(part, spread, self.of.scenario)
        by_month = months(frame, self.of.plan, self.of.currency)
        return by_month.with_columns(frame["workload_id"])


def _counted(parts: Iterable[Part]) -> Iterator[tuple[Part, pl.Series]]:
    """Each of ``parts`` with the numbers of its rows among all, from 1 on (Int64)."""
    first = 1
    for part in parts:
        yield part, pl.int_range(first, first + len(part), dtype=pl.Int64, eager=True)
        first += len(part)


def summed(
    slices: Slices, wanted: Wanted, scenarios: Iterable[Scenario]
) -> tuple[Sums, Mapping[str, pl.DataFrame]]:
    """What all rows come to, as ``wanted``; and what falls in each month, by group.

    The totals that are shown come in each of the ``scenarios`` too.
    """
    # Scenarios of the same factors come to the same.
    others = {tuple(one.factors.values()): one for one in scenarios}
    others.pop(tuple(slices.scenario.factors.values()), None)

    def of(part: Typed) -> tuple[Sums, Mapping[str, pl.DataFrame]]:
        frame, by_month = slices.priced(part)
        by_group = calendar.summed(frame, by_month, slices.plan, slices.currency)
        own = sums_of(frame, wanted, slices.currency)
        more = [slices.figures(part, wanted.shown, one) for one in others.values()]
        return replace(own, values=pl.concat([own.values, *more], how="horizontal")), by_group

    parts = told("Pricing", slices.parts, len, slices.rows)
    sums, by_month = zip(*together(of, parts), strict=True)
    return added(sums, slices.currency), calendar.added(by_month)
