from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.formula.exactness import ValueKind, number_kind
from estimator.formula.polars import polars_expression
from estimator.formula.syntax import parse_formula
from estimator.model.money import EXACT
from tests.oracle import Cell, Row, typed

TEXTS = frozenset({"status", "owner"})
ROW: dict[str, Cell] = {
    "a": Decimal("1.25"),
    "b": Decimal("-0.5"),
    "c": Decimal(3),
    "full": Decimal(7),
    "empty": None,
    "status": "near",
    "owner": None,
}


def kinds(row: Row) -> Mapping[str, ValueKind]:
    """The kinds of the numbers of ``row``: of the size and the decimals that these have."""
    cells = {name: cell or Decimal(0) for name, cell in row.items() if name not in TEXTS}
    numbers = {name: cell for name, cell in cells.items() if isinstance(cell, Decimal)}
    return {
        name: number_kind(number, number, max(0, -int(number.as_tuple().exponent)), blank=True)
        for name, number in numbers.items()
    }


def result(formula: str, **cells: str) -> Cell:
    row = ROW | {name: Decimal(text) for name, text in cells.items()}
    constants = {"rate": Decimal("0.05")}
    frame = typed([row], TEXTS).with_columns(
        polars_expression(parse_formula(formula), constants, kinds(row)).alias("x")
    )
    found: Cell = frame["x"].item()
    return found


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=2.5", "2.5"),
        ("=a", "1.25"),
        ("=rate", "0.05"),
        ("=-a", "-1.25"),
        ("=--a", "1.25"),
        ("=a + b", "0.75"),
        ("=a - b", "1.75"),
        ("=a - b - c", "-1.25"),
        ("=ROUND(a * b, 4)", "-0.625"),
        ("=ROUND((a - b) * c, 4)", "5.25"),
        ("=ROUND(c * rate, 4)", "0.15"),
        ("=ABS(b)", "0.5"),
        ("=ABS(a)", "1.25"),
        ("=MIN(a, b, c)", "-0.5"),
        ("=MAX(a, b, 2)", "2"),
        ("=MAX(1, 2)", "2"),
    ],
)
def test_arithmetic_is_exact(formula: str, expected: str) -> None:
    assert result(formula) == Decimal(expected)


def test_months_are_whole_numbers_of_days() -> None:
    days = pl.DataFrame({"start": pl.Series([None, 46447], dtype=pl.Int64)})
    node = parse_formula('=IF(start = "", first, FIRST_OF_MONTH(start))')
    found = days.select(polars_expression(node, {"first": 46388}, {})).to_series()
    assert found.to_list() == [46388, 46447]
    assert found.dtype == pl.Int64


def test_binary_noise_does_not_come_in_with_literals() -> None:
    assert result("=0.1 + 0.2 - 0.3") == 0


def test_a_product_has_all_its_12_decimals() -> None:
    assert result("=ROUND(a * b, 12)", a="0.000001", b="0.000001") == Decimal("0.000000000001")


