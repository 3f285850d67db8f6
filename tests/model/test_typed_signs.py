"""Digits and signs of all scripts are spelled in ASCII; everything else stays as it is."""

import unicodedata

import polars as pl
import pytest

from estimator.model.typed_signs import ascii_signs, spell_in_ascii


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("5,000.5", "5,000.5"),
        ("\u0661\u066c\u0662\u0663\u0664\u066b\u0665\u066a", "1'234.5%"),
        ("\u0967\u0968\u0969", "123"),
        ("\uff0d\uff11\uff0c\uff10\uff10\uff10\uff05", "-1,000%"),
        ("\u22125\u00a0000\u202f000", "-5 000 000"),
        ("\u200e5\ufeff", "5"),
        ("5\u00b2\u00bd\u2460\u2076", "5\u00b2\u00bd\u2460\u2076"),
        ("\u20ac caf\u00e9", "\u20ac caf\u00e9"),
    ],
)
def test_a_sign_is_spelled_as_it_is_typed_elsewhere(text: str, spelled: str) -> None:
    assert spell_in_ascii(pl.Series([text, None, "7"])).to_list() == [spelled, None, "7"]


def test_every_decimal_digit_of_unicode_is_known() -> None:
    digits = {
        chr(code): str(unicodedata.decimal(chr(code)))
        for code in range(128, 0x110000)
        if unicodedata.category(chr(code)) == "Nd"
    }
    assert {one: usual for one, usual in ascii_signs().items() if one in digits} == digits
