"""Rate cards: dated prices with their source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from estimator.model.text import plain_words

PRICES = ("training_price", "input_price", "cached_input_price", "output_price")
PRICE_UNIT = "USD per 1M tokens"
# Prices have up to six decimals.
FINEST = Decimal("0.000001")


@dataclass(frozen=True)
class Rate:
    """The prices of one model over one period, in USD per 1M tokens.

    Attributes:
        cached_input_price: None where none is published; cached tokens then cost the input price.
        valid_from, valid_to: half-open; None where the period is open on that side.
        training_ends_on, retires_on: the first days on which training, or any use, is no longer
            possible.
    """

    model: str
    training_price: Decimal
    input_price: Decimal
    output_price: Decimal
    cached_input_price: Decimal | None = None
    display_name: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    training_ends_on: date | None = None
    retires_on: date | None = None
    note: str = ""

    @property
    def prices(self) -> dict[str, Decimal]:
        """Each price by name; the cached price defaults to the input price."""
        cached = self.cached_input_price
        return {
            "training_price": self.training_price,
            "input_price": self.input_price,
            "cached_input_price": self.input_price if cached is None else cached,
            "output_price": self.output_price,
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the model: its id, display name and aliases."""
        return tuple(name for name in (self.model, self.display_name, *self.aliases) if name)

    def holds_on(self, day: date) -> bool:
        """Whether the prices are valid on ``day``."""
        return (self.valid_from or date.min) <= day < (self.valid_to or date.max)


@dataclass(frozen=True)
class RateCard:
    """A list of dated rates with one source and currency.

    Attributes:
        date_checked: the day the prices were last compared with their source.
        caution: a warning shown with every estimate made with the card; may be empty.
        compare_with: the name of a shipped card whose total the report gives too; may be empty.
    """

    name: str
    currency: str
    source: str
    date_checked: date
    rates: tuple[Rate, ...]
    title: str = ""
    caution: str = ""
    compare_with: str = ""

    def rates_on(self, day: date) -> Mapping[str, Rate]:
        """The rate of each model on ``day``, by model, in the order of the card."""
        return {rate.model: rate for rate in self.rates if rate.holds_on(day)}

    def models_by_name(self) -> dict[str, str]:
        """The model by each of its names, compared without case and punctuation."""
        return {plain_words(name): rate.model for rate in self.rates for name in rate.names}
