"""Adding up the rows: totals, groups, assumptions used and budgets.

Each slice of the rows is summed by itself, and then the sums of the slices are added up, so that
the rows are never all in memory.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import polars as pl
from msgspec import Struct
from polars import selectors

from estimator.cost.calendar import build_calendar
from estimator.cost.costless import Costless, find_costless, merge_costless
from estimator.cost.defaults import assumption_uses, default_figures
from estimator.cost.groups import (
    by_fiscal_year_cost,
    by_variance,
    choose_rows,
    concat_positioned,
    first_in_order,
    list_spellings,
    merge_groups,
    numbered_spellings,
    sum_groups,
)
from estimator.cost.other_card import OTHER_UNCOVERED, OTHER_YEAR, other_card_prices
from estimator.formula.leaves import LeafCost, leaf_costs
from estimator.formula.polars import polars_expression
from estimator.formula.program import column_kinds, summed_columns
from estimator.model.basis import Basis
from estimator.model.calendar import SPREAD, day_numbers
from estimator.model.casefold import fold_case
from estimator.model.cost_model import CostModel, Scenario
from estimator.model.estimate import (
    BUDGET_SUMS,
    DIMENSIONS,
    OVER,
    STATUSES,
    BudgetStatus,
    CardComparison,
    Totals,
)
from estimator.model.money import DECIMALS, Currency, plain_number
from estimator.model.output_columns import RATE_ROW
from estimator.model.spool import detach

# Pairs of columns whose product, added up, changes with whatever the cost of the months depends on,
# but not with the order of the rows.
WATCHED = (
    ("training_cost", "source_row"),
    ("monthly_cost", "source_row"),
    ("start_month", "monthly_cost"),
    ("end_month", "monthly_cost"),
    ("monthly_growth_rate", "monthly_cost"),
)


class Sums(Struct, frozen=True):
    """The sums over some workloads.

    Attributes:
        rows: the number of workloads.
        values: one row; the total of every figure that is a plain sum.
        groups: for each dimension its groups, as ``sum_groups`` returns them.
        typed: for each dimension the different texts, as typed (String, null for blank).
        largest: the most expensive workloads, with their ``position`` from 1.
        over: the workloads furthest over budget, with their ``position`` from 1.
        costless: the workloads that cost nothing.
        unit_names: the names of the units that workloads count, as typed, empty for units without
            one; no more than ``UNIT_NAMES``, each once whatever its case.
        uses: the number of workloads that each rate prices: ``RATE_ROW`` and ``rows``.
        fractional: the columns with a number that is not whole.
    """

    rows: int
    values: pl.DataFrame
    groups: Mapping[str, pl.DataFrame]
    typed: Mapping[str, pl.Series]
    largest: pl.DataFrame
    over: pl.DataFrame
    costless: Costless
    unit_names: pl.Series
    uses: pl.DataFrame
    fractional: frozenset[str]


# Of the units of the user's own it matters whether there are several.
UNIT_NAMES = 5


def sum_rows(frame: pl.DataFrame, model: CostModel) -> Sums:
    """The sums of the rows of ``frame``, which was priced by ``model``."""
    currency = model.currency
    grouped = [*(column.name for column in model.totals), *model.dollars]
    figures = [
        pl.col([*summed_columns(model), *model.year_costs]).sum().name.prefix("total "),
        *_leaf_figures(model),
        *default_figures(model.assumptions, currency),
        *(figure for status in STATUSES for figure in _status_figures(status, currency)),
        pl.all().count().cast(pl.Int64).name.prefix("filled "),
        *(_product_figure(pair, currency) for pair in WATCHED),
    ]
    return Sums(
        len(frame),
        frame.select(figures),
        {one: sum_groups(frame, one, grouped, currency) for one in DIMENSIONS},
        {name: detach(frame[name].unique(maintain_order=True)) for name in DIMENSIONS},
        choose_rows(frame, pl.lit(value=True), by_fiscal_year_cost(currency)),
        choose_rows(frame, pl.col("budget_status") == OVER, by_variance(currency)),
        find_costless(frame, model),
        _unit_names(frame["unit_name"].filter(frame["units_per_month"] != 0)),
        frame.group_by(RATE_ROW).agg(pl.len().cast(pl.Int64).alias("rows")),
        _fractional_columns(frame.select(selectors.decimal())),
    )


def _unit_names(typed: pl.Series) -> pl.Series:
    """The different names in ``typed``, apart from their case; empty for units without one."""
    names = typed.fill_null("").unique(maintain_order=True)
    return detach(names.filter(fold_case(names).is_first_distinct()).head(UNIT_NAMES))


def merge_sums(parts: Sequence[Sums], currency: Currency) -> Sums:
    """The sums of all rows from the sums of their slices, in order; at least one."""
    if len(parts) == 1:
        return parts[0]
    counts = [one.rows for one in parts]
    return Sums(
        sum(counts),
        pl.concat([one.values for one in parts]).sum(),
        {
            dimension: merge_groups([one.groups[dimension] for one in parts])
            for dimension in DIMENSIONS
        },
        {
            dimension: pl.concat([one.typed[dimension] for one in parts]).unique(
                maintain_order=True
            )
            for dimension in DIMENSIONS
        },
        first_in_order(
            concat_positioned([one.largest for one in parts], counts), by_fiscal_year_cost(currency)
        ),
        first_in_order(
            concat_positioned([one.over for one in parts], counts), by_variance(currency)
        ),
        merge_costless([one.costless for one in parts]),
        _unit_names(pl.concat([one.unit_names for one in parts])),
        pl.concat([one.uses for one in parts]).group_by(RATE_ROW).sum(),
        frozenset[str]().union(*(one.fractional for one in parts)),
    )


def _leaf_figures(model: CostModel) -> Iterator[pl.Expr]:
    """The sum of each leaf cost in USD, and that of its products of quantity and price."""
    kinds = column_kinds(model)
    for one in leaf_costs(model):
        yield pl.col(one.cost).sum().alias(f"rounded {one.cost}")
        yield polars_expression(one.product, {}, kinds).sum().alias(f"leaf {one.cost}")


def _status_figures(status: str, currency: Currency) -> list[pl.Expr]:
    has = pl.col("budget_status") == status
    sums = [
        pl.col(currency.name_shown(name)).filter(has).sum().alias(f"{name} {status}")
        for name in BUDGET_SUMS
    ]
    return [has.sum().cast(pl.Int64).alias(f"rows {status}"), *sums]


def _product_figure(pair: tuple[str, str], currency: Currency) -> pl.Expr:
    """The sum of the products of a ``pair`` of columns, months as day numbers; about 15 digits."""
    one, other = (
        day_numbers(pl.col(name)) if name.endswith("_month") else pl.col(name)
        for name in _names_shown(pair, currency)
    )
    product: pl.Expr = one.cast(pl.Float64) * other.cast(pl.Float64)
    return product.sum().alias(_product_name(pair))


def _names_shown(pair: tuple[str, str], currency: Currency) -> list[str]:
    return [currency.name_shown(name) if name in SPREAD else name for name in pair]


def _product_name(pair: tuple[str, str]) -> str:
    return "product {} {}".format(*pair)


# Most columns with fractions have one in the first rows.
FIRST_LOOK = 50


def _fractional_columns(numbers: pl.DataFrame) -> frozenset[str]:
    """The columns of ``numbers``, Decimal(38, 12), with one that is not whole."""
    fractional = (pl.all().to_physical() % 10**DECIMALS != 0).any()
    found = numbers.head(FIRST_LOOK).select(fractional).row(0, named=True)
    left = [one.name for one in numbers if one.null_count() < len(one) and not found[one.name]]
    if left and len(numbers) > FIRST_LOOK:
        found |= numbers.select(left).select(fractional).row(0, named=True)
    return frozenset(name for name, some in found.items() if some)


def portfolio_totals(
    sums: Sums,
    by_month: Mapping[str, pl.DataFrame],
    groups: Mapping[str, pl.DataFrame],
    basis: Basis,
) -> Totals:
    """The totals of a portfolio.

    Args:
        sums: of all rows.
        by_month: the sums of each month, by group.
        groups: the numbered groups of each dimension.
        basis: of the estimate.
    """
    names = [column.name for column in basis.model.totals]
    spellings = list_spellings(sums.typed, groups, basis)
    return Totals(
        rows=sums.rows,
        by_column=column_totals(sums, names),
        sums=column_totals(sums, summed_columns(basis.model)),
        groups={name: one.drop("text") for name, one in groups.items()},
        spellings=spellings,
        numbered=frozenset(numbered_spellings(spellings, sums.rows)),
        assumed=assumption_uses(sums.values.row(0, named=True), basis.assumptions),
        budgeted=_budget_statuses(sums),
        largest=sums.largest,
        over=sums.over,
        calendar=build_calendar(basis.plan, by_month, groups, basis.currency),
        budgets=None,
        leaves=_leaf_sums(sums, leaf_costs(basis.model)),
        products={
            tuple(_names_shown(pair, basis.currency)): sums.values[_product_name(pair)].item()
            for pair in WATCHED
        },
        blank=_blank_columns(sums),
        fractional=sums.fractional,
        by_scenario=scenario_totals(
            sums, scenario_columns(basis.model), basis.model.scenarios, basis.scenario
        ),
        unit_names=tuple(sums.unit_names),
        on_other_card=_compare_cards(sums, groups["model"], basis),
        rate_uses=dict(sums.uses.iter_rows()),
    )


def _compare_cards(sums: Sums, models: pl.DataFrame, basis: Basis) -> CardComparison | None:
    other = other_card_prices(basis)
    if other is None:
        return None
    year, uncovered = (sums.values[name].item() for name in (OTHER_YEAR, OTHER_UNCOVERED))
    return other.compare(year, uncovered, models)


def column_totals(sums: Sums, columns: Iterable[str]) -> dict[str, Decimal]:
    """The total of each of ``columns``, exact."""
    return {name: sums.values[f"total {name}"].item() for name in columns}


def scenario_columns(model: CostModel) -> list[str]:
    """The columns that are summed in every scenario: the totals and those of the fiscal year."""
    return [*(one.name for one in model.totals), *model.year_costs]


def sum_in_scenario(
    frame: pl.DataFrame, columns: Iterable[str], scenario: Scenario
) -> pl.DataFrame:
    """One row: the totals of ``columns`` over the rows of ``frame``, priced in ``scenario``."""
    return frame.select(
        pl.col(name).sum().alias(_scenario_figure(scenario, name)) for name in columns
    )


def scenario_totals(
    sums: Sums, columns: Sequence[str], scenarios: Iterable[Scenario], computed: Scenario
) -> dict[str, dict[str, Decimal]]:
    """The exact totals of ``columns`` by the name of each of ``scenarios``.

    A scenario with the factors of ``computed`` has the totals of the estimate itself.
    """
    own = column_totals(sums, columns)
    row = sums.values.row(0, named=True)
    return {
        one.name: own
        if one.factors == computed.factors
        else {name: row[_scenario_figure(one, name)] for name in columns}
        for one in scenarios
    }


def _scenario_figure(scenario: Scenario, column: str) -> str:
    """The name of the total of ``column`` in ``scenario``, the same for the same factors."""
    return (
        f"total {column} at {plain_number(scenario.volume_factor)}, "
        f"{plain_number(scenario.price_factor)}"
    )


def _leaf_sums(sums: Sums, leaves: Iterable[LeafCost]) -> dict[str, tuple[Decimal, Decimal]]:
    """The sum of each of ``leaves`` in USD, rounded row by row, and not rounded."""
    row = sums.values.row(0, named=True)
    return {
        one.cost: (row[f"rounded {one.cost}"], row[f"leaf {one.cost}"] / one.units)
        for one in leaves
    }


def _blank_columns(sums: Sums) -> frozenset[str]:
    """The columns without a value in any row."""
    return frozenset(name for name, filled in _figure_counts(sums, "filled ") if not filled)


def _figure_counts(sums: Sums, start: str) -> Iterator[tuple[str, int]]:
    """The columns of the figures whose names begin with ``start``, and the count of each."""
    row = sums.values.row(0, named=True)
    return ((name.removeprefix(start), row[name]) for name in row if name.startswith(start))


def _budget_statuses(sums: Sums) -> tuple[BudgetStatus, ...]:
    """The rows, budgets and fiscal-year costs of each of the ``STATUSES`` of a budget."""
    row = sums.values.row(0, named=True)
    return tuple(
        BudgetStatus(
            status, row[f"rows {status}"], *(row[f"{name} {status}"] for name in BUDGET_SUMS)
        )
        for status in STATUSES
    )
