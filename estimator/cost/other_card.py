"""The same workloads at the prices of another rate card, the one that theirs names."""

from decimal import Decimal
from functools import cached_property
from itertools import product, starmap

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from estimator.cost import calendar
from estimator.cost.repricing import OtherTerms
from estimator.formula.price_rows import rate_rows
from estimator.model.basis import Basis, RateMonths
from estimator.model.calendar import PLANNED_COST, SPREAD, day_number
from estimator.model.estimate import CardComparison
from estimator.model.output_columns import RATE_ROW
from estimator.model.rate_card import (
    HOUR_TRAINING,
    TOKEN_TRAINING,
    Rate,
    RateCard,
    leave_no_gap,
)
from estimator.model.schema import price_columns
from estimator.model.text import plain_words

OTHER_YEAR, OTHER_UNCOVERED = "on other card", "not covered on other card"
# When a workload runs, and how it grows.
WHEN = ("start_month", "end_month", "monthly_growth_rate")
TRAINING = frozenset({TOKEN_TRAINING, HOUR_TRAINING})


class OtherCardPrices(Struct, frozen=True, dict=True):
    """The prices of another card for the models of an estimate.

    Attributes:
        basis: of the estimate.
        card: the other card.
    """

    basis: Basis
    card: RateCard

    @cached_property
    def rates(self) -> tuple[Rate, ...]:
        """The rates of each model that both cards have, under the estimate's ID of the model.

        None of a model that the other card cannot train as this one can, has no price for on some
        day, or has a price for that nothing of the estimate is charged at.
        """
        names, as_of = self.card.models_by_name(), self.basis.as_of
        rates, found = self.card.rates_from(as_of), list[Rate]()
        for model in self.basis.model_places:
            others = [one for one in rates if one.model == names.get(plain_words(model))]
            ours = [one for one in self.basis.list_prices if one.model == model]
            pairs = product(ours, others)
            if leave_no_gap(others, as_of) and not any(starmap(self._differs, pairs)):
                found += [replace(one, model=model) for one in others]
        return tuple(found)

    @property
    def _models(self) -> set[str]:
        return {rate.model for rate in self.rates}

    def _differs(self, ours: Rate, other: Rate) -> bool:
        """Whether ``other`` has a price that the estimate leaves out, or lacks one for training."""
        lacks = ours.given_prices.keys() & TRAINING - other.given_prices.keys()
        unused = self.basis.model.left_out
        # A price of a part that no workload has, such as batches, changes no cost.
        left_out = {
            name
            for name in other.given_prices.keys() & unused
            if price_columns()[name].charged_for not in unused
        }
        return bool(lacks) or not all(other.follows(name) for name in left_out)

    @cached_property
    def _months(self) -> RateMonths:
        """The last months of use and of training of each of ``rates``."""
        return [
            (day_number(rate.last_month), day_number(rate.last_training_month))
            for rate in self.rates
        ]

    @cached_property
    def _terms(self) -> OtherTerms:
        wanted = [self.basis.currency.name_shown(name) for name in (PLANNED_COST, *SPREAD)]
        return OtherTerms(self.basis, {}, wanted, self.rates)

    def sum_year(self, frame: pl.DataFrame, by_month: pl.DataFrame) -> pl.DataFrame:
        """The fiscal-year cost of the workloads of ``frame`` that the card has prices for.

        Beside it is what is not covered, as their models end on that card.

        Args:
            frame: with every computed column.
            by_month: its costs by month.
        """
        known = frame["model"].is_in(self._models)
        if not known.any():
            nothing = pl.lit(0, dtype=frame[self._terms.wanted[0]].dtype)
            return pl.select(nothing.alias(name) for name in (OTHER_YEAR, OTHER_UNCOVERED))
        again = self._terms.price_again(frame, by_month, known)
        placed = frame.select("model", *WHEN).filter(known)
        places = rate_rows(placed, self.rates, self.basis.as_of, self.basis.plan)
        placed = placed.with_columns(places.alias(RATE_ROW))
        missed = calendar.uncovered_in_year(
            placed.hstack(again), self.basis.plan, self.basis.currency, self._months
        )
        year = again[self._terms.wanted[0]].alias(OTHER_YEAR)
        return pl.DataFrame([year, missed.alias(OTHER_UNCOVERED)]).sum()

    def compare(self, year: Decimal, uncovered: Decimal, models: pl.DataFrame) -> CardComparison:
        """The comparison of all workloads.

        Args:
            year, uncovered: the sums of ``sum_year`` over all of them.
            models: the groups of the models, with ``label``, ``rows`` and the fiscal-year cost.
        """
        known = pl.col("label").is_in(self._models)
        both, missing = models.filter(known), models.filter(~known & (pl.col("rows") > 0))
        here = both[self.basis.currency.name_shown(PLANNED_COST)].sum()
        return CardComparison(
            self.card.name,
            int(both["rows"].sum()),
            Decimal(here),
            year,
            uncovered,
            dict(missing.select("label", "rows").iter_rows()),
        )


def other_card_prices(basis: Basis) -> OtherCardPrices | None:
    """The prices of the card that the card of ``basis`` names; None if it names none."""
    return OtherCardPrices(basis, basis.other_card) if basis.other_card else None