def test_large_amounts_do_not_wrap() -> None:
    assert result("=ROUND(a * b, 2)", a="1000000000000", b="1000000000000") == Decimal(10) ** 24


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        ("0.005", 2, "0.01"),
        ("0.015", 2, "0.02"),
        ("0.025", 2, "0.03"),
        ("-0.005", 2, "-0.01"),
        ("-0.025", 2, "-0.03"),
        ("0.004999999999", 2, "0"),
        ("-0.004999999999", 2, "0"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("2.675", 2, "2.68"),
        ("1.0000005", 6, "1.000001"),
        ("0.000000000001", 12, "0.000000000001"),
        ("1234567890123.455", 2, "1234567890123.46"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: str, digits: int, expected: str) -> None:
    assert result(f"=ROUND(a, {digits})", a=value) == Decimal(expected)


@pytest.mark.parametrize(
    ("tokens", "price", "expected"),
    [
        # Each product is 14 decimals long, and at 12 of them would be a half cent.
        ("9999.98", "0.500001", "0"),
        ("5000.01", "0.999998", "0"),
        ("29.69", "168.406871", "0"),
        ("-29.69", "168.406871", "0"),
        ("1000029.69", "168.406871", "168.41"),
        # True half cents.
        ("5000", "1", "0.01"),
        ("-5000", "1", "-0.01"),
        ("300000", "0.15", "0.05"),
        ("0.01", "500000", "0.01"),
        ("100.50", "100000", "10.05"),
        # One in the fourteenth decimal above and below.
        ("5000.01", "1.000000", "0.01"),
        ("4999.99", "1.000000", "0"),
    ],
)
def test_a_price_per_million_is_rounded_once(tokens: str, price: str, expected: str) -> None:
    found = result("=ROUND(a * b / 1000000, 2)", a=tokens, b=price)
    assert found == Decimal(expected)


@pytest.mark.parametrize(
    ("formula", "value", "expected"),
    [
        ("=ROUND(a / 10, 2)", "0.05", "0.01"),
        ("=ROUND(a / 10, 2)", "-0.05", "-0.01"),
        ("=ROUND(a / 100, 2)", "0.5", "0.01"),
        ("=ROUND(a / 100, 2)", "0.49999999", "0"),
        ("=ROUND(a / 1000, 4)", "0.05", "0.0001"),
        ("=ROUND(a / 1000000, 6)", "0.5", "0.000001"),
        ("=ROUND(a / 1000000, 12)", "0.000001", "0.000000000001"),
        ("=ROUND(a / 100000000, 2)", "500000", "0.01"),
        ("=ROUND(a / 100000000, 2)", "499999.999999", "0"),
        ("=ROUND(a / 10.0, 2)", "0.15", "0.02"),
    ],
)
def test_a_quotient_by_a_power_of_ten_is_rounded_once(
    formula: str, value: str, expected: str
) -> None:
    assert result(formula, a=value) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.06", "0.01"),
        ("-0.06", "-0.01"),
        ("0.18", "0.02"),
        ("0.30", "0.03"),
        ("0.42", "0.04"),
        ("-0.30", "-0.03"),
        ("0.05999999", "0"),
        ("0.0599999999", "0"),
        ("-0.0599999999", "0"),
        ("0.29999999", "0.02"),
        ("1", "0.08"),
        ("100", "8.33"),
        ("1000000000000.02", "83333333333.34"),
    ],
)
def test_a_twelfth_is_rounded_once(value: str, expected: str) -> None:
    assert result("=ROUND(a / 12, 2)", a=value) == Decimal(expected)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=ROUND(c / 0.5, 2)", "6"),
        ("=ROUND(a / 0.3, 2)", "4.17"),
        ("=ROUND(a * c / 7, 4)", "0.5357"),
        ("=ROUND(c / 1, 2)", "3"),
        ("=ROUND(c / 600, 2)", "0.01"),
        ("=ROUND(c / 0.01, 2)", "300"),
    ],
)
def test_other_quotients_are_rounded_once(formula: str, expected: str) -> None:
    assert result(formula) == Decimal(expected)


@pytest.mark.parametrize(
    ("a", "c", "expected"),
    [
        ("1", "3", "0.3333"),
        ("2", "3", "0.6667"),
        ("0.01", "200", "0.0001"),
        ("-0.01", "200", "-0.0001"),
        # Below a half by less than the 12 decimals of a quotient.
        ("9999.99", "200000000.00", "0"),
        ("0.0149", "299.999999", "0"),
        ("49999999.99", "999999999999.99", "0"),
        ("50000000.00", "999999999999.99", "0.0001"),
        ("-50000000.00", "999999999999.99", "-0.0001"),
        ("1", "0", None),
        ("0", "0", None),
        ("99999999999999999999999999", "0.000001", None),
    ],
)
def test_a_ratio_is_rounded_once(a: str, c: str, expected: str | None) -> None:
    ratio = result("=ROUND(a / c, 4)", a=a, c=c)
    assert ratio == (None if expected is None else Decimal(expected))


