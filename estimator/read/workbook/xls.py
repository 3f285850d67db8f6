"""An .xls workbook, scanned before the native reader sees it: Excel 5 to 2003.

Its stream is one record after the other: first those of the workbook, then those of each sheet. A
chart that lies on a sheet is a part of its own between that sheet's records.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from estimator.model.cells import UNCALCULATED
from estimator.model.options import Limits
from estimator.read.workbook.findings import Findings, Place, Scan, UnreadableError, damaged
from estimator.read.workbook.ole import PROTECTED, contained
from estimator.read.workbook.xlsb import Gathered

# The workbook's records.
BOF, EOF, BOUND_SHEET, FILE_PASS, CODE_PAGE = 0x0809, 0x000A, 0x0085, 0x002F, 0x0042
SUP_BOOK, EXTERN_SHEET = 0x01AE, 0x0017
OLD_BOFS = (0x0009, 0x0209, 0x0409)
# A sheet's records.
ROW, FORMULA, STRING, BOOL_ERR, MUL_RK, MERGED = 0x0208, 0x0006, 0x0207, 0x0205, 0x00BD, 0x00E5
VALUES = (0x0203, 0x0204, 0x027E, 0x00D6, 0x00FD)  # NUMBER, LABEL, RK, RSTRING, LABELSST

# What a sheet may be: a worksheet, a sheet of macros or one of Visual Basic; others are charts.
WORKSHEET, MACRO_SHEET, BASIC = 0, 1, 6
EXCEL_97, EXCEL_5 = 0x0600, 0x0500
LAST_COLUMN = 256
LAST_ROWS = {EXCEL_97: 65_536, EXCEL_5: 16_384}

TOO_OLD = "it is from before Excel 97; open it in Excel and save it as .xlsx"
# How Excel 5 begins the name of a sheet that stands in the same workbook, or an add-in's.
OWN_SHEETS = (b"\x02", b"\x03", b"\x04", b":")

# Codes of old character sets that Python has under names of their own.
CHARACTER_SETS = {1200: "utf-16-le", 10000: "mac-roman", 32768: "mac-roman", 32769: "cp1252"}


@dataclass
class _Workbook:
    """What the workbook's own records say.

    Attributes:
        sheets: name, place in the stream and sort of each sheet.
    """

    version: int = 0
    codec: str = "cp1252"
    links: bool = False
    sheets: list[tuple[str, int, int]] = field(default_factory=list)


def scan(path: Path, limits: Limits) -> Scan:
    """What there is to know of the workbook in the container at ``path``.

    Raises:
        UnreadableError: it is damaged, hostile, encrypted, no workbook or beyond ``limits``.
    """
    inside = contained(path)
    try:
        book = _workbook(inside.stream)
        sheets = _sheets(inside.stream, book, limits)
    except (struct.error, IndexError) as error:
        raise damaged("a record is too short") from error
    sorts = {sort for _, _, sort in book.sheets}
    macros = inside.macros or bool(sorts & {MACRO_SHEET, BASIC})
    return Scan(sheets, macros=macros, links=book.links, ending=".xls")


def _sheets(stream: bytes, book: _Workbook, limits: Limits) -> dict[str, Findings]:
    sheets: dict[str, Findings] = {}
    for name, start, sort in book.sheets:
        if sort != WORKSHEET:
            continue
        if name in sheets:
            raise damaged(f"two sheets are called {name}")
        gathered = Gathered(limits, LAST_ROWS[book.version], LAST_COLUMN)
        _sheet(stream, start, gathered)
        sheets[name] = gathered.findings
    return sheets


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Number and content of the records from ``start`` to the end of the part that begins there.

    The records of parts within, which are charts, are left out.
    """
    depth = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        start += 4 + length
        if start > len(stream):
            break
        if kind == BOF:
            depth += 1
        if depth == 0:
            raise damaged("a part does not begin as it must")
        if depth == 1 and kind != EOF:
            yield kind, stream[start - length : start]
        if kind == EOF:
            depth -= 1
            if depth == 0:
                return
    raise damaged("its end is missing")


