"""Rejected rows, as the user wrote them."""

import polars as pl

from estimator.model.problem import ROW, TABLE
from estimator.model.rejected import RejectedRows
from tests.text_tables import text_table

ONE = text_table([["Id", "Note"], ["a", "x"], ["b", "y"]], [["c", "z"]], file="1.csv")
TWO = text_table([["Note", "Id", "id"], ["u", "d", "e"], ["v", "f", "g"]], file="2.csv")


def reject(one: list[int], two: list[int]) -> RejectedRows:
    wrong = {
        table.source: pl.Series(rows, dtype=pl.Int64)
        for table, rows in ((ONE, one), (TWO, two))
        if rows
    }
    return RejectedRows([ONE, TWO], wrong)


def test_rows_of_several_tables_are_aligned_by_their_headers() -> None:
    found = reject([3, 4], [2])
    assert found.headings == ("Id", "Note", "id (2)")
    frame = pl.concat(found)
    assert frame.columns == [TABLE, ROW, *found.headings]
    assert frame.rows() == [
        (0, 3, "b", "y", None), (0, 4, "c", "z", None), (1, 2, "d", "u", "e"),
    ]  # fmt: skip
    assert len(found) == 3


def test_an_error_in_the_header_row_rejects_every_row() -> None:
    found = reject([1, 3], [])
    assert pl.concat(found)["Id"].to_list() == ["a", "b", "c"]
    assert len(found) == 3