@given(
    st.decimals(-(10**15), 10**15, places=2),
    st.decimals("0.000001", 10**13, places=6),
    st.integers(0, 10**6),
    st.sampled_from([1, -1]),
)
def test_law_a_ratio_is_the_exact_fraction_rounded_half_away_from_zero(
    a: Decimal, c: Decimal, ties: int, sign: int
) -> None:
    # A random ratio is hardly ever next to a half: take the cents nearest to one, too.
    half = Fraction(2 * ties + 1, 20_000) * Fraction(c)
    for cents in (Fraction(a) * 100, half * 100):
        for near in (floor(cents) - 1, floor(cents), floor(cents) + 1):
            dividend = Decimal(near) / 100
            units = abs(Fraction(dividend) / Fraction(c)) * 10_000
            away = floor(units + Fraction(1, 2))
            expected = Decimal(-away if dividend * sign < 0 else away) / 10_000
            found = result("=ROUND(a / c, 4)", a=f"{dividend:f}", c=f"{c * sign:f}")
            assert found == expected


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("a = 1.25", True),
        ("a <> 1.25", False),
        ("b < a", True),
        ("a <= a", True),
        ("a < a", False),
        ("a > c", False),
        ("c >= 3", True),
        ("1 = 1", True),
        ('status = "near"', True),
        ('status <> "near"', False),
        ('"far" = status', False),
        ('empty = ""', True),
        ('empty <> ""', False),
        ('"" = full', False),
        ('"" <> full', True),
        ('owner = ""', True),
        ('status = ""', False),
        ('rate = ""', False),
        ('rate <> ""', True),
        ("AND(a = 1.25, c = 3, b < 0)", True),
        ("AND(a = 1.25, c = 4, b < 0)", False),
        ("OR(a = 0, c = 4, b < 0)", True),
        ("OR(a = 0, c = 4, b > 0)", False),
        ("NOT(a = 0)", True),
        ('NOT(empty = "")', False),
        ("IF(a = 0, c = 0, c = 3)", True),
    ],
)
def test_if_takes_the_case_that_holds(condition: str, holds: bool) -> None:  # noqa: FBT001 - a table
    assert result(f"=IF({condition}, 1, 2)") == (1 if holds else 2)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=IF(empty = "", "", ROUND(empty - 1, 2))', None),
        ('=IF(full = "", "", ROUND(full - 1, 2))', Decimal(6)),
        ('=IF(empty <> "", empty + 1, 0)', Decimal(0)),
        ('=IF(empty = "", IF(full = "", 0, full), empty)', Decimal(7)),
        ('=IF(owner = "", "nobody", owner)', "nobody"),
        ('=IF(status = "near", "", "far")', None),
        ('=""', None),
        ('=IF(a > c, "over", IF(c > 3, "near", "within"))', "within"),
    ],
)
def test_blanks_stay_blank_and_are_caught_by_their_test(formula: str, expected: Cell) -> None:
    assert result(formula) == expected


@pytest.mark.parametrize(
    ("formula", "dtype"),
    [
        ("=1", EXACT),
        ("=ROUND(a * b / 1000000, 2)", EXACT),
        ("=MIN(a, 2)", EXACT),
        ('=IF(a = 1.25, "", 3)', EXACT),
        ('=IF(a = 1.25, 3, "")', EXACT),
        ('=IF(a = 1.25, "", IF(c = 3, "", b))', EXACT),
        ('=IF(a = 1.25, "", "x")', pl.String()),
        ('="x"', pl.String()),
    ],
)
def test_a_column_has_one_type_whatever_its_rows(formula: str, dtype: pl.DataType) -> None:
    frame = typed([ROW], TEXTS).select(polars_expression(parse_formula(formula), {}, kinds(ROW)))
    assert frame.dtypes == [dtype]
