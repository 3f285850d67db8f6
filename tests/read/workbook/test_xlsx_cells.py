"""Cells of .xlsx are read by their types, and what is not plain goes to the parser."""

import polars as pl
import pytest

from estimator.model.cells import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT
from estimator.read.cells import OddError
from estimator.read.workbook import xlsx_cells
from estimator.read.workbook.cell_formats import StyleFormats
from estimator.read.workbook.xlsx_bulk import split_rows
from estimator.read.workbook.xlsx_cells import SELECTED, SHARED
from estimator.read.workbook.xlsx_strings import SharedTexts

TEXTS = pl.Series(["a", None, "long"])
STRINGS = SharedTexts(TEXTS, TEXTS.str.len_chars().fill_null(0))
FORMATS = StyleFormats([0, 14], {}, since_1904=False)


def selected(*cells: tuple[int, int, int, str, int | None]) -> pl.DataFrame:
    return pl.DataFrame(cells, schema=SELECTED, orient="row")


def test_a_value_is_read_by_its_type() -> None:
    for sort, value, cell in (
        (None, "INF", (ERROR_VALUE, "#NUM!")),
        (None, "abc", (TEXT, "abc")),
        ("n", "abc", (ERROR_VALUE, "abc")),
        ("b", "true", (BOOLEAN, "TRUE")),
        ("b", "2", (ERROR_VALUE, "2")),
        ("d", "2026-01-31", (DATE, "2026-01-31")),
        ("str", "a_x000D_", (TEXT, "a\r")),
        ("e", "", (ERROR_VALUE, "#N/A")),
    ):
        assert xlsx_cells.read_cell_value(sort, value) == cell


def test_selected_cells_become_texts_and_blanks_go() -> None:
    shared = [(1, 1, SHARED, "0", None), (1, 2, SHARED, "1", None)]
    numbers = [(2, 1, NUMBER, "0.30000000000000004", None), (2, 2, NUMBER, "46053", 1)]
    cells = selected(*shared, *numbers, (3, 1, TEXT, " ", None))
    read = xlsx_cells.read_cells(cells, STRINGS, FORMATS)
    assert read.rows() == [(1, 1, "a", TEXT), (2, 1, "0.3", NUMBER), (2, 2, "2026-01-31", DATE)]


def test_shared_characters_are_counted_for_each_use() -> None:
    cells = selected(*((row, 1, SHARED, "2", None) for row in (1, 2)), (3, 1, NUMBER, "2", None))
    assert xlsx_cells.count_shared(cells, STRINGS, 4) == 8
    for odd, longest in ((cells, 3), (selected((1, 1, SHARED, "3", None)), 4)):
        with pytest.raises(OddError):
            xlsx_cells.count_shared(odd, STRINGS, longest)


def test_cells_without_a_value_are_faults_only_where_a_formula_is() -> None:
    row = '<row r="1"><c r="A1"><f>B1</f></c><c r="B1"/><c r="C1" t="e"/><c r="D1" s="1"><v>1</v>'
    cells = xlsx_cells.select_filled(split_rows(f"{row}</c></row>".encode()).cells, FORMATS, 9)
    kinds = [(1, ERROR_VALUE, None), (3, ERROR_VALUE, None), (4, NUMBER, 1)]
    assert cells.select("column", "kind", "style").rows() == kinds


def test_a_link_to_another_workbook_is_no_column_of_a_table() -> None:
    for formula in ("[1]Sheet!A1", "1+'C:\\[plan.xlsx]Sheet 1'!A1"):
        assert xlsx_cells.has_workbook_link(formula)
    for formula in ("[0]Sheet!A1", "Table1[Cost]", '"[1]Sheet!A1"', "A1+1"):
        assert not xlsx_cells.has_workbook_link(formula)
