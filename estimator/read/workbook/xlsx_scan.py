"""The filled cells of one worksheet of an .xlsx package, taken in one by one or row by row."""

import polars as pl

from estimator.model.cells import NUMBER
from estimator.model.limits import Limits
from estimator.read.cells import odd_unless
from estimator.read.workbook import xlsx_cells, xlsx_rows
from estimator.read.workbook.cell_formats import StyleFormats
from estimator.read.workbook.findings import (
    LAST_COLUMN,
    LAST_ROW,
    CharacterQuota,
    Place,
    SheetFindings,
    UnreadableError,
    UsedRange,
    address,
    too_long,
)
from estimator.read.workbook.spill import LOAD, SpilledBlocks
from estimator.read.workbook.xlsx_bulk import PlainRows
from estimator.read.workbook.xlsx_rows import BITS, MASK
from estimator.read.workbook.xlsx_strings import SharedTexts


class WorksheetScan:
    """Takes in the filled cells of one worksheet.

    Attributes:
        findings: those of the sheet.
        doubtful: whether the program that wrote the workbook may not have calculated its formulas.
    """

    def __init__(
        self,
        limits: Limits,
        shared: SharedTexts,
        quota: CharacterQuota,
        formats: StyleFormats,
        blocks: SpilledBlocks,
        *,
        doubtful: bool = False,
    ) -> None:
        self.findings = SheetFindings()
        self.doubtful = doubtful
        self._shared, self._quota, self._blocks = shared, quota, blocks
        self._formats = formats
        self._most = limits.cell_length
        self._used = UsedRange(limits)
        # The farthest filled cell so far, copied from the range: looked at for every cell.
        self._rows = self._columns = 0
        self._linked: set[str] = set()
        self._held: list[tuple[int, int, str, int | None]] = []
        self._load = 0

    def add_rows(self, found: PlainRows) -> None:
        """Takes in the rows ``found``, which come next.

        Raises:
            OddError: they are not plain, or beyond a limit; nothing was added.
        """
        xlsx_cells.refuse_linked(found.cells, self._linked)
        cells = xlsx_cells.select_filled(found.cells, self._formats, self._most)
        characters = xlsx_cells.count_shared(cells, self._shared, self._most)
        place: Place = cells.select(pl.col("row", "column").max().fill_null(0)).row(0)
        odd_unless(self._used.allows(place), characters <= LOAD)
        read = xlsx_cells.read_cells(cells, self._shared, self._formats)
        formulas = found.cells.filter(pl.col("marks").is_not_null()) if self.doubtful else None
        # From here on, nothing is refused.
        self._extend_used(place)
        self._quota.take_characters(characters)
        if formulas is not None and len(formulas):
            self.findings.calculated |= xlsx_cells.has_results(formulas)
            read = xlsx_cells.doubt_zeros(read, formulas)
        self._blocks.add_cells(read)
        if found.hidden:
            filled = set(cells["row"].unique())
            self.findings.hidden_rows += [row for row in found.hidden if row in filled]

    def add_cell(
        self, at: int, content: tuple[int, str], style: str | None, *, hidden: bool
    ) -> None:
        """Takes in the cell ``at`` a place, with its kind and text.

        Args:
            style: its attribute ``s``.
            hidden: whether its row is.

        Raises:
            UnreadableError: it is beyond a limit, or refers to a text that is not there.
        """
        if (at & MASK) > self._columns or (at >> BITS) > self._rows:
            if hidden and (at >> BITS) > self._rows:
                self.findings.hidden_rows.append(at >> BITS)
            self._extend_used(xlsx_rows.split_place(at))
        kind, text = content
        if kind == xlsx_cells.SHARED:
            self._count_shared(at, text)
        telling = xlsx_cells.telling_style(style, self._formats) if kind == NUMBER else None
        self._held.append((at, kind, text, telling))

    def add_formula(self, at: int, written: str, shares: str) -> None:
        """Takes in a formula of the cell ``at`` a place, which ``shares`` one of that number."""
        if xlsx_cells.has_workbook_link(written):
            self._linked.add(shares)
        elif not shares or written or shares not in self._linked:
            return
        self.findings.linked.append(xlsx_rows.split_place(at))

    def spill_cells(self) -> None:
        """Spills the cells that were added one by one."""
        if not self._held:
            return
        at, kinds, texts, styles = zip(*self._held, strict=True)
        columns = dict(
            zip(
                xlsx_cells.SELECTED,
                (*xlsx_rows.split_places(at), kinds, texts, styles),
                strict=True,
            )
        )
        cells = pl.DataFrame(columns, schema_overrides=xlsx_cells.SELECTED)
        self._blocks.add_cells(xlsx_cells.read_cells(cells, self._shared, self._formats))
        self._held, self._load = [], 0

    def _extend_used(self, place: Place) -> None:
        row, column = place
        if row > LAST_ROW or column > LAST_COLUMN:
            raise UnreadableError(f"a sheet has a cell {address(place)}, which no sheet can have")
        self._used.extend(place)
        self._rows, self._columns = self.findings.reach = self._used.row, self._used.column

    def _count_shared(self, at: int, index: str) -> None:
        """Counts the shared text that the cell ``at`` a place holds."""
        number = int(index) if index.isascii() and index.isdecimal() and len(index) < 12 else -1
        if not 0 <= number < len(self._shared.lengths):
            raise UnreadableError(
                f"the cell {address(xlsx_rows.split_place(at))} refers to a text that is not "
                "there; save it again as .xlsx"
            )
        characters = self._shared.lengths[number]
        if characters > self._most:
            raise too_long(xlsx_rows.split_place(at), self._most)
        self._quota.take_characters(characters)
        self._load += characters
        if self._load > LOAD:
            self.spill_cells()
