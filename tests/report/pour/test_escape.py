"""Every text comes back from its XML as it was, and what needs no care is left alone."""

import re
from xml.etree import ElementTree as ET

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from estimator.report.rows.formulas import escape_markup, escape_texts, needs_escaping
from tests.workbooks import decoded

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
