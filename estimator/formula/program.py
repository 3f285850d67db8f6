"""Compiling a cost model: every formula parsed and checked, ready to compute a frame."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Protocol, TypeVar

import polars as pl
from msgspec import Struct

from estimator.formula.check import column_kind
from estimator.formula.exactness import NUMBER, TEXT, ValueKind, number_kind
from estimator.formula.polars import polars_expression
from estimator.formula.syntax import FormulaError, Node, names_in, parse_formula
from estimator.model import shipped
from estimator.model.calendar import MOST_TIMES, PLANNED_COST, REPLACEMENT, SPREAD, USAGE_MONTHS
from estimator.model.column import MONTH, NUMERIC, Column
from estimator.model.cost_model import FACTORS, CostModel
from estimator.model.money import EXACT, LARGEST, Currency
from estimator.model.plan import YEAR
from estimator.model.rate_card import Rate
from estimator.model.schema import price_columns, rates_schema

# A fiscal year costs less: two digits are left for what formulas make of it.
LARGEST_YEAR = LARGEST / 100
# The decimals of the months of usage, as of all ratios.
RATIO_DIGITS = 4


class NamedFormula(Protocol):
    """A column with its formula tree."""

    @property
    def name(self) -> str:
        """The name of the column."""

    @property
    def node(self) -> Node:
        """The formula tree."""

    @property
    def kinds(self) -> Mapping[str, ValueKind]:
        """The kinds of the numbers in the formula, and perhaps others."""


Formula = TypeVar("Formula", bound=NamedFormula)


class CompiledColumn(Struct, frozen=True):
    """A computed column.

    Attributes:
        node: the formula tree.
        kind: the type and bounds of its values.
        kinds: of every name of the cost model.
    """

    name: str
    node: Node
    kind: ValueKind
    kinds: Mapping[str, ValueKind]


@lru_cache(maxsize=8)
def compile_model(
    model: CostModel,
) -> tuple[tuple[CompiledColumn, ...], tuple[tuple[str, str], ...]]:
    """The columns of ``model`` compiled, in order, and the errors: (column, sentence).

    The latest models are cached, so that nobody needs to pass the result on. A column with an
    error is left out; so are later columns that name it, without a sentence of their own.
    """
    kinds = known_kinds(model)
    compiled: list[CompiledColumn] = []
    wrong: dict[str, str] = {}
    for column in model.columns:
        try:
            node = parse_formula(column.formula)
            if any(name in wrong for name in names_in(node)):
                wrong[column.name] = ""
                continue
            kind = column_kind(node, kinds)
        except FormulaError as error:
            wrong[column.name] = str(error)
            continue
        if column.total and column.per_unit:
            wrong[column.name] = "unit costs are not added up; remove total = true"
            continue
        if column.total and kind.type != NUMBER:
            wrong[column.name] = "it returns text, which has no total; remove total = true"
            continue
        compiled.append(CompiledColumn(column.name, node, kind, kinds))
        kinds[column.name] = kind
        kinds |= planned_kinds(model.currency, kinds)
    return tuple(compiled), tuple((name, sentence) for name, sentence in wrong.items() if sentence)


def compiled_columns(model: CostModel) -> tuple[CompiledColumn, ...]:
    """The columns of ``model``, compiled."""
    return compile_model(model)[0]


def column_kinds(model: CostModel) -> Mapping[str, ValueKind]:
    """The kind of every name that formulas of ``model`` have, computed ones included."""
    columns = compiled_columns(model)
    return columns[-1].kinds if columns else known_kinds(model)


def summed_columns(model: CostModel) -> list[str]:
    """The columns of ``model`` that are added up: amounts of money, and columns with a total."""
    added = {column.name for column in model.columns if column.money or column.total}
    columns = compiled_columns(model)
    return [one.name for one in columns if one.name in added and one.kind.type == NUMBER]


def given_kinds(model: CostModel) -> dict[str, ValueKind]:
    """The kind of every name that ``model`` does not compute: inputs, prices, assumptions, factors.

    Months are not included: they are dates in a spreadsheet, but text here.
    """
    columns = model.schema.columns
    inputs = {name: _input_kind(one) for name, one in columns.items() if one.kind != MONTH}
    prices = {name: _in_any_scenario(column) for name, column in price_columns().items()}
    factors = {name: _input_kind(column) for name, column in FACTORS.items()}
    return (
        inputs
        | prices
        | factors
        | {a.name: _input_kind(a.column, blank=False) for a in model.assumptions}
    )


def known_kinds(model: CostModel) -> dict[str, ValueKind]:
    """The kinds of ``given_kinds``, with those of the prices of replacements in ``model``."""
    kinds = given_kinds(model)
    return kinds | {name: kinds[price] for name, price in model.replacement_prices.items()}


def planned_names(currency: Currency) -> frozenset[str]:
    """The names of what the calendar computes for the columns that follow it."""
    return frozenset({currency.name_shown(PLANNED_COST), USAGE_MONTHS})


def planned_kinds(currency: Currency, kinds: Mapping[str, ValueKind]) -> dict[str, ValueKind]:
    """The kinds of ``planned_names``, once what the calendar spreads is in ``kinds``."""
    training, monthly = (kinds.get(currency.name_shown(name)) for name in SPREAD)
    if training is None or monthly is None:
        return {}
    # At a high exchange rate the bounds multiply beyond what any workload costs.
    most = training.high + YEAR * MOST_TIMES * monthly.high
    replaced = [kinds.get(REPLACEMENT + currency.name_shown(name)) for name in SPREAD]
    # Months on a replacement do not grow.
    most += sum((kind.high * YEAR for kind in replaced if kind), Decimal(0))
    most = min(most, LARGEST_YEAR)
    return {
        currency.name_shown(PLANNED_COST): number_kind(Decimal(0), most, 2),
        USAGE_MONTHS: number_kind(Decimal(0), Decimal(YEAR * MOST_TIMES), RATIO_DIGITS, blank=True),
    }


def _in_any_scenario(price: Column) -> ValueKind:
    """The kind of the ``price`` of a card in any scenario."""
    known = {
        "contracted_price": _input_kind(price, blank=False),
        "price_factor": _input_kind(FACTORS["price_factor"]),
    }
    return column_kind(price_in_scenario(), known)


@cache
def contracted_price() -> Node:
    """The formula of a price without the discount, over ``list_price`` and ``discount``."""
    return parse_formula(shipped.load_toml("formulas.toml")["contracted_price"])


@cache
def price_in_scenario() -> Node:
    """The formula of a price in the scenario, over ``contracted_price`` and ``price_factor``."""
    return parse_formula(shipped.load_toml("formulas.toml")["price_in_scenario"])


@cache
def _price_kinds() -> Mapping[str, ValueKind]:
    """The kinds of what the two formulas name: a price, and the discount of its rate."""
    columns = price_columns().values()
    finest = max(column.decimals for column in columns)
    price = number_kind(Decimal(0), LARGEST, finest)
    discount = _input_kind(rates_schema().columns["discount"])
    return {"list_price": price, "contracted_price": price, "discount": discount}


def contracted_prices(rates: Sequence[Rate], names: Sequence[str]) -> Mapping[str, pl.Series]:
    """The prices ``names`` of ``rates`` without their discounts: each by its name."""
    prices_of = [rate.prices for rate in rates]
    listed = [prices[name] for name in names for prices in prices_of]
    discounts = [rate.discount for rate in rates] * len(names)
    columns = {"list_price": listed, "discount": discounts}
    frame = pl.DataFrame({name: pl.Series(one, dtype=EXACT) for name, one in columns.items()})
    prices = frame.select(polars_expression(contracted_price(), {}, _price_kinds())).to_series()
    return {name: prices.slice(n * len(rates), len(rates)) for n, name in enumerate(names)}


def prices_in_scenario(
    rates: Sequence[Rate], factors: Mapping[str, Decimal], names: Sequence[str]
) -> Mapping[str, pl.Series]:
    """The prices ``names`` of ``rates`` with the ``factors`` of a scenario: each by its name."""
    contracted = contracted_prices(rates, names)
    every = pl.Series(dtype=EXACT) if not names else pl.concat(contracted.values())
    frame = pl.DataFrame({"contracted_price": every})
    prices = frame.select(
        polars_expression(price_in_scenario(), factors, _price_kinds())
    ).to_series()
    return {name: prices.slice(n * len(rates), len(rates)) for n, name in enumerate(names)}


def _input_kind(column: Column, *, blank: bool | None = None) -> ValueKind:
    blank = not column.required if blank is None else blank
    if column.kind not in NUMERIC:
        return ValueKind(TEXT, blank=blank)
    low, high = column.minimum or Decimal(0), column.maximum or Decimal(0)
    return number_kind(low, high, column.decimals, blank=blank)


def compute_columns(
    frame: pl.DataFrame,
    columns: Iterable[NamedFormula],
    constants: Mapping[str, Decimal | int],
) -> pl.DataFrame:
    """``frame`` with each of ``columns`` added, or computed again, in order.

    Args:
        frame: the columns that the formulas name; Decimal(38, 12) and String.
        columns: each after those it names.
        constants: the values, by name, of what the formulas name and ``frame`` does not have.
    """
    for level in _levels(columns):
        frame = frame.with_columns(
            polars_expression(one.node, constants, one.kinds).alias(one.name) for one in level
        )
    return frame


def _levels(columns: Iterable[Formula]) -> Iterator[list[Formula]]:
    """``columns`` that do not depend on one another together, each after those it names.

    A step of polars takes about a millisecond, however few the rows.
    """
    level_of: dict[str, int] = {}
    levels: list[list[Formula]] = []
    for column in columns:
        level = max((level_of.get(name, 0) for name in names_in(column.node)), default=0)
        level_of[column.name] = level + 1
        if level == len(levels):
            levels.append([])
        levels[level].append(column)
    yield from levels


def needed_columns(columns: Iterable[Formula], wanted: Iterable[str]) -> tuple[Formula, ...]:
    """The ``wanted`` ones of ``columns``, and all they depend on, in order."""
    keep = set(wanted)
    chosen: list[Formula] = []
    for column in reversed(tuple(columns)):
        if column.name in keep:
            chosen.append(column)
            keep.update(names_in(column.node))
    return tuple(reversed(chosen))


def dependent_columns(
    columns: Iterable[Formula], sources: Iterable[str], wanted: Iterable[str]
) -> tuple[Formula, ...]:
    """The ``needed`` ones of ``columns`` that depend on any of ``sources``, in order."""
    depend = set(sources)
    chosen = []
    for column in needed_columns(columns, wanted):
        if not depend.isdisjoint(names_in(column.node)):
            depend.add(column.name)
            chosen.append(column)
    return tuple(chosen)


def given_names(columns: Sequence[NamedFormula]) -> set[str]:
    """The names in the formulas of ``columns`` that are not computed by them."""
    named = {name for column in columns for name in names_in(column.node)}
    return named - {column.name for column in columns}
