"""Prices that differ by day: workloads without a price on theirs, and later prices of models."""

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from estimator.formula.program import contracted_prices
from estimator.model.basis import Basis
from estimator.model.findings import CellFindings
from estimator.model.money import grouped_amount
from estimator.model.output_columns import PRICE_DATE, RATE_ROW
from estimator.model.rate_card import Rate
from estimator.model.schema import price_columns
from estimator.model.table import TablePart
from estimator.model.text import join_phrase

KEPT = "workloads that start before that keep the price of their start month"


def check_price_dates(frame: pl.DataFrame, part: TablePart, basis: Basis) -> Iterator[CellFindings]:
    """The rows whose model has a price on the card, but none on their price date.

    Args:
        frame: ``row``, ``model``, the canonical id, ``model_as_given``, and what
            ``add_rate_rows`` adds.
        part: where they came from.
        basis: of the estimate.
    """
    wrong = frame.filter(pl.col("model").is_not_null() & pl.col(RATE_ROW).is_null())
    if len(wrong):
        expected = pl.format(f"a model that {basis.card.name} has a price for on {{}}", PRICE_DATE)
        yield CellFindings.of(
            "no-price-on-date",
            part.of,
            wrong["row"],
            part.by_column["model"],
            found=wrong["model_as_given"],
            expected=wrong.select(expected.alias("expected")).to_series(),
        )


def later_prices(rates: Sequence[Rate], place: int) -> Iterator[tuple[date, str]]:
    """The days on which what the rate at ``place``, from 1, charges changes, and the sentences.

    Args:
        rates: the periods of a model together, by day.
        place: of one of them.
    """
    rate = rates[place - 1]
    end = rate.valid_to
    for other in (one for one in rates[place:] if one.model == rate.model):
        since = other.valid_from
        if since and (changes := _word_changes(rate, other)):
            yield since, f"{rate.model}: {changes} on {since}; {KEPT}"
        end = other.valid_to
    if end:
        yield end, f"{rate.model} has no price on the rate card from {end} on; {KEPT}"


def _word_changes(rate: Rate, other: Rate) -> str:
    """The prices, less the discount, that differ between two periods; empty if none does."""
    given = {**rate.given_prices, **other.given_prices}
    names = [name for name in price_columns() if name in given]
    pairs = contracted_prices((rate, other), names)
    changes = [
        f"{price_columns()[name].title.lower()} {before} becomes {after}"
        for name, pair in pairs.items()
        for before, after in (_word_prices((rate, other), name, pair),)
        if before != after
    ]
    return join_phrase(changes) if changes else ""


def _word_prices(rates: Sequence[Rate], name: str, prices: pl.Series) -> list[str]:
    """The ``prices`` called ``name`` of ``rates`` as texts."""
    return [
        "none" if rate.is_unsold(name) else grouped_amount(one)
        for rate, one in zip(rates, prices, strict=True)
    ]
