"""Legacy workbooks for tests, written byte by byte: .xls streams in their container, and .xlsb."""

import io
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from estimator.model.limits import LIMITS, Limits
from estimator.read.workbook.findings import UnreadableError, WorkbookScan
from estimator.read.workbook.worker import scan_workbook

SECTOR = 512
END_OF_CHAIN, FREE, FAT_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD

Records = Sequence[tuple[int, bytes]]


def scanned(folder: Path, content: bytes, limits: Limits = LIMITS) -> WorkbookScan:
    """What a scan of ``content`` finds."""
    path = folder / "book"
    path.write_bytes(content)
    return scan_workbook(path, limits)


def refusal(folder: Path, content: bytes, limits: Limits = LIMITS) -> str:
    """Why a scan refuses ``content``."""
    with pytest.raises(UnreadableError) as refused:
        scanned(folder, content, limits)
    return str(refused.value)


def container(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file with ``streams``, each laid out in sectors of its own one after the other."""
    fat, body, entries = [FAT_SECTOR], b"", [_entry("Root Entry", 5, END_OF_CHAIN, 0, 1)]
    directory = (len(streams) + 4) // 4
    fat += [*range(2, directory + 1), END_OF_CHAIN]
    for number, (name, content) in enumerate(streams.items(), 1):
        padded = content.ljust(4096, b"\0")
        padded += b"\0" * (-len(padded) % SECTOR)
        start = len(fat)
        fat += [*range(start + 1, start + len(padded) // SECTOR), END_OF_CHAIN]
        body += padded
        right = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, 2, start, max(len(content), 4096), FREE, right))
    assert len(fat) <= SECTOR // 4, "the builder writes one sector of the allocation table"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<5H6x3I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1)
    header += struct.pack("<6I", 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    table = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    return header + table + b"".join(entries).ljust(directory * SECTOR, b"\0") + body


def _entry(name: str, kind: int, start: int, size: int, child: int, right: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, 1, FREE, right, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)


def records(several: Records) -> bytes:
    """``several`` records of BIFF: a number and a length before each content."""
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in several)


def bof(what: int, version: int = 0x0600) -> tuple[int, bytes]:
    """The record that begins a part: 5 the workbook, 0x10 a worksheet, 0x20 a chart."""
    return 0x0809, struct.pack("<4H2I", version, what, 0, 1997, 0, 0)


EOF = (0x000A, b"")


def xls_stream(
    sheets: Mapping[str, Records],
    globals_: Records = (),
    kinds: Mapping[str, int] | None = None,
    version: int = 0x0600,
) -> bytes:
    """The stream of a workbook; ``kinds`` are of the sheets that are no worksheets."""
    flag = b"\0" if version == 0x0600 else b""
    names = [name.encode("latin-1") for name in sheets]
    kind = [(kinds or {}).get(name, 0) for name in sheets]

    def head(offsets: Sequence[int]) -> bytes:
        bound = [
            (0x0085, struct.pack("<IBBB", offset, 0, what, len(name)) + flag + name)
            for offset, what, name in zip(offsets, kind, names, strict=True)
        ]
        return records([bof(5, version), *globals_, *bound, EOF])

    parts = [records([bof(0x10, version), *one, EOF]) for one in sheets.values()]
    offsets = [len(head([0] * len(parts)))]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return head(offsets[:-1]) + b"".join(parts)


def xls(
    sheets: Mapping[str, Records],
    globals_: Records = (),
    kinds: Mapping[str, int] | None = None,
) -> bytes:
    """An .xls file of Excel 97 and later with ``sheets``."""
    return container({"Workbook": xls_stream(sheets, globals_, kinds)})


def number(row: int, column: int, value: float, style: int = 0) -> tuple[int, bytes]:
    return 0x0203, struct.pack("<3Hd", row, column, style, value)


def label(row: int, column: int, text: str) -> tuple[int, bytes]:
    data = text.encode("latin-1")
    return 0x0204, struct.pack("<4HB", row, column, 0, len(data), 0) + data


def error(row: int, column: int, code: int) -> tuple[int, bytes]:
    return 0x0205, struct.pack("<3HBB", row, column, 0, code, 1)


def formula(row: int, column: int, result: bytes) -> tuple[int, bytes]:
    """A formula with the eight bytes of its stored ``result``."""
    tokens = b"\x1e\x01\x00"
    head = struct.pack("<3H", row, column, 0) + result
    return 0x0006, head + struct.pack("<HIH", 0, 0, len(tokens)) + tokens


def binary_records(several: Records) -> bytes:
    """``several`` records of .xlsb: number and length before each content, seven bits a byte."""
    out = io.BytesIO()
    for kind, data in several:
        out.write(bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7]))
        length = len(data)
        while length > 127:
            out.write(bytes([length & 0x7F | 0x80]))
            length >>= 7
        out.write(bytes([length]) + data)
    return out.getvalue()


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def row(number_: int, *, hidden: bool = False) -> tuple[int, bytes]:
    return 0, struct.pack("<IIHBBBI", number_, 0, 300, 0, 0x10 if hidden else 0, 0, 0)


def cell(kind: int, column: int, value: bytes, style: int = 0) -> tuple[int, bytes]:
    return kind, struct.pack("<II", column, style) + value


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'


def xlsb(
    sheets: Mapping[str, Records],
    parts: Mapping[str, bytes] | None = None,
    *,
    kinds: Mapping[str, str] | None = None,
    hidden: Sequence[str] = (),
    properties: int = 0,
) -> bytes:
    """An .xlsb file with the records of the rows of ``sheets``, and ``parts`` besides."""
    bundle, relations, written = [], RELATIONS, dict(parts or {})
    for position, (name, rows) in enumerate(sheets.items(), 1):
        kind = (kinds or {}).get(name, "worksheet")
        target = f"{kind}s/sheet{position}.bin"
        relations += f'<Relationship Id="r{position}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        state = struct.pack("<II", int(name in hidden), position)
        bundle.append((0x9C, state + wide(f"r{position}") + wide(name)))
        before = [r for r in rows if r[0] != 0xB0]
        after = [r for r in rows if r[0] == 0xB0]
        content = [(0x81, b""), (0x94, b"\0" * 16), (0x91, b""), *before, (0x92, b"")]
        written[f"xl/{target}"] = binary_records([*content, *after, (0x82, b"")])
    book = [(0x83, b""), (0x99, struct.pack("<III", properties, 0, 0)), (0x8F, b""), *bundle]
    written["xl/workbook.bin"] = binary_records([*book, (0x90, b""), (0x9D, b""), (0x84, b"")])
    written["xl/_rels/workbook.bin.rels"] = (relations + "</Relationships>").encode()
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content_ in written.items():
            archive.writestr(name, content_)
    return buffer.getvalue()


def styles(own: Mapping[int, str], *formats: int) -> bytes:
    """The part ``xl/styles.bin`` with a cell style for each of ``formats``."""
    several = [(0x267, struct.pack("<I", len(own)))]
    several += [(0x2C, struct.pack("<H", number_) + wide(code)) for number_, code in own.items()]
    several += [(0x268, b""), (0x272, struct.pack("<I", 1)), _style(14), (0x273, b"")]
    several += [(0x269, struct.pack("<I", len(formats))), *map(_style, formats), (0x26A, b"")]
    return binary_records(several)


def _style(number_: int) -> tuple[int, bytes]:
    return 0x2F, struct.pack("<HH", 0, number_) + b"\0" * 12
