"""The columns of a Parquet file are read as a sheet, exactly where they are exact."""

from datetime import date
from decimal import Decimal
from math import nan
from pathlib import Path

import polars as pl
import pytest

from estimator.model.cells import BLANK, BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT
from estimator.model.limits import LIMITS, Limits
from estimator.read.cells import Cell
from estimator.read.files import StoredFile
from estimator.read.parquet import convert_columns, header_block, is_readable_dtype, read_parquet


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        (pl.Series(["a", " ", None]), [("a", TEXT), (None, BLANK), (None, BLANK)]),
        (pl.Series([2**62 + 1, None]), [("4611686018427387905", TEXT), (None, BLANK)]),
        (pl.Series([5.1, nan, None]), [("5.1", NUMBER), ("#NUM!", ERROR_VALUE), (None, BLANK)]),
        (pl.Series([5.1], dtype=pl.Float32), [("5.1", NUMBER)]),
        (pl.Series([Decimal("10.50"), Decimal("100.00")]), [("10.5", NUMBER), ("100", NUMBER)]),
        (pl.Series([True, None]), [("TRUE", BOOLEAN), (None, BLANK)]),
        (pl.Series([date(2027, 1, 2)]), [("2027-01-02", DATE)]),
    ],
)
def test_a_column_is_converted_by_its_type(values: pl.Series, cells: list[Cell]) -> None:
    texts, kinds = convert_columns(values.to_frame())
    assert list(zip(texts["c1"], kinds["c1"], strict=True)) == cells


def test_a_column_of_lists_or_bytes_is_no_column_of_a_sheet() -> None:
    types = (pl.Categorical(), pl.Decimal(9, 2), pl.Duration(), pl.List(pl.String), pl.Binary())
    assert [is_readable_dtype(one) for one in types] == [True, True, True, False, False]


def test_names_are_the_first_row_and_rows_follow_in_order(tmp_path: Path) -> None:
    path = tmp_path / "plan.parquet"
    pl.DataFrame({"Model": ["a", "b"], "n": [1, 2]}).write_parquet(path)
    book, problems = read_parquet("plan", "plan", StoredFile(path, 10**6), LIMITS)
    assert book is not None
    assert (book.sheets[0].name, book.sheets[0].height, problems) == ("plan", 3, [])
    assert book.sheets[0].texts.rows() == [("Model", "n"), ("a", "1"), ("b", "2")]
    assert header_block(["Model", "n"]).texts.rows() == [("Model", "n")]


@pytest.mark.parametrize(
    ("frame", "limits", "reason"),
    [
        (pl.DataFrame({"x": [[1]]}), LIMITS, 'its column "x" holds List'),
        (pl.DataFrame({"x": [1, 2]}), Limits(rows=1), "more than 1 rows (limit rows)"),
        (pl.DataFrame({"x": [1], "y": [2]}), Limits(columns=1), "more than 1 columns"),
        (pl.DataFrame(), LIMITS, "it has no columns"),
    ],
)
def test_what_no_sheet_could_hold_is_refused(
    frame: pl.DataFrame, limits: Limits, reason: str, tmp_path: Path
) -> None:
    frame.write_parquet(tmp_path / "a")
    book, [problem] = read_parquet("a", "a", StoredFile(tmp_path / "a", 10**6), limits)
    assert (book, reason in problem.message) == (None, True)


def test_nan_is_blank_and_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.parquet"
    pl.DataFrame({"Model": ["a", "b"], "n": [nan, 2.5], "m": [1.0, 2.0]}).write_parquet(path)
    book, problems = read_parquet("plan", "plan", StoredFile(path, 10**6), LIMITS)
    assert book is not None
    assert book.sheets[0].texts["c2"].to_list() == ["n", None, "2.5"]
    assert [one.message for one in problems] == ['"plan" has NaN in 1 cell of "n"; read as blank.']
