"""What the binary kinds of workbook, .xls and .xlsb, have in common: one sheet's findings."""

from estimator.model.address import letters
from estimator.model.limits import Limits
from estimator.read.scan.findings import Findings, UnreadableError

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def damaged(reason: object) -> UnreadableError:
    """The refusal of a workbook that is not as its kind must be."""
    return UnreadableError(f"it is damaged ({reason}); save it again as .xlsx")


class Gathered:
    """The findings of one sheet, gathered cell by cell; rows and columns come counted from 0.

    Attributes:
        findings: what was gathered so far.
    """

    def __init__(self, limits: Limits, last_row: int, last_column: int) -> None:
        self.findings = Findings()
        self._limits = limits
        self._most = last_row, last_column
        self._reach = (0, 0)
        self._hidden: set[int] = set()

    def fill(self, row: int, column: int) -> None:
        """Notes that a cell has a value; refuses one that makes the sheet reach too far.

        Raises:
            UnreadableError: no sheet has the cell, or the rectangle up to it is beyond the limits.
        """
        if row < self._reach[0] and column < self._reach[1]:
            return
        cell = f"{letters(column + 1)}{row + 1}"
        if row >= self._most[0] or column >= self._most[1]:
            raise UnreadableError(f"a sheet has a cell {cell}, which no sheet can have")
        rows, columns = max(self._reach[0], row + 1), max(self._reach[1], column + 1)
        if beyond := self._beyond(rows, columns):
            raise UnreadableError(
                f"the cell {cell} has a value, which makes the sheet reach to "
                f"{letters(columns)}{rows}, more than {beyond}; clear it"
            )
        self._reach = self.findings.reach = rows, columns

    def _beyond(self, rows: int, columns: int) -> str:
        """The limit that a sheet of so many ``rows`` and ``columns`` is beyond, if any."""
        asked = {"rows": rows, "columns": columns, "cells": rows * columns}
        for name, number in asked.items():
            most: int = getattr(self._limits, name)
            if number > most:
                return f"{most:,} {name}"
        return ""

    def fault(self, row: int, column: int, text: str) -> None:
        """Notes a cell without a usable value: Excel's word for it in ``text``."""
        self.fill(row, column)
        self.findings.faults[row + 1, column + 1] = text

    def mend(self, row: int, column: int) -> None:
        """Takes back the fault of a cell whose value came after all."""
        self.findings.faults.pop((row + 1, column + 1), None)

    def error(self, row: int, column: int, code: int) -> None:
        """Notes an error cell by the code that both kinds store for it."""
        self.fault(row, column, ERRORS.get(code, "#N/A"))

    def hide(self, row: int) -> None:
        """Notes a hidden row."""
        if row < self._most[0] and row not in self._hidden:
            self._hidden.add(row)
            self.findings.hidden_rows.append(row + 1)

    def merge(self, top: int, bottom: int, left: int, right: int) -> None:
        """Notes a range that is merged into one cell; one that no sheet can have is passed by."""
        if top <= bottom < self._most[0] and left <= right < self._most[1]:
            self.findings.merged.append((top + 1, left + 1, bottom + 1, right + 1))
