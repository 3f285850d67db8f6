"""Numbers as people read them keep their sign and every digit."""

from decimal import Decimal

import pytest

from estimator.model.money import grouped_number


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1000000", "1,000,000"),
        ("1234.50", "1,234.5"),
        ("0.05", "0.05"),
        ("-0.5", "-0.5"),
        ("-1234.5", "-1,234.5"),
        ("0E-12", "0"),
        ("1E+6", "1,000,000"),
    ],
)
def test_a_number_is_grouped_and_keeps_its_sign(value: str, said: str) -> None:
    assert grouped_number(Decimal(value)) == said
