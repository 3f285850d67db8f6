"""An .xlsx package, scanned and read in one pass: what is read is what was judged.

The native reader takes an error cell (``#DIV/0!``) and a formula that was never calculated for
blanks, and either would silently become an assumption. It holds all cells at once. And a small
hostile file can ask it for more memory than there is: one far-away cell, references out of range,
one long text used a million times.
"""

import math
import posixpath
from pathlib import Path
from xml.etree import ElementTree as ET

from estimator.model.options import Limits
from estimator.model.own_workbook import MARKER
from estimator.read.workbook import stream, xlsx_strings
from estimator.read.workbook.date_formats import DateFormats
from estimator.read.workbook.findings import (
    CharacterQuota,
    Findings,
    Scan,
    UnreadableError,
    too_many_hours,
    within_together,
)
from estimator.read.workbook.package import Package, plain
from estimator.read.workbook.spill import Blocks
from estimator.read.workbook.xlsx_sheet import Worksheet

# The namespaces of relations, of the two kinds of .xlsx that there are.
OFFICE = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
)
MACRO_SHEET = "/xlMacrosheet"


def scan(package: Package, limits: Limits, folder: Path) -> Scan:
    """What there is to know of the workbook in ``package``, its cells spilled into ``folder``.

    Raises:
        UnreadableError: it is damaged, hostile or beyond ``limits``.
    """
    workbook = _workbook(package)
    home = posixpath.dirname(workbook)
    relations = _relations(package, workbook)
    tree = package.tree(workbook)
    shared = xlsx_strings.shared(package, posixpath.join(home, "sharedStrings.xml"), limits)
    quota = CharacterQuota(limits)
    date_formats = _date_formats(package, home, tree)
    sheets: dict[str, Findings] = {}
    cells = 0
    for number, (name, (part, hidden)) in enumerate(_parts(tree, relations).items()):
        blocks = Blocks(folder, number)
        sheet = Worksheet(limits, shared, quota, date_formats, blocks)
        try:
            stream.read(sheet, package, part)
        except OverflowError as error:
            raise too_many_hours(name) from error
        sheets[name] = found = sheet.findings
        cells += math.prod(found.reach)
        within_together(cells, limits)
        blocks.close(found.reach[0])
        found.hidden, found.blocks = hidden, blocks.count
        found.rows, found.columns = blocks.rows, blocks.columns
    beside = plain(posixpath.join(home, ""))
    return Scan(
        sheets,
        ours=_ours(package),
        macros=f"{beside}vbaproject.bin" in package
        or any(kind.endswith(MACRO_SHEET) for kind, _ in relations.values()),
        links=any(name.startswith(f"{beside}externallinks/") for name in package.names)
        or any(found.linked for found in sheets.values()),
    )


def _date_formats(package: Package, home: str, tree: ET.Element) -> DateFormats:
    part = posixpath.join(home, "styles.xml")
    styles = package.tree(part) if part in package else ()
    lists = {_local_name(node): node for node in styles}
    own = {_format(node): node.get("formatCode", "") for node in lists.get("numFmts", ())}
    properties = [node for node in tree.iter() if _local_name(node) == "workbookPr"]
    since = any(node.get("date1904") in {"1", "true"} for node in properties)
    return DateFormats(map(_format, lists.get("cellXfs", ())), own, since_1904=since)


def _local_name(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2]


def _format(node: ET.Element) -> int:
    """The number of the format that ``node`` names; -1 where it is none."""
    number = node.get("numFmtId", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1


def _ours(package: Package) -> bool:
    """Whether this tool wrote the workbook: it carries the mark as a document property."""
    if "docProps/custom.xml" not in package:
        return False
    return any(child.get("name") == MARKER for child in package.tree("docProps/custom.xml"))


def _workbook(package: Package) -> str:
    """The part that lists the sheets, nearly always ``xl/workbook.xml``."""
    found = (
        target
        for kind, target in _relations(package, "").values()
        if kind in _kinds("officeDocument")
    )
    return next(found, "xl/workbook.xml")


def _kinds(kind: str) -> tuple[str, ...]:
    return tuple(space + kind for space in OFFICE)


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The type of each relation of ``part`` and the part that it leads to, by its identity."""
    home, name = posixpath.split(part)
    return {
        relation.get("Id", ""): (
            relation.get("Type", ""),
            _target(home, relation.get("Target", "")),
        )
        for relation in package.tree(posixpath.join(home, "_rels", f"{name}.rels"))
    }


def _target(home: str, target: str) -> str:
    """The part that ``target`` names, seen from the folder ``home``."""
    # Some writers leave out the slash before a whole path, and the native reader understands.
    whole = target.startswith("xl/")
    return posixpath.normpath(posixpath.join("/", "" if whole else home, target)).lstrip("/")


def _parts(tree: ET.Element, relations: dict[str, tuple[str, str]]) -> dict[str, tuple[str, bool]]:
    """The part of each worksheet and whether it is hidden, by its name; chart sheets have none."""
    found: dict[str, tuple[str, bool]] = {}
    for node in tree.iter():
        if node.tag.endswith("}sheet"):
            identity = next((v for k, v in node.attrib.items() if k.endswith("}id")), "")
            kind, part = relations.get(identity, ("", ""))
            name = node.get("name", "")
            if name in found:
                raise UnreadableError(f'two of its sheets have the name "{name}"; rename one')
            if kind in _kinds("worksheet"):
                found[name] = part, node.get("state", "visible") != "visible"
    return found
