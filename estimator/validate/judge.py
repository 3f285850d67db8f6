"""The judgement of rows by themselves: what each holds, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from estimator.formula.program import Compiled
from estimator.model.budgets import Budgets
from estimator.model.cost_model import Assumption, CostModel, exchange_rate
from estimator.model.faults import Told, wrong_rows
from estimator.model.plan import Plan
from estimator.model.rate_card import Rate, RateCard
from estimator.model.scenario import AS_TYPED, Scenario
from estimator.model.schema import workloads as schema_of_workloads
from estimator.model.table import Part
from estimator.validate import alternatives, carried, ids, models, months
from estimator.validate.rows import typed
from estimator.validate.taken import Taken


@dataclass(frozen=True)
class Terms:
    """On what terms the rows are judged and priced.

    Attributes:
        model, columns: the cost model, and the same compiled.
        assumptions: with the values in force.
        card, as_of: the prices, and the day on which they hold.
        plan: the months over which costs are spread.
        scenarios, scenario: all there are, and the one that is computed.
        budgets: by cost center, where they are given so.
        locale: the language whose decimal mark the texts have; empty to let the cells tell.
    """

    model: CostModel
    columns: tuple[Compiled, ...]
    assumptions: tuple[Assumption, ...]
    card: RateCard
    as_of: date
    plan: Plan
    scenarios: tuple[Scenario, ...]
    scenario: Scenario
    locale: str = ""
    budgets: Budgets | None = None

    @property
    def values(self) -> Mapping[str, Decimal]:
        """The value of each assumption by name."""
        return {assumption.name: assumption.value for assumption in self.assumptions}

    @property
    def rate(self) -> Assumption | None:
        """How much of the report's currency one US dollar is; None where that is the dollar."""
        return exchange_rate(self.assumptions)

    @property
    def rates(self) -> tuple[Rate, ...]:
        """The list prices that hold on the day, one rate a model."""
        return tuple(self.card.on(self.as_of).values())


@dataclass(frozen=True)
class Judgement:
    """What is known of the rows of a part.

    Attributes:
        frame: ``row``, the schema's columns as ``typed`` has them, ``model`` the canonical id (null
            where there is no price for it), and ``model_as_given``.
        right: Boolean; which rows have no error.
        told: the problems of single rows.
        taken: the cells that were taken with a notice.
    """

    frame: pl.DataFrame
    right: pl.Series
    told: list[Told]
    taken: list[Taken]


def judge(part: Part, terms: Terms, marks: Mapping[str, str]) -> Judgement:
    """Every row of ``part``, typed; with the problems that a row has by itself.

    Args:
        part: of a table whose headings are not wrong.
        terms: on which the rows are priced.
        marks: the decimal mark of each numeric column of the table.
    """
    schema = schema_of_workloads()
    budgets = terms.model.currency.budgets
    frame, unread, taken = typed(part, schema, marks, terms.locale, budgets)
    told: list[Told] = [*unread, *carried.overlong(part)]
    frame = ids.numbered(frame, part)
    frame, found = models.priced(frame, part, terms.card, terms.as_of)
    told += found
    good = frame.filter(without_error(frame, part, told))
    # What is typed is judged as it stands, whatever a scenario makes of it.
    values = {**terms.values, **AS_TYPED}
    told += alternatives.settled(good, part, schema, terms.columns, values)
    told += months.settled(good, part, terms.plan)
    taken += months.outside(good, part, terms.plan)
    return Judgement(frame, without_error(frame, part, told), told, taken)


def without_error(frame: pl.DataFrame, part: Part, told: list[Told]) -> pl.Series:
    """Boolean; which rows of ``frame``, those of ``part``, have no error among ``told``."""
    wrong = wrong_rows(told).get(part.source)
    if wrong is None:
        return pl.repeat(value=True, n=len(frame), eager=True)
    return ~frame["row"].is_in(wrong.implode())
