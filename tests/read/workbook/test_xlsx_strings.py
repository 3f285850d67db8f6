"""Shared texts are read with their runs, their blanks and their lengths."""

import io

import pytest

from estimator.model.limits import Limits
from estimator.read.cells import OddError
from estimator.read.workbook.package import Package
from estimator.read.workbook.xlsx_strings import (
    RichText,
    SharedTextReader,
    SharedTexts,
    read_shared_texts,
)
from tests import hostile


def shared(items: str, limits: Limits | None = None) -> SharedTexts:
    part = f'<sst xmlns="{hostile.MAIN}">{items}</sst>'.encode()
    package = Package(io.BytesIO(hostile.packed({"s.xml": part})), Limits())
    return read_shared_texts(package, "s.xml", limits or Limits())


def test_runs_are_joined_without_their_pronunciation() -> None:
    runs = '<r><t xml:space="preserve">a </t></r><r><t> b_x0009_ </t></r>'
    found = shared(f"<si>{runs}<rPh><t>spoken</t></rPh></si><si><t> </t></si><si/>")
    assert found.texts.to_list() == ["a b\t", None, None]
    assert found.lengths.to_list() == [4, 0, 0]


def test_a_part_that_is_not_there_has_no_texts() -> None:
    package = Package(io.BytesIO(hostile.packed({"other.xml": b"<x/>"})), Limits())
    assert read_shared_texts(package, "s.xml", Limits()).texts.to_list() == []


def test_a_text_far_too_long_is_cut_and_still_too_long() -> None:
    (length,) = shared(f"<si><t>{'x' * 500}</t></si>", Limits(cell_length=10)).lengths
    assert 10 < length < 100


def test_a_text_is_trimmed_unless_it_is_preserved() -> None:
    kept, trimmed = RichText(Limits()), RichText(Limits())
    for text, attributes in ((kept, {"xml:space": "preserve"}), (trimmed, {})):
        text.start_element("t", attributes)
        text.add_text(" a ")
        text.end_element("t")
        text.add_text("outside")
    assert (kept.text, trimmed.text) == (" a ", "a")


def test_only_texts_in_one_font_are_split_in_bulk() -> None:
    reader = SharedTextReader(Limits())
    piece = b'<si><t>a&amp;b </t></si>\n<si><t xml:space="preserve"> c</t></si><si/>'
    assert reader.split_piece(piece).to_list() == ["a&b", " c", ""]
    for odd in (b"<si><r><t>a</t></r></si>", b'<si><t id="1">a</t></si>', b"x<si/>"):
        with pytest.raises(OddError):
            reader.split_piece(odd)
