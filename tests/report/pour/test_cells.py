"""Each cell says what its value is: numbers read back as the same doubles, texts as texts."""

from collections.abc import Sequence
from decimal import Decimal
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from estimator.model.cells import BLANK, NUMBER, TEXT
from estimator.model.money import EXACT
from estimator.report.rows.cells import (
    ROW,
    InexactNumberError,
    XmlCell,
    XmlColumn,
    render_cells,
    scan_values,
)
from estimator.report.rows.formulas import follower_formula_element

SHARED = follower_formula_element(3)


def made(
    values_: pl.Series, column: XmlColumn, formula: str = "", kinds: Sequence[int] = ()
) -> list[str]:
    """The cells of ``values_`` in ``column`` as XML, from row 7 on."""
    numbers = [str(row) for row in range(7, 7 + len(values_))]
    frame = pl.DataFrame({ROW: numbers, column.letters: values_})
    frame = frame.with_columns(
        pl.Series(column.kinds_column, kinds or [TEXT] * len(frame), pl.UInt8)
    )
    known = scan_values(frame, [column])
    cell = XmlCell(column.letters, "5", formula)
    return frame.select(render_cells(column, cell, known).fill_gaps()).to_series().to_list()


def numbers(found: Sequence[str]) -> list[float]:
    """What is read of cells of numbers."""
    parsed = [ET.fromstring(one) for one in found]  # noqa: S314 - made here
    assert {one.get("t") for one in parsed} == {None}
    return [float(one.findtext("v", "")) for one in parsed]


@given(st.lists(st.integers(1 - 10**26, 10**26 - 1), min_size=1), st.integers(0, 12))
@example([7], 2)
@example([-5], 3)
@example([9995, 10**21 + 3], 3)
def test_a_number_reads_back_as_the_nearest_double(digits: list[int], decimals: int) -> None:
    exact = [Decimal(f"{one}e-{decimals}") for one in digits]
    found = made(pl.Series(exact, dtype=EXACT), XmlColumn("AB", decimals=decimals))
    assert numbers(found) == [float(one) for one in exact]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_a_carried_number_reads_back_as_the_double_that_it_was(carried: list[float]) -> None:
    texts = [format(Decimal(format(one, ".15g")), "f") for one in carried]
    found = made(pl.Series(texts), XmlColumn("AB", mixed=True), kinds=[NUMBER] * len(texts))
    assert numbers(found) == [float(text) for text in texts]


@pytest.mark.parametrize("decimals", [0, 1])
def test_decimals_that_would_be_lost_are_refused(decimals: int) -> None:
    with pytest.raises(InexactNumberError, match="AB"):
        made(pl.Series([Decimal("1.25"), None], dtype=EXACT), XmlColumn("AB", decimals=decimals))


def test_plain_values_and_blanks() -> None:
    texts = pl.Series(["x", None, "", " <&"])
    assert made(texts, XmlColumn("A")) == [
        '<c r="A7" s="5" t="inlineStr"><is><t>x</t></is></c>',
        '<c r="A8" s="5"/>',
        '<c r="A9" s="5"/>',
        '<c r="A10" s="5" t="inlineStr"><is><t xml:space="preserve"> &lt;&amp;</t></is></c>',
    ]
    assert made(pl.Series([1, None]), XmlColumn("B")) == [
        '<c r="B7" s="5"><v>1</v></c>',
        '<c r="B8" s="5"/>',
    ]
    assert made(pl.Series([None], dtype=EXACT), XmlColumn("C")) == ['<c r="C7" s="5"/>']


def test_results_of_formulas_are_numbers_and_texts_and_never_blank() -> None:
    texts = pl.Series(["x", None, "", "a<b"])
    assert made(texts, XmlColumn("A"), SHARED) == [
        f'<c r="A7" s="5" t="str">{SHARED}<v>x</v></c>',
        f'<c r="A8" s="5" t="str">{SHARED}<v></v></c>',
        f'<c r="A9" s="5" t="str">{SHARED}<v></v></c>',
        f'<c r="A10" s="5" t="str">{SHARED}<v>a&lt;b</v></c>',
    ]
    amounts = pl.Series([Decimal("1.5"), None], dtype=EXACT)
    assert made(amounts, XmlColumn("B", decimals=2), SHARED) == [
        f'<c r="B7" s="5">{SHARED}<v>1.50</v></c>',
        f'<c r="B8" s="5" t="str">{SHARED}<v></v></c>',
    ]


def test_braces_in_a_formula_are_its_own() -> None:
    formula = '<f>IF(A7="{row}","{}{{","}")</f>'
    (found,) = made(pl.Series(["x"]), XmlColumn("A"), formula)
    assert found == f'<c r="A7" s="5" t="str">{formula}<v>x</v></c>'


def test_a_carried_column_holds_numbers_and_texts() -> None:
    texts = pl.Series(["12", "12", None, "&"])
    assert made(texts, XmlColumn("A", mixed=True), kinds=(NUMBER, TEXT, BLANK, TEXT)) == [
        '<c r="A7" s="5"><v>12.0</v></c>',
        '<c r="A8" s="5" t="inlineStr"><is><t>12</t></is></c>',
        '<c r="A9" s="5"/>',
        '<c r="A10" s="5" t="inlineStr"><is><t xml:space="preserve">&amp;</t></is></c>',
    ]
