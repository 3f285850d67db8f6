"""The columns of the sheet Rates, and the names of its cells."""

from msgspec import Struct

from estimator.model.address import column_letters
from estimator.model.calendar import (
    LAST_MONTHS,
    REPLACEMENT_ROW,
    rate_months,
)
from estimator.model.column import NOT_SOLD, Column
from estimator.model.estimate import Estimate
from estimator.model.own_workbook import (
    CONTRACTED,
    IN_SCENARIO,
    RATES,
    RATES_IN_USE,
    RATES_MONTHS,
    RATES_PLACES,
    WRONG_PRICES,
)
from estimator.model.plan import REPLACE
from estimator.model.rate_card import (
    OTHER_MODELS,
)
from estimator.model.schema import price_columns, rates_schema

HEADING_ROW = 6
FIRST_ROW = HEADING_ROW + 1
# The number of workloads that are priced by a rate, and how many of its prices cannot be right.
IN_USE, WRONG = "workloads", "wrong_prices"
COUNTED = {IN_USE: RATES_IN_USE, WRONG: WRONG_PRICES}
WIDE = {"model": 26, "display_name": 22, "aliases": 28, "note": 44, "rate_card": 16, "source": 40}
# The name of the numbers of workloads.
RATE_USES = "rate_uses"
IN_THE_SCENARIO = "_in_scenario"
# The days on which models end.
ENDS = ("training_ends_on", "retires_on")
DETAILS = ("provider", "region", "tier", *OTHER_MODELS, "job_limit")
DISCOUNT = "discount"
# The name of the card of a rate.
CARD = "rate_card"
# The first day of the prices of a rate, and the first day after them.
PERIOD = ("valid_from", "valid_to")
# The place of each rate, that of the first of its model, and what is wrong with its days.
PLACES = ("rate_numbers", "rate_keys", "wrong_periods")


class RatesLayout(Struct, frozen=True):
    """The columns of the sheet, in order: each of ``prices`` as on the card, and in the scenario.

    The latter is what workloads are priced with. Where a rate is ``discounted``, contracted prices
    stand between the two.

    Attributes:
        details: what else some rate has besides prices and dates.
        unsold: the prices that some model lacks because it cannot be bought.
        after: "stop" or "replace", what happens after a model has retired; empty where none does.
        several: whether the rates are of several cards, so that a column beside the model says
            which.
        dated: whether prices depend on the day: then the days of each rate are cells to type in.
    """

    prices: tuple[str, ...]
    unsold: frozenset[str] = frozenset()
    discounted: bool = False
    details: tuple[str, ...] = ()
    after: str = ""
    several: bool = False
    dated: bool = False

    @property
    def contracted(self) -> dict[str, str]:
        """The list price of each contracted price, by its name."""
        return {f"{price}_contracted": price for price in self.prices if self.discounted}

    @property
    def priced(self) -> dict[str, str]:
        """The list price of each price in the scenario, by its name."""
        return {f"{price}{IN_THE_SCENARIO}": price for price in self.prices}

    @property
    def months(self) -> tuple[str, ...]:
        """The columns that follow from the days on which models end, and their replacements."""
        months = rate_months(self.after)
        if self.after != REPLACE:
            return months
        last = len(LAST_MONTHS)
        return (*months[:last], REPLACEMENT_ROW, *months[last:])

    @property
    def places(self) -> tuple[str, ...]:
        """The columns by which the rate of a day is found."""
        return PLACES if self.dated else ()

    @property
    def typed_days(self) -> tuple[str, ...]:
        """The columns of days that formulas read."""
        return (*(PERIOD if self.dated else ()), *(ENDS if self.after else ()))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return (
            "model",
            "display_name",
            *((CARD,) if self.several else ()),
            *self.prices,
            *((DISCOUNT,) if self.discounted else ()),
            *self.contracted,
            *self.priced,
            IN_USE,
            WRONG,
            *PERIOD,
            "training_ends_on",
            "retires_on",
            *self.details,
            *self.months,
            *self.places,
            "aliases",
            "note",
            *(() if self.several else (CARD,)),
            "currency",
            "date_checked",
            "source",
        )

    @property
    def widths(self) -> dict[int, float]:
        """The width of each column, by its position."""
        return {n: float(WIDE.get(name, 14)) for n, name in enumerate(self.columns, 1)}

    def position(self, column: str) -> int:
        """The 1-based position of ``column``."""
        return self.columns.index(column) + 1

    def cell(self, column: str, row: int) -> str:
        """The address of the cell of ``column`` in ``row``."""
        return f"{column_letters(self.position(column))}{row}"

    def cells(self, column: str, last: int) -> str:
        """The cells of ``column`` from the first rate to the row ``last``."""
        letter = column_letters(self.position(column))
        return f"${letter}${FIRST_ROW}:${letter}${last}"

    def price_of(self, name: str) -> Column | None:
        """The price that the column ``name`` shows, on the card or in the scenario."""
        return price_columns().get(self._listed(name))

    def _listed(self, name: str) -> str:
        return self.priced.get(name) or self.contracted.get(name, name)

    def header(self, name: str) -> str:
        """The header of the column ``name``."""
        if name in COUNTED:
            return COUNTED[name]
        if name in self.months:
            return RATES_MONTHS[self.months.index(name)]
        if name in PLACES:
            return RATES_PLACES[PLACES.index(name)]
        tail = IN_SCENARIO if name in self.priced else CONTRACTED if name in self.contracted else ""
        return rates_schema().columns[self._listed(name)].title + tail


def rates_layout(estimate: Estimate) -> RatesLayout:
    """The layout of the sheet for ``estimate``."""
    model, rates = estimate.basis.model, estimate.basis.list_prices
    unsold = {
        name
        for name in model.prices
        if price_columns()[name].absent == NOT_SOLD and any(one.follows(name) for one in rates)
    }
    details = tuple(name for name in DETAILS if any(getattr(one, name) for one in rates))
    discounted, after = any(one.discount for one in rates), model.after_retirement
    several = bool(estimate.basis.card.parts)
    return RatesLayout(
        model.prices, frozenset(unsold), discounted, details, after, several, model.dated
    )


def rate_ranges(estimate: Estimate) -> dict[str, str]:
    """The defined names of the sheet and their cells."""
    layout, last = rates_layout(estimate), HEADING_ROW + len(estimate.basis.list_prices)
    prices = {f"rate_{price}": column for column, price in layout.priced.items()}
    ranges = {"rate_models": "model", **prices, "wrong_prices": WRONG}
    ranges |= {name: name for name in (*layout.months, *layout.places)}
    ranges |= dict(zip(("rate_from", "rate_to"), PERIOD, strict=True)) if layout.dated else {}
    ranges |= {RATE_USES: IN_USE} if layout.after == REPLACE else {}
    return {name: f"={RATES}!{layout.cells(column, last)}" for name, column in ranges.items()}
