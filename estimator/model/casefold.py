"""Folding texts for comparison: trimmed, without case."""

import polars as pl

ASCII = r"^[\x00-\x7F]*$"


def fold_case(texts: pl.Series) -> pl.Series:
    """``texts`` (String) trimmed and case-folded: ``Straße`` and ``STRASSE`` become equal.

    polars lowers case but does not fold it. Only text outside ASCII, where the two differ, is
    folded one by one, each different text once.
    """
    trimmed = texts.str.strip_chars()
    odd = trimmed.filter(~trimmed.str.contains(ASCII)).unique()
    lowered = trimmed.str.to_lowercase()
    if odd.is_empty():
        return lowered
    folds = {text.lower(): text.casefold() for text in odd}
    return lowered.replace(folds)
