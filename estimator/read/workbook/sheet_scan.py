"""Scan of a sheet, cell by cell: its used range, its findings and its cells, which are spilled."""

from collections.abc import Mapping

import polars as pl

from estimator.model.limits import Limits
from estimator.read.cells import Cell
from estimator.read.workbook.findings import (
    LAST_COLUMN,
    LAST_ROW,
    MERGES,
    CharacterQuota,
    Place,
    SheetFindings,
    Span,
    UnreadableError,
    UsedRange,
    address,
    too_long,
)
from estimator.read.workbook.spill import CELLS, SpilledBlocks, block_height


class SheetScan:
    """Takes in the cells of one sheet in the order of their rows; all places are from 1.

    Attributes:
        findings: those of the sheet.
        used: the range that its cells reach over.
    """

    def __init__(
        self,
        limits: Limits,
        quota: CharacterQuota,
        blocks: SpilledBlocks,
        last: Place = (LAST_ROW, LAST_COLUMN),
    ) -> None:
        self.findings = SheetFindings()
        self.used = UsedRange(limits)
        self._quota, self._blocks, self._last = quota, blocks, last
        self._longest = limits.cell_length

    def fill_place(self, place: Place) -> None:
        """Notes that the cell at ``place`` is filled, if only with a formula.

        Raises:
            UnreadableError: no sheet has the cell, or the rectangle up to it is beyond the limits.
        """
        if place[0] > self.used.row or place[1] > self.used.column:
            if place[0] > self._last[0] or place[1] > self._last[1]:
                raise UnreadableError(
                    f"a sheet has a cell {address(place)}, which no sheet can have"
                )
            self.used.extend(place)

    def add_cell(self, place: Place, cell: Cell) -> None:
        """Takes in a filled ``cell``.

        Raises:
            UnreadableError: it is beyond a limit.
        """
        self.fill_place(place)
        text, kind = cell
        if text is not None:
            if len(text) > self._longest:
                raise too_long(place, self._longest)
            self._quota.take_characters(len(text))
            self._blocks.append_cell(place, text, kind)

    def add_row(self, row: int, cells: Mapping[int, Cell], times: int) -> None:
        """Takes in a ``row`` that is there so many ``times``, its ``cells`` by their columns."""
        filled = [(at, text, kind) for at, (text, kind) in cells.items() if text is not None]
        if times == 1:
            for column, text, kind in filled:
                self._blocks.append_cell((row, column), text, kind)
            return
        schema = {name: sort for name, sort in CELLS.items() if name != "row"}
        line = pl.DataFrame(filled, schema=schema, orient="row")
        step = block_height(line.height)
        for start in range(row, row + times, step):
            rows = pl.arange(start, min(start + step, row + times), dtype=pl.UInt32, eager=True)
            self._blocks.add_cells(rows.to_frame("row").join(line, how="cross"))

    def merge_range(self, span: Span) -> None:
        """Takes in a range that is merged into one cell; one that no sheet can have is passed by.

        Raises:
            UnreadableError: there are too many.
        """
        top, left, bottom, right = span
        if not (top <= bottom <= self._last[0] and left <= right <= self._last[1]):
            return
        if len(self.findings.merged) == MERGES:
            raise UnreadableError(f"a sheet merges more than {MERGES:,} ranges of cells")
        self.findings.merged.append(span)

    def close(self, *, hidden: bool) -> SheetFindings:
        """Writes all cells; returns the findings of the sheet, which may be ``hidden``."""
        found, blocks = self.findings, self._blocks
        found.reach = self.used.row, self.used.column
        blocks.close(self.used.row)
        found.hidden, found.blocks = hidden, blocks.count
        found.rows, found.columns = blocks.rows, blocks.columns
        return found