def _workbook(stream: bytes) -> _Workbook:
    book = _Workbook()
    if stream[:2] in [struct.pack("<H", one) for one in OLD_BOFS]:
        raise UnreadableError(TOO_OLD)
    for kind, data in _records(stream, 0):
        if kind == BOF:
            (book.version,) = struct.unpack_from("<H", data)
            if book.version not in LAST_ROWS:
                raise damaged(f"its version {book.version:#x} is none of Excel's")
        elif kind == FILE_PASS:
            raise UnreadableError(PROTECTED)
        elif kind == CODE_PAGE:
            book.codec = _codec(*struct.unpack_from("<H", data))
        elif kind == BOUND_SHEET:
            book.sheets.append(_bound_sheet(data, book))
        elif kind in {SUP_BOOK, EXTERN_SHEET}:
            book.links = book.links or _links(kind, data, book.version)
    return book


def _codec(number: int) -> str:
    name = CHARACTER_SETS.get(number, f"cp{number}")
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


def _bound_sheet(data: bytes, book: _Workbook) -> tuple[str, int, int]:
    """The name, the place and the sort of a sheet; the name as the native reader will have it."""
    start, _, sort, length = struct.unpack_from("<IBBB", data)
    if book.version == EXCEL_97:
        wide = data[7] & 1
        text, codec = data[8 : 8 + length * (2 if wide else 1)], "utf-16-le" if wide else "latin-1"
    else:
        text, codec = data[7 : 7 + length], book.codec
    return text.decode(codec, "replace").replace("\0", ""), start, sort


def _links(kind: int, data: bytes, version: int) -> bool:
    """Whether a record names another workbook: neither this one's sheets nor an add-in's."""
    if kind == EXTERN_SHEET:
        # From Excel 97 on this record only points at those that name workbooks.
        own = len(data) < 2 or data[1:2] in OWN_SHEETS
        return version == EXCEL_5 and not own
    own_sheets, add_in = 0x0401, 0x3A01
    (length,) = struct.unpack_from("<2xH", data)
    # A name of one character, which stands for the sheet itself, is no file's either.
    return length not in {own_sheets, add_in} and length > 1


def _sheet(stream: bytes, start: int, gathered: Gathered) -> None:
    pending: Place | None = None
    for kind, data in _records(stream, start):
        if kind == FORMULA:
            pending = _formula(data, gathered)
        elif kind == STRING and pending:
            gathered.mend(*pending)
        elif kind in VALUES:
            gathered.fill(*_place(data))
        elif reader := READERS.get(kind):
            reader(data, gathered)


def _place(data: bytes) -> Place:
    row, column = struct.unpack_from("<HH", data)
    return row, column


def _formula(data: bytes, gathered: Gathered) -> Place | None:
    """Notes a formula's cell; its place where the result is a text, which a later record holds."""
    row, column = _place(data)
    sort, code, mark = struct.unpack_from("<BxBx2xH", data, 6)
    gathered.fill(row, column)
    if mark != 0xFFFF:
        return None
    text, error = 0, 2
    if sort == error:
        gathered.error(row, column, code)
    if sort == text:
        gathered.fault(row, column, UNCALCULATED)
        return row, column
    return None


def _truth_or_error(data: bytes, gathered: Gathered) -> None:
    row, column = _place(data)
    code, is_error = data[6], data[7]
    if is_error:
        gathered.error(row, column, code)
    gathered.fill(row, column)


def _several(data: bytes, gathered: Gathered) -> None:
    """Notes the cells of a record that holds neighbours in a row, the last column at its end."""
    row, first = _place(data)
    (last,) = struct.unpack_from("<H", data, len(data) - 2)
    if len(data) != 6 + 6 * (last - first + 1):
        raise damaged("a record of several cells has a false length")
    gathered.fill(row, last)


def _row(data: bytes, gathered: Gathered) -> None:
    row, flags = struct.unpack_from("<H10xH", data)
    if flags & 0x20:
        gathered.hide(row)


def _merged(data: bytes, gathered: Gathered) -> None:
    (count,) = struct.unpack_from("<H", data)
    for at in range(count):
        gathered.merge(*struct.unpack_from("<4H", data, 2 + 8 * at))


READERS: dict[int, Callable[[bytes, Gathered], None]] = {
    BOOL_ERR: _truth_or_error,
    MUL_RK: _several,
    ROW: _row,
    MERGED: _merged,
}
