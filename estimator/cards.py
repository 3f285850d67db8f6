"""Rate cards by name: the shipped ones, files, and the Rates sheet of a workbook of ours."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from estimator.model import resource
from estimator.model.options import DEFAULT_CARD, INPUT_CARD
from estimator.model.outcome import WRONG_USAGE
from estimator.model.problem import Problem, errors
from estimator.model.rate_card import RateCard
from estimator.model.schema import rates as rates_schema
from estimator.model.sheet import Book
from estimator.model.words import did_you_mean, quote
from estimator.read.book import book
from estimator.read.documents import document
from estimator.read.find import Look, table
from estimator.report.sheets.rates import IN_SCENARIO
from estimator.validate import rate_card as rate_cards

RATES = "Rates"


def shipped_cards() -> dict[str, Path]:
    """The shipped rate cards by name."""
    folder = resource.path("data", "rate_cards")
    return {path.stem: path for path in sorted(folder.glob("*.json"))}


def rate_card(word: str, as_of: date | None = None) -> tuple[RateCard | None, list[Problem]]:
    """The rate card that ``word`` names: a shipped one, or a JSON, CSV or workbook file."""
    shipped = shipped_cards()
    path = shipped.get(word) or Path(word)
    if not path.exists():
        known = did_you_mean(word, shipped) or f" Shipped are {', '.join(shipped)}."
        said = f"There is no rate card and no file {quote(word)}.{known}"
        return None, [Problem("bad-rate-card", says=said)]
    if path.suffix.lower() == ".json":
        content, problems = document(path, "bad-rate-card")
        return rate_cards.from_document(path.name, content) if content else (None, problems)
    read, problems = book(path, rates_schema())
    return _card_in(read, path.stem, as_of) if read else (None, problems)


def _card_in(
    read: Book, name: str, as_of: date | None, sheet: str = ""
) -> tuple[RateCard | None, list[Problem]]:
    """The card in a book; our own Rates sheet says by a formula that a cached price is lacking.

    Saved by another program, the formula has lost its result; then the price is lacking still.
    """
    found, problems = table(replace(read, ours=False), rates_schema(), Look(sheet=sheet))
    card = None
    if found is not None and not errors(problems):
        whole = found.whole()
        if read.ours:
            listed_only = [one for one in whole.headings if not one.text.endswith(IN_SCENARIO)]
            whole = replace(whole, headings=tuple(listed_only))
            whole = whole.without_uncalculated("cached_input_price")
        card, told = rate_cards.from_table(whole, name, as_of)
        problems += told
    # What would be wrong data in a plan is wrong usage in a card.
    return card, [replace(problem, exits=WRONG_USAGE) for problem in problems]


def card(read: Book | None, word: str, as_of: date | None) -> tuple[RateCard | None, list[Problem]]:
    """The card that the options name; unasked, the one in a workbook of ours, else the default."""
    rated = read is not None and read.ours and any(sheet.name == RATES for sheet in read.sheets)
    if word == INPUT_CARD and read is None:
        said = f"--rate-card {INPUT_CARD} goes with one input; name the file that has the rates."
        return None, [Problem("bad-rate-card", says=said)]
    if read is not None and (word == INPUT_CARD or (rated and not word)):
        found, problems = _card_in(read, Path(read.file).stem, as_of, RATES)
        found = _attributed(found, read.file) if found else None
        if found and not word:
            said = f"Prices are those of the workbook's own Rates sheet ({found.name})."
            problems.append(Problem("workbook-values", says=said))
    else:
        found, problems = rate_card(word or DEFAULT_CARD, as_of)
    if found and found.caution:
        problems.append(Problem("card-caution", says=found.caution))
    return found, problems


def _attributed(card: RateCard, file: str) -> RateCard:
    """``card`` from a workbook: under its shipped name only while it has the shipped prices."""
    path = shipped_cards().get(card.name)
    shipped = rate_card(card.name)[0] if path else None
    if shipped is None:
        return card
    prices = {rate.model: rate.prices for rate in shipped.rates}
    if all(rate.prices == prices.get(rate.model) for rate in card.rates):
        return replace(card, title=shipped.title, caution=shipped.caution)
    source = f"the Rates sheet of {file}, edited; before that: {card.source}"
    return replace(card, name=f"{card.name} (edited)", source=source, caution=shipped.caution)
