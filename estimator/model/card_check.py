"""What a rate card lacks on a day, and which of its models end soon."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TypeVar

from msgspec import Struct

from estimator.model.problem import Problem
from estimator.model.rate_card import Rate, RateCard
from estimator.model.schema import price_columns
from estimator.model.text import join_phrase

T = TypeVar("T")

# Prices are compared with their source at least once a quarter.
LONGEST_UNCHECKED = timedelta(days=90)
# Models that end within a year end in most fiscal years that are planned now.
ENDS_SOON = timedelta(days=365)


class CardCheck(Struct, frozen=True):
    """The findings about a card.

    Attributes:
        card, day: what was looked at, as of when.
        missing: the models without a price that follows another one, by the name of the price.
        ended, ending: the rates of models that are no longer offered, and of those that can no
            longer be used or trained within ``ENDS_SOON``.
        last_day: the last day on which a model of the card can be used; None if there is none.
    """

    card: RateCard
    day: date
    missing: Mapping[str, tuple[str, ...]]
    ended: tuple[Rate, ...]
    ending: tuple[Rate, ...]
    last_day: date | None

    @property
    def problems(self) -> list[Problem]:
        """A notice for each cause."""
        return [*self._name_missing(), *self._name_ended(), *self._name_ending(), *self._last()]

    def _name_missing(self) -> Iterator[Problem]:
        for name, models in self.missing.items():
            column = price_columns()[name]
            full = price_columns()[column.follows].title.lower()
            values = {"price": column.title.lower(), "full": full, "models": join_phrase([*models])}
            yield Problem.of("price-missing", card=self.card.name, **values)

    def _name_ended(self) -> Iterator[Problem]:
        rates = self.card.rates_from(self.day) or self.card.rates
        over = [rate for rate in rates if _has_ended(rate.training_ends_on, self.day)]
        for what, ends in (
            ("use", _models_by({rate: rate.retires_on for rate in self.ended})),
            ("training", _models_by({r: r.training_ends_on for r in over if r not in self.ended})),
        ):
            for day, models in ends.items():
                values = {"what": what, "models": models, "day": day}
                yield Problem.of("model-ended", card=self.card.name, **values)

    def _name_ending(self) -> Iterator[Problem]:
        soon = {rate: (rate.training_ends_on, rate.retires_on) for rate in self.ending}
        for (trained, end), models in _models_by(soon).items():
            still = trained is not None and not _has_ended(trained, self.day)
            ends = [f"training of {models} ends on {trained}"] if still else []
            if end:
                ends += [f"use on {end}" if still else f"use of {models} ends on {end}"]
            yield Problem.of("model-ends-soon", card=self.card.name, ends=join_phrase(ends))

    def _last(self) -> Iterator[Problem]:
        if self.last_day:
            yield Problem.of("card-ends", card=self.card.name, day=self.last_day)


def check_card(card: RateCard, day: date) -> CardCheck:
    """What a card without errors lacks on ``day``, and which of its models end soon.

    Of prices that differ by day, those before ``day`` are over.
    """
    rates = card.rates_from(day) or card.rates
    # Periods of a model that end alike are one offer.
    offers = {(one.model, one.training_ends_on, one.retires_on): one for one in reversed(rates)}
    every = tuple(reversed(offers.values()))
    offered = [rate for rate in every if not _has_ended(rate.retires_on, day)]
    ends = [rate.retires_on for rate in every if rate.retires_on]
    return CardCheck(
        card,
        day,
        _missing_prices(rates),
        tuple(rate for rate in every if _has_ended(rate.retires_on, day)),
        tuple(rate for rate in offered if _ends_soon(rate, day)),
        max(ends) - timedelta(days=1) if len(ends) == len(every) else None,
    )


def question_age(card: RateCard, day: date) -> Iterator[Problem]:
    """The notice that the prices were compared with their source long before ``day``."""
    if (age := day - card.date_checked) > LONGEST_UNCHECKED:
        values = {"day": card.date_checked, "days": f"{age.days:,}"}
        yield Problem.of("stale-card", card=card.name, **values)


def describe_ends(rates: Iterable[Rate]) -> Iterator[str]:
    """The days on which training and use of models end, a sentence for each pair of days."""
    ends = {rate: (rate.training_ends_on, rate.retires_on) for rate in rates}
    for (trained, used), models in _models_by(ends).items():
        if trained:
            yield f"Training ends on {trained}{f' and use on {used}' if used else ''}: {models}"
        elif used:
            yield f"Use ends on {used}: {models}"


def _missing_prices(rates: Iterable[Rate]) -> dict[str, tuple[str, ...]]:
    """The models without a price that most models have and that stands for another one if absent.

    A price that few providers charge, such as one of batches, is not missed, nor one of what is
    free.
    """
    followed = [n for n, one in price_columns().items() if one.follows and not one.optional]
    found = {
        name: tuple(
            dict.fromkeys(
                rate.model for rate in rates if name not in rate.given_prices and rate.prices[name]
            )
        )
        for name in followed
    }
    return {name: models for name, models in found.items() if models}


def _has_ended(end: date | None, day: date) -> bool:
    return end is not None and end <= day


def _ends_soon(rate: Rate, day: date) -> bool:
    ends = (rate.training_ends_on, rate.retires_on)
    return any(one is not None and day < one <= day + ENDS_SOON for one in ends)


def _models_by(ends: Mapping[Rate, T]) -> dict[T, str]:
    """The models of rates as a phrase, by what ``ends`` has for them."""
    found: dict[T, dict[str, None]] = defaultdict(dict)
    for rate, end in ends.items():
        found[end][rate.model] = None
    return {end: join_phrase([*models]) for end, models in found.items()}
