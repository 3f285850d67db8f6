"""Addresses as spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.model.address import column_letters, column_number, quoted_sheet


@pytest.mark.parametrize(
    ("column", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (28, "AB"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")],
)
def test_columns_have_the_letters_of_excel(column: int, letters: str) -> None:
    assert column_letters(column) == letters


@given(st.integers(1, 1_000_000))
def test_letters_name_one_column(column: int) -> None:
    assert column_number(column_letters(column)) == column


@pytest.mark.parametrize(
    ("sheet", "quoted"),
    [
        ("Plan", "Plan"),
        ("Übersicht_2", "Übersicht_2"),
        ("Plan 2026", "'Plan 2026'"),
        ("2026", "'2026'"),
        ("Bob's", "'Bob''s'"),
        ("", "''"),
    ],
)
def test_a_sheet_is_in_quotes_where_excel_needs_them(sheet: str, quoted: str) -> None:
    assert quoted_sheet(sheet) == quoted
