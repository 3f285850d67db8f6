"""Finding the model that a name means, and saying what is wrong with one that has no price."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

import polars as pl
from msgspec import Struct

from estimator.model.rate_card import PROVIDER, RateCard
from estimator.model.schema import workloads_schema
from estimator.model.shipped_models import cards_with_model
from estimator.model.text import join_phrase, name_some, plain_words, quote_text
from estimator.validate.model_names import (
    same_but_for_spelling,
    strip_fine_tune,
    strip_snapshot,
    strip_surroundings,
)

T = TypeVar("T")

# A card with more models is not listed whole in a message.
MODELS_NAMED = 10
# The column with a name and, behind the sign, who has to sell the model.
ASKED, SOLD_BY = " asked", "\x1f"


class ModelLookup(Struct, frozen=True, dict=True):
    """The models of a card by their names, with all providers and with each.

    What is asked for is a name, with ``SOLD_BY`` and a provider of the card behind it, if any.
    """

    card: RateCard

    def asked_names(self, frame: pl.DataFrame) -> pl.Expr:
        """What each row of ``frame`` asks for; null without a model."""
        if PROVIDER not in frame.columns or not self.card.providers:
            return pl.col("model")
        named = pl.concat_str("model", PROVIDER, separator=SOLD_BY, ignore_nulls=True)
        return pl.when(pl.col("model").is_not_null()).then(named)

    def find_model(self, asked: str) -> str:
        """The only model that is meant, whatever stands around its name; else empty."""
        name, provider = split_asked(asked)
        return _find_named(name, self.models(provider)) or ""

    def is_plain_name(self, asked: str) -> bool:
        """Whether a model is meant that has this very name."""
        name, provider = split_asked(asked)
        return plain_words(strip_fine_tune(name)) in self.models(provider)

    def models(self, provider: str) -> Mapping[str, str]:
        """The model by each name of one only, sold by ``provider`` if any."""
        if provider not in self._by_name:
            self._by_name[provider] = self.card.models_by_name(provider)
        return self._by_name[provider]

    def offers(self, asked: str) -> tuple[str, ...]:
        """The models that a name of several may mean."""
        name, provider = split_asked(asked)
        return _find_named(name, self.card.shared_names(provider)) or ()

    @cached_property
    def _by_name(self) -> dict[str, Mapping[str, str]]:
        return {}


def split_asked(asked: str) -> tuple[str, str]:
    """The name that is asked for, and the provider."""
    name, _, provider = asked.partition(SOLD_BY)
    return name, provider


def _find_named(name: str, names: Mapping[str, T]) -> T | None:
    """What ``names`` has for ``name``, else for it without what stands around it."""
    plainly = names.get(plain_words(strip_fine_tune(name)))
    return plainly or names.get(plain_words(strip_surroundings(name)))


def explain_unpriced(
    asked: Iterable[str], lookup: ModelLookup, as_of: date
) -> Mapping[str, tuple[str, str]]:
    """For each name without a price, the problem's code and what could stand there."""
    return {name: _explain_one(name, lookup, as_of) for name in asked}


def _explain_one(asked: str, lookup: ModelLookup, as_of: date) -> tuple[str, str]:
    name, provider = split_asked(asked)
    if model := lookup.find_model(asked):
        return "no-price-on-date", _word_lapsed(model, lookup.card, as_of)
    if offers := lookup.offers(asked):
        return "ambiguous-model", _word_offers(offers, lookup.card)
    elsewhere = lookup.offers(name) or tuple(filter(None, (lookup.find_model(name),)))
    if elsewhere:
        return "model-not-sold", _word_sellers(provider, elsewhere, lookup.card)
    return "unknown-model", _offer_models(name, lookup.card)


def _word_lapsed(model: str, card: RateCard, as_of: date) -> str:
    own = card.card_of(model)
    day = next(on for one, on in card.cards_on(as_of) if one is own)
    return f"a model that {own.name} has a price for on {day}"


def _word_offers(offers: Iterable[str], card: RateCard) -> str:
    """The IDs of models that share a name, and the providers that tell them apart."""
    ids = join_phrase([quote_text(one) for one in offers], "or")
    sellers = card.providers_of({*offers})
    if len(sellers) < 2:
        return ids
    title = workloads_schema().columns[PROVIDER].title
    named = join_phrase([quote_text(one) for one in sellers], "or")
    return f"{ids}; or {named} in a column {quote_text(title)}"


def _word_sellers(provider: str, models: Iterable[str], card: RateCard) -> str:
    """A model of ``provider``, and who sells the ``models`` with the name instead."""
    sellers = card.providers_of({*models})
    said = "the rate card does not say who sells this one: leave the provider blank to take it"
    if sellers:
        said = f"{join_phrase(sellers)} {'sells' if len(sellers) == 1 else 'sell'} this one"
    return f"a model that {provider} sells on {card.name}; {said}"


def _offer_models(name: str, card: RateCard) -> str:
    """What could stand in place of ``name``: another card, another spelling, or a model's name."""
    expected = f"a model of the rate card {card.name}"
    if cards := cards_with_model(strip_surroundings(name)):
        have, first = ("has" if len(cards) == 1 else "have"), cards[0]
        use = "add" if card.parts else "use"
        return f"{expected}; {join_phrase(cards)} {have} this model: {use} --rate-card {first}"
    by_model = card.titles
    titles = {each: by_model[rate.model] for rate in card.rates for each in rate.names}
    likely = dict.fromkeys(titles[each] for each in same_but_for_spelling(name, titles))
    if likely:
        return f"{expected}, such as {join_phrase([quote_text(one) for one in likely], 'or')}"
    snapshot = plain_words(strip_snapshot(name))
    if snapshot and snapshot in card.models_by_name():
        title = quote_text(card.models_by_name()[snapshot])
        return (
            f"{expected}. It does not list this snapshot; if its prices are those of {title}, "
            f"type {title} or add an alias to the card"
        )
    every = [quote_text(title) for title in dict.fromkeys(titles.values())]
    return f"{expected}: {name_some(every, MODELS_NAMED, last='or')}"
