"""An .xlsb package: as .xlsx, but of binary records."""

import posixpath
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from estimator.model.cells import ERROR_VALUE
from estimator.model.limits import Limits
from estimator.read.cells import Cell, cell_content
from estimator.read.workbook.cell_formats import StyleFormats
from estimator.read.workbook.findings import (
    ERRORS,
    LAST_ROW,
    UNKNOWN_ERROR,
    CharacterQuota,
    SheetFindings,
    UnreadableError,
    WorkbookScan,
    damaged_file,
    too_many_hours,
)
from estimator.read.workbook.package import Package
from estimator.read.workbook.sheet_scan import SheetScan
from estimator.read.workbook.spill import SpilledBlocks
from estimator.read.workbook.xlsb_records import (
    read_biff_records,
    read_cell_formats,
    read_text,
    shared_texts,
)

PROPERTIES, SHEET, END_SHEETS = 0x99, 0x9C, 0x90
ROW, MERGED, END_SHEET = 0x00, 0xB0, 0x82
RK, REAL, FORMULA_REAL = 0x02, 0x05, 0x09
BOOLEAN, FORMULA_BOOLEAN, ERROR, FORMULA_ERROR = 0x04, 0x0A, 0x03, 0x0B
SHARED, OWN_TEXT, FORMULA_TEXT = 0x07, 0x06, 0x08
FILLED = frozenset(
    {RK, REAL, FORMULA_REAL, BOOLEAN, FORMULA_BOOLEAN, ERROR, FORMULA_ERROR}
    | {SHARED, OWN_TEXT, FORMULA_TEXT}
)
# Cells without a column of their own, and texts in several fonts: no writer is known to store them.
UNREAD = frozenset({0x0D, 0x0E, 0x0F, 0x10, 0x11, 0x12, 0x3E})
COLUMNS = 0x3C
WANTED = FILLED | UNREAD | {ROW, MERGED, COLUMNS}

NO_TEXT = b"\xff" * 4
WORKSHEET = "/worksheet"
MACRO_SHEETS = ("/xlMacrosheet", "/xlIntlMacrosheet")


class _Styled(Struct, frozen=True):
    """Texts and formats that the cells of all sheets refer to."""

    texts: Sequence[str]
    formats: StyleFormats

    def read_cell(self, kind: int, data: bytes) -> Cell:
        """The text and the kind of the cell in a record."""
        style = struct.unpack_from("<I", data, 4)[0] & 0xFFFFFF
        if kind == RK:
            return self.formats.read_number(_read_compressed(data), style)
        if kind in {REAL, FORMULA_REAL}:
            (number,) = struct.unpack_from("<d", data, 8)
            return self.formats.read_number(number, style)
        if kind in {BOOLEAN, FORMULA_BOOLEAN}:
            return cell_content(bool(data[8]))
        if kind in {ERROR, FORMULA_ERROR}:
            return ERRORS.get(data[8], UNKNOWN_ERROR), ERROR_VALUE
        if kind == SHARED:
            return cell_content(self.texts[struct.unpack_from("<I", data, 8)[0]])
        return cell_content(read_text(data, 8)[0])


def _read_compressed(data: bytes) -> float:
    """A number in four bytes: a whole one or half of a float, a hundredth of it if so marked."""
    (number,) = struct.unpack_from("<i", data, 8)
    if number & 2:
        value = number >> 2
    else:
        (value,) = struct.unpack("<d", struct.pack("<Ii", 0, number & ~3))
    return float(value / 100 if number & 1 else value)


