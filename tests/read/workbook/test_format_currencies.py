"""Currencies of number formats: whose sign it is, as the language of the format says."""

import pytest

from estimator.read.workbook.format_currencies import currency_words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("$", "$"),
        ("EUR", "EUR"),
        ("\u20ac-407", "\u20ac"),
        ("\u20ac-de-DE", "\u20ac"),
        ("$-409", "$"),
        ("$-1000409", "$"),
        ("$-en-US", "$"),
        ("$-en-US,100", "$"),
        ("$-en-CA", "CAD"),
        ("$-fr-CA", "CAD"),
        ("$-en-AU", "AUD"),
        ("$-zh-Hant-TW", "TWD"),
        ("$-1009", "CAD"),
        ("$-380A", "UYU"),
        ("$-1404", "MOP"),
        ("\u00a5-zh-CN", "CNY"),
        ("kr-sv-SE", "SEK"),
        ("kr.-da-DK", "DKK"),
        ("C$-4C0A", "NIO"),
        ("-en-US", ""),
        ("-x-sysdate", ""),
    ],
)
def test_the_language_says_whose_sign_it_is(written: str, words: str) -> None:
    assert currency_words(written) == words


@pytest.mark.parametrize("language", ["de-DE", "407", "FFFF", "en", "xx-QQ"])
def test_dollars_of_a_country_that_is_not_known_are_not_us_dollars(language: str) -> None:
    assert currency_words(f"$-{language}") == f"$ ({language}) "
