"""The words of a header and the unit among them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.model.schema import workloads_schema
from estimator.read.header_words import Unit, fits_form, parse_words
from estimator.read.headers import match_header

K, M = Decimal(1_000), Decimal(1_000_000)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Training tokens", Unit()),
        ("Training tokens (M)", Unit(M)),
        ("M tokens for training", Unit(M)),
        ("Tokens x 1,000", Unit(K)),
        ("in 1.000", Unit(K)),
        ("Budget '000 USD", Unit(K, "USD")),
        ("TEUR", Unit(K, "EUR")),
        ("Budget (m€)", Unit(M, "EUR")),
        ("C$ budget", Unit(currency="CAD")),
        ("All budgets", Unit()),
        ("% cached", Unit(percent=True)),
        ("Input ($/MTok)", Unit(currency="USD", per=M)),
        ("Price per 1,000 tokens", Unit(per=K)),
        ("Price per token", Unit(per=Decimal(1))),
        ("Budget (k€, USD)", Unit(K, "USD", clash=True)),
    ],
)
def test_a_unit_is_found_wherever_it_stands(text: str, unit: Unit) -> None:
    found = parse_words(text).unit
    assert (found.times, found.percent, found.per, found.clash) == (
        unit.times, unit.percent, unit.per, unit.clash,
    )  # fmt: skip
    assert unit.clash or found.currency == unit.currency


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Input tokens per month", {"input", "tokens", "/month"}),
        ("Eingabetoken/Monat", {"input", "tokens", "/month"}),
        ("Tokens d\u2019entrée par mois", {"input", "tokens", "/month"}),
        ("Tokens in per month", {"input", "tokens", "/month"}),
        ("Tokens in training set", {"tokens", "training", "data"}),
        ("tokens_per_training_example", {"tokens", "training", "/example"}),
        ("Budget FY 26/27", {"budget", "/year"}),
        ("Jahresbudget", {"budget", "/year"}),
        ("Input/output tokens", {"input", "output", "/tokens"}),
    ],
)
def test_the_kinds_of_words_are_found(text: str, kinds: set[str]) -> None:
    assert parse_words(text).kinds == kinds


def test_a_form_requires_some_words_and_allows_others() -> None:
    form = "[training] epochs|passes"
    assert fits_form(frozenset({"epochs"}), form)
    assert fits_form(frozenset({"training", "passes"}), form)
    assert not fits_form(frozenset({"training"}), form)
    assert not fits_form(frozenset({"epochs", "tokens"}), form)


@given(st.text(max_size=60))
def test_no_text_stops_the_reading_of_headers(text: str) -> None:
    parse_words(text)
    match_header(text, 1, workloads_schema(), {})


@given(
    st.sampled_from(["Training tokens", "Monthly input tokens", "Annual budget", "Retry rate"]),
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=12).filter(
        lambda word: parse_words(word).unknown == (word,)
    ),
)
def test_a_header_with_a_word_that_is_not_understood_is_never_read(text: str, word: str) -> None:
    for header in (f"{text} {word}", f"{word} {text}"):
        assert not match_header(header, 1, workloads_schema(), {}).column
