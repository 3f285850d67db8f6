"""A few of many rows, kept: in memory of their own, for a view would keep all the others too."""

import polars as pl


def kept(texts: pl.Series) -> pl.Series:
    """``texts`` (String), copied."""
    return pl.Series(texts.name, texts.to_list(), dtype=pl.String)


def kept_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with its texts copied."""
    texts = frame.select(pl.selectors.string())
    return frame.with_columns(kept(text) for text in texts)
