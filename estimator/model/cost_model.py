"""The cost model: assumptions, scenarios and computed columns, in order."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from msgspec import Struct

from estimator.model.calendar import PLANNED_COST, REPLACEMENT, REPLACEMENT_COST, UNCOVERED_COST
from estimator.model.column import NUMBER, SHARE, Column, ComputedColumn
from estimator.model.money import DOLLARS, RATE, Currency
from estimator.model.plan import REPLACE
from estimator.model.schema import Schema, extended_schema, price_columns

SHIPPED = "shipped"
ONE_OFF, MONTHLY = "one-time", "monthly"
# The columns that costs of the user's own are terms of, by how often they recur.
COUNTED_IN = {ONE_OFF: "training_cost", MONTHLY: "monthly_cost"}


def before_house_costs(name: str) -> str:
    """The column that the one of ``COUNTED_IN`` called ``name`` is without costs of the user's."""
    return f"{name}_before_house_costs"


class Assumption(Struct, frozen=True):
    """A value that fills blank cells or sets a threshold.

    Attributes:
        name: the name in formulas and of the cell on the Assumptions sheet.
        column: the values allowed; for a default, the input column that it fills.
        fills: the input column whose blank cells it fills; empty for a threshold.
        idle_with: the input column that turns the assumption off where it is filled in.
        idle_without: the price that has to be above 0 for the assumption to have any effect.
        source: where the value comes from; set_by: who chose it ("shipped" unless changed).
        neutral: for a default, the value that adds nothing; what the default adds is the cost with
            its value less the cost with this one. None if no value is neutral.
    """

    name: str
    title: str
    value: Decimal
    unit: str
    source: str
    column: Column
    fills: str = ""
    idle_with: str = ""
    idle_without: str = ""
    set_by: str = SHIPPED
    neutral: Decimal | None = None

    @property
    def option_name(self) -> str:
        """The name on the command line: the name of its input, else its own."""
        return self.fills or self.name


class Scenario(Struct, frozen=True):
    """A named set of factors for quantities and prices.

    Attributes:
        name: in the workbook and on the command line.
        volume_factor, price_factor: described by ``FACTORS``.
        source: the reason for these factors.
        set_by: who chose them.
    """

    name: str
    volume_factor: Decimal
    price_factor: Decimal
    source: str
    set_by: str = ""

    @property
    def factors(self) -> dict[str, Decimal]:
        """Both factors by their names in formulas."""
        return {"volume_factor": self.volume_factor, "price_factor": self.price_factor}

    @property
    def has_effect(self) -> bool:
        """Whether any factor is other than 1."""
        return self.factors != AS_TYPED


class CostModel(Struct, frozen=True):
    """The columns computed for each workload, checked when the model is loaded.

    Attributes:
        house: the name of the user's own cost-model file; empty without one.
        house_lines: the lines of that file, as TOML.
        currency: of the totals.
        after_retirement: "stop" or "replace", what happens after a model has retired; empty where
            the rates in force say of no model when its use or its training ends.
        left_out: the inputs and prices that nothing in an estimate uses.
        house_inputs: the inputs that the user's own file reads from the sheet.
        dated: whether the prices of any model depend on the month in which a workload starts.
    """

    columns: tuple[ComputedColumn, ...]
    assumptions: tuple[Assumption, ...]
    house: str = ""
    scenarios: tuple[Scenario, ...] = ()
    currency: Currency = DOLLARS
    house_lines: tuple[str, ...] = ()
    after_retirement: str = ""
    left_out: frozenset[str] = frozenset()
    house_inputs: tuple[Column, ...] = ()
    dated: bool = False

    @property
    def schema(self) -> Schema:
        """The schema of the workloads that it prices."""
        return extended_schema(self.house_inputs)

    @property
    def models_end(self) -> bool:
        """Whether the use of any model, or training on it, ends."""
        return bool(self.after_retirement)

    @property
    def year_costs(self) -> tuple[str, ...]:
        """The fiscal-year cost and those beside it, as they are shown."""
        beside = (*self.replacement_costs, *self.uncovered_costs)
        return (self.currency.name_shown(PLANNED_COST), *beside)

    @property
    def replacement_costs(self) -> tuple[str, ...]:
        """The part of the fiscal-year cost that is on replacements; none without them."""
        replaced = self.after_retirement == REPLACE
        return (self.currency.name_shown(REPLACEMENT_COST),) if replaced else ()

    @property
    def uncovered_costs(self) -> tuple[str, ...]:
        """What is not covered, and in no total; none where no model ends."""
        return (self.currency.name_shown(UNCOVERED_COST),) if self.models_end else ()

    @property
    def prices(self) -> tuple[str, ...]:
        """The prices that are looked up for each workload."""
        return tuple(name for name in price_columns() if name not in self.left_out)

    @property
    def replacement_prices(self) -> Mapping[str, str]:
        """The prices of a model's replacement that are looked up too, by their names here."""
        replaced = self.after_retirement == REPLACE
        return {REPLACEMENT + name: name for name in self.prices if replaced}

    @property
    def totals(self) -> tuple[ComputedColumn, ...]:
        """The columns whose totals are shown."""
        return tuple(column for column in self.columns if column.total)

    @property
    def dollars(self) -> tuple[str, ...]:
        """The columns in US dollars whose totals are shown in another currency instead."""
        shown = {column.name for column in self.totals}
        twins = ((one.name, self.currency.name_shown(one.name)) for one in self.columns)
        return tuple(name for name, twin in twins if twin in shown and twin != name)

    def column(self, name: str) -> ComputedColumn | None:
        """The computed column ``name``, or None."""
        return next((column for column in self.columns if column.name == name), None)


def exchange_rate(assumptions: Iterable[Assumption]) -> Assumption | None:
    """The exchange rate among ``assumptions``: units of the report's currency per US dollar."""
    return next((one for one in assumptions if one.name == RATE), None)


def threshold_column(
    unit: str, minimum: Decimal | None, maximum: Decimal | None, name: str
) -> Column:
    """The values allowed for an assumption that fills no input: a share is at most 1."""
    share = unit == "share"
    return Column(
        name=name,
        title=name,
        kind=SHARE if share else NUMBER,
        unit=unit,
        minimum=minimum if minimum is not None else Decimal(0),
        maximum=maximum if maximum is not None else Decimal(1 if share else 1_000_000),
        decimals=6,
        required=True,
    )


# The scenario of the figures as typed: both its factors are 1.
BASE = "Base"
ONE = Decimal(1)
# Above ten the formulas could give numbers too large to be exact.
FACTORS = {
    name: Column(
        name=name,
        title=title,
        description=description,
        kind=NUMBER,
        unit="factor",
        minimum=Decimal(0),
        maximum=Decimal(10),
        decimals=4,
        required=True,
    )
    for name, title, description in (
        ("volume_factor", "Volume factor", "All token quantities are multiplied by this."),
        ("price_factor", "Price factor", "All prices are multiplied by this."),
    )
}
AS_TYPED: Mapping[str, Decimal] = dict.fromkeys(FACTORS, ONE)


def scenario_named(scenarios: Iterable[Scenario], name: str) -> Scenario | None:
    """The scenario called ``name``, whatever its case; None if there is none."""
    folded = name.strip().casefold()
    return next((one for one in scenarios if one.name.casefold() == folded), None)
