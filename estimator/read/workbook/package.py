"""A workbook as a packed folder of parts: opened within limits, each part streamed."""

import codecs
import re
import sys
import zipfile
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree as ET

from estimator.model.limits import Limits
from estimator.read.workbook.findings import UnreadableError

BLOCK = 1 << 16
XML = (".xml", ".rels")
# How every workbook is packed; from a few bytes of other kinds, any number may come at once.
COMPRESSION_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# How XML in UTF-16 begins: with a byte order mark, or with a "<" without one.
WIDE = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*>")


def part_key(name: str) -> str:
    """The name that a part is looked up by: small letters and slashes."""
    return name.replace("\\", "/").lower()


class Package:
    """The parts of one workbook in an open ``stream``, within ``limits``.

    Raises:
        UnreadableError: the parts are too many, encrypted, or a name stands twice; too large, as
            soon as so much of them was unpacked.

    Attributes:
        names: of the parts, as they are looked up by.
    """

    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        self._archive = zipfile.ZipFile(stream)
        self._stored = {part_key(name): name for name in self._archive.namelist()}
        self._limits = limits
        # How much of each part was unpacked so far: what it says of its own size is not trusted.
        self._sizes: dict[str, int] = {}
        self._size = 0
        self._seen: set[str] = set()
        self.names = tuple(self._stored)
        stored = self._archive.infolist()
        if len(stored) > limits.parts:
            raise UnreadableError(f"it has more than {limits.parts:,} parts (limit parts)")
        counts = Counter(part_key(one.filename) for one in stored)
        if twice := [name for name, count in counts.items() if count > 1]:
            raise UnreadableError(f"its part {twice[0]} is there twice; save it again as .xlsx")
        if any(one.flag_bits & 1 for one in stored):
            raise UnreadableError("its parts are encrypted; save it without a password")
        if any(one.compress_type not in COMPRESSION_METHODS for one in stored):
            raise UnreadableError("its parts are packed in a way that is not read")
        for one in stored:
            one.file_size = sys.maxsize

    def __contains__(self, part: str) -> bool:
        return part_key(part) in self._stored

    def stored_name(self, part: str) -> str:
        """The name of ``part`` as the package has it."""
        return self._stored[part_key(part)]

    def measure_parts(self) -> None:
        """Unpacks the parts that were not looked at, for all count.

        Raises:
            UnreadableError: all parts together are larger than the limit.
        """
        for name in self.names:
            if name not in self._seen:
                for _ in self.read_blocks(name):
                    pass

    def _count_bytes(self, part: str, size: int) -> None:
        """Takes in that of ``part`` so many bytes were unpacked, now or before."""
        known = self._sizes.get(part, 0)
        self._sizes[part] = max(size, known)
        self._size += max(size - known, 0)
        most = self._limits.inflated_bytes
        if self._size > most:
            raise UnreadableError(f"it unpacks to more than {most:,} bytes (limit inflated_bytes)")

    def read_blocks(self, part: str) -> Iterator[bytes]:
        """The content of ``part``, piece by piece; XML always in UTF-8."""
        with self._archive.open(self.stored_name(part)) as stream:
            block = stream.read(BLOCK)
            size = len(block)
            self._count_bytes(part_key(part), size)
            encoding = WIDE.get(block[:2]) if part_key(part).endswith(XML) else None
            decoder = codecs.getincrementaldecoder(encoding)() if encoding else None
            if decoder:
                # The declaration names the encoding that was; without one, it is UTF-8.
                block = DECLARATION.sub("", decoder.decode(block)).encode()
            while block:
                yield block
                block = stream.read(BLOCK)
                size += len(block)
                self._count_bytes(part_key(part), size)
                if decoder:
                    block = decoder.decode(block, final=not block).encode()
        self._seen.add(part_key(part))

    def parse_tree(self, part: str) -> ET.Element:
        """The XML of a small ``part``.

        Raises:
            UnreadableError: it declares a document type, as no workbook does.
        """
        content = b"".join(self.read_blocks(part))
        if b"<!DOCTYPE" in content:
            raise UnreadableError(f"its part {part} declares a document type, as no workbook does")
        # Python's own expat bounds the growth of entities and opens no file.
        return ET.fromstring(content, ET.XMLParser(encoding="utf-8"))  # noqa: S314


# .xlsx, .xlsb and .ods are packed folders.
ZIP_MAGIC = b"PK\x03\x04"
# .xls lies in a container, as all of Office's old kinds of files do.
CONTAINED = b"\xd0\xcf\x11\xe0"
# Excel 2, 3 and 4 wrote their records without one.
BARE = (b"\x09\0\x04\0", b"\x09\x02\x06\0", b"\x09\x04\x06\0")

RESAVE = "open it in Excel and save it as .xlsx"
PICTURE = "a picture; ask for the spreadsheet that it shows"
WEB_PAGE = f"a web page under a spreadsheet's name; {RESAVE}"
JSON = "a JSON document; save it as CSV"
BEGINNINGS = (
    (b"%pdf", "a PDF document; ask for the spreadsheet that it was made from"),
    (b"{\\rtf", "a text document; copy its table into a spreadsheet"),
    (b"<!doctype html", WEB_PAGE),
    (b"<html", WEB_PAGE),
    (b"<table", WEB_PAGE),
    (b"<?xml", f"an XML document; {RESAVE}"),
    (b"id;p", f"a SYLK file; {RESAVE}"),
    (b"\x89png", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"{", JSON),
    (b"[", JSON),
)


def is_workbook(content: bytes) -> bool:
    """Whether ``content`` is to be read as a workbook, be it damaged or of a kind too old."""
    return content.startswith((ZIP_MAGIC, CONTAINED, *BARE))


def foreign_format(content: bytes) -> str:
    """The foreign kind of file that ``content`` is and how to fix that; empty for a spreadsheet."""
    start = content[:256].removeprefix(BOM_UTF8).lstrip().lower()
    return next((kind for beginning, kind in BEGINNINGS if start.startswith(beginning)), "")
