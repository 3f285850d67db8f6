"""An .xlsb package, scanned before the native reader sees it: as .xlsx, but of binary records."""

import posixpath
import struct
from collections.abc import Iterator

from estimator.model.address import letters
from estimator.model.cells import DATE
from estimator.model.options import Limits
from estimator.read.workbook.date_formats import DateFormats
from estimator.read.workbook.findings import (
    LAST_COLUMN,
    LAST_ROW,
    Findings,
    Scan,
    UnreadableError,
    damaged,
)
from estimator.read.workbook.package import Package
from estimator.read.workbook.xlsb_records import date_formats, records, text

PROPERTIES, SHEET, END_SHEETS = 0x99, 0x9C, 0x90
ROW, RK, ERROR, FORMULA_ERROR, MERGED = 0x00, 0x02, 0x03, 0x0B, 0xB0
END_SHEET = 0x82
# Numbers, truths, texts and formulas: all but errors and blanks.
VALUES = frozenset({RK, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A})
# Cells without a column of their own, and texts in several fonts: the native reader drops them.
DROPPED = frozenset({0x0D, 0x0E, 0x0F, 0x10, 0x11, 0x12, 0x3E})
WANTED = VALUES | DROPPED | {ROW, ERROR, FORMULA_ERROR, MERGED}

NO_TEXT = b"\xff" * 4
WORKSHEET = "/worksheet"
MACRO_SHEETS = ("/xlMacrosheet", "/xlIntlMacrosheet")


def scan(package: Package, limits: Limits) -> Scan:
    """What there is to know of the workbook in ``package``.

    Raises:
        UnreadableError: it is damaged, hostile or beyond ``limits``.
    """
    sheets: dict[str, Findings] = {}
    try:
        formats = date_formats(package, since_1904=_since_1904(package))
        for name, part in _parts(package):
            if name in sheets:
                raise damaged(f"two sheets are called {name}")
            sheets[name] = _sheet(package, part, limits, formats)
    except (struct.error, IndexError) as error:
        raise damaged("a record is too short") from error
    return Scan(
        sheets,
        macros="xl/vbaProject.bin" in package,
        links=any(name.startswith("xl/externallinks/") for name in package.names),
        ending=".xlsb",
    )


def _since_1904(package: Package) -> bool:
    """Whether the workbook counts its days from 1904."""
    for kind, data in records(package.blocks("xl/workbook.bin"), frozenset({PROPERTIES})):
        if kind == PROPERTIES:
            return bool(data[0] & 1)
    return False


def _parts(package: Package) -> Iterator[tuple[str, str]]:
    """The name and the part of each worksheet; chart sheets are left out."""
    relations = {
        one.get("Id", ""): (one.get("Type", ""), one.get("Target", ""))
        for one in package.tree("xl/_rels/workbook.bin.rels")
    }
    for kind, data in records(package.blocks("xl/workbook.bin"), frozenset({SHEET})):
        if kind == END_SHEETS:
            return
        if kind != SHEET:
            continue
        identity, name = _bundle(data)
        if not identity:
            continue
        if identity not in relations:
            raise damaged("a sheet has no part")
        sort, target = relations[identity]
        if sort.endswith(MACRO_SHEETS):
            raise UnreadableError("it has a sheet of Excel 4 macros; save it again as .xlsx")
        if sort.endswith(WORKSHEET):
            yield name, posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _bundle(data: bytes) -> tuple[str, str]:
    """The relation and the name of a sheet; both empty where no part is told."""
    if data[8:12] == NO_TEXT:
        return "", ""
    identity, end = text(data, 8)
    name, _ = text(data, end)
    return identity, name


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


def _sheet(package: Package, part: str, limits: Limits, formats: DateFormats) -> Findings:
    if part not in package:
        raise damaged("the part of a sheet is missing")
    gathered = Gathered(limits, LAST_ROW, LAST_COLUMN)
    row = 0
    for kind, data in records(package.blocks(part), WANTED):
        if kind == ROW:
            row = _row(data, gathered)
        elif kind in VALUES:
            gathered.fill(row, *struct.unpack_from("<I", data))
            if kind == RK:
                _day(row, data, gathered, formats)
        elif kind in {ERROR, FORMULA_ERROR}:
            gathered.error(row, *struct.unpack_from("<I4xB", data))
        elif kind in DROPPED:
            raise UnreadableError(
                f"row {row + 1} has a cell stored in a form that is not read; "
                "save it again as .xlsx"
            )
        elif kind == MERGED:
            gathered.merge(*struct.unpack_from("<4I", data))
        elif kind == END_SHEET:
            return gathered.findings
    raise damaged("the end of a sheet is missing")


def _row(data: bytes, gathered: Gathered) -> int:
    """Notes a row if it is hidden; its number, from 0."""
    row, flags = struct.unpack_from("<I7xB", data)
    if row >= LAST_ROW:
        # The reader would stop here without a word.
        raise UnreadableError(f"a sheet has a row {row + 1}, which no sheet can have")
    if flags & 0x10:
        gathered.hide(row)
    return int(row)


def _day(row: int, data: bytes, gathered: Gathered, formats: DateFormats) -> None:
    """Notes a whole number that the cell shows as a day."""
    column, style, number = struct.unpack_from("<IIi", data)
    whole, sort = 0b10, number & 0b11
    if sort == whole:
        day, kind = formats.read_number(number >> 2, style & 0xFFFFFF)
        if day and kind == DATE:
            gathered.findings.dates[row + 1, column + 1] = day


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
