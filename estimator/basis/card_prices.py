"""Questions about the prices of a rate card, and the shipped names of its models."""

import re
from collections.abc import Iterable
from decimal import Decimal

from msgspec.structs import replace

from estimator.model.money import plain_number
from estimator.model.problem import Problem
from estimator.model.rate_card import PRICE_UNIT, Rate, RateCard
from estimator.model.schema import price_columns
from estimator.model.shipped_models import shipped_names_of
from estimator.model.text import count_phrase, join_phrase, name_some, plain_words

# In USD per 1M tokens. No model that can be fine-tuned has only prices below the first; below the
# second are prices per 1K tokens, where no price of the whole card is higher.
LEAST_HIGHEST_PRICE, LEAST_CARD_PRICE = Decimal("0.01"), Decimal("0.1")
UNIT_SAID = re.compile(
    r"(?:\b(?:per|je|pro|par|por)\b|/)\s*(?:1\s*m\b|m\s?tok|million|mio\b|1[,. ]?000[,. ]?000)"
    r"|\b1\s*m\s+tok",
    re.IGNORECASE,
)


def adopt_shipped_names(card: RateCard) -> RateCard:
    """``card`` with the names that shipped cards have for its models, as far as they are free."""
    taken = {plain_words(name) for rate in card.rates for name in rate.names}
    return replace(card, rates=tuple(_adopt_names(rate, taken) for rate in card.rates))


def _adopt_names(rate: Rate, taken: set[str]) -> Rate:
    more = [name for name in shipped_names_of(rate.model) if plain_words(name) not in taken]
    return replace(rate, aliases=(*rate.aliases, *more)) if more else rate


def question_prices(label: str, card: RateCard, unit_words: Iterable[str]) -> list[Problem]:
    """What is odd about the prices of ``card``: notices, and an error where their unit is in doubt.

    Args:
        label: the name of the card's file.
        card: without other errors.
        unit_words: the texts that may say what the prices are per.
    """
    said = any(UNIT_SAID.search(text) for text in unit_words)
    return [
        *([] if said else _small_prices(label, card)),
        *_zero_prices(label, card),
        *_odd_prices(label, card),
    ]


def _small_prices(label: str, card: RateCard) -> Iterable[Problem]:
    """The error that prices are so low that they are probably per 1K tokens, or per token."""
    of_tokens = [name for name, one in price_columns().items() if one.unit == PRICE_UNIT]
    highest = {rate.model: max(rate.prices[name] for name in of_tokens) for rate in card.rates}
    least = LEAST_HIGHEST_PRICE if max(highest.values()) >= LEAST_CARD_PRICE else LEAST_CARD_PRICE
    low = {model: price for model, price in highest.items() if 0 < price < least}
    if low:
        model, price = next(iter(low.items()))
        values = {"file": label, "model": model, "price": plain_number(price), "unit": PRICE_UNIT}
        more = count_phrase(len(low) - 1, "other model") if len(low) > 1 else ""
        yield Problem.of("price-unit", more=f", and of {more}" if more else "", **values)


def _zero_prices(label: str, card: RateCard) -> Iterable[Problem]:
    """The notice of prices that are 0."""
    zero = dict.fromkeys(f"{rate.model} ({said})" for rate in card.rates if (said := _zeros(rate)))
    if zero:
        yield Problem.of("zero-price", file=label, prices=name_some(list(zero)))


def _zeros(rate: Rate) -> str:
    """The prices of ``rate`` that are 0, as a phrase; one that may as well be absent is not.

    Use may be free where the deployment is charged by the hour.
    """
    if rate.given_prices.get("hosting_price"):
        return ""
    names = [
        name
        for name, column in price_columns().items()
        if rate.given_prices.get(name) == 0 and column.absent != 0
    ]
    words = [name.removesuffix("_price").replace("_", " ") for name in names]
    return join_phrase(words) if words else ""


def _odd_prices(label: str, card: RateCard) -> Iterable[Problem]:
    """The notices of prices that are higher than one that they are usually below."""
    columns = price_columns()
    usually_below = {name: one.follows for name, one in columns.items() if one.follows}
    for name, full in (*usually_below.items(), ("input_price", "output_price")):
        both = [(rate.model, rate.prices[name], rate.prices[full]) for rate in card.rates]
        dear = dict.fromkeys(
            f"{model} ({plain_number(price)} and {plain_number(other)})"
            for model, price, other in both
            if price > other
        )
        if dear:
            titles = {"price": columns[name].title, "full": columns[full].title}
            values = {key: title.lower() for key, title in titles.items()}
            yield Problem.of("odd-price", file=label, prices=name_some(list(dear)), **values)
