"""Rate cards: a JSON document or a table of rates, held against the schema."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from estimator.model.problem import Problem, errors
from estimator.model.rate_card import Rate, RateCard
from estimator.model.schema import document, rates
from estimator.model.table import Part
from estimator.model.words import listed, plain, quote
from estimator.validate.jsonschema import validator
from estimator.validate.missing import missing_columns, unread
from estimator.validate.refused import documents
from estimator.validate.rows import whole_typed

Answer = tuple[RateCard | None, list[Problem]]

CARD = ("title", "currency", "source", "date_checked", "caution")
DATES = ("valid_from", "valid_to", "training_ends_on", "retires_on")
# A bad card is wrong usage, not bad data: the workloads may be fine.
EXIT = 2


def from_document(label: str, content: Mapping[str, Any]) -> Answer:
    """The card in the parsed JSON ``content``; a problem is placed by its path in the document."""
    wrong = [
        Problem("bad-rate-card", says=f"{label}, {error.json_path[2:] or 'file'}: {error.message}.")
        for error in validator(document("rate_card")).iter_errors(content)
    ]
    if wrong:
        return None, wrong
    card = RateCard(
        name=content["name"],
        currency=content["currency"],
        source=content["source"],
        date_checked=date.fromisoformat(content["date_checked"]),
        rates=tuple(_rate(entry) for entry in content["rates"]),
        title=content.get("title", ""),
        caution=content.get("caution", ""),
    )
    return _checked(label, card)


def from_table(table: Part, name: str, as_of: date | None) -> Answer:
    """The card in ``table``, a row a rate; the card's own fields are read from the first row.

    Args:
        table: the whole of it, matched against the schema of rates.
        name: what to call a card that does not name itself.
        as_of: stands in for a date the card does not give.
    """
    frame, problems = whole_typed(table, rates())
    problems = missing_columns(table, rates()) + problems
    if errors(problems):
        return None, [replace(problem, exits=EXIT) for problem in problems]
    rows = list(documents(frame, rates()))
    if not rows:
        return None, [Problem("bad-rate-card", says=f"{quote(table.source.file)} has no rates.")]
    first = rows[0]
    if "date_checked" not in first and as_of is None:
        said = (
            f"{quote(table.source.file)} has no date; add a column Date checked, or give --as-of."
        )
        return None, [Problem("bad-rate-card", says=said)]
    card = RateCard(
        name=first.get("rate_card", name),
        currency=first.get("currency", "USD"),
        source=first.get("source", table.source.file),
        date_checked=date.fromisoformat(first["date_checked"])
        if "date_checked" in first
        else as_of or date.min,
        rates=tuple(_rate(row) for row in rows),
        title=first.get("title", ""),
        caution=first.get("caution", ""),
    )
    checked, wrong = _checked(table.source.file, card)
    return checked, [*problems, *unread(table), *wrong]


def _rate(entry: Mapping[str, Any]) -> Rate:
    dates = {name: date.fromisoformat(entry[name]) for name in DATES if name in entry}
    cached = entry.get("cached_input_price")
    return Rate(
        model=entry["model"],
        training_price=_price(entry["training_price"]),
        input_price=_price(entry["input_price"]),
        output_price=_price(entry["output_price"]),
        cached_input_price=None if cached is None else _price(cached),
        display_name=entry.get("display_name", ""),
        aliases=tuple(entry.get("aliases", ())),
        note=entry.get("note", ""),
        **dates,
    )


def _price(value: Decimal | int) -> Decimal:
    """``value`` as an exact decimal; JSON whole numbers arrive as int."""
    return Decimal(value)


def _checked(label: str, card: RateCard) -> Answer:
    problems = [*_shared_names(label, card), *_overlaps(label, card), *_fine_prices(label, card)]
    return (None if problems else card), problems


def _shared_names(label: str, card: RateCard) -> Iterable[Problem]:
    """Names that would mean two models."""
    models: dict[str, dict[str, None]] = defaultdict(dict)
    for rate in card.rates:
        for name in rate.names:
            models[plain(name)][rate.model] = None
    for name, owners in models.items():
        if len(owners) > 1:
            said = (
                f"{label}: the name {quote(name)} means {listed([*owners])}; it may mean one model."
            )
            yield Problem("bad-rate-card", says=said)


def _overlaps(label: str, card: RateCard) -> Iterable[Problem]:
    """Periods of one model that are empty or overlap."""
    periods: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for rate in card.rates:
        periods[rate.model].append((rate.valid_from or date.min, rate.valid_to or date.max))
    for model, spans in periods.items():
        ordered = sorted(spans)
        empty = any(start >= end for start, end in ordered)
        overlap = any(first[1] > second[0] for first, second in pairwise(ordered))
        if empty or overlap:
            said = f"{label}: {model} has {'an empty period' if empty else 'periods that overlap'}."
            yield Problem("bad-rate-card", says=said)


def _fine_prices(label: str, card: RateCard) -> Iterable[Problem]:
    """Prices finer than are computed with: refused, for a price is not rounded."""
    for rate in card.rates:
        for name, price in rate.prices.items():
            if price != round(price, rates().columns[name].decimals):
                said = f"{label}: the {name} of {rate.model} has more than 6 decimals."
                yield Problem("bad-rate-card", says=said)
