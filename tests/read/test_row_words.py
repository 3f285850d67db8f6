"""Cells are told apart by how they are written: numbers, checkboxes, zeros, totals, ids."""

import polars as pl
import pytest

from estimator.model.cells import BOOLEAN, NUMBER, TEXT
from estimator.read import row_words


def holds(name: str, text: str, kind: int = TEXT) -> bool:
    """Whether ``row_words.<name>`` says so of a cell."""
    kinds = pl.Series([kind], dtype=pl.UInt8)
    said = pl.DataFrame({"c1": [text]}).select(getattr(row_words, name)("c1", kinds))
    return bool(said.item())


@pytest.mark.parametrize(
    "text",
    ["5", "1,000", "1.000,50", "(5)", "\u22125", "$ 5", "5 €", "5%", "5M", "5 Mio.", "$(1,000)"],
)
def test_numbers_are_told_however_they_are_written(text: str) -> None:
    assert holds("is_number_cell", text)


@pytest.mark.parametrize("text", ["W-1", "5 tokens", "gpt-4o", "Q3 2027", "v2", "1st region"])
def test_texts_with_digits_are_no_numbers(text: str) -> None:
    assert not holds("is_number_cell", text)


def test_the_kind_of_a_cell_decides_before_its_text() -> None:
    assert holds("is_number_cell", "x", NUMBER)
    assert holds("is_prefilled_cell", "x", BOOLEAN)


@pytest.mark.parametrize("text", ["FALSE", "true", "Wahr", "☐", "0", "0.00", "0,0 %", "-", "$ -"])
def test_checkboxes_and_zeros_are_prefilled(text: str) -> None:
    assert holds("is_prefilled_cell", text)


@pytest.mark.parametrize("text", ["1", "0.01", "falsely", "--- see mail", "W-0"])
def test_what_somebody_typed_is_not_prefilled(text: str) -> None:
    assert not holds("is_prefilled_cell", text)


@pytest.mark.parametrize(
    ("text", "shape"),
    [("W-07", "a-9"), (" ab-3 ", "a-9"), ("EMEA", "a"), ("Page 1 of 2", "a 9 a 9")],
)
def test_ids_are_compared_by_their_form(text: str, shape: str) -> None:
    assert row_words.word_shapes(pl.Series([text])).to_list() == [shape]


@pytest.mark.parametrize(
    "text", ["Total", "subtotal EMEA", "EMEA Subtotal:", "Zwischensumme", "小计"]
)
def test_a_total_is_called_so_by_the_whole_of_its_text(text: str) -> None:
    assert pl.Series([text]).str.contains(row_words.TOTAL_LABEL).item()


@pytest.mark.parametrize("text", ["Total Rewards", "Totality", "Sum check", "EMEA total", "gpt-4o"])
def test_a_word_among_others_may_be_a_name(text: str) -> None:
    assert not pl.Series([text]).str.contains(row_words.TOTAL_LABEL).item()
