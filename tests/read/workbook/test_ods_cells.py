"""Cells of .ods: their counts, their errors and their links, each by itself."""

import pytest

from estimator.model.cells import DATE, ERROR_VALUE, NUMBER, TEXT, UNCALCULATED
from estimator.read.workbook.findings import UnreadableError
from estimator.read.workbook.ods_cells import (
    WrittenCell,
    has_document_link,
    parse_count,
    read_cell,
)


def written(text: str = "", **attributes: str) -> WrittenCell:
    return WrittenCell(2, 3, 2, 2, {f"office:{k}": v for k, v in attributes.items()}, text)


def test_a_repeated_cell_stands_at_every_place() -> None:
    assert list(written().places()) == [(2, 3), (2, 4), (3, 3), (3, 4)]


def test_a_count_is_one_unless_it_is_given() -> None:
    assert parse_count({}, "n", 1) == 1
    assert parse_count({"n": "12"}, "n", 1) == 12
    for text in ("0", "-5", "1.5", "", "²", "9" * 12):
        with pytest.raises(UnreadableError, match="its row 1,234 says n="):
            parse_count({"n": text}, "n", 1_234)


def test_a_cell_is_read_by_the_type_it_names() -> None:
    number = {"value-type": "float", "value": "2.50"}
    assert read_cell(written("EUR 2.5", **number), "") == ("2.5", NUMBER)
    clock = {"value-type": "time", "time-value": "PT12H30M00S"}
    assert read_cell(written(**clock), "") == ("12:30:00", DATE)
    hours = {"value-type": "time", "time-value": "PT99H30M00S"}
    assert read_cell(written(**hours), "") == ("PT99H30M00S", TEXT)
    assert read_cell(written("seen", **{"value-type": "string"}), "") == ("seen", TEXT)


def test_a_day_whose_year_alone_is_shown_names_no_month() -> None:
    day = {"value-type": "date", "date-value": "2027-03-01"}
    assert read_cell(written("01.03.27", **day), "") == ("2027-03-01", DATE)
    assert read_cell(written("Mar 2027", **day), "") == ("2027-03-01", DATE)
    assert read_cell(written("2027", **day), "") == ("2027", DATE)
    assert read_cell(written("Q1 2027", **day), "") == ("Q1 2027", DATE)


def test_an_error_is_found_whatever_number_is_stored() -> None:
    zero = {"value-type": "float", "value": "0"}
    assert read_cell(written("#REF!", **zero), "of:=1") == ("#REF!", ERROR_VALUE)
    assert read_cell(written("#REF!", **{"value-type": "string"}), "") == ("#REF!", TEXT)
    assert read_cell(written(), "of:=1+1") == (UNCALCULATED, ERROR_VALUE)
    assert read_cell(written(**zero | {"value": "NaN"}), "") == ("NaN", ERROR_VALUE)
    with pytest.raises(UnreadableError, match="the cell C2 holds 'x' for a number"):
        read_cell(written(**zero | {"value": "x"}), "")


def test_a_link_leads_to_another_document() -> None:
    assert has_document_link("of:=['file:///a.ods'#$Sheet1.A1]")
    assert not has_document_link("of:=[$'My #1 Sheet'.A1]&\"'a'#\"")
