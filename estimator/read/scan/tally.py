"""What the cells of one sheet of .ods come to with all their repetitions, within all limits."""

from estimator.model.limits import Limits
from estimator.read.scan.findings import (
    LAST_COLUMN,
    LAST_ROW,
    MERGES,
    Findings,
    Reach,
    UnreadableError,
    too_long,
)
from estimator.read.scan.tablecell import Cell, count, fault, links
from estimator.read.scan.texts import Budget


class Tally:
    """Takes in the cells of one sheet that say something.

    Attributes:
        findings: what there is to say of the sheet.
    """

    def __init__(self, limits: Limits, budget: Budget) -> None:
        self.findings = Findings()
        self._most, self._budget, self._reach = limits.cell_length, budget, Reach(limits)

    def fill(self, cell: Cell, *, hidden: bool) -> None:
        """Takes in a ``cell`` with a value or a formula, in rows that may be ``hidden``.

        Raises:
            UnreadableError: it is beyond a limit, or holds no number where it must.
        """
        attributes, most = cell.attributes, self._most
        row, column = cell.row + cell.rows - 1, cell.column + cell.columns - 1
        if row > self._reach.row or column > self._reach.column:
            self._farther(cell, row, column, hidden=hidden)
        said = attributes.get("office:string-value", cell.text)
        if len(said) > most:
            raise too_long(cell.first, most)
        if cell.rows > 1 or cell.columns > 1:
            self._budget.take(len(said) * cell.rows * cell.columns)
        formula = attributes.get("table:formula", "")[:most]
        if wrong := fault(cell, formula):
            self.findings.faults.update(dict.fromkeys(cell.places(), wrong))
        if formula and links(formula):
            self.findings.linked.extend(cell.places())

    def merge(self, cell: Cell) -> None:
        """Takes in a ``cell`` that is merged with others.

        Raises:
            UnreadableError: there are too many of them, or it does not say how many others.
        """
        rows = count(cell.attributes, "table:number-rows-spanned", cell.row) - 1
        columns = count(cell.attributes, "table:number-columns-spanned", cell.row) - 1
        merged = self.findings.merged
        for row, column in cell.places() if rows or columns else ():
            if len(merged) == MERGES:
                raise UnreadableError(f"a sheet merges more than {MERGES:,} ranges of cells")
            last = min(row + rows, LAST_ROW), min(column + columns, LAST_COLUMN)
            merged.append((row, column, *last))

    def _farther(self, cell: Cell, row: int, column: int, *, hidden: bool) -> None:
        """Takes in a cell that, repeated, reaches to ``row`` and ``column``, beyond all before."""
        if row > LAST_ROW or column > LAST_COLUMN:
            first = f"{cell.row:,}, column {cell.column:,}"
            raise UnreadableError(
                f"the cell in row {first} is filled or repeated beyond what a sheet can have"
            )
        fresh = range(max(cell.row, self._reach.row + 1), row + 1)
        self._reach.to((row, column))
        self.findings.reach = self._reach.row, self._reach.column
        if hidden:
            self.findings.hidden_rows.extend(fresh)
