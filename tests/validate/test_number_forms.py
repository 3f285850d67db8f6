"""A text is read as the number that a second reader finds in it, or it has a code."""

import os
import random
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.model.cells import NUMBER, SHOWN, TEXT
from estimator.model.schema import workloads_schema
from estimator.validate.numbers import COERCED, NumberCells, parse_number_columns, parse_numbers
from tests.number_reader import read_by_hand

# A million take some minutes: ESTIMATOR_FUZZ=1000000.
TEXTS = int(os.environ.get("ESTIMATOR_FUZZ", "6000"))
BATCH = 50_000
COLUMNS = ("training_tokens", "annual_budget", "validation_share")

CATEGORIES = ("Nd", "No", "Nl", "Pd", "Zs", "Sc", "Cf", "Sk", "Lm", "Mn")
ODD = [
    chr(code)
    for code in range(0x80, 0x20000)
    if unicodedata.category(chr(code)) in CATEGORIES or 0xFF01 <= code <= 0xFF5E
]
DIGITS = [one for one in ODD if unicodedata.category(one) == "Nd"]


def judge(texts: list[str], name: str, mark: str = ".") -> pl.DataFrame:
    cells = pl.DataFrame({"text": texts}, schema={"text": pl.String}).with_columns(
        kind=pl.lit(TEXT, dtype=pl.UInt8)
    )
    [answer] = parse_number_columns(
        [NumberCells(workloads_schema().columns[name], cells, mark=mark)]
    )
    return answer


def check(texts: list[str], name: str, mark: str) -> int:
    """Holds what is read of ``texts`` against the second reader; how many were read."""
    read = 0
    places = Decimal(1).scaleb(-workloads_schema().columns[name].decimals)
    for text, value, code in judge(texts, name, mark).select("text", "value", "code").iter_rows():
        assert (value is not None) == (code is None or code in COERCED), (text, value, code)
        if value is None:
            continue
        read += 1
        known = read_by_hand(text, mark or ".")
        assert known is not None, (text, value)
        # Halves away from zero, as the column keeps it.
        steps = abs(known) / Fraction(places)
        rounded = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
        expected = rounded * Fraction(places) * (-1 if known < 0 else 1)
        assert Fraction(value) == expected, (text, value, mark)
    return read


def written_number(chance: random.Random) -> str:
    """A number as somebody might write it, or nearly."""
    whole = str(chance.randrange(10 ** chance.randrange(1, 9)))
    separator = chance.choice(["", "", ",", ".", " ", "'", "\u00a0", "\u202f", "\u2019", "\u066c"])
    if separator:
        size = chance.choice([3, 3, 3, 2])
        pairs, last = (whole[:-3], whole[-3:]) if size == 2 else (whole, "")
        head = len(pairs) % size or size
        groups = [pairs[:head], *(pairs[n : n + size] for n in range(head, len(pairs), size)), last]
        whole = separator.join(one for one in groups if one)
    part = ""
    if chance.random() < 0.4:
        part = chance.choice([".", ".", ",", "\u066b"]) + str(chance.randrange(10**4))
    front = chance.choice(
        ["", "", "", "-", "\u2212", "+", "$", "$ ", "USD ", "-$", "$-", "(", "$ ("]
    )
    back = chance.choice(
        [
            *[""] * 9,
            "%",
            " %",
            "\u066a",
            "k",
            " M",
            "bn",
            " lakh",
            "crore",
            " CR",
            "E+06",
            " Mio.",
            " USD",
            "$",
            "M USD",
            "T",
            "\u00b2",
        ]
    )
    text = front + whole + part + back + (")" if "(" in front else "")
    if chance.random() < 0.2:
        zero = chance.choice(DIGITS)
        start = ord(zero) - unicodedata.decimal(zero)
        text = "".join(chr(start + int(one)) if one in "0123456789" else one for one in text)
    return text


def disturb(text: str, chance: random.Random) -> str:
    """``text`` with some characters more, less or other ones."""
    characters = list(text)
    for _ in range(chance.choice([0, 0, 0, 1, 1, 2])):
        at = chance.randrange(len(characters) + 1)
        odd = chance.choice([*" .,'-+()%$kM5\u00b9", chance.choice(ODD)])
        characters[at : at + chance.randrange(2)] = [odd]
    return "".join(characters)


def fuzz_texts(chance: random.Random, most: int) -> Iterator[list[str]]:
    for start in range(0, most, BATCH):
        size = min(BATCH, most - start)
        yield [disturb(written_number(chance), chance) for _ in range(size)]


