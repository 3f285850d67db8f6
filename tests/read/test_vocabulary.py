"""Words, abbreviations, signs and codes are looked up in the vocabulary."""

import pytest

from estimator.read.vocabulary import CURRENCY, SCALE, UNKNOWN, fold_word, read_tokens


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("Trainingstoken", ["training", "tokens"]),
        ("Wiederholungsrate", ["retry", "share"]),
        ("Anfragen", ["requests"]),
        ("mensuelles", ["/month"]),
        ("MTok", [SCALE, "tokens"]),
        ("kEUR", [CURRENCY]),
        ("SEK", [CURRENCY]),
        ("xyz", [UNKNOWN]),
        ("Tokenizer", [UNKNOWN]),
    ],
)
def test_a_word_and_the_parts_of_a_joined_one_are_known(word: str, kinds: list[str]) -> None:
    assert [token.kinds[0] for token in read_tokens([word])] == kinds


@pytest.mark.parametrize("word", ["all", "top", "try", "team", "tall"])
def test_a_word_of_a_language_is_no_currency(word: str) -> None:
    assert all(CURRENCY not in token.kinds for token in read_tokens([word]))


def test_case_accents_and_letters_written_as_two_do_not_matter() -> None:
    assert fold_word("Entrée") == "entree"
    assert [read_tokens([one])[0].kinds for one in ("täglich", "taeglich", "TÄGLICH")] == [
        ("/day",)
    ] * 3
