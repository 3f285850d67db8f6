"""Pricing typed workloads, slice by slice."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import polars as pl
from msgspec import Struct, field
from msgspec.structs import replace

from estimator.cost import calendar
from estimator.cost.calendar import add_fiscal_year, spread_costs
from estimator.cost.costless import Costless, find_costless, merge_costless
from estimator.cost.defaults import neutral_defaults
from estimator.cost.groups import add_group_keys, add_spelling_numbers
from estimator.cost.other_card import other_card_prices
from estimator.cost.repricing import OtherTerms, add_prices, add_replacement_prices
from estimator.cost.totals import Sums, merge_sums, scenario_columns, sum_in_scenario, sum_rows
from estimator.formula.price_rows import add_rate_rows
from estimator.formula.program import (
    CompiledColumn,
    compiled_columns,
    compute_columns,
    dependent_columns,
    needed_columns,
    planned_names,
)
from estimator.formula.unit_costs import unit_costs
from estimator.model.basis import Basis
from estimator.model.calendar import spread_names
from estimator.model.cost_model import Scenario
from estimator.model.estimate import Slice
from estimator.model.parallel import parallel_map, track_progress
from estimator.model.problem import TABLE, TableSource
from estimator.model.spool import TypedPart, TypedWorkloads


def add_sources(frame: pl.DataFrame, sources: Sequence[TableSource]) -> pl.DataFrame:
    """``frame`` with the source file, sheet and row of each row.

    Args:
        frame: ``TABLE`` is the position of a row's table in ``sources``, ``row`` its row there.
        sources: of the tables.
    """
    numbers = range(len(sources))
    files = dict(zip(numbers, (source.file for source in sources), strict=True))
    sheets = dict(zip(numbers, (source.sheet for source in sources), strict=True))
    return frame.with_columns(
        pl.col(TABLE).replace_strict(files, return_dtype=pl.String).alias("source_file"),
        pl.col(TABLE).replace_strict(sheets, return_dtype=pl.String).alias("source_sheet"),
        pl.col("row").alias("source_row"),
    ).drop("row")


def price_workloads(
    frame: pl.DataFrame, basis: Basis, wanted: Sequence[str] | None = None
) -> pl.DataFrame:
    """``frame`` with its prices and the computed columns, in its own order.

    Args:
        frame: the typed inputs; the basis has prices for every ``model``.
        basis: the cost model, its assumptions, the scenario, the list prices and the plan.
        wanted: the computed columns to add, with those they depend on; None for all.
    """
    work = _Stages.of(basis, wanted)
    frame = work.price_runs(frame)
    return work.price_year(frame)[0] if work.late else frame


def price_with_plan(frame: pl.DataFrame, basis: Basis) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``frame`` with every computed column, and its costs by month.

    Args:
        frame: as for ``price_workloads``.
        basis: of the estimate.
    """
    work = _Stages.of(basis)
    return work.price_year(work.price_runs(frame))


