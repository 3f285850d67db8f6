"""The cells of a sheet, spilled to files block by block: numbered, of consecutive rows."""

from pathlib import Path

import polars as pl

from estimator.model.cells import BLANK
from estimator.model.disk import temporary_writes
from estimator.read.workbook.findings import Place

# How many rows a block has at most, and how many cells, for the sake of wide sheets.
ROWS, AREA = 16_384, 1 << 20
# How many bytes of text are held at once, about: a few bytes of a file may stand for a long one.
LOAD = 1 << 26
# How many cells that come one by one are held.
HELD = 1 << 16
# A cell that is not blank: where it stands, from 1, what it says and its kind.
CELLS = {"row": pl.UInt32, "column": pl.UInt32, "text": pl.String, "kind": pl.UInt8}


def block_height(width: int) -> int:
    """The number of rows in a block of ``width`` columns."""
    return max(1, min(ROWS, AREA // max(width, 1)))


class SpilledBlocks:
    """Writes the blocks of one sheet as ``<number>.<block>.arrow``.

    Attributes:
        count: of the blocks that are written.
        rows, columns: how many are written; a block may have fewer columns, the rest being blank.
    """

    def __init__(self, folder: Path, number: int) -> None:
        self.count = self.rows = self.columns = 0
        self._folder, self._number = folder, number
        self._held = [pl.DataFrame(schema=CELLS)]
        self._load = 0
        self._cells: list[tuple[int, int, str, int]] = []
        self._characters = 0

    def append_cell(self, place: Place, text: str, kind: int) -> None:
        """Takes in one cell, in the order of their rows."""
        self._cells.append((*place, text, kind))
        self._characters += len(text)
        if len(self._cells) >= HELD or self._characters > LOAD:
            self._gather_cells()

    def _gather_cells(self) -> None:
        cells, self._cells, self._characters = self._cells, [], 0
        self.add_cells(pl.DataFrame(cells, schema=CELLS, orient="row"))

    def add_cells(self, cells: pl.DataFrame) -> None:
        """Takes in ``cells`` in the order of their rows, none above those that came before."""
        if self._cells:
            self._gather_cells()
        if cells.is_empty():
            return
        self._held.append(cells)
        self._load += _text_bytes(cells)
        self.columns = max(self.columns, cells.select(pl.col("column").max()).item())
        row = cells["row"][-1]
        if self._load > LOAD:
            self._flush_rows(row, row - 1)
        elif row > self.rows + block_height(self.columns):
            self._flush_rows(row)

    def close(self, rows: int) -> None:
        """Writes what is left; the sheet has so many ``rows``."""
        self._gather_cells()
        self._flush_rows(rows + 1, rows)

    def write_block(self, block: pl.DataFrame) -> None:
        """Writes a whole block: texts c1, c2, ... (String), then kinds k1, k2, ... (UInt8).

        Raises:
            TemporaryFilesError: there is no room for it.
        """
        path = self._folder / f"{self._number}.{self.count}.arrow"
        with temporary_writes(self._folder):
            block.write_ipc(path, compression="lz4")
        self.count += 1
        self.rows += block.height
        self.columns = max(self.columns, block.width // 2)

    def _flush_rows(self, row: int, last: int = 0) -> None:
        """Writes the whole blocks that end before ``row``, and what is left up to ``last``."""
        held = pl.concat(self._held)
        while self.rows + block_height(self.columns) < row or self.rows < last:
            end = self.rows + block_height(self.columns)
            end = end if end < row else last
            at = held["row"].search_sorted(end, side="right")
            self._write_rows(held[:at], end - self.rows)
            held = held[at:]
        self._held, self._load = [held], _text_bytes(held)

    def _write_rows(self, cells: pl.DataFrame, rows: int) -> None:
        """Writes ``cells``, which stand in the next ``rows``."""
        width = cells.select(pl.col("column").max()).item() or 1
        where = (cells["column"] - 1) * rows + (cells["row"] - self.rows - 1)
        source = pl.Series([None], dtype=pl.UInt32).new_from_index(0, width * rows)
        source = source.scatter(where, pl.arange(len(cells), dtype=pl.UInt32, eager=True))
        text = cells["text"].gather(source)
        kind = cells["kind"].gather(source).fill_null(BLANK)
        parts = [("c", text), ("k", kind)]
        self.write_block(
            pl.DataFrame(
                {
                    f"{letter}{column + 1}": series.slice(column * rows, rows)
                    for letter, series in parts
                    for column in range(width)
                }
            )
        )


def _text_bytes(cells: pl.DataFrame) -> int:
    """The bytes of all texts of ``cells``."""
    return int(cells["text"].str.len_bytes().cast(pl.UInt64).sum())
