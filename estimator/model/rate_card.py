"""Rate cards: dated prices with their source."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from estimator.model.column import NOT_SOLD
from estimator.model.plan import first_day
from estimator.model.providers import is_same_provider, plain_provider
from estimator.model.schema import price_columns
from estimator.model.text import plain_words

# The unit of the prices of tokens.
PRICE_UNIT = "USD per 1M tokens"
# What training is charged at: by its tokens, or by the hour.
TOKEN_TRAINING, HOUR_TRAINING = "training_price", "training_hour_price"
# What is of a model, whatever its prices on a day.
OF_MODEL = ("training_ends_on", "retires_on", "replacement")
# The fields of a rate with the id of another model of the card.
OTHER_MODELS = ("replacement", "prompting_model")
# The input that says who sells the model, and the sign between a name and a provider in a lookup.
PROVIDER, FROM_PROVIDER = "provider", " | "
# Prices have up to six decimals.
FINEST = Decimal("0.000001")
# The last month of a model that no day ends.
NO_END = "9999-12"
LONGEST_MONTH = timedelta(days=31)


class Rate(Struct, frozen=True):
    """The prices of one model over one period, in the units of ``price_columns``.

    Attributes:
        given_prices: the prices on the card, by name, without absent ones.
        valid_from, valid_to: half-open; None where the period is open on that side.
        discount: the share that is taken off every price.
        provider, region, tier: who charges the prices, where and for what; may be empty.
        replacement: the ID of the model that its provider names in its place; may be empty.
        prompting_model: the ID of a model that may do the same by prompts; may be empty.
        job_limit: the USD at which the provider pauses a training job; None without a limit.
        training_ends_on, retires_on: the first days on which training, or any use, is no longer
            possible.
    """

    model: str
    given_prices: Mapping[str, Decimal]
    display_name: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    training_ends_on: date | None = None
    retires_on: date | None = None
    note: str = ""
    discount: Decimal = Decimal(0)
    provider: str = ""
    region: str = ""
    tier: str = ""
    replacement: str = ""
    prompting_model: str = ""
    job_limit: Decimal | None = None

    def __hash__(self) -> int:
        """Of the model and the start of the period; a mapping of prices has none."""
        return hash((self.model, self.valid_from))

    @property
    def prices(self) -> dict[str, Decimal]:
        """Every list price by name; an absent one is what it stands for."""
        return {name: self._price_in_force(name) for name in price_columns()}

    def _price_in_force(self, name: str) -> Decimal:
        given = self.given_prices.get(name)
        return self.price_if_absent(name) if given is None else given

    def price_if_absent(self, name: str) -> Decimal:
        """What applies where the price ``name`` is absent: another price, or a number.

        Raises:
            KeyError: a price that is required.
        """
        column = price_columns()[name]
        if column.absent is None:
            raise KeyError(name)
        if column.follows:
            return self._price_in_force(column.follows)
        return column.absent if isinstance(column.absent, Decimal) else Decimal(0)

    def is_unsold(self, name: str) -> bool:
        """Whether the model lacks the price ``name`` because it cannot be bought."""
        return price_columns()[name].absent == NOT_SOLD and name not in self.given_prices

    def follows(self, name: str) -> bool:
        """Whether the price ``name`` is no other than it would be if it were absent."""
        absent = price_columns()[name].absent
        if absent == NOT_SOLD:
            return self.is_unsold(name)
        optional = absent is not None
        return optional and self._price_in_force(name) == self.price_if_absent(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the model: its id, display name and aliases."""
        return tuple(name for name in (self.model, self.display_name, *self.aliases) if name)

    @property
    def last_month(self) -> str:
        """The last month (YYYY-MM) in which the model can be used; that of retirement is paid."""
        return _month_before(self.retires_on)

    @property
    def last_training_month(self) -> str:
        """The last month in which training can be bought; none after the last of use."""
        return min(_month_before(self.training_ends_on), self.last_month)

    @property
    def first_month_after(self) -> str:
        """The month after the last one; that without end where the model has no end."""
        if self.last_month == NO_END:
            return NO_END
        day = first_day(self.last_month) + LONGEST_MONTH
        return f"{day:%Y-%m}"

    def holds_on(self, day: date) -> bool:
        """Whether the prices are valid on ``day``."""
        return (self.valid_from or date.min) <= day < (self.valid_to or date.max)

    @property
    def first_day_after(self) -> date:
        """The first day of the month after the last one."""
        return first_day(self.first_month_after)


def _month_before(day: date | None) -> str:
    """The month of the day before ``day``."""
    return NO_END if day is None else f"{day - timedelta(days=1):%Y-%m}"


