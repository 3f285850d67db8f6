"""A number is spelled as its format shows it, with all of its digits."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.model.money import plain_number
from estimator.model.shown_numbers import NO_DIGITS, FormatSection, shift_point, show_numbers

NUMBERS = st.decimals(min_value=0, max_value=10**12, places=6)


@given(NUMBERS, st.integers(-12, 12).filter(bool))
def test_shifting_the_point_is_multiplying_by_a_power_of_ten(value: Decimal, places: int) -> None:
    shifted = shift_point(pl.Series([plain_number(value)]), places).item()
    assert Decimal(shifted) == value.scaleb(places)
    assert shifted == plain_number(Decimal(shifted))


@pytest.mark.parametrize(
    ("section", "text", "shown"),
    [
        (FormatSection(behind="%", shift=2), "0.05", "5%"),
        (FormatSection(behind=" M", shift=-6), "5040000", "5.04 M"),
        (FormatSection(before="$"), "-5.5", "-$5.5"),
        (FormatSection(digits=4), "815", "0815"),
        (FormatSection(digits=4), "12345.5", "12345.5"),
        (FormatSection(digits=9, groups=(3, 2, 4), between=("-", "-")), "78051120", "078-05-1120"),
        (FormatSection(before="n/a", digits=NO_DIGITS), "0", "n/a"),
        (FormatSection(), "0.1", "0.1"),
    ],
)
def test_a_section_puts_its_words_around_the_digits(
    section: FormatSection, text: str, shown: str
) -> None:
    texts, agrees = show_numbers(pl.Series([text]), pl.Series([0]), [(section,)])
    assert (texts.to_list(), agrees.to_list()) == ([shown], [True])


def test_the_first_section_that_a_number_belongs_to_applies() -> None:
    sections = (
        FormatSection(">=", 1e6, behind="M", shift=-6),
        FormatSection(">=", 1e3, behind="k", agrees=False),
        FormatSection(),
    )
    texts, agrees = show_numbers(
        pl.Series(["2000000", "2000", "2", "-2"]), pl.Series([0, 0, 0, 0]), [sections]
    )
    assert texts.to_list() == ["2M", "2000k", "2", "-2"]
    assert agrees.to_list() == [True, False, True, True]