def scan_xlsb(package: Package, limits: Limits, folder: Path) -> WorkbookScan:
    """Reads the workbook in ``package`` and spills its cells into ``folder``.

    Raises:
        UnreadableError: it is damaged, hostile or beyond ``limits``.
    """
    sheets: dict[str, SheetFindings] = {}
    quota = CharacterQuota(limits)
    try:
        formats = read_cell_formats(package, since_1904=_since_1904(package))
        styled = _Styled(shared_texts(package), formats)
        for number, (name, part, hidden) in enumerate(_list_sheets(package)):
            if name in sheets:
                raise damaged_file(f"two sheets are called {name}")
            gathered = SheetScan(limits, quota, SpilledBlocks(folder, number))
            try:
                _read_sheet(package, part, styled, gathered)
            except OverflowError as error:
                raise too_many_hours(name) from error
            sheets[name] = gathered.close(hidden=hidden)
    except (struct.error, IndexError) as error:
        raise damaged_file("a record is too short") from error
    return WorkbookScan(
        sheets,
        macros="xl/vbaProject.bin" in package,
        links=any(name.startswith("xl/externallinks/") for name in package.names),
        formats=formats.known.formats,
    )


def _since_1904(package: Package) -> bool:
    """Whether the workbook counts its days from 1904."""
    for kind, data in read_biff_records(
        package.read_blocks("xl/workbook.bin"), frozenset({PROPERTIES})
    ):
        if kind == PROPERTIES:
            return bool(data[0] & 1)
    return False


def _list_sheets(package: Package) -> Iterator[tuple[str, str, bool]]:
    """The name and the part of each worksheet, and whether it is hidden; chart sheets left out."""
    relations = {
        one.get("Id", ""): (one.get("Type", ""), one.get("Target", ""))
        for one in package.parse_tree("xl/_rels/workbook.bin.rels")
    }
    for kind, data in read_biff_records(package.read_blocks("xl/workbook.bin"), frozenset({SHEET})):
        if kind == END_SHEETS:
            return
        if kind != SHEET:
            continue
        identity, name = _read_bundle(data)
        if not identity:
            continue
        if identity not in relations:
            raise damaged_file("a sheet has no part")
        sort, target = relations[identity]
        if sort.endswith(MACRO_SHEETS):
            raise UnreadableError("it has a sheet of Excel 4 macros; save it again as .xlsx")
        if sort.endswith(WORKSHEET):
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            yield name, part, data[:4] != b"\0" * 4


def _read_bundle(data: bytes) -> tuple[str, str]:
    """The relation and the name of a sheet; both empty where it has no part."""
    if data[8:12] == NO_TEXT:
        return "", ""
    identity, end = read_text(data, 8)
    name, _ = read_text(data, end)
    return identity, name


def _read_sheet(package: Package, part: str, styled: _Styled, gathered: SheetScan) -> None:
    if part not in package:
        raise damaged_file("the part of a sheet is missing")
    row = 1
    for kind, data in read_biff_records(package.read_blocks(part), WANTED):
        if kind == ROW:
            row = _begin_row(data, row, gathered)
        elif kind in FILLED:
            (column,) = struct.unpack_from("<I", data)
            gathered.add_cell((row, column + 1), styled.read_cell(kind, data))
        elif kind in UNREAD:
            raise UnreadableError(
                f"row {row} has a cell stored in a form that is not read; save it again as .xlsx"
            )
        elif kind == MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", data)
            gathered.merge_range((top + 1, left + 1, bottom + 1, right + 1))
        elif kind == COLUMNS:
            first, last, flags = struct.unpack_from("<2I8xH", data)
            if flags & 1:
                gathered.findings.hide_columns(first + 1, last + 1)
        elif kind == END_SHEET:
            return
    raise damaged_file("the end of a sheet is missing")


def _begin_row(data: bytes, before: int, gathered: SheetScan) -> int:
    """The number of a row, which is noted if it is hidden."""
    row, flags = struct.unpack_from("<I7xB", data)
    if row >= LAST_ROW:
        raise UnreadableError(f"a sheet has a row {row + 1}, which no sheet can have")
    if row + 1 < before:
        raise damaged_file("its rows are out of order")
    if flags & 0x10:
        gathered.findings.hidden_rows.append(row + 1)
    return int(row) + 1
