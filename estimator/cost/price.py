"""Typed workloads to priced ones: a pure function of the frame."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import polars as pl

from estimator.formula.program import Compiled, compute
from estimator.model.money import EXACT
from estimator.model.rate_card import PRICES, Rate
from estimator.model.scenario import Scenario
from estimator.model.source import TABLE, Source


def sourced(frame: pl.DataFrame, sources: Sequence[Source]) -> pl.DataFrame:
    """``frame`` with the file, sheet and row that each row stood in.

    Args:
        frame: ``TABLE`` is the position of a row's table among ``sources``, ``row`` its row there.
        sources: where the tables stand.
    """
    numbers = range(len(sources))
    files = dict(zip(numbers, (source.file for source in sources), strict=True))
    sheets = dict(zip(numbers, (source.sheet for source in sources), strict=True))
    return frame.with_columns(
        pl.col(TABLE).replace_strict(files, return_dtype=pl.String).alias("source_file"),
        pl.col(TABLE).replace_strict(sheets, return_dtype=pl.String).alias("source_sheet"),
        pl.col("row").alias("source_row"),
    ).drop("row")


def priced(
    frame: pl.DataFrame,
    rates: Iterable[Rate],
    columns: Iterable[Compiled],
    assumptions: Mapping[str, Decimal],
    scenario: Scenario,
) -> pl.DataFrame:
    """``frame`` with its prices (USD per 1M tokens) and every computed column, in its own order.

    Args:
        frame: the inputs typed; ``model`` holds ids that ``rates`` know.
        rates: the list prices, one rate a model.
        columns, assumptions: the compiled cost model and its values.
        scenario: what prices and quantities are multiplied by.
    """
    known = scenario.rates(rates)
    # Each model is looked up once, and not for every price.
    numbers = {rate.model: number for number, rate in enumerate(known)} or {"": 0}
    found = frame["model"].replace_strict(numbers, return_dtype=pl.UInt32)
    prices = [
        pl.Series(name, [rate.prices[name] for rate in known], dtype=EXACT).gather(found)
        for name in PRICES
    ]
    return compute(frame.with_columns(prices), columns, {**assumptions, **scenario.factors})
