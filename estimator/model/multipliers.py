"""Multipliers that people write behind a number: 5k, 5 Mio, 5bn."""

from collections.abc import Mapping

# By their words in small letters, without a point behind them. T is none: it means thousand to
# some and trillion to others. Nor is cr: it means crore to some and credit to others.
MULTIPLIER_WORDS: Mapping[str, int] = {
    **dict.fromkeys(("k", "tsd", "thousand", "thousands"), 1_000),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), 100_000),
    **dict.fromkeys(("m", "mm", "mn", "mio", "million", "millions"), 1_000_000),
    **dict.fromkeys(("crore", "crores"), 10_000_000),
    **dict.fromkeys(("b", "bn", "mrd", "billion", "billions"), 1_000_000_000),
}
