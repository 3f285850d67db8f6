"""Every form of a number has one meaning or is a problem with its own code."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.model.cells import BOOLEAN, DATE, NUMBER, TEXT
from estimator.model.money import USD
from estimator.model.options import POINT
from estimator.model.schema import workloads_schema
from estimator.model.table import ONCE, PERCENT
from estimator.validate.number_forms import read_number_forms
from estimator.validate.numbers import FORMS, NumberCells, parse_number_columns, parse_numbers


def test_the_rules_make_nothing_of_no_text() -> None:
    column = workloads_schema().columns["training_tokens"]
    odd = pl.DataFrame(schema={"odd": pl.String, "kind": pl.UInt8})
    made = read_number_forms(column, odd, ONCE, POINT, USD).schema
    assert made == {**odd.schema, **FORMS}


def test_columns_are_read_together_as_each_alone() -> None:
    kinds = pl.Series([TEXT, TEXT, TEXT], dtype=pl.UInt8)
    texts = {
        "training_tokens": ["1,000", "5M", "-"],
        "epochs": ["2", "few", None],
        "retry_rate": ["0.1234567", "10%", "10"],
        "annual_budget": ["$5", "5 EUR", "1.005"],
    }
    given = [
        NumberCells(workloads_schema().columns[name], pl.DataFrame({"text": some, "kind": kinds}))
        for name, some in texts.items()
    ]
    together = parse_number_columns(given)
    alone = [parse_numbers(one.column, one.cells) for one in given]
    assert [one.to_dicts() for one in together] == [one.to_dicts() for one in alone]
    codes = [one["code"].to_list() for one in together]
    assert codes == [
        [None, None, "dash-is-zero"],
        [None, "not-a-whole-number", None],
        ["decimals-rounded", None, "share-or-percent"],
        [None, "other-currency", "decimals-rounded"],
    ]


def read(
    text: str, column: str = "training_tokens", kind: int = TEXT, times: Decimal = ONCE
) -> tuple[Decimal | None, str | None]:
    spec = workloads_schema().columns[column]
    schema = {"text": pl.String, "kind": pl.UInt8}
    cells = pl.DataFrame({"text": [text or None], "kind": [kind]}, schema=schema)
    value, code = parse_numbers(spec, cells, times).select("value", "code").row(0)
    return value, code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", "5"), (" 5 ", "5"), ("+5", "5"), ("0", "0"), ("0.00", "0"), (".5", "0.5"),
        ("5.", "5"),
        ("1,000,000", "1000000"), ("12,345.67", "12345.67"), ("5k", "5000"), ("5 M", "5000000"),
        ("2.5MM", "2500000"), ("1.5bn", "1500000000"), ("3 Mio", "3000000"), ("-5", "-5"),
        ("(1,000)", "-1000"),
    ],
)  # fmt: skip
def test_a_quantity_is_taken(text: str, value: str) -> None:
    assert read(text) == (Decimal(value), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("three", "not-a-number"), ("n/a", "not-a-number"), ("1e3", "not-a-number"),
        ("nan", "not-a-number"), ("inf", "not-a-number"), ("1,5", "not-a-number"),
        ("1,0000", "not-a-number"), ("1.2.3", "not-a-number"), ("--5", "not-a-number"),
        ("(5", "not-a-number"), ("-(5)", "not-a-number"), (".", "not-a-number"),
        ("k", "not-a-number"), ("5 apples", "not-a-number"), ("5T", "unclear-multiplier"),
        ("10%", "stray-percent"), ("$5", "stray-currency"), ("5 USD", "stray-currency"),
        ("€5", "other-currency"), ("1" * 30, "too-large"),
    ],
)  # fmt: skip
def test_any_other_text_is_a_problem(text: str, code: str) -> None:
    assert read(text) == (None, code)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("10%", "0.1", None), ("12.5 %", "0.125", None), ("0.1", "0.1", None), ("100%", "1", None),
        ("1", "1", "share-of-one"), ("250%", "2.5", None), ("10", None, "share-or-percent"),
        ("1.5", None, "share-or-percent"), ("0.12345650", "0.123457", "decimals-rounded"),
        ("33.33333333333333333%", "0.333333", "decimals-rounded"), ("5k", None, "not-a-number"),
    ],
)  # fmt: skip
def test_a_share_is_a_fraction_or_a_percentage_and_never_guessed(
    text: str, value: str | None, code: str | None
) -> None:
    assert read(text, "validation_share") == (value and Decimal(value), code)


def test_an_amount_may_carry_dollars_and_no_other_currency() -> None:
    for text in ("$1,000.50", "USD 1000.5", "1000.50 USD", "US$1000.5", "$ 1000.5"):
        assert read(text, "annual_budget") == (Decimal("1000.5"), None)
    assert read("£5", "annual_budget") == (None, "other-currency")


def test_a_dash_is_zero_and_told_and_blank_is_blank() -> None:
    assert read("-") == (Decimal(0), "dash-is-zero")
    assert read("\u2013") == (Decimal(0), "dash-is-zero")
    assert read("") == (None, None)


def test_quantities_keep_two_decimals_rounded_half_away_from_zero() -> None:
    assert read("0.125") == (Decimal("0.13"), "decimals-rounded")
    assert read("-0.125") == (Decimal("-0.13"), "decimals-rounded")
    assert read("0.1249999999999999999999") == (Decimal("0.12"), "decimals-rounded")


def test_truths_and_dates_are_no_numbers() -> None:
    assert read("TRUE", kind=BOOLEAN) == (None, "not-a-number")
    assert read("2027-01-02", "epochs", DATE) == (None, "not-a-whole-number")


def test_a_multiplier_in_the_heading_multiplies_exactly() -> None:
    assert read("1.234567", times=Decimal(1_000_000)) == (Decimal(1_234_567), None)


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_writing_a_number_and_reading_it_gives_the_number(value: Decimal) -> None:
    assert read(f"{value:f}", kind=NUMBER) == (value, None)
    assert read(f"{value:,f}") == (value, None)


@given(st.text(max_size=12))
def test_no_text_at_all_raises(text: str) -> None:
    value, code = read(text)
    assert code is None or value is None or code in {"dash-is-zero", "decimals-rounded"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10", (Decimal("0.1"), None)),
        ("12.5", (Decimal("0.125"), None)),
        ("10%", (Decimal("0.1"), None)),
        ("0.1%", (Decimal("0.001"), None)),
        ("0", (Decimal(0), None)),
        ("100", (Decimal(1), None)),
        ("0.1", (None, "share-or-percent")),
        ("1", (None, "share-or-percent")),
    ],
)
def test_under_a_heading_that_says_percent(text: str, expected: tuple[object, ...]) -> None:
    assert read(text, "validation_share", times=PERCENT) == expected
