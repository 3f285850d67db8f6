"""Tables: their rows part by part, and the places of their cells."""

import polars as pl
from msgspec.structs import replace

from estimator.model.cells import BLANK, ERROR_VALUE, TEXT, UNCALCULATED
from estimator.model.table import Table
from tests.text_tables import text_table

HEADER = ["Id", "Note"]
TABLE = text_table([HEADER, ["a", None], ["b", "x"]], [["c", None]], [["d", None]], columns=["id"])


def ids(table: Table) -> list[list[str | None]]:
    return [part.texts["c1"].to_list() for part in table.parts()]


def test_rows_come_part_by_part_without_the_header() -> None:
    assert ids(TABLE) == [["a", "b"], ["c"], ["d"]]
    assert [part.rows.to_list() for part in TABLE.parts()] == [[2, 3], [4], [5]]


def test_rows_that_do_not_belong_to_the_table_are_left_out_and_numbers_stay() -> None:
    table = replace(TABLE, is_data_row=pl.Series([True, False, False, True]))
    assert ids(table) == [["a"], [], ["d"]]
    assert (table.rows.to_list(), table.height) == ([2, 5], 2)
    whole = table.as_one_part()
    assert (whole.rows.to_list(), whole.texts["c1"].to_list()) == ([2, 5], ["a", "d"])


def test_a_column_has_values_where_any_cell_of_the_table_has_one() -> None:
    noted = text_table([HEADER, ["a", None], ["b", "x"]], columns=["id", "note"])
    assert noted.has_values("note")
    assert not replace(noted, is_data_row=pl.Series([True, False])).has_values("note")
    assert not noted.has_values("model")


def test_problems_stand_at_their_cell_and_its_line() -> None:
    shifts = pl.DataFrame({"row": [3, 5], "by": [1, 4]})
    table = replace(TABLE, shifts=shifts)
    found = [table.problem_in_column("duplicate-id", row, "id") for row in (2, 3, 4, 5)]
    assert [one.place for one in found] == ["Plan!A2", "Plan!A3", "Plan!A4", "Plan!A5"]
    assert [one.line for one in found] == [0, 4, 5, 9]
    assert {(one.column, one.heading, one.order) for one in found} == {("id", "Id", 1)}
    assert table.problem_about("duplicate-id").place == "Plan"


def test_formulas_never_calculated_are_blank_and_other_error_values_stay() -> None:
    cells = [UNCALCULATED, UNCALCULATED, "#N/A"]
    part = text_table([["Id"], *([cell] for cell in cells)], columns=["id"]).as_one_part()
    kinds = pl.DataFrame({"c1": [ERROR_VALUE, TEXT, ERROR_VALUE]}, {"c1": pl.UInt8})
    cleared = replace(part, kinds=kinds).without_uncalculated("id")
    assert cleared.texts["c1"].to_list() == [None, *cells[1:]]
    assert cleared.kinds["c1"].to_list() == [BLANK, TEXT, ERROR_VALUE]
    assert part.without_uncalculated("model") is part
