"""Cells that are spilled block by block are all there, each in its place, any number of times."""

import gc

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator.model.cells import BLANK, TEXT
from estimator.model.spool import TempFolder
from estimator.read.workbook import spill
from estimator.read.workbook.process import SpilledCells
from estimator.read.workbook.spill import CELLS, SpilledBlocks

Places = dict[tuple[int, int], str]


def spilled(places: Places, pieces: int, rows: int) -> SpilledCells:
    """``places`` spilled, added in so many ``pieces``, as a sheet of so many ``rows``."""
    folder = TempFolder()
    made = SpilledBlocks(folder.path, 3)
    cells = [(row, column, text, TEXT) for (row, column), text in sorted(places.items())]
    for n in range(pieces):
        piece = cells[len(cells) * n // pieces : len(cells) * (n + 1) // pieces]
        made.add_cells(pl.DataFrame(piece, schema=CELLS, orient="row"))
    made.close(rows)
    told = {"rows": made.rows, "columns": made.columns, "blocks": made.count}
    told |= {"calculated": False}
    return SpilledCells(folder, 3, told)


def found(cells: SpilledCells) -> Places:
    return {
        (block.first + index, column): text
        for block in cells
        for index, line in enumerate(block.texts.iter_rows())
        for column, text in enumerate(line, 1)
        if text is not None
    }


PLACES = st.dictionaries(
    st.tuples(st.integers(1, 60), st.integers(1, 5)), st.text(min_size=1), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(PLACES, st.integers(1, 5), st.integers(0, 30), st.sampled_from([(4, 9), (7, 1000)]))
def test_every_cell_is_read_back_in_its_place(
    places: Places, pieces: int, more: int, size: tuple[int, int]
) -> None:
    last = max((row for row, _ in places), default=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spill, "ROWS", size[0])
        patch.setattr(spill, "AREA", size[1])
        patch.setattr(spill, "LOAD", 100)
        cells = spilled(places, pieces, last + more)
    assert found(cells) == places
    assert found(cells) == places
    assert cells.height == last + more
    seen = list(cells)
    assert [block.first for block in seen] == [
        1 + sum(block.texts.height for block in seen[:n]) for n in range(len(seen))
    ]
    assert all(block.texts.shape == block.kinds.shape for block in seen)
    assert {block.texts.width for block in seen} <= {cells.width}
    assert max((block.texts.height for block in seen), default=0) <= size[0]


def test_columns_that_come_late_are_blank_before() -> None:
    rows = spill.ROWS
    cells = spilled({(1, 1): "a", (rows + 1, 2): "b"}, 1, rows + 1)
    first, second = cells
    assert (first.texts.shape, second.texts.shape) == ((rows, 2), (1, 2))
    assert first.texts.schema == dict.fromkeys(["c1", "c2"], pl.String)
    assert first.kinds["c2"].unique().to_list() == [BLANK]
    assert second.kinds.rows() == [(BLANK, TEXT)]


def test_the_files_are_gone_with_the_cells() -> None:
    cells = spilled({(1, 1): "a"}, 1, 1)
    folder = cells.folder.path
    assert list(folder.iterdir())
    del cells
    gc.collect()
    assert not folder.exists()
