"""Workloads that train a model which the rate card has no price for training."""

from collections.abc import Iterator, Sequence

import polars as pl

from estimator.model.findings import CellFindings
from estimator.model.output_columns import RATE_ROW
from estimator.model.rate_card import HOUR_TRAINING, TOKEN_TRAINING, Rate
from estimator.model.table import TablePart


def check_trainable(
    frame: pl.DataFrame, part: TablePart, rates: Sequence[Rate]
) -> list[CellFindings]:
    """Problems of rows that train a model without a price for it: it is never 0.

    Args:
        frame: typed rows, with the place of their rate among ``rates`` as ``RATE_ROW``.
        part: where they came from.
        rates: the list prices.
    """
    found = []
    for place, rate in enumerate(rates, 1):
        for unpriced, wording in _unpriced_training(rate):
            rows = frame.filter((pl.col(RATE_ROW) == place) & unpriced)["row"]
            if len(rows):
                at = part.by_column["model"]
                found.append(CellFindings.of("not-trainable", part.of, rows, at, wording=wording))
    return found


def _unpriced_training(rate: Rate) -> Iterator[tuple[pl.Expr, str]]:
    """What no price of ``rate`` is for, among the ways to train, and the sentence about it."""
    by_tokens, by_hours = trained_tokens(), _is_positive("training_hours")
    if TOKEN_TRAINING not in rate.given_prices:
        if HOUR_TRAINING not in rate.given_prices:
            wording = (
                f"{rate.model} cannot be trained: it has no training price on the rate card. Enter "
                "0 training tokens, or take another model."
            )
            yield by_tokens | by_hours, wording
            return
        wording = f"{rate.model} is trained by the hour. Fill in the training hours."
        yield by_tokens & ~by_hours, wording
    elif HOUR_TRAINING not in rate.given_prices:
        wording = f"{rate.model} is not trained by the hour. Fill in the training tokens."
        yield by_hours & ~by_tokens, wording


def trained_tokens() -> pl.Expr:
    """Whether a row has tokens to train on."""
    examples = pl.all_horizontal(map(_is_positive, ("training_examples", "tokens_per_example")))
    return _is_positive("training_tokens") | examples


def _is_positive(column: str) -> pl.Expr:
    return (pl.col(column) > 0).fill_null(value=False)
