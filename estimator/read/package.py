"""The parts of an .xlsx package, scanned before the native reader sees them.

The reader takes an error cell (``#DIV/0!``) and a formula that was never calculated for blanks, and
either would silently become an assumption. And a small hostile file can ask it for more memory than
there is: one far-away cell, references out of range, gigabytes that unpack from a megabyte.
"""

import posixpath
import re
import zipfile
from collections import Counter
from xml.etree import ElementTree as ET
from xml.parsers import expat

from estimator.model.address import letters
from estimator.model.limits import Limits
from estimator.model.table import UNCALCULATED

SHEET_TYPES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet",
)
MARK = "estimator-version"
BLOCK = 1 << 16
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")

Faults = dict[tuple[int, int], str]


class PackageError(ValueError):
    """A workbook that is not read; its text says why and how to mend it."""


class Package:
    """The parts of one workbook, within ``limits``.

    Raises:
        PackageError: the parts are too many or too large, or a name stands twice.
    """

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        names = archive.namelist()
        if len(names) > limits.parts:
            raise PackageError(f"it has more than {limits.parts:,} parts")
        if twice := [name for name, count in Counter(names).items() if count > 1]:
            raise PackageError(f"its part {twice[0]} is there twice; save it again as .xlsx")
        if "xl/workbook.xml" not in names:
            raise PackageError("it is a packed file, but no Excel workbook; save it as .xlsx")
        self._measure()

    def _measure(self) -> None:
        """Unpacks every part once, counting: what a part says of its own size is not trusted."""
        inflated = 0
        for name in self._archive.namelist():
            with self._archive.open(name) as stream:
                while block := stream.read(BLOCK):
                    inflated += len(block)
                    if inflated > self._limits.inflated_bytes:
                        most = self._limits.inflated_bytes
                        raise PackageError(f"it unpacks to more than {most:,} bytes")

    def ours(self) -> bool:
        """Whether this tool wrote the workbook: it carries the mark as a document property."""
        if "docProps/custom.xml" not in self._archive.namelist():
            return False
        return any(child.get("name") == MARK for child in self._tree("docProps/custom.xml"))

    def sheet_parts(self) -> dict[str, str]:
        """The part of each worksheet by the sheet's name; chart sheets have none."""
        targets = {
            relation.get("Id"): posixpath.normpath(
                posixpath.join("/xl", relation.get("Target", ""))
            ).lstrip("/")
            for relation in self._tree("xl/_rels/workbook.xml.rels")
            if relation.get("Type") in SHEET_TYPES
        }
        found = {}
        for node in self._tree("xl/workbook.xml").iter():
            if node.tag.endswith("}sheet"):
                identity = next((v for k, v in node.attrib.items() if k.endswith("}id")), None)
                if identity in targets:
                    found[node.get("name", "")] = targets[identity]
        return found

    def faults(self, part: str) -> Faults:
        """The cells of ``part`` without a usable value: (row, column), both from 1, to its text.

        Raises:
            PackageError: the sheet is damaged, or reaches further than the limits allow.
        """
        scan = _Scan(self._limits)
        try:
            with self._archive.open(part) as stream:
                while block := stream.read(BLOCK):
                    scan.feed(block)
            scan.feed(b"", last=True)
        except expat.ExpatError as error:
            raise PackageError(f"its part {part} is damaged ({error})") from error
        return scan.faults

    def _tree(self, part: str) -> ET.Element:
        content = self._archive.read(part)
        if b"<!DOCTYPE" in content:
            raise PackageError(f"its part {part} declares a document type, which no workbook does")
        # Python's own expat bounds the growth of entities and opens no file.
        return ET.fromstring(content)  # noqa: S314


class _Scan:
    """Streams a worksheet's XML and keeps only the cells that are faults."""

    def __init__(self, limits: Limits) -> None:
        self.faults: Faults = {}
        self._limits = limits
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._cell = self._type = self._value = ""
        self._formula = self._inside = False
        self._last = (0, 0)

    def feed(self, block: bytes, *, last: bool = False) -> None:
        self._parser.Parse(block, last)

    def _doctype(self, *_: object) -> None:
        raise PackageError("a sheet declares a document type, which no workbook does")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._cell, self._type = attributes.get("r", ""), attributes.get("t", "n")
            self._value, self._formula = "", False
        elif tag == "f":
            self._formula = True
        elif tag == "row" and "r" in attributes:
            self._row(attributes["r"])
        self._inside = tag in {"v", "t"}

    def _text(self, text: str) -> None:
        if self._inside:
            self._value += text

    def _end(self, name: str) -> None:
        self._inside = False
        if not name.endswith(" c"):
            return
        if self._value or self._formula:
            self._reach()
        if self._type == "e":
            self._keep(self._value or "#N/A")
        elif self._formula and not self._value and self._type != "str":
            self._keep(UNCALCULATED)

    def _row(self, number: str) -> None:
        if not number.isdigit() or not 0 < int(number) <= LAST_ROW:
            raise PackageError(f"a sheet has a row {number[:20]}, which no sheet can have")

    def _place(self) -> tuple[int, int] | None:
        if not self._cell:
            return None
        match = REFERENCE.fullmatch(self._cell)
        column = 0
        for letter in match[1] if match else "":
            column = column * 26 + ord(letter) - ord("A") + 1
        if match is None or column > LAST_COLUMN or int(match[2]) > LAST_ROW:
            raise PackageError(f"a sheet has a cell {self._cell[:20]}, which no sheet can have")
        return int(match[2]), column

    def _reach(self) -> None:
        """Refuses a filled cell so far away that the rectangle up to it would fill the memory."""
        if (place := self._place()) is None:
            return
        row, column = max(self._last[0], place[0]), max(self._last[1], place[1])
        if row * column > self._limits.cells:
            raise PackageError(
                f"the cell {self._cell} has a value, which makes the sheet reach to "
                f"{letters(column)}{row}, more than {self._limits.cells:,} cells; clear it"
            )
        self._last = row, column

    def _keep(self, text: str) -> None:
        if (place := self._place()) is not None:
            self.faults[place] = text
