"""An .xls workbook, Excel 5 to 2003, in its container: xlrd reads the cells, within limits."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlrd
from xlrd.compdoc import CompDoc

from estimator.model.cells import ERROR_VALUE
from estimator.model.limits import Limits
from estimator.read.cells import Cell, cell_content
from estimator.read.workbook.cell_formats import BUILT_IN, StyleFormats
from estimator.read.workbook.findings import (
    ERRORS,
    UNKNOWN_ERROR,
    CharacterQuota,
    SheetFindings,
    UnreadableError,
    WorkbookScan,
    damaged_file,
    too_many_hours,
)
from estimator.read.workbook.sheet_scan import SheetScan
from estimator.read.workbook.spill import SpilledBlocks

# Excel encrypts what it only protects from changes too, and opens that without asking.
PROTECTED = (
    "it is password-protected; save it without a password (if Excel opens it without asking for "
    "one, save it as .xlsx under another name)"
)
TOO_OLD = "it is from before Excel 97; open it in Excel and save it as .xlsx"
OTHERS = {
    "EncryptedPackage": PROTECTED,
    "WordDocument": "it is a Word document; copy its table into a spreadsheet",
    "PowerPoint Document": "it is a PowerPoint presentation; copy its table into a spreadsheet",
    "__properties_version1.0": "it is an Outlook message; save the spreadsheet that came with it",
}
# What the library says of some workbooks, and what we do.
REFUSALS = {
    "encrypted": PROTECTED,
    "or STRING record": "the text of a formula was not saved; open it in Excel and save it again",
}
NO_WORKBOOK = "it is an old kind of Office file, but no workbook; save it as .xlsx"
# The later name first: a file for two generations of Excel has both, and that is the fuller one.
WORKBOOKS = ("Workbook", "Book")
MACROS = frozenset({"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"})

EOF, BOUND_SHEET, SUP_BOOK, EXTERN_SHEET, RUN_OF_NUMBERS = 0x000A, 0x0085, 0x01AE, 0x0017, 0x00BD
# Sheets of macros, and of Visual Basic.
MACRO_SHEETS = frozenset({1, 6})
# The versions of the records, as the library counts them, that Excel 5, 95 and 97 write.
EXCEL_5, EXCEL_95, EXCEL_97 = 50, 70, 80
LAST_COLUMN = 256
LAST_ROWS = {EXCEL_5: 16_384, EXCEL_95: 16_384, EXCEL_97: 65_536}
# How Excel 5 begins the name of a sheet that stands in the same workbook, or an add-in's.
OWN_SHEETS = (b"\x02", b"\x03", b"\x04", b":")


def scan_xls(content: bytes, limits: Limits, folder: Path) -> WorkbookScan:
    """Reads the workbook in ``content`` and spills its cells into ``folder``.

    Raises:
        UnreadableError: it is damaged, hostile, encrypted, no workbook or beyond ``limits``.
    """
    try:
        with Path(os.devnull).open("w", encoding="utf-8") as log:
            return _scan_stream(CompDoc(content, logfile=log), log, limits, folder)
    except UnreadableError:
        raise
    except xlrd.XLRDError as error:
        reasons = (text for sign, text in REFUSALS.items() if sign in str(error))
        reason = next(reasons, None)
        raise (UnreadableError(reason) if reason else damaged_file(error)) from error
    except Exception as error:
        # The library checks little, and what it makes of a damaged file may raise anything.
        reason = "it is cut off" if "OLE2" in str(error) else str(error)
        raise damaged_file(reason or "its records contradict each other") from error


def _scan_stream(container: Any, log: Any, limits: Limits, folder: Path) -> WorkbookScan:  # noqa: ANN401 - untyped
    stream, names = _find_workbook(container)
    _refuse_reversed_runs(stream)
    book = xlrd.open_workbook(
        file_contents=stream, logfile=log, formatting_info=True, ragged_rows=True, on_demand=True
    )
    if book.biff_version not in LAST_ROWS:
        raise UnreadableError(TOO_OLD)
    records = list(_global_records(stream))
    formats = _cell_formats(book)
    return WorkbookScan(
        _read_sheets(book, formats, limits, folder),
        macros=not MACROS.isdisjoint(names)
        or any(kind == BOUND_SHEET and data[5] in MACRO_SHEETS for kind, data in records),
        links=any(_is_link(kind, data, book.biff_version) for kind, data in records),
        formats=formats.known.formats,
    )


def _find_workbook(container: Any) -> tuple[bytes, set[str]]:  # noqa: ANN401 - untyped
    """The stream of records, and the names of all streams beside it."""
    names = {entry.name for entry in container.dirlist}
    for name in WORKBOOKS:
        if name in names:
            content, start, length = container.locate_named_stream(name)
            if content:
                return content[start : start + length], names
    raise UnreadableError(
        next((text for name, text in OTHERS.items() if name in names), NO_WORKBOOK)
    )


def _refuse_reversed_runs(stream: bytes) -> None:
    """Refuses a run of numbers that ends before it begins: the library would drop its cells."""
    start = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        if kind == RUN_OF_NUMBERS and 4 <= length <= len(stream) - start - 4:
            first, last = (
                struct.unpack_from("<H", stream, at)[0] for at in (start + 6, start + 2 + length)
            )
            if last < first:
                raise damaged_file("a run of numbers ends before it begins")
        start += 4 + length


def _global_records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of the records that concern the whole workbook."""
    start, kind = 0, None
    while start + 4 <= len(stream) and kind != EOF:
        kind, length = struct.unpack_from("<HH", stream, start)
        start += 4 + length
        yield kind, stream[start - length : start]


