"""What the code of a number format shows: as Excel has it, or told by its absence."""

import polars as pl
import pytest

from estimator.model.shown_numbers import show_numbers
from estimator.read.workbook.format_codes import parse_format


def shown(code: str, *numbers: str) -> list[tuple[str, bool]]:
    format_ = parse_format(code)
    assert format_, code
    texts, agrees = show_numbers(pl.Series(numbers), pl.Series([0] * len(numbers)), [format_])
    return list(zip(texts, agrees, strict=True))


PLAIN = [
    "General", "0", "#,##0", "0.00", "#,##0.00;[Red]-#,##0.00", "#,##0;(#,##0)", "0;[Red]0",
    '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', "0.00E+00", "# ?/?", ";;;", "@",
    "[$-409]0", "[$-en-US]0", "[$-x-sysdate]0", r"#\.##0", "#' '##0", "[Blue]0;[Color 3]-0", "",
]  # fmt: skip


@pytest.mark.parametrize("code", PLAIN)
def test_a_format_of_plain_digits_says_nothing(code: str) -> None:
    assert parse_format(code) == ()


@pytest.mark.parametrize(
    ("code", "number", "text", "agrees"),
    [
        ("0%", "0.05", "5%", True),
        ("0.00 %", "0.005", "0.5 %", True),
        ('0.0"%"', "0.5", "0.5%", False),
        (r"0.0\%", "0.5", "0.5%", False),
        ('0" M"', "5", "5 M", False),
        ('0.0,,"M"', "5000000", "5M", True),
        ('0.0,,"M"', "5040000", "5.04M", True),
        ('0,"M"', "5000000", "5000M", False),
        ("#,##0,", "5000000", "5000 k", False),
        ("0.0,,", "5000000", "5 M", False),
        ('#,##0.0" k$"', "1.5", "1.5 k$", False),
        ('0.0,,"Mio. \u20ac"', "5000000", "5Mio. \u20ac", True),
        ("#,##0.00 [$\u20ac-407]", "1000", "1000 \u20ac", True),
        ("[$EUR] 0", "5", "EUR5", True),
        ("[$$-1009]#,##0", "5", "CAD5", True),
        ("[$kr-41D] 0", "5", "SEK5", True),
        ("[$$-en-US]#,##0.00", "5", "$5", True),
        ("[$$-en-CA]#,##0.00", "5", "CAD5", True),
        ('_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "-5", "-$5", True),
        ('_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "0", "$0", True),
        ("0000", "815", "0815", True),
        ('"W-"0000', "12", "W-0012", True),
        ("000-00-0000", "78051120", "078-05-1120", True),
        ('0"000"', "5", "5000", False),
        ("-0", "5", "-5", False),
        ('0;-0;"n/a"', "0", "n/a", True),
        ('0" tokens"', "5", "5 tokens", True),
    ],
)
def test_a_format_shows_its_words_and_its_scale(
    code: str, number: str, text: str, agrees: object
) -> None:
    assert shown(code, number) == [(text, agrees)]


def test_the_section_that_applies_is_taken() -> None:
    scaled = '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0'
    assert [text for text, _ in shown(scaled, "5000000", "5000", "5", "-5")] == [
        "5M", "5K", "5", "-5",
    ]  # fmt: skip
    below = '[<1000]0;[<1000000]0.0,"K";0.0,,"M"'
    assert [text for text, _ in shown(below, "5", "5000", "5000000")] == ["5", "5K", "5M"]
    signed = '0.0" M";-0.0" M";"-"'
    assert [text for text, _ in shown(signed, "5", "-5", "0")] == ["5 M", "-5 M", "0"]
