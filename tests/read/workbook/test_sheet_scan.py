"""A scan of a sheet takes in its cells once, in their places and within its limits."""

from pathlib import Path

import polars as pl
import pytest

from estimator.model.cells import NUMBER, TEXT
from estimator.model.limits import Limits
from estimator.read.workbook import sheet_scan
from estimator.read.workbook.findings import CharacterQuota, UnreadableError
from estimator.read.workbook.sheet_scan import SheetScan
from estimator.read.workbook.spill import SpilledBlocks


def scan(folder: Path, limits: Limits | None = None) -> SheetScan:
    limits = limits or Limits(cell_length=5, inflated_bytes=12)
    return SheetScan(limits, CharacterQuota(limits), SpilledBlocks(folder, 0), (100, 10))


def test_cells_and_repeated_rows_are_spilled_in_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_scan, "block_height", lambda _: 2)
    made = scan(tmp_path)
    made.add_cell((1, 2), ("ID", TEXT))
    made.fill_place((6, 2))
    made.add_row(2, {1: ("7", NUMBER), 2: (None, 0)}, 3)
    made.add_row(5, {2: ("last", TEXT)}, 1)
    found = made.close(hidden=True)
    assert (found.reach, found.rows, found.columns, found.blocks) == ((6, 2), 6, 2, 1)
    assert found.hidden
    texts = pl.read_ipc(tmp_path / "0.0.arrow").select("c1", "c2")
    seven, blank = ("7", None), (None, None)
    assert texts.rows() == [(None, "ID"), seven, seven, seven, (None, "last"), blank]


def test_a_cell_that_the_sheet_cannot_have_is_refused(tmp_path: Path) -> None:
    made = scan(tmp_path)
    made.fill_place((100, 10))
    for place in ((101, 1), (1, 11)):
        with pytest.raises(UnreadableError, match="which no sheet can have"):
            made.add_cell(place, (None, 0))


def test_texts_are_bounded_one_by_one_and_together(tmp_path: Path) -> None:
    made = scan(tmp_path)
    with pytest.raises(UnreadableError, match="the cell B1 holds a text of more than 5"):
        made.add_cell((1, 2), ("123456", TEXT))
    made.add_cell((2, 1), ("12345", TEXT))
    made.add_cell((3, 1), ("12345", TEXT))
    with pytest.raises(UnreadableError, match="limit inflated_bytes"):
        made.add_cell((4, 1), ("12345", TEXT))


def test_merged_ranges_are_kept_where_a_sheet_can_have_them(tmp_path: Path) -> None:
    made = scan(tmp_path)
    for span in ((1, 1, 2, 2), (1, 1, 101, 1), (3, 3, 2, 3), (1, 10, 100, 10)):
        made.merge_range(span)
    assert made.findings.merged == [(1, 1, 2, 2), (1, 10, 100, 10)]
