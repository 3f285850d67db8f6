"""An .xlsx package, scanned before the native reader sees it.

The reader takes an error cell (``#DIV/0!``) and a formula that was never calculated for blanks, and
either would silently become an assumption. And a small hostile file can ask it for more memory than
there is: one far-away cell, references out of range, one long text used a million times.
"""

import posixpath
import re
from xml.parsers import expat

from estimator.model.address import letters
from estimator.model.limits import Limits
from estimator.model.table import UNCALCULATED
from estimator.read.scan.findings import (
    LAST_COLUMN,
    LAST_ROW,
    Findings,
    Place,
    Scan,
    UnreadableError,
)
from estimator.read.scan.package import Package

SHEET_TYPES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet",
)
MARK = "estimator-version"
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def scan(package: Package, limits: Limits) -> Scan:
    """What there is to know of the workbook in ``package``.

    Raises:
        UnreadableError: it is damaged, hostile or beyond ``limits``.
    """
    sheets = {name: _sheet(package, part, limits) for name, part in _parts(package).items()}
    return Scan(sheets, ours=_ours(package))


def _ours(package: Package) -> bool:
    """Whether this tool wrote the workbook: it carries the mark as a document property."""
    if "docProps/custom.xml" not in package.names:
        return False
    return any(child.get("name") == MARK for child in package.tree("docProps/custom.xml"))


def _parts(package: Package) -> dict[str, str]:
    """The part of each worksheet by the sheet's name; chart sheets have none."""
    targets = {
        relation.get("Id"): posixpath.normpath(
            posixpath.join("/xl", relation.get("Target", ""))
        ).lstrip("/")
        for relation in package.tree("xl/_rels/workbook.xml.rels")
        if relation.get("Type") in SHEET_TYPES
    }
    found = {}
    for node in package.tree("xl/workbook.xml").iter():
        if node.tag.endswith("}sheet"):
            identity = next((v for k, v in node.attrib.items() if k.endswith("}id")), None)
            if identity in targets:
                found[node.get("name", "")] = targets[identity]
    return found


def _sheet(package: Package, part: str, limits: Limits) -> Findings:
    scanned = _Scan(limits)
    try:
        for block in package.blocks(part):
            scanned.feed(block)
        scanned.feed(b"", last=True)
    except expat.ExpatError as error:
        raise UnreadableError(f"its part {part} is damaged ({error})") from error
    return scanned.findings


class _Scan:
    """Streams a worksheet's XML and keeps only what is to be said of it."""

    def __init__(self, limits: Limits) -> None:
        self.findings = Findings()
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
        raise UnreadableError("a sheet declares a document type, which no workbook does")

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
            raise UnreadableError(f"a sheet has a row {number[:20]}, which no sheet can have")

    def _place(self) -> Place | None:
        if not self._cell:
            return None
        match = REFERENCE.fullmatch(self._cell)
        column = 0
        for letter in match[1] if match else "":
            column = column * 26 + ord(letter) - ord("A") + 1
        if match is None or column > LAST_COLUMN or int(match[2]) > LAST_ROW:
            raise UnreadableError(f"a sheet has a cell {self._cell[:20]}, which no sheet can have")
        return int(match[2]), column

    def _reach(self) -> None:
        """Refuses a filled cell so far away that the rectangle up to it would fill the memory."""
        if (place := self._place()) is None:
            return
        row, column = max(self._last[0], place[0]), max(self._last[1], place[1])
        if row * column > self._limits.cells:
            raise UnreadableError(
                f"the cell {self._cell} has a value, which makes the sheet reach to "
                f"{letters(column)}{row}, more than {self._limits.cells:,} cells; clear it"
            )
        self._last = row, column

    def _keep(self, text: str) -> None:
        if (place := self._place()) is not None:
            self.findings.faults[place] = text
