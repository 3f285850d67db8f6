"""The parts of an .xlsx package that tell what the native reader leaves out.

It reads an error cell (``#DIV/0!``) and a formula that was never calculated as blank: taken for a
blank, either would silently become an assumption.
"""

import posixpath
import re
import zipfile
from xml.etree import ElementTree as ET
from xml.parsers import expat

from estimator.model.table import UNCALCULATED

SHEET = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
STRICT_SHEET = "http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet"
MARK = "estimator-version"


class Package:
    """The parts of one workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def ours(self) -> bool:
        """Whether this tool wrote the workbook: it carries the mark as a document property."""
        if "docProps/custom.xml" not in self._archive.namelist():
            return False
        root = ET.fromstring(self._archive.read("docProps/custom.xml"))  # noqa: S314 - see below
        return any(child.get("name") == MARK for child in root)

    def sheet_parts(self) -> dict[str, str]:
        """The part of each worksheet by the sheet's name; chart sheets have none.

        The parser is Python's own expat, which bounds the growth of entities and opens no file.
        """
        relations = ET.fromstring(self._archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        targets = {
            relation.get("Id"): posixpath.normpath(
                posixpath.join("/xl", relation.get("Target", ""))
            ).lstrip("/")
            for relation in relations
            if relation.get("Type") in {SHEET, STRICT_SHEET}
        }
        workbook = ET.fromstring(self._archive.read("xl/workbook.xml"))  # noqa: S314
        sheets = [node for node in workbook.iter() if node.tag.endswith("}sheet")]
        found = {}
        for node in sheets:
            identity = next((v for k, v in node.attrib.items() if k.endswith("}id")), None)
            if identity in targets:
                found[node.get("name", "")] = targets[identity]
        return found

    def faults(self, part: str) -> dict[tuple[int, int], str]:
        """The cells of ``part`` without a usable value: (row, column), both from 1, to its text."""
        scan = _Scan()
        with self._archive.open(part) as stream:
            while block := stream.read(1 << 16):
                scan.feed(block)
        return scan.faults


class _Scan:
    """Streams a worksheet's XML and keeps only the cells that are faults."""

    def __init__(self) -> None:
        self.faults: dict[tuple[int, int], str] = {}
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._cell = self._type = self._value = ""
        self._formula = self._inside = False

    def feed(self, block: bytes) -> None:
        self._parser.Parse(block)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._cell, self._type = attributes.get("r", ""), attributes.get("t", "n")
            self._value, self._formula = "", False
        elif tag == "f":
            self._formula = True
        self._inside = tag == "v"

    def _text(self, text: str) -> None:
        if self._inside:
            self._value += text

    def _end(self, name: str) -> None:
        self._inside = False
        if not name.endswith(" c"):
            return
        if self._type == "e":
            self._keep(self._value or "#N/A")
        elif self._formula and not self._value and self._type != "str":
            self._keep(UNCALCULATED)

    def _keep(self, text: str) -> None:
        if match := re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6})", self._cell):
            column = 0
            for letter in match[1]:
                column = column * 26 + ord(letter) - ord("A") + 1
            self.faults[int(match[2]), column] = text
