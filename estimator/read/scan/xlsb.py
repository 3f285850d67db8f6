"""An .xlsb package, scanned before the native reader sees it: as .xlsx, but of binary records."""

import posixpath
import struct
from collections.abc import Iterator

from estimator.model.limits import Limits
from estimator.read.scan.binary import Gathered, damaged
from estimator.read.scan.days import Days, date_styles
from estimator.read.scan.findings import (
    LAST_COLUMN,
    LAST_ROW,
    Findings,
    Scan,
    UnreadableError,
)
from estimator.read.scan.package import Package
from estimator.read.scan.records import records, text

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
        days = Days(date_styles(package), _since_1904(package))
        for name, part in _parts(package):
            if name in sheets:
                raise damaged(f"two sheets are called {name}")
            sheets[name] = _sheet(package, part, limits, days)
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


def _sheet(package: Package, part: str, limits: Limits, days: Days) -> Findings:
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
                _day(row, data, gathered, days)
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


def _day(row: int, data: bytes, gathered: Gathered, days: Days) -> None:
    """Notes a whole number that the cell shows as a day."""
    column, style, number = struct.unpack_from("<IIi", data)
    whole, sort = 0b10, number & 0b11
    if sort == whole and (day := days.day(number >> 2, style & 0xFFFFFF)):
        gathered.findings.dates[row + 1, column + 1] = day