@pytest.mark.parametrize("mark", [".", ",", ""])
def test_no_text_is_read_as_another_number_than_a_second_reader_finds(mark: str) -> None:
    read = count = 0
    for texts in fuzz_texts(random.Random(f"13{mark}"), TEXTS // 3):  # noqa: S311 - no secret
        visible = [text for text in texts if text.strip()]
        for name in COLUMNS:
            read += check(visible, name, mark)
            count += len(visible)
    # What is plain is not refused either.
    assert read > count / 8


@given(st.sampled_from(COLUMNS), st.text(st.sampled_from([*ODD, *"0123456789 .,%$-"]), min_size=1))
def test_every_text_of_odd_signs_is_a_number_or_has_a_code(name: str, text: str) -> None:
    if text.strip():
        check([text], name, ".")


def test_every_digit_of_every_script_is_read() -> None:
    found = judge(DIGITS, "training_tokens")
    assert found["code"].null_count() == len(DIGITS)
    assert found["value"].to_list() == [unicodedata.decimal(one) for one in DIGITS]


def test_no_other_sign_is_read_for_a_digit() -> None:
    others = [one for one in ODD if unicodedata.category(one) in {"No", "Nl"}]
    for texts in (others, [f"5{one}" for one in others], [f"{one}5" for one in others]):
        assert set(judge(texts, "training_tokens")["code"]) == {"not-a-number"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$ -", 0), ("$ (1,000.00)", -1000), ("1.2M USD", 1_200_000), ("$1.2M", 1_200_000),
        ("1.2 MUSD", 1_200_000), ("1000 usd", 1000), ("\u20135", -5), ("5 Mio. $", 5_000_000),
        ("\u0665\u066c\u0660\u0660\u0660", 5000), ("\uff15\uff2d", 5_000_000),
        ("\u200e5000\u200f", 5000),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_type_it(text: str, value: int) -> None:
    assert judge([text], "annual_budget")["value"].to_list() == [value]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C$ 1,000", "other-currency"), ("5 Mio. \u20ac", "other-currency"),
        ("\u20bd5", "other-currency"),
        ("$5 USD", "not-a-number"), ("($ -5)", "not-a-number"), ("5000000\u00b2", "not-a-number"),
        ("10\u2076", "not-a-number"), ("\u00bd", "not-a-number"), ("\u2460", "not-a-number"),
        ("5\u00b9", "not-a-number"), ("5T$", "unclear-multiplier"), ("\u200b", "not-a-number"),
    ],
)  # fmt: skip
def test_what_is_no_amount_in_dollars_is_a_problem(text: str, code: str) -> None:
    assert judge([text], "annual_budget")["code"].to_list() == [code]


def test_the_unit_of_a_column_may_stand_behind_its_numbers() -> None:
    assert judge(["5 tokens", "5M tokens"], "training_tokens")["value"].to_list() == [5, 5_000_000]
    assert judge(["5 tokens"], "annual_budget")["code"].to_list() == ["not-a-number"]


@pytest.mark.parametrize(
    ("text", "kind", "times", "value", "code"),
    [
        ("5M", NUMBER, 1, 5_000_000, None),
        ("5M", NUMBER, 1_000_000, 5_000_000, None),
        ("5000 k", SHOWN, 1_000, 5_000_000, None),
        ("5M", NUMBER, 1_000, None, "multiplied-twice"),
        ("5M", TEXT, 1_000_000, None, "multiplied-twice"),
    ],
)
def test_a_multiplier_that_a_format_shows_may_be_that_of_the_header(
    text: str, kind: int, times: int, value: int | None, code: str | None
) -> None:
    cells = pl.DataFrame({"text": [text], "kind": [kind]})
    column = workloads_schema().columns["training_tokens"]
    read = parse_numbers(column, cells, Decimal(times)).select("value", "code").row(0)
    assert read == (value, code)


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("100 dollars", 100, None),
        ("5k Dollars", 5000, None),
        ("100 US dollars", 100, None),
        ("1 dollar", 1, None),
        ("100 euros", None, "other-currency"),
        ("100 Canadian dollars", None, "not-a-number"),
        ("100 dollars 5", None, "not-a-number"),
    ],
)
def test_dollars_and_euros_are_currencies(text: str, number: int | None, code: str | None) -> None:
    [read] = judge([text], "annual_budget").select("value", "code").iter_rows()
    assert read == (None if number is None else Decimal(number), code)
