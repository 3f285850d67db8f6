"""Pricing again under other terms, such as those of another scenario.

Only what depends on the terms that differ is computed again, from workloads priced already.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

import polars as pl
from msgspec import Struct

from estimator.cost.calendar import respread_year
from estimator.formula.price_rows import rate_rows
from estimator.formula.program import (
    CompiledColumn,
    compiled_columns,
    compute_columns,
    dependent_columns,
    given_names,
    planned_names,
    prices_in_scenario,
)
from estimator.model.basis import Basis
from estimator.model.calendar import YEAR_COSTS, spread_names
from estimator.model.output_columns import RATE_ROW
from estimator.model.rate_card import Rate, rate_in_effect

PRICE_FACTOR = "price_factor"


def add_prices(
    frame: pl.DataFrame, rates: Sequence[Rate], names: Sequence[str], factors: Mapping[str, Decimal]
) -> pl.DataFrame:
    """``frame`` with the prices of its rates, in their own units.

    Args:
        frame: with the place of its rate among ``rates`` as ``RATE_ROW``.
        rates: the list prices.
        names: of the prices that the cost model needs.
        factors: of the scenario.
    """
    prices = pl.DataFrame(prices_in_scenario(rates, factors, names))
    return frame.with_columns(prices.select(pl.all().gather(frame[RATE_ROW] - 1)))


def add_replacement_prices(
    frame: pl.DataFrame,
    basis: Basis,
    factors: Mapping[str, Decimal],
    others: Sequence[Rate] = (),
) -> pl.DataFrame:
    """``frame`` with the prices of the replacements of its models, if they are replaced.

    A model that has none keeps its own prices, which are charged in no month then.

    Args:
        frame: with the place of its rate among the list prices as ``RATE_ROW``.
        basis: of the estimate.
        factors: of the scenario.
        others: list prices in place of those of the basis, for the models that they have.
    """
    names = basis.model.replacement_prices
    if not names:
        return frame
    replacements, rates = basis.replacements, []
    for rate in basis.list_prices:
        used, day = replacements.get(rate, rate), max(basis.as_of, rate.first_day_after)
        rates.append(rate_in_effect(others, used.model, day) or used)
    prices = add_prices(frame.select(RATE_ROW), rates, tuple(names.values()), factors)
    return frame.with_columns(prices[price].alias(name) for name, price in names.items())


class OtherTerms(Struct, frozen=True, dict=True):
    """Terms that differ from those of an estimate.

    Attributes:
        basis: of the estimate.
        terms: the value of each assumption and scenario factor that differs, by its name.
        wanted: the computed columns to price, the fiscal-year cost among them.
        rates: other list prices, for each model to price; empty for those of the estimate.
    """

    basis: Basis
    terms: Mapping[str, Decimal]
    wanted: Sequence[str]
    rates: Sequence[Rate] = ()

    def price_again(
        self, frame: pl.DataFrame, by_month: pl.DataFrame, among: pl.Series | None = None
    ) -> pl.DataFrame:
        """The ``wanted`` columns of workloads under these terms.

        Args:
            frame: priced, with every computed column.
            by_month: its costs by month.
            among: Boolean; the rows of ``frame`` to price; None for all.
        """
        rows = frame.select(name for name in frame.columns if name in self._named)
        rows = rows if among is None else rows.filter(among)
        if self._has_other_prices:
            rows = self._add_prices(rows)
        rows = compute_columns(rows, self._early, self._values)
        of_year = self._of_year
        year = respread_year(rows, by_month, self.basis, self._respread, [*of_year], among)
        rows = rows.with_columns(year.rename(of_year))
        return compute_columns(rows, self._late, self._values).select(self.wanted)

    def _add_prices(self, rows: pl.DataFrame) -> pl.DataFrame:
        """``rows`` with the prices of their rates, and of those of replacements."""
        basis, rates = self.basis, self.rates or self.basis.list_prices
        of_replacements = add_replacement_prices(rows, basis, self._values, self.rates)
        if self.rates:
            places = rate_rows(rows, rates, basis.as_of, basis.plan).alias(RATE_ROW)
            of_replacements = of_replacements.with_columns(places)
        return add_prices(of_replacements, rates, basis.model.prices, self._values)

    @cached_property
    def _of_year(self) -> Mapping[str, str]:
        """The costs of the fiscal year that are wanted, as they are shown."""
        names = {name: self.basis.currency.name_shown(name) for name in YEAR_COSTS}
        return {name: shown for name, shown in names.items() if shown in self.wanted}

    @property
    def _has_other_prices(self) -> bool:
        return bool(self.rates) or PRICE_FACTOR in self.terms

    @cached_property
    def _values(self) -> Mapping[str, Decimal]:
        """All assumptions and factors under these terms."""
        return {**self.basis.constants, **self.basis.scenario.factors, **self.terms}

    @cached_property
    def _spread(self) -> Mapping[str, str]:
        """The costs that the calendar spreads, by their names in its formulas."""
        names = spread_names(self.basis.model.after_retirement)
        return {name: self.basis.currency.name_shown(name) for name in names}

    @cached_property
    def _early(self) -> tuple[CompiledColumn, ...]:
        """The columns that differ and do not depend on the fiscal-year cost."""
        names = [*self.wanted, *self._spread.values()]
        model = self.basis.model
        prices = (*model.prices, *model.replacement_prices)
        sources = {*self.terms, *(prices if self._has_other_prices else ())}
        columns = dependent_columns(compiled_columns(model), sources, names)
        return tuple(column for column in columns if column not in self._late)

    @cached_property
    def _late(self) -> tuple[CompiledColumn, ...]:
        """The columns that depend on the fiscal-year cost."""
        planned = planned_names(self.basis.currency)
        return dependent_columns(compiled_columns(self.basis.model), planned, self.wanted)

    @cached_property
    def _respread(self) -> list[str]:
        """The costs that the calendar spreads and that differ."""
        differ = {column.name for column in self._early}
        return [name for name, shown in self._spread.items() if shown in differ]

    @cached_property
    def _named(self) -> frozenset[str]:
        """The columns of priced workloads to start from."""
        named = given_names([*self._early, *self._late])
        # From these follows the rate among other ones.
        dated = {"model", "start_month", "end_month"} if self.rates else set()
        return frozenset({RATE_ROW, *dated, *named, *self._spread.values(), *self.wanted})
