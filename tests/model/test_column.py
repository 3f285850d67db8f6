"""Columns say which values they take."""

from decimal import Decimal

import pytest

from estimator.model.column import (
    DATE,
    MONTH,
    NUMBER,
    SHARE,
    TEXT,
    WHOLE,
    Column,
    ComputedColumn,
)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column("x", "X", DATE), "a date as YYYY-MM-DD"),
        (Column("x", "X", MONTH), "a month as YYYY-MM"),
        (Column("x", "X", TEXT), "text"),
        (Column("x", "X", TEXT, longest=80), "text of at most 80 characters"),
        (Column("x", "X", WHOLE), "a whole number"),
        (
            Column("x", "X", WHOLE, minimum=Decimal(0), maximum=Decimal(50_000)),
            "a whole number from 0 to 50,000",
        ),
        (
            Column("x", "X", NUMBER, minimum=Decimal("0.5"), maximum=Decimal(2)),
            "a number from 0.5 to 2",
        ),
        (Column("x", "X", SHARE), "a share from 0% to 100%, such as 10% or 0.1"),
        (
            Column("x", "X", SHARE, minimum=Decimal("0.05"), maximum=Decimal("0.5")),
            "a share from 5% to 50%, such as 10% or 0.1",
        ),
    ],
)
def test_the_values_allowed_are_a_phrase(column: Column, expected: str) -> None:
    assert column.expected == expected


def test_numbers_and_shares_are_numeric_and_months_are_not() -> None:
    assert [Column("x", "X", kind).numeric for kind in (WHOLE, NUMBER, SHARE, MONTH, TEXT)] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_amounts_are_the_columns_in_a_currency() -> None:
    units = ("USD", "EUR", "tokens", "status", "")
    columns = [ComputedColumn("x", "X", unit, "=1", "") for unit in units]
    assert [column.unit for column in columns if column.money] == ["USD", "EUR"]
