"""Places of cells: each reference becomes the right number, and disorder is refused."""

import polars as pl
import pytest

from estimator.read.workbook import xlsx_rows
from estimator.read.workbook.findings import UnreadableError
from estimator.read.workbook.xlsx_rows import CellCursor, parse_range, parse_reference, split_place


def test_references_and_ranges_become_rows_and_columns() -> None:
    assert split_place(parse_reference("AB12")) == (12, 28)
    assert parse_range("B3:XFD1048576") == (3, 2, 1_048_576, 16_384)
    assert parse_range("B3") is None


@pytest.mark.parametrize("reference", ["XFE1", "A1048577", "A0", "a1", "A", "12", "A1:B2"])
def test_a_reference_outside_every_sheet_is_refused(reference: str) -> None:
    with pytest.raises(UnreadableError, match="which no sheet can have"):
        parse_reference(reference)


def test_a_cell_without_a_reference_follows_the_one_before() -> None:
    cursor = CellCursor()
    places = []
    for number, references in (("12", ["B12", None]), ("13", ["B13"]), ("", [None])):
        cursor.begin_row(number)
        for reference in references:
            cursor.move_to(reference)
            places.append(split_place(cursor.at))
        cursor.end_row()
    assert places == [(12, 2), (12, 3), (13, 2), (14, 1)]


def test_a_cell_behind_its_place_is_refused() -> None:
    cursor = CellCursor()
    cursor.begin_row("2")
    cursor.move_to("B2")
    for reference, reason in (("A2", "out of order at A2"), ("B2", "the cell B2 is there twice")):
        with pytest.raises(UnreadableError, match=reason):
            cursor.move_to(reference)


def test_skipped_cells_count_for_the_order() -> None:
    cells = pl.DataFrame({"row": [5, 5, 6], "column": [1, 3, 2]})
    at, cursor = xlsx_rows.place_numbers(cells), CellCursor()
    rows, columns = xlsx_rows.split_places(at.to_list())
    assert (rows.to_list(), columns.to_list()) == ([5, 5, 6], [1, 3, 2])
    assert cursor.is_before(at)
    assert not cursor.is_before(at.reverse())
    cursor.skip_to(at, 8)
    assert not cursor.is_before(at)
    cursor.move_to(None)
    assert split_place(cursor.at) == (9, 1)
