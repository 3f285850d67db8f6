"""The clauses of a text that may state units, and units that are not understood."""

import pytest

from estimator.read.header_words import parse_words
from estimator.read.unit_clauses import split_clauses, states_odd_unit


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Tokens (M)", ["Tokens", "Tokens (M)"]),
        ("Plan: tokens in millions, USD", ["Plan", "tokens in millions", "USD"]),
        ("Acme plan (M)", ["Acme plan", "(M)"]),
        ("Team: M", ["Team", "M"]),
        ("Beträge in Tsd. EUR", ["Beträge in Tsd. EUR"]),
    ],
)
def test_a_bare_unit_goes_with_the_words_before_it(text: str, clauses: list[str]) -> None:
    assert [*split_clauses(text, {"tokens"})] == clauses


@pytest.mark.parametrize(
    ("clause", "odd"),
    [
        ("tokens in dozens", True),
        ("tokens in Europe", False),
        ("tokens in production", False),
        ("tokens in thousands", False),
        ("tokens in 10 languages", False),
        ("price per 100 calls", True),
        ("price per 1M tokens", False),
        ("team in 10k", False),
    ],
)
def test_a_unit_that_is_not_understood(clause: str, odd: bool) -> None:  # noqa: FBT001 - the answer
    assert states_odd_unit(clause, parse_words(clause)) == odd
