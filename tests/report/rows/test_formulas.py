"""Shared formulas are those that Excel lets be shared, and every text comes back from its XML."""

import re
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from estimator.report.rows.formulas import (
    UnsharableFormulaError,
    check_sharable,
    escape_markup,
    escape_texts,
    follower_formula_element,
    master_formula_element,
    needs_escaping,
)
from tests.workbooks import decoded

NAMES = {"rate_models", "default_epochs"}
SHARABLE = (
    "MATCH(G7,rate_models,0)",
    'IF(L7="",default_epochs,L7)',
    "ROUND((AD7-AL7)*AE7/1000000,2)",
    'IF(A7="a!b [c] {d} ""e"", f:g","",-1.5)',
    "IF(AND(XFD7<>0,NOT(B7>=C7)),MIN(1,(A7+B7)),0)",
    "COUNTA(A7:C7)-COUNT($A7:$C7)",
    "IF(AND(A7>=B$4,A7<=$C$4),SUM(A7:B7)^2,SUMPRODUCT((B$4:C$4=A7)*B7:C7))",
)
UNSHARABLE = {
    "another sheet": "Rates!A7",
    "another sheet in quotes": "'Rates and more'!A7",
    "another row": "A8",
    "another row that begins alike": "A77",
    "a cell that stays": "$A$7",
    "a row of the table that stays": "A$9",
    "a range of two rows": "SUM(A7:B8)",
    "a range that begins in another row": "SUM(A6:B7)",
    "a range that stays": "SUM(A$7:A$9)",
    "a range from a row that stays": "SUM(A$4:A7)",
    "a range to a row that stays": "SUM(A7:A$4)",
    "a table": "costs[Cost]",
    "this row of a table": "[@Cost]",
    "a union": "(A7,B7)",
    "a union in a function": "SUM((A7,B7))",
    "an intersection": "A7 B7",
    "an array": "SUM({1,2})",
    "an error": "#REF!",
    "an unknown name": "IF(A7=1,no_such_name,0)",
    "a text that does not end": 'IF(A7="x',
    "another workbook": "[1]Rates!A7",
    "a spill": "A7#",
}


@pytest.mark.parametrize("formula", SHARABLE)
def test_the_row_and_what_is_fixed_above_it_and_defined_names_are_shared(formula: str) -> None:
    check_sharable(formula, 7, NAMES)


@pytest.mark.parametrize("formula", UNSHARABLE.values(), ids=UNSHARABLE)
def test_nothing_else_is_shared(formula: str) -> None:
    with pytest.raises(UnsharableFormulaError):
        check_sharable(formula, 7, NAMES)


def test_the_text_of_a_formula_is_written_once_and_as_xml() -> None:
    assert master_formula_element('IF(A7<>"&",1,2)', 3, "B7:B9") == (
        '<f t="shared" ref="B7:B9" si="3">IF(A7&lt;&gt;"&amp;",1,2)</f>'
    )
    assert follower_formula_element(3) == '<f t="shared" si="3"/>'


# Half characters cannot stand in a frame.
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CLOSE_CALLS = st.text("_xX0041aFfg &<>;\t\n\r\x00\x1f\x7f\x85\ufffe\uffff\u2028🚀", max_size=24)
TEXTS = ANY | CLOSE_CALLS


def as_xml(text: str, expression: pl.Expr) -> str:
    return str(pl.DataFrame({"text": [text]}).select(expression).item())


def read(xml: str) -> str:
    """What Excel makes of ``xml``: an XML parser's text, its escapes undone from left to right."""
    return decoded(ET.fromstring(f"<t>{xml}</t>").text or "")  # noqa: S314 - made here


@given(TEXTS)
@example("_x0041_")
@example("_x0041_x0042_")
@example("__x0041__x005F_x0041_")
@example("_x005F_")
@example("a\r\nb\rc")
@example("&lt;&amp;<!--x-->]]>")
@example("".join(map(chr, range(0x20))))
@example("\ufffe\uffff")
def test_every_text_is_read_back_as_it_was(text: str) -> None:
    assert read(as_xml(text, escape_texts(pl.col("text")))) == text


@given(TEXTS)
def test_a_text_that_is_not_odd_is_its_own_xml_and_needs_no_blanks_kept(text: str) -> None:
    found = pl.DataFrame({"text": [text]}).select(needs_escaping(pl.col("text"))).item()
    if not found:
        assert read(text) == text
        assert text == text.strip(" \t\n\r")
        assert text


@given(TEXTS)
def test_plain_words_are_not_odd(text: str) -> None:
    plain = re.sub(r"[&<>_\x00-\x20\ufffe\uffff]", "", text) or "x"
    assert not pl.DataFrame({"text": [plain]}).select(needs_escaping(pl.col("text"))).item()


def test_markup_of_our_own_is_escaped_once() -> None:
    assert escape_markup('A7<>"&"') == 'A7&lt;&gt;"&amp;"'
