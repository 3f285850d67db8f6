"""The cost model as a value: assumptions and computed columns, in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from estimator.model.column import NUMBER, SHARE, Column, ComputedColumn
from estimator.model.currency import DOLLARS, RATE, Currency

SHIPPED = "shipped"


@dataclass(frozen=True)
class Assumption:
    """A value that fills a blank or sets a threshold.

    Attributes:
        name: the name in formulas and of the cell on the Assumptions sheet.
        column: what values it may take; for a default, the input column that it fills.
        fills: the input column whose blanks it fills; empty for a threshold.
        idle_with: the input column that, where typed, makes the assumption idle.
        source: where the value comes from; set_by: who chose it ("shipped" unless changed).
    """

    name: str
    title: str
    value: Decimal
    unit: str
    source: str
    column: Column
    fills: str = ""
    idle_with: str = ""
    set_by: str = SHIPPED

    @property
    def word(self) -> str:
        """What the assumption is called on the command line: its input's name, else its own."""
        return self.fills or self.name


@dataclass(frozen=True)
class Scenario:
    """One set of factors.

    Attributes:
        name: what it is called, in the workbook and on the command line.
        volume_factor, price_factor: as ``FACTORS`` says.
        source: why these factors.
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
    def changes(self) -> bool:
        """Whether the figures are others than as they stand."""
        return self.factors != AS_TYPED


@dataclass(frozen=True)
class CostModel:
    """What is computed for each workload; immutable, checked when it was loaded.

    Attributes:
        house: the name of the house's own file; empty without one.
        currency: what the totals are in.
    """

    columns: tuple[ComputedColumn, ...]
    assumptions: tuple[Assumption, ...]
    house: str = ""
    scenarios: tuple[Scenario, ...] = ()
    currency: Currency = DOLLARS

    @property
    def totals(self) -> tuple[ComputedColumn, ...]:
        """The columns whose totals are shown."""
        return tuple(column for column in self.columns if column.total)

    @property
    def dollars(self) -> tuple[str, ...]:
        """The columns in US dollars whose totals are shown in another currency."""
        shown = {column.name for column in self.totals}
        twins = ((one.name, self.currency.shown(one.name)) for one in self.columns)
        return tuple(name for name, twin in twins if twin in shown and twin != name)

    def column(self, name: str) -> ComputedColumn | None:
        """The computed column ``name``, if there is one."""
        return next((column for column in self.columns if column.name == name), None)


def exchange_rate(assumptions: Iterable[Assumption]) -> Assumption | None:
    """The one of ``assumptions`` that says how much of the report's currency a US dollar is."""
    return next((one for one in assumptions if one.name == RATE), None)


def bounds(unit: str, minimum: Decimal | None, maximum: Decimal | None, name: str) -> Column:
    """The values that an assumption of its own may take: a share is at most 1."""
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


# The scenario of the figures as they stand: both its factors are 1.
BASE = "Base"
ONE = Decimal(1)
# Beyond ten times the formulas could outgrow what is computed exactly.
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
        ("volume_factor", "Volume factor", "What all quantities of tokens are multiplied by."),
        ("price_factor", "Price factor", "What all prices are multiplied by."),
    )
}
AS_TYPED: Mapping[str, Decimal] = dict.fromkeys(FACTORS, ONE)


def named(scenarios: Iterable[Scenario], name: str) -> Scenario | None:
    """The one of ``scenarios`` that is called ``name``, in any case; None without."""
    folded = name.strip().casefold()
    return next((one for one in scenarios if one.name.casefold() == folded), None)
