"""Typed workloads to priced ones: a pure function of the frame."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import polars as pl

from estimator.formula.program import Compiled, compute
from estimator.model.money import EXACT
from estimator.model.rate_card import PRICES, Rate


def priced(
    frame: pl.DataFrame,
    rates: Iterable[Rate],
    columns: Iterable[Compiled],
    assumptions: Mapping[str, Decimal],
) -> pl.DataFrame:
    """``frame`` with its prices (USD per 1M tokens) and every computed column, in its own order.

    Args:
        frame: the inputs typed; ``model`` holds ids that ``rates`` know.
        rates: one a model.
        columns, assumptions: the compiled cost model and its values.
    """
    by_model = {rate.model: rate.prices for rate in rates}
    prices = [
        pl.col("model")
        .replace_strict(
            {model: prices[name] for model, prices in by_model.items()} or {"": Decimal(0)},
            return_dtype=EXACT,
        )
        .alias(name)
        for name in PRICES
    ]
    return compute(frame.with_columns(prices), columns, assumptions)
