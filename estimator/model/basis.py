"""The basis of an estimate: rates, assumptions, cost model, scenario, currency, plan, budgets."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

import polars as pl
from msgspec import Struct, field

from estimator.model.calendar import day_number
from estimator.model.cost_model import Assumption, CostModel, Scenario, exchange_rate
from estimator.model.money import Currency, TypedAmounts
from estimator.model.plan import REPLACE, Plan
from estimator.model.problem import TableSource
from estimator.model.rate_card import NO_END, PROVIDER, Rate, RateCard

# The day numbers of the months on Rates of each rate, in the order of ``rate_months``.
RateMonths = Sequence[tuple[int, ...]]


class Budgets(Struct, frozen=True):
    """Budgets by cost center, from a file or sheet of their own.

    Attributes:
        frame: ``text``, which identifies a cost center, ``label``, as written, ``annual_budget``
            (Decimal(38, 12)), in the currency of the budgets, and the columns of ``PERIOD_FIELDS``
            of the period of each, in which no two of a cost center overlap.
        source: the table they are in.
        by_period: whether any of them says what period it is for; else all are of the first
            fiscal year of the plan.
    """

    frame: pl.DataFrame
    source: TableSource
    by_period: bool = False


class Basis(Struct, frozen=True, dict=True):
    """The basis of an estimate.

    Attributes:
        model: the cost model in the report's currency, with the assumptions and scenarios in force.
        card, as_of: the rate card, and the day from which on its prices are taken.
        plan: the months that costs are spread over.
        scenario: the scenario that is computed.
        locale: the language of numbers stored as text; empty to infer it from the cells.
        budgets: the budgets by cost center; None where there are none.
        budget_codes: where budgets are in several currencies, the one of each table; empty where
            the sign of each budget says it.
        title: the name of the company or the portfolio, for the reports; may be empty.
        other_card: the rate card to compare with; None if the card names none.
    """

    model: CostModel
    card: RateCard
    as_of: date
    plan: Plan
    scenario: Scenario
    locale: str = ""
    budgets: Budgets | None = None
    budget_codes: Mapping[TableSource, str] = field(default_factory=dict)
    title: str = ""
    other_card: RateCard | None = None

    def amounts_in(self, source: TableSource) -> TypedAmounts:
        """The currency of the budgets in the table ``source``."""
        return typed_amounts(self.currency, self.exchange_rate, self.budget_codes.get(source))

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The assumptions, with the values in force."""
        return self.model.assumptions

    @property
    def constants(self) -> Mapping[str, Decimal]:
        """The value of each assumption, by the name that formulas use."""
        return {assumption.name: assumption.value for assumption in self.assumptions}

    @property
    def currency(self) -> Currency:
        """The currency that amounts are shown in."""
        return self.model.currency

    @property
    def exchange_rate(self) -> Assumption | None:
        """The units of the report's currency per US dollar; None where that is the dollar."""
        return exchange_rate(self.assumptions)

    @property
    def asks_provider(self) -> bool:
        """Whether the provider of a workload, where it is given, tells which model is meant."""
        return PROVIDER not in self.model.left_out and bool(self.card.providers)

    @cached_property
    def list_prices(self) -> tuple[Rate, ...]:
        """The list prices in effect on the day or later, in the order of the sheet Rates."""
        return self.card.rates_from(self.as_of)

    @cached_property
    def model_places(self) -> Mapping[str, int]:
        """The place of each model among the list prices, from 1: that of its first period."""
        places: dict[str, int] = {}
        for place, rate in enumerate(self.list_prices, 1):
            places.setdefault(rate.model, place)
        return places

    @cached_property
    def replacements(self) -> Mapping[Rate, Rate]:
        """The rate of the replacement of each of the list prices whose model has one."""
        return self.card.replacements_from(self.as_of)

    @cached_property
    def rate_months(self) -> RateMonths:
        """The months on Rates of each of the list prices; empty where no model ends."""
        if not self.model.models_end:
            return []
        replaces = self.model.after_retirement == REPLACE
        replacements = self.replacements if replaces else {}
        found: list[tuple[int, ...]] = []
        for rate in self.list_prices:
            months: tuple[str, ...] = (rate.last_month, rate.last_training_month)
            if replaces:
                months += replaced_months(rate, replacements.get(rate))
            found.append(tuple(map(day_number, months)))
        return found


def replaced_months(rate: Rate, replacement: Rate | None) -> tuple[str, str, str]:
    """The months (YYYY-MM) of ``REPLACED_MONTHS`` of a model, which may have a replacement."""
    if replacement is None:
        return NO_END, rate.last_month, rate.last_training_month
    until = max(rate.last_month, replacement.last_month)
    return rate.first_month_after, until, replacement.last_training_month


def typed_amounts(
    currency: Currency, rate: Assumption | None, code: str | None = None
) -> TypedAmounts:
    """The currency of the budgets in a table.

    Args:
        currency: of the report, and of its budgets.
        rate: the exchange rate of the report.
        code: the currency of the table where budgets are in several; empty where their signs say
            it; None where all budgets are in the one currency. One that budgets cannot be in is a
            problem already.
    """
    if code and code not in currency.accepted_codes:
        return TypedAmounts(code, code)
    if code is None or rate is None:
        return TypedAmounts(currency.budgets, currency.budgets)
    return TypedAmounts(currency.code, code, rate.value)
