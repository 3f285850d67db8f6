"""Texts folded for comparison equal Python's own folding."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator.model.casefold import fold_case


def test_case_and_outer_spaces_are_folded_and_blanks_stay() -> None:
    texts = pl.Series([" Straße ", "STRASSE", "ÇA", None, "", "a b"])
    assert fold_case(texts).to_list() == ["strasse", "strasse", "ça", None, "", "a b"]


@settings(max_examples=30)
@given(st.lists(st.text("aAßÇçİẞΣς é", max_size=4)))
def test_every_text_folds_as_python_folds_it(texts: list[str]) -> None:
    folded = fold_case(pl.Series(texts, dtype=pl.String)).to_list()
    assert folded == [text.strip().casefold() for text in texts]
