"""Choosing the rate cards of a run: those that the options name, or of a workbook that is read."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from estimator.basis.joined_cards import CardAnswer, id_on_card, join_answers, join_cards
from estimator.basis.rate_card import card_in_book, load_rate_card, shipped_cards
from estimator.model.card_check import question_age
from estimator.model.cells import Book
from estimator.model.options import DEFAULT_CARD, INPUT_CARD
from estimator.model.own_workbook import RATES
from estimator.model.problem import Problem
from estimator.model.rate_card import Rate, RateCard
from estimator.model.run_time import day_of_run
from estimator.model.text import quote_text


def load_single_card(word: str, as_of: date | None = None) -> CardAnswer:
    """The rate card called ``word``; a problem where a file has several."""
    card, problems = load_rate_card(word, as_of)
    if card is None or not card.parts:
        return card, problems
    wording = f"{quote_text(word)} has {len(card.parts)} rate cards: {card.name}. Name one of them."
    return None, [*problems, Problem("bad-rate-card", wording=wording)]


def load_rate_cards(words: Iterable[str], as_of: date | None = None) -> CardAnswer:
    """The rate card that consists of those called ``words``; the default one without any."""
    return join_answers((load_rate_card(word, as_of) for word in words or (DEFAULT_CARD,)), as_of)


def choose_rate_card(
    read: Book | None, words: Sequence[str], as_of: date | None
) -> tuple[RateCard | None, list[Problem]]:
    """The card that the options name; else that of a workbook made by estimator, or the default.

    Args:
        read: the only input; None where there are several.
        words: what the options say; of several cards, one is made.
        as_of: the day on which the prices of all of them are taken.
    """
    rated = (
        read is not None
        and read.made_by_estimator
        and any(sheet.name == RATES for sheet in read.sheets)
    )
    named = words or ((INPUT_CARD,) if rated else (DEFAULT_CARD,))
    found, problems = join_answers((_find_card(read, word, as_of) for word in named), as_of)
    if found is None:
        return None, problems
    if rated and not words:
        wording = f"Prices on the workbook's Rates sheet are used ({found.name})."
        problems = [*problems, Problem("workbook-values", wording=wording)]
    cautions = [Problem("card-caution", wording=caution) for caution in found.cautions]
    ages = [problem for card in found.cards for problem in _question_age_now(card)]
    return found, [*problems, *cautions, *ages]


def _find_card(read: Book | None, word: str, as_of: date | None) -> CardAnswer:
    """The card called ``word``, which may be in the input."""
    if word != INPUT_CARD:
        return load_rate_card(word, as_of)
    if read is None:
        wording = f"--rate-card {INPUT_CARD} needs a single input; name the file with the rates."
        return None, [Problem("bad-rate-card", wording=wording)]
    found, problems = card_in_book(read, Path(read.file).stem, as_of, RATES)
    cards = [_attribute_card(one, read.file) for one in found.cards] if found else []
    return (join_cards(cards, as_of)[0] if cards else None), problems


def _question_age_now(card: RateCard) -> Iterable[Problem]:
    """The notice that ``card`` was checked long before the run."""
    today = day_of_run()
    # What is not a time is reported with the plan.
    return question_age(card, today) if today else ()


def _period_of(rate: Rate) -> tuple[date | None, date | None]:
    return rate.valid_from, rate.valid_to


def _attribute_card(card: RateCard, file: str) -> RateCard:
    """``card`` from a workbook, under its shipped name only if it has the shipped prices."""
    path = shipped_cards().get(card.name)
    shipped = load_rate_card(card.name)[0] if path else None
    if shipped is None:
        return card
    prices = {(rate.model, *_period_of(rate)): rate.prices for rate in shipped.rates}
    own = ((rate.prices, (id_on_card(rate), *_period_of(rate))) for rate in card.rates)
    if all(charged == prices.get(period) for charged, period in own):
        return replace(
            card,
            title=shipped.title,
            caution=shipped.caution,
            compare_with=shipped.compare_with,
        )
    source = f"the Rates sheet of {file}, edited; before that: {card.source}"
    return replace(
        card,
        name=f"{card.name} (edited)",
        source=source,
        caution=shipped.caution,
        compare_with=shipped.compare_with,
    )