class RateCard(Struct, frozen=True):
    """A list of dated rates with one source and currency.

    Attributes:
        date_checked: the day the prices were last compared with their source.
        caution: a warning shown with every estimate made with the card; may be empty.
        compare_with: the name of a shipped card whose total the report gives too; may be empty.
        parts: the cards that it consists of, where it is several in one; their rates are its own.
        own_days: whether the prices of each of ``parts`` are those of the day it was checked.
    """

    name: str
    currency: str
    source: str
    date_checked: date
    rates: tuple[Rate, ...]
    title: str = ""
    caution: str = ""
    compare_with: str = ""
    parts: tuple["RateCard", ...] = ()
    own_days: bool = False

    @property
    def cards(self) -> tuple["RateCard", ...]:
        """The single cards: those that it consists of, or else itself."""
        return self.parts or (self,)

    @property
    def cautions(self) -> list[str]:
        """The caution of each single card that has one, with its name where there are several."""
        told = [one for one in self.cards if one.caution]
        return [f"{one.name}: {one.caution}" if self.parts else one.caution for one in told]

    def card_of(self, model: str) -> "RateCard":
        """The single card with the rate of ``model``."""
        having = (one for one in self.parts if any(rate.model == model for rate in one.rates))
        return next(having, self)

    def cards_on(self, day: date) -> Iterator[tuple["RateCard", date]]:
        """Each single card, with the day on which its prices are taken, for ``day``."""
        for one in self.cards:
            yield one, one.date_checked if self.own_days else day

    def rates_from(self, day: date) -> tuple[Rate, ...]:
        """The rates on ``day`` or later: models in the order of the card, their periods by day."""
        models = dict.fromkeys(rate.model for rate in self.rates)
        order = {model: n for n, model in enumerate(models)}
        later = [
            rate
            for card, on in self.cards_on(day)
            for rate in card.rates
            if on < (rate.valid_to or date.max)
        ]
        return tuple(sorted(later, key=lambda one: (order[one.model], one.valid_from or date.min)))

    def names_ends_from(self, day: date) -> bool:
        """Whether a rate on ``day`` or later says when its model, or training on it, ends."""
        return any(rate.retires_on or rate.training_ends_on for rate in self.rates_from(day))

    def replacements_from(self, day: date) -> Mapping[Rate, Rate]:
        """The rate of the replacement of each rate on ``day`` or later that has a priced one.

        It is the one in effect in the first month after the model, or on ``day`` if that is later.
        It is followed once: what comes after the replacement is not looked for.
        """
        rates = self.rates_from(day)
        named = {
            rate: rate_in_effect(rates, rate.replacement, max(day, rate.first_day_after))
            for rate in rates
            if rate.retires_on and rate.replacement
        }
        return {rate: other for rate, other in named.items() if other}

    def models_by_name(self, provider: str = "") -> dict[str, str]:
        """The model by each name that is of one only, compared without case and punctuation.

        A ``provider``, in any spelling, leaves the models that it sells.
        """
        named = self._models_named(provider)
        return {name: models[0] for name, models in named.items() if len(models) == 1}

    def shared_names(self, provider: str = "") -> dict[str, tuple[str, ...]]:
        """The models of each name of several, which differ in card, provider, region or tier."""
        named = self._models_named(provider)
        return {name: models for name, models in named.items() if len(models) > 1}

    def _models_named(self, provider: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for rate in self.rates:
            if not provider or is_same_provider(rate.provider, provider):
                for name in rate.names:
                    found.setdefault(plain_words(name), {})[rate.model] = None
        return {name: tuple(models) for name, models in found.items()}

    def providers_of(self, models: Collection[str]) -> tuple[str, ...]:
        """Who sells any of ``models``, each once, as the card writes it."""
        sellers = (rate.provider for rate in self.rates if rate.model in models and rate.provider)
        return tuple({plain_provider(name): name for name in sellers}.values())

    @property
    def providers(self) -> tuple[str, ...]:
        """Who sells any model, each once, as the card writes it."""
        return self.providers_of({rate.model for rate in self.rates})

    @property
    def titles(self) -> dict[str, str]:
        """What people call each model; its ID where that is a name of others too."""
        shared = self.shared_names()
        return {
            rate.model: rate.model
            if plain_words(rate.display_name) in shared
            else rate.display_name or rate.model
            for rate in self.rates
        }


def rate_in_effect(rates: Iterable[Rate], model: str, day: date) -> Rate | None:
    """The one of ``rates`` with the prices of ``model`` on ``day``, if there is one."""
    return next((one for one in rates if one.model == model and one.holds_on(day)), None)


def hold_forever(rates: Iterable[Rate], day: date) -> bool:
    """Whether each of ``rates`` is in effect from ``day`` on without end."""
    return all(rate.valid_to is None and rate.holds_on(day) for rate in rates)


def leave_no_gap(rates: Iterable[Rate], day: date) -> bool:
    """Whether one of ``rates``, the periods of a model, is in effect on any day from ``day``."""
    open_from: date | None = day
    for rate in rates:
        if open_from is None or not rate.holds_on(open_from):
            return False
        open_from = rate.valid_to
    return open_from is None