class _Stages(Struct, frozen=True):
    """The computed columns in two stages: the calendar needs the early ones, the late ones need it.

    Attributes:
        early: the columns that do not depend on the fiscal-year cost.
        late: the columns that do.
    """

    basis: Basis
    early: tuple[CompiledColumn, ...]
    late: tuple[CompiledColumn, ...]

    @classmethod
    def of(cls, basis: Basis, wanted: Sequence[str] | None = None) -> "_Stages":
        """The stages of the columns ``wanted`` and what they depend on; None for all columns."""
        columns, shown = compiled_columns(basis.model), basis.currency.name_shown
        names = [column.name for column in columns] if wanted is None else [*wanted]
        late = dependent_columns(columns, planned_names(basis.currency), names)
        spread = spread_names(basis.model.after_retirement)
        names += [shown(name) for name in spread] if late else []
        needed = needed_columns(columns, names)
        return cls(basis, tuple(one for one in needed if one not in late), late)

    @property
    def values(self) -> Mapping[str, Decimal]:
        """The assumptions and the factors of the scenario."""
        return {**self.basis.constants, **self.basis.scenario.factors}

    def price_runs(self, frame: pl.DataFrame) -> pl.DataFrame:
        """``frame`` with its prices and the early columns."""
        basis = self.basis
        frame = add_rate_rows(frame, basis)
        priced = add_prices(frame, basis.list_prices, basis.model.prices, basis.scenario.factors)
        priced = add_replacement_prices(priced, basis, basis.scenario.factors)
        return compute_columns(priced, self.early, self.values)

    def price_year(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """``frame`` with its fiscal-year cost and the late columns, and its costs by month."""
        basis = self.basis
        by_month = spread_costs(
            frame, basis.plan, basis.currency, basis.model.after_retirement, basis.rate_months
        )
        frame = add_fiscal_year(frame, by_month, basis.currency)
        return compute_columns(frame, self.late, self.values), by_month


class PricedSlices(Struct, frozen=True):
    """The workloads of ``parts`` priced again at each iteration, so that no slice stays in memory.

    Attributes:
        basis: of the estimate.
        sources: the tables with the rows.
        groups: the numbered groups of each dimension; empty until they are known.
        numbered: the spellings of the dimensions of which each workload has the line of its own.
    """

    basis: Basis
    sources: tuple[TableSource, ...]
    parts: TypedWorkloads
    groups: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    numbered: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """The number of workloads."""
        return self.parts.rows

    def __iter__(self) -> Iterator[Slice]:
        """Each part priced, with its group keys."""
        yield from parallel_map(self._price_slice, self.parts)

    def price_part(self, part: TypedPart) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The workloads of ``part`` with every computed column, and their costs by month."""
        return price_with_plan(add_sources(part.frame, self.sources), self.basis)

    def find_costless(self) -> Costless:
        """The workloads that cost nothing, without anything else of the estimate."""
        return merge_costless(list(parallel_map(self._costless_of, self.parts)))

    def _costless_of(self, part: TypedPart) -> Costless:
        names = [column.name for column in self.basis.model.totals]
        frame = part.frame.rename({"row": "source_row"})
        # Few workloads have no training to pay for; only these are priced further.
        first = price_workloads(frame, self.basis, wanted=names[:1])
        few = frame.filter(first[names[0]] == 0)
        found = find_costless(price_workloads(few, self.basis, wanted=names), self.basis.model)
        return replace(found, rows=len(frame))

    def _price_slice(self, part: TypedPart) -> Slice:
        frame, by_month = self.price_part(part)
        keyed = add_spelling_numbers(add_group_keys(frame, self.groups), self.numbered)
        return Slice(keyed, by_month, part.passed_through, part.carried_kinds)


def sum_slices(slices: PricedSlices) -> tuple[Sums, Mapping[str, pl.DataFrame]]:
    """The sums of all rows, those in every scenario, what defaults add; and the sums by month."""
    basis = slices.basis
    # Scenarios with the same factors have the same totals.
    others = {tuple(one.factors.values()): one for one in basis.model.scenarios}
    others.pop(tuple(basis.scenario.factors.values()), None)
    shown = scenario_columns(basis.model)
    terms = [(one, OtherTerms(basis, _other_factors(one, basis), shown)) for one in others.values()]

    defaults = neutral_defaults(basis)
    other_card = other_card_prices(basis)

    units = unit_costs(basis.model)

    def sum_part(part: TypedPart) -> tuple[Sums, Mapping[str, pl.DataFrame]]:
        frame, by_month = slices.price_part(part)
        by_group = calendar.sum_calendar(frame, by_month, basis.plan, units)
        own = sum_rows(frame, basis.model)
        more = [
            sum_in_scenario(other.price_again(frame, by_month), shown, one) for one, other in terms
        ]
        more += [one.sum_added(frame, by_month).to_frame() for one in defaults]
        more += [other_card.sum_year(frame, by_month)] if other_card else []
        return replace(own, values=pl.concat([own.values, *more], how="horizontal")), by_group

    parts = track_progress("Pricing", slices.parts, len, slices.rows)
    sums, by_month = zip(*parallel_map(sum_part, parts), strict=True)
    return merge_sums(sums, basis.currency), calendar.merge_calendars(by_month)


def _other_factors(scenario: Scenario, basis: Basis) -> dict[str, Decimal]:
    """The factors of ``scenario`` that are not those of ``basis``."""
    computed = basis.scenario.factors
    return {name: one for name, one in scenario.factors.items() if one != computed[name]}
