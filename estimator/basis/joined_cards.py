"""Several rate cards as one: each keeps its name and date, and an ID is of one model only."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count

from msgspec.structs import replace

from estimator.model.problem import FindingList, Problem
from estimator.model.providers import plain_provider
from estimator.model.rate_card import Rate, RateCard
from estimator.model.text import join_phrase, plain_words, quote_text

# What cannot stand in the ID of a model.
NOT_IN_ID = re.compile(r"[^a-z0-9.]+")
# Between who sells a model, or the name of its card, and the ID that it has there.
OF_CARD = "/"

CardAnswer = tuple[RateCard | None, list[Problem]]


def join_cards(cards: Iterable[RateCard], as_of: date | None) -> CardAnswer:
    """The rate card that consists of all ``cards``; of one, itself.

    An ID that is a name on another card too gets its provider before it, openai/gpt-4.1, or the
    name of its card where the provider does not tell it. It stays a name of both.

    Args:
        cards: in the order of the options; one may consist of several.
        as_of: the day on which all prices are taken; None for the date of each card.
    """
    parts = [part for card in cards for part in card.cards]
    if len(parts) == 1:
        return parts[0], []
    names = Counter(part.name for part in parts)
    if twice := [name for name, count in names.items() if count > 1]:
        wording = (
            f"Two rate cards are called {quote_text(twice[0])}. Use each card once, and give each "
            "a name of its own."
        )
        return None, [Problem("bad-rate-card", wording=wording)]
    told = _distinct_ids(parts)
    parts = [_rename_models(part, told) for part in parts]
    first = parts[0]
    joined = RateCard(
        name=join_phrase([part.name for part in parts]),
        currency=first.currency,
        source="; ".join(dict.fromkeys(part.source for part in parts)),
        date_checked=max(part.date_checked for part in parts),
        rates=tuple(rate for part in parts for rate in part.rates),
        parts=tuple(parts),
        own_days=as_of is None,
    )
    return joined, []


def join_answers(answers: Iterable[CardAnswer], as_of: date | None) -> CardAnswer:
    """The card that consists of all that were found; None if one was not."""
    problems = FindingList[Problem]()
    found = [problems.collect(answer) for answer in answers]
    cards = [one for one in found if one]
    if len(cards) < len(found):
        return None, problems
    return problems.collect(join_cards(cards, as_of)), problems


def id_on_card(rate: Rate) -> str:
    """The ID of the model on its own card, without what tells it from those of other cards."""
    own = rate.model.partition(OF_CARD)[2]
    return own if own in rate.aliases else rate.model


# The new ID of a model, by the name of its card and the ID that it has there.
NewIds = Mapping[tuple[str, str], str]


def _distinct_ids(cards: Sequence[RateCard]) -> NewIds:
    """The new IDs of the models whose IDs are names on other cards too."""
    named = {card.name: _plain_names(card) for card in cards}
    taken = {name for names in named.values() for name in names}
    found: dict[tuple[str, str], str] = {}
    for card in cards:
        others = set[str]().union(*(named[one.name] for one in cards if one is not card))
        for model in dict.fromkeys(rate.model for rate in card.rates):
            if plain_words(model) in others:
                ids = (f"{word}{OF_CARD}{model}" for word in _card_words(card, cards))
                found[card.name, model] = next(one for one in ids if plain_words(one) not in taken)
                taken.add(plain_words(found[card.name, model]))
    return found


def _plain_names(card: RateCard) -> set[str]:
    return {plain_words(name) for rate in card.rates for name in rate.names}


def _card_words(card: RateCard, cards: Iterable[RateCard]) -> Iterator[str]:
    """What may stand before the IDs of ``card``: its provider, if it has one alone; its name.

    Numbers follow the name where another card has one like it.
    """
    own = card.providers
    others = {plain_provider(name) for one in cards if one is not card for name in one.providers}
    alone = len(own) == 1 and plain_provider(own[0]) not in others
    if alone:
        yield _id_word(own[0])
    yield _id_word(card.name)
    yield from (f"{_id_word(card.name)}-{number}" for number in count(2))


def _id_word(text: str) -> str:
    """``text`` as it can begin an ID: with a letter, in lower case."""
    word = NOT_IN_ID.sub("-", text.lower()).strip("-.")
    return word if word[:1].isalpha() else f"card-{word}".rstrip("-")


def _rename_models(card: RateCard, told: NewIds) -> RateCard:
    """``card`` with the new IDs, wherever they are named on it; the old ones are aliases."""

    def rename(rate: Rate) -> Rate:
        model, replacement, prompting_model = (
            told.get((card.name, name), name)
            for name in (rate.model, rate.replacement, rate.prompting_model)
        )
        renamed = replace(
            rate, model=model, replacement=replacement, prompting_model=prompting_model
        )
        if model == rate.model:
            return renamed
        return replace(renamed, aliases=(*rate.aliases, rate.model))

    return replace(card, rates=tuple(map(rename, card.rates)))
