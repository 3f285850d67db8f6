"""What must hold between the entries of a rate card: names, periods, decimals, other models."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from msgspec.structs import replace

from estimator.model.problem import Problem
from estimator.model.rate_card import OF_MODEL, OTHER_MODELS, Rate, RateCard
from estimator.model.schema import price_columns, rates_schema
from estimator.model.text import did_you_mean, join_phrase, plain_words, quote_text


def broken_card_rules(label: str, card: RateCard) -> list[Problem]:
    """The problems of a card whose entries do not go together; ``label`` is its file."""
    return [
        *_ambiguous_names(label, card),
        *_overlapping_periods(label, card),
        *_differing_ends(label, card),
        *_unrounded_prices(label, card),
        *_unknown_other_models(label, card),
    ]


def _ambiguous_names(label: str, card: RateCard) -> Iterable[Problem]:
    """A problem for each name of two models that do not differ in provider, region or tier."""
    offers = {rate.model: (rate.provider, rate.region, rate.tier) for rate in card.rates}
    for name, models in card.shared_names().items():
        if len({offers[model] for model in models}) < len(models):
            wording = (
                f"{label}: {quote_text(name)} is a name of {join_phrase(models)}; it must be "
                "unique, or they must differ in provider, region or tier."
            )
            yield Problem("bad-rate-card", wording=wording)


def _unknown_other_models(label: str, card: RateCard) -> Iterable[Problem]:
    """A problem for each model that a rate names, and that is itself or not on the card."""
    models = {rate.model for rate in card.rates}
    for rate in card.rates:
        if rate.replacement == rate.model:
            wording = f"{label}: {rate.model} is named as its own replacement."
            yield Problem("bad-rate-card", wording=wording)
        for name in OTHER_MODELS:
            other = getattr(rate, name)
            if other and other not in models:
                wording = (
                    f"{label}: the {name} of {rate.model} is {quote_text(other)}, which is no "
                    f"model ID on the card.{did_you_mean(other, models)}"
                )
                yield Problem("bad-rate-card", wording=wording)


def _periods_by_model(card: RateCard) -> Mapping[str, list[Rate]]:
    periods: dict[str, list[Rate]] = defaultdict(list)
    for rate in card.rates:
        periods[rate.model].append(rate)
    return periods


def _overlapping_periods(label: str, card: RateCard) -> Iterable[Problem]:
    """A problem for each model with periods that are empty or overlap."""
    for model, rates in _periods_by_model(card).items():
        ordered = sorted((one.valid_from or date.min, one.valid_to or date.max) for one in rates)
        for start, end in ordered:
            if start >= end:
                wording = f"{label}: {model} has prices from {start} to {end}, which is no day."
                yield Problem("bad-rate-card", wording=f"{wording} Valid to has to be later.")
        for (_, end), (start, _) in pairwise(ordered):
            if end > start:
                until = f"until {end}" if end < date.max else "without an end"
                begin = f"from {start} on" if start > date.min else "without a first day"
                wording = f"{label}: {model} has prices {until}, and others {begin}."
                yield Problem("bad-rate-card", wording=f"{wording} Periods must not overlap.")


def _differing_ends(label: str, card: RateCard) -> Iterable[Problem]:
    """A problem for each model that ends, or is replaced, otherwise in one period than in another.

    When a model ends does not depend on the day of its prices.
    """
    for model, rates in _periods_by_model(card).items():
        for name in OF_MODEL:
            found = dict.fromkeys(getattr(rate, name) for rate in rates)
            if len(found) > 1:
                words = join_phrase([quote_text(str(one)) if one else "nothing" for one in found])
                title = quote_text(rates_schema().columns[name].title)
                wording = f"{label}: {title} of {model} is {words} in several rows."
                yield Problem("bad-rate-card", wording=f"{wording} Write the same into each.")


def identify_other_models(card: RateCard) -> RateCard:
    """``card`` with the IDs of other models that rates name otherwise."""
    known = card.models_by_name()

    def known_id(name: str) -> str:
        return known.get(plain_words(name), name)

    rates = (
        replace(
            rate,
            replacement=known_id(rate.replacement),
            prompting_model=known_id(rate.prompting_model),
        )
        for rate in card.rates
    )
    return replace(card, rates=tuple(rates))


def _unrounded_prices(label: str, card: RateCard) -> Iterable[Problem]:
    """A problem for each price with too many decimals: prices are never rounded."""
    most = rates_schema().columns["discount"].decimals
    for rate in card.rates:
        if rate.discount != round(rate.discount, most):
            wording = f"{label}: the discount of {rate.model} has more than {most} decimals."
            yield Problem("bad-rate-card", wording=wording)
        for name, price in rate.prices.items():
            if price != round(price, price_columns()[name].decimals):
                wording = f"{label}: the {name} of {rate.model} has more than 6 decimals."
                yield Problem("bad-rate-card", wording=wording)