def _is_link(kind: int, data: bytes, version: int) -> bool:
    """Whether a record names another workbook: neither this one's sheets nor an add-in's."""
    if kind == EXTERN_SHEET:
        # From Excel 97 on this record only points at those that name workbooks.
        own = len(data) < 2 or data[1:2] in OWN_SHEETS
        return version < EXCEL_97 and not own
    if kind != SUP_BOOK:
        return False
    own_sheets, add_in = 0x0401, 0x3A01
    (length,) = struct.unpack_from("<2xH", data)
    # A name of one character, which stands for the sheet itself, is no file's either.
    return length not in {own_sheets, add_in} and length > 1


def _cell_formats(book: Any) -> StyleFormats:  # noqa: ANN401 - xlrd has no types
    """The formats of the cells, without what the library adds for those that are not written."""
    own = {key: one.format_str or "" for key, one in book.format_map.items()}
    supplied = xlrd.formatting.std_format_strings
    own = {
        key: code for key, code in own.items() if key not in BUILT_IN and supplied.get(key) != code
    }
    styles = [style.format_key for style in book.xf_list]
    return StyleFormats(styles, own, since_1904=bool(book.datemode))


def _read_sheets(
    book: Any,  # noqa: ANN401 - xlrd has no types
    formats: StyleFormats,
    limits: Limits,
    folder: Path,
) -> dict[str, SheetFindings]:
    quota, sheets = CharacterQuota(limits), dict[str, SheetFindings]()
    for number, name in enumerate(book.sheet_names()):
        if name in sheets:
            raise damaged_file(f"two sheets are called {name}")
        last = LAST_ROWS[book.biff_version], LAST_COLUMN
        gathered = SheetScan(limits, quota, SpilledBlocks(folder, number), last)
        sheet = book.sheet_by_index(number)
        try:
            _read_cells(sheet, formats, gathered)
        except OverflowError as error:
            raise too_many_hours(name) from error
        hidden = [row + 1 for row, look in sheet.rowinfo_map.items() if look.hidden]
        gathered.findings.hidden_rows = sorted(hidden)
        for column in sorted(at for at, look in sheet.colinfo_map.items() if look.hidden):
            gathered.findings.hide_columns(column + 1, column + 1)
        for top, bottom, left, right in sheet.merged_cells:
            gathered.merge_range((top + 1, left + 1, bottom, right))
        sheets[name] = gathered.close(hidden=bool(sheet.visibility))
        book.unload_sheet(number)
    return sheets


def _read_cells(sheet: Any, formats: StyleFormats, gathered: SheetScan) -> None:  # noqa: ANN401 - xlrd has no types
    for row in range(sheet.nrows):
        cells = zip(sheet.row_types(row), sheet.row_values(row), strict=True)
        for column, (kind, value) in enumerate(cells):
            if kind not in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
                style = sheet.cell_xf_index(row, column)
                gathered.add_cell((row + 1, column + 1), _read_cell(kind, value, style, formats))


def _read_cell(kind: int, value: Any, style: int, formats: StyleFormats) -> Cell:  # noqa: ANN401 - xlrd has no types
    if kind == xlrd.XL_CELL_TEXT:
        return cell_content(str(value))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return cell_content(bool(value))
    if kind == xlrd.XL_CELL_ERROR:
        return ERRORS.get(value, UNKNOWN_ERROR), ERROR_VALUE
    return formats.read_number(float(value), style)
