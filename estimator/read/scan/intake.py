"""What is taken in of a worksheet, one by one or in bulk: filled cells, within all limits.

Those within are spilled, and what is to be said of them is kept.
"""

import polars as pl

from estimator.model.limits import Limits
from estimator.model.sheet import NUMBER
from estimator.read.scan import formulas, places, values
from estimator.read.scan.blocks import LOAD, Blocks
from estimator.read.scan.findings import (
    LAST_COLUMN,
    LAST_ROW,
    Findings,
    Place,
    Reach,
    UnreadableError,
    address,
    too_long,
)
from estimator.read.scan.markup import odd_unless
from estimator.read.scan.native import Native
from estimator.read.scan.places import BITS, MASK
from estimator.read.scan.plain import Rows
from estimator.read.scan.texts import Budget, Shared


class Intake:
    """Takes in the filled cells of one worksheet.

    Attributes:
        findings: what there is to say of the sheet.
    """

    def __init__(
        self, limits: Limits, shared: Shared, budget: Budget, native: Native, blocks: Blocks
    ) -> None:
        self.findings = Findings()
        self._shared, self._native, self._budget, self._blocks = shared, native, budget, blocks
        self._most = limits.cell_length
        self._reach = Reach(limits)
        # The farthest filled cell so far, copied from the reach: looked at for every cell.
        self._rows = self._columns = 0
        self._linked: set[str] = set()
        self._taken: list[tuple[int, int, str, str | None]] = []
        self._load = 0

    def take(self, found: Rows) -> None:
        """Takes in the rows ``found``, which come next.

        Raises:
            OddError: they are not plain, or beyond a limit; nothing was taken in.
        """
        formulas.leave_linked(found.cells, self._linked)
        cells = values.taken_up(found.cells, self._native, self._most)
        characters = values.characters(cells, self._shared, self._most)
        place: Place = cells.select(pl.col("row", "column").max().fill_null(0)).row(0)
        odd_unless(self._reach.allows(place), characters <= LOAD)
        read = values.read(cells, self._shared, self._native)
        # From here on, all is taken in.
        self._farther(place)
        self._budget.take(characters)
        self._blocks.add(read)
        if found.hidden:
            filled = set(cells["row"].unique())
            self.findings.hidden_rows += [row for row in found.hidden if row in filled]

    def add(self, at: int, said: tuple[int, str], style: str | None, *, hidden: bool) -> None:
        """Takes in the cell ``at`` a place, with the kind and the text that it ``said``.

        Args:
            style: its attribute ``s``.
            hidden: whether its row is.

        Raises:
            UnreadableError: it is beyond a limit, or refers to a text that is not there.
        """
        if (at & MASK) > self._columns or (at >> BITS) > self._rows:
            if hidden and (at >> BITS) > self._rows:
                self.findings.hidden_rows.append(at >> BITS)
            self._farther(places.place(at))
        kind, text = said
        if kind == values.SHARED:
            self._use(at, text)
        shows = kind == NUMBER and self._native.shows_day(style)
        self._taken.append((at, kind, text, style if shows else None))

    def formula(self, at: int, written: str, shares: str) -> None:
        """Takes in a formula of the cell ``at`` a place, which ``shares`` one of that number."""
        if formulas.links(written):
            self._linked.add(shares)
        elif not shares or written or shares not in self._linked:
            return
        self.findings.linked.append(places.place(at))

    def spill(self) -> None:
        """Spills the cells that were taken in one by one."""
        if not self._taken:
            return
        at, kinds, texts, styles = zip(*self._taken, strict=True)
        taken = dict(zip(values.TAKEN, (*places.parted(at), kinds, texts, styles), strict=True))
        cells = pl.DataFrame(taken, schema_overrides=values.TAKEN)
        self._blocks.add(values.read(cells, self._shared, self._native))
        self._taken, self._load = [], 0

    def _farther(self, place: Place) -> None:
        row, column = place
        if row > LAST_ROW or column > LAST_COLUMN:
            raise UnreadableError(f"a sheet has a cell {address(place)}, which no sheet can have")
        self._reach.to(place)
        self._rows, self._columns = self.findings.reach = self._reach.row, self._reach.column

    def _use(self, at: int, index: str) -> None:
        """Counts the shared text that the cell ``at`` a place holds."""
        number = int(index) if index.isascii() and index.isdecimal() and len(index) < 12 else -1
        if not 0 <= number < len(self._shared.lengths):
            raise UnreadableError(
                f"the cell {address(places.place(at))} refers to a text that is not there; "
                "save it again as .xlsx"
            )
        characters = self._shared.lengths[number]
        if characters > self._most:
            raise too_long(places.place(at), self._most)
        self._budget.take(characters)
        self._load += characters
        if self._load > LOAD:
            self.spill()
