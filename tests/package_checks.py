"""What no schema says of a package, beyond ``test_soundness``: how it is zipped, shared and spaced.

Each yields what is wrong, and ``tests/report/test_package_checks.py`` shows that it sees its fault.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from lxml.etree import _Element as Element
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from tests.workbooks import MAIN, Package

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What does not survive a reader that trims, unless it is said that blanks count.
BLANKS = " \t\n"
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
# The version of a zip reader that knows no sizes of 64 bits.
OLD_VERSION = 20
DEFLATED, LARGEST = 8, 2**32 - 2
FIRST_DAY = (1980, 1, 1, 0, 0, 0)

Faults = Iterator[str]


def space_faults(package: Package) -> Faults:
    """A text that begins or ends with blanks says that they count."""
    for sheet, part in package.sheets.items():
        for cell in package.xml(part).iter(f"{MAIN}c"):
            for one in cell.iter(f"{MAIN}t"):
                text = one.text or ""
                if text.strip(BLANKS) != text and one.get(SPACE) != "preserve":
                    yield f"{sheet}!{cell.get('r')}: the blanks of {text!r} may be lost"


@dataclass(frozen=True)
class _Shared:
    """A cell with a shared formula; ``text`` and ``span`` are those of the first one."""

    key: str
    row: int
    column: int
    text: str
    span: str


def _shared(root: Element) -> Iterator[_Shared]:
    for cell in root.iter(f"{MAIN}c"):
        one = cell.find(f"{MAIN}f")
        if one is not None and one.get("t") == "shared":
            row, column = coordinate_to_tuple(str(cell.get("r")))
            yield _Shared(one.get("si", ""), row, column, one.text or "", one.get("ref", ""))


def shared_reference_faults(package: Package) -> Faults:
    """A shared formula refers to cells of its own sheet and to defined names, and to nothing else.

    Excel takes a package for corrupt in which one refers to another sheet, a table, a union or an
    array ([MS-XLSB] 2.5.98.98); other programs do not mind.
    """
    book = package.xml("xl/workbook.xml")
    names = {str(one.get("name")) for one in book.iter(f"{MAIN}definedName")}
    for sheet, part in package.sheets.items():
        for shared in _shared(package.xml(part)):
            for token in Tokenizer(f"={shared.text}").items:
                if _reaches_out(token, names):
                    yield f"{sheet}: {token.value} in the shared formula {shared.text}"


def _reaches_out(token: Token, names: set[str]) -> bool:
    if token.type == Token.ARRAY or token.value == "{":
        return True
    if token.type == Token.SEP and token.subtype != Token.ARG:
        return True
    if token.type in {Token.OP_IN, Token.WSPACE} and token.value.strip() in {"", ","}:
        return True
    if token.type != Token.OPERAND or token.subtype != Token.RANGE or token.value in names:
        return False
    try:
        range_boundaries(token.value)
    except ValueError:
        return True
    return False


def shared_span_faults(package: Package) -> Faults:
    """A shared formula is written out once, in the first cell of its range, and fills the range."""
    for sheet, part in package.sheets.items():
        found: dict[str, list[_Shared]] = {}
        for shared in _shared(package.xml(part)):
            found.setdefault(shared.key, []).append(shared)
        for key, cells in found.items():
            first, *others = cells
            if not first.text or any(one.text or one.span for one in others):
                yield f"{sheet}: the shared formula {key} is not written out in its first cell only"
                continue
            left, top, right, bottom = (bound or 0 for bound in range_boundaries(first.span))
            places = {(one.row, one.column) for one in cells}
            every = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            if places != every or (first.row, first.column) != (top, left):
                yield f"{sheet}: the shared formula {key} does not fill {first.span}"


def zip_faults(path: Path) -> Faults:
    """Every part is plainly deflated, its sizes before it and again, alike, at the end."""
    content = path.read_bytes()
    with ZipFile(path) as archive:
        if (bad := archive.testzip()) is not None:
            yield f"{bad} is damaged"
        for entry in archive.infolist():
            signature, version, flags, method, _, _, crc, packed, size, *lengths = (
                LOCAL_HEADER.unpack_from(content, entry.header_offset)
            )
            start = entry.header_offset + LOCAL_HEADER.size
            name = content[start : start + lengths[0]].decode()
            here = (signature, version, flags, method, crc, packed, size, name, lengths[1])
            there = (b"PK\x03\x04", OLD_VERSION, 0, DEFLATED, entry.CRC)
            if here != (*there, entry.compress_size, entry.file_size, entry.filename, 0):
                yield f"{entry.filename}: {here} before it, {entry} at the end"
            if max(size, packed, entry.header_offset) > LARGEST:
                yield f"{entry.filename}: too large"
            if entry.date_time != FIRST_DAY:
                yield f"{entry.filename}: made at {entry.date_time}"


CHECKS = (space_faults, shared_reference_faults, shared_span_faults)
