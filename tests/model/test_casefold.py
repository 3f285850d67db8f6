"""Texts that look alike on paper are folded to one, and others are not."""

import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator.model.casefold import fold_case, fold_look


def test_case_and_outer_spaces_are_folded_and_blanks_stay() -> None:
    texts = pl.Series([" Straße ", "STRASSE", "ÇA", None, "", "a b"])
    assert fold_case(texts).to_list() == ["strasse", "strasse", "ça", None, "", "a b"]


@pytest.mark.parametrize(
    "other",
    [
        "r & d", "R\u00a0& D", "R  &  D", "R\u202f&\u2009D", "\u200bR & D", "R &\u200b D",
        "R\u00ad & D", "\ufeffR & D\u200e", "\uff32 & D", "R\u3000&\u3000D", "R & D\t", "R\n& D",
    ],
)  # fmt: skip
def test_what_looks_alike_is_equal(other: str) -> None:
    assert fold_look(other) == fold_look("R & D")
    assert fold_case(pl.Series(["R & D", other])).n_unique() == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "Cafe\u0301"),
        ("CC-1", "CC\u20111"),
        ("CC-1", "CC\u20131"),
        ("O'Neill", "O\u2019Neill"),
    ],
)
def test_letters_and_signs_in_another_code_are_equal(one: str, other: str) -> None:
    assert fold_look(one) == fold_look(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("CC 1", "CC1"), ("R&D", "R & D"), ("10\u00b2", "102"), ("0815", "815"), ("é", "e")],
)
def test_what_looks_different_stays_apart(one: str, other: str) -> None:
    assert fold_look(one) != fold_look(other)


@settings(max_examples=50)
@given(st.lists(st.text("aAßÇçİẞΣς é\u00a0\u0301-", max_size=4)))
def test_the_texts_of_a_column_are_folded_as_each_alone(texts: list[str]) -> None:
    folded = fold_case(pl.Series(texts, dtype=pl.String)).to_list()
    assert folded == [fold_look(text) for text in texts]


@settings(max_examples=50)
@given(st.text(max_size=6))
def test_folding_again_changes_nothing_and_neither_do_forms_of_letters(text: str) -> None:
    folded = fold_look(text)
    assert fold_look(folded) == folded
    assert fold_look(unicodedata.normalize("NFD", text)) == folded
