"""Values become the text and the kind of a cell, numbers at 15 digits."""

from datetime import date, datetime, timedelta
from math import inf

import polars as pl
import pytest

from estimator.model.cells import BLANK, BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT
from estimator.read.cells import (
    Cell,
    OddError,
    Value,
    cell_content,
    make_block,
    number_texts,
    odd_unless,
)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (" a ", (" a ", TEXT)),
        ("\u3000", (None, BLANK)),
        ("x\ud800", ("x\ufffd", TEXT)),
        (True, ("TRUE", BOOLEAN)),
        (0.1 + 0.2, ("0.3", NUMBER)),
        (1e21, ("1000000000000000000000", NUMBER)),
        (1e-7, ("0.0000001", NUMBER)),
        (inf, ("#NUM!", ERROR_VALUE)),
        (date(2027, 1, 2), ("2027-01-02", DATE)),
        (datetime(2027, 1, 2), ("2027-01-02", DATE)),  # noqa: DTZ001 - workbooks have no zones
        (datetime(2027, 1, 2, 3), ("2027-01-02T03:00:00", DATE)),  # noqa: DTZ001 - as above
        (timedelta(hours=30), ("1 day, 6:00:00", DATE)),
    ],
)
def test_a_value_has_one_text_and_kind(value: Value, cell: Cell) -> None:
    assert cell_content(value) == cell


def test_numbers_at_once_are_what_they_are_one_by_one() -> None:
    numbers = [0.1 + 0.2, 2 / 3, -1e15 / 7, 123456789012345.6, 1e-5 / 3, 1e300, 5e-324, -0.0]
    written = [*map(repr, numbers), "7", "-0.5", "+1", "1.50", "999999999999999.5"]
    texts, kinds = number_texts(pl.Series(written))
    wanted = [cell_content(float(one)) for one in written]
    assert list(zip(texts, kinds, strict=True)) == wanted


@pytest.mark.parametrize("written", ["0x1F", "1_000_000_000_000_000", "12345678901234567 "])
def test_what_is_no_number_in_xml_is_odd(written: str) -> None:
    with pytest.raises(OddError):
        number_texts(pl.Series(["1", written]))


def test_only_what_is_said_to_be_odd_is() -> None:
    odd_unless(True, None)
    with pytest.raises(OddError):
        odd_unless(True, False)


def test_short_rows_of_a_block_are_filled_with_blanks() -> None:
    block = make_block([[("a", TEXT)], [("b", TEXT), ("1", NUMBER)]], 7)
    assert (block.first, block.texts.rows()) == (7, [("a", None), ("b", "1")])
    assert block.kinds.rows() == [(TEXT, BLANK), (TEXT, NUMBER)]
