"""Cells of a sheet, as blocks of rows."""

import polars as pl

from estimator.model.cells import BLANK, TEXT, Sheet, blank_cells
from tests.text_tables import text_sheet

SHEET = text_sheet([["a"], ["b"]], [["c"], ["d"], ["e"]])


def test_rows_are_found_across_blocks_by_their_numbers_on_the_sheet() -> None:
    assert SHEET.rows_between(2, 4)["c1"].to_list() == ["b", "c", "d"]
    assert SHEET.rows_between(3, 3)["c1"].to_list() == ["c"]
    assert SHEET.rows_between(5, 9)["c1"].to_list() == ["e"]
    assert SHEET.rows_between(6, 9).is_empty()


def test_single_rows_are_found_in_one_pass() -> None:
    assert SHEET.rows_at([5, 2, 3, 9]) == {2: ("b",), 3: ("c",), 5: ("e",)}
    assert SHEET.rows_at([]) == {}


def test_the_blocks_make_up_the_sheet() -> None:
    assert SHEET.texts["c1"].to_list() == list("abcde")
    assert SHEET.kinds["c1"].to_list() == [TEXT] * 5


def test_a_sheet_without_rows_still_has_its_columns() -> None:
    empty = Sheet("Empty", [], 0, 2)
    assert empty.texts.schema == {"c1": pl.String, "c2": pl.String}
    assert empty.kinds.schema == {"c1": pl.UInt8, "c2": pl.UInt8}
    assert empty.rows_between(1, 3).columns == ["c1", "c2"]


def test_blanked_cells_lose_their_text_and_their_kind() -> None:
    sheet = text_sheet([["a", "x"], ["b", "y"]])
    texts, kinds = blank_cells(sheet.texts, sheet.kinds, "c2", pl.Series([True, False]))
    assert texts.rows() == [("a", None), ("b", "y")]
    assert kinds.rows() == [(TEXT, BLANK), (TEXT, TEXT)]
    assert kinds.schema == sheet.kinds.schema
