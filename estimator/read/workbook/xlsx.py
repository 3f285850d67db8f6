"""An .xlsx package, scanned and read in one pass: what is read is what was judged.

To other readers, an error cell (``#DIV/0!``) and a formula that was never calculated are blanks,
and either would silently become an assumption. They hold all cells at once. And a small
hostile file can ask them for more memory than there is: one far-away cell, references out of range,
one long text used a million times.
"""

import math
import posixpath
from pathlib import Path
from xml.etree import ElementTree as ET

from estimator.model.limits import Limits
from estimator.model.own_workbook import MARKER
from estimator.read.workbook import stream, xlsx_strings
from estimator.read.workbook.cell_formats import StyleFormats
from estimator.read.workbook.findings import (
    CharacterQuota,
    SheetFindings,
    UnreadableError,
    WorkbookScan,
    too_many_hours,
    within_together,
)
from estimator.read.workbook.package import Package, part_key
from estimator.read.workbook.spill import SpilledBlocks
from estimator.read.workbook.xlsx_scan import WorksheetScan
from estimator.read.workbook.xlsx_sheet import WorksheetReader

# The namespaces of relations, of the two kinds of .xlsx that there are.
OFFICE = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
)
MACRO_SHEET = "/xlMacrosheet"
# The most characters that are read of a property.
LONGEST_PROPERTY = 255


def scan_xlsx(package: Package, limits: Limits, folder: Path) -> WorkbookScan:
    """Reads the workbook in ``package`` and spills its cells into ``folder``.

    Raises:
        UnreadableError: it is damaged, hostile or beyond ``limits``.
    """
    workbook = _workbook_part(package)
    home = posixpath.dirname(workbook)
    relations = _read_relations(package, workbook)
    tree = package.parse_tree(workbook)
    shared = xlsx_strings.read_shared_texts(
        package, posixpath.join(home, "sharedStrings.xml"), limits
    )
    quota = CharacterQuota(limits)
    formats, ours = _formats(package, home, tree), _has_property(package)
    doubtful = not ours and _may_not_calculate(package, tree)
    sheets: dict[str, SheetFindings] = {}
    cells = 0
    for number, (name, (part, hidden)) in enumerate(_sheet_parts(tree, relations).items()):
        blocks = SpilledBlocks(folder, number)
        intake = WorksheetScan(limits, shared, quota, formats, blocks, doubtful=doubtful)
        sheet = WorksheetReader(intake, limits)
        try:
            stream.read_part(sheet, package, part)
        except OverflowError as error:
            raise too_many_hours(name) from error
        sheets[name] = found = sheet.findings
        cells += math.prod(found.reach)
        within_together(cells, limits)
        blocks.close(found.reach[0])
        found.hidden, found.blocks = hidden, blocks.count
        found.rows, found.columns = blocks.rows, blocks.columns
    beside = part_key(posixpath.join(home, ""))
    return WorkbookScan(
        sheets,
        ours=ours,
        macros=f"{beside}vbaproject.bin" in package
        or any(kind.endswith(MACRO_SHEET) for kind, _ in relations.values()),
        links=any(name.startswith(f"{beside}externallinks/") for name in package.names)
        or any(found.linked for found in sheets.values()),
        formats=formats.known.formats,
        **(_last_saved(package) if ours else {}),
    )


def _last_saved(package: Package) -> dict[str, str]:
    """Who saved the workbook last, and when, as far as its properties state it."""
    part = "docProps/core.xml"
    try:
        nodes = package.parse_tree(part).iter() if part in package else ()
        texts = {_local_name(node): (node.text or "")[:LONGEST_PROPERTY] for node in nodes}
    except ET.ParseError:
        return {}  # Nothing else is read of this part, and a damaged one does no harm.
    return {"saved_by": texts.get("lastModifiedBy", ""), "saved_at": texts.get("modified", "")}


def _formats(package: Package, home: str, tree: ET.Element) -> StyleFormats:
    part = posixpath.join(home, "styles.xml")
    styles = package.parse_tree(part) if part in package else ()
    lists = {_local_name(node): node for node in styles}
    own = {_format_number(node): node.get("formatCode", "") for node in lists.get("numFmts", ())}
    properties = [node for node in tree.iter() if _local_name(node) == "workbookPr"]
    since = any(node.get("date1904") in {"1", "true"} for node in properties)
    return StyleFormats(map(_format_number, lists.get("cellXfs", ())), own, since_1904=since)


def _may_not_calculate(package: Package, tree: ET.Element) -> bool:
    """Whether the program that wrote the workbook may have left its formulas to others.

    It says so, as most do that write formulas without results, or is known for it.
    """
    asks = [node for node in tree.iter() if _local_name(node) == "calcPr"]
    if any(node.get("fullCalcOnLoad") in {"1", "true"} for node in asks):
        return True
    part = "docProps/app.xml"
    facts = package.parse_tree(part).iter() if part in package else ()
    return any(_local_name(node) == "Application" and "POI" in (node.text or "") for node in facts)


def _local_name(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2]


def _format_number(node: ET.Element) -> int:
    """The number of the format that ``node`` names; -1 where it is none."""
    number = node.get("numFmtId", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1


def _has_property(package: Package) -> bool:
    """Whether this tool wrote the workbook: it carries the mark as a document property."""
    if "docProps/custom.xml" not in package:
        return False
    return any(child.get("name") == MARKER for child in package.parse_tree("docProps/custom.xml"))


def _workbook_part(package: Package) -> str:
    """The part that lists the sheets, nearly always ``xl/workbook.xml``."""
    found = (
        target
        for kind, target in _read_relations(package, "").values()
        if kind in _relation_types("officeDocument")
    )
    return next(found, "xl/workbook.xml")


def _relation_types(kind: str) -> tuple[str, ...]:
    return tuple(space + kind for space in OFFICE)


def _read_relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The type of each relation of ``part`` and the part that it leads to, by its identity."""
    home, name = posixpath.split(part)
    return {
        relation.get("Id", ""): (
            relation.get("Type", ""),
            _resolve_target(home, relation.get("Target", "")),
        )
        for relation in package.parse_tree(posixpath.join(home, "_rels", f"{name}.rels"))
    }


def _resolve_target(home: str, target: str) -> str:
    """The part that ``target`` names, seen from the folder ``home``."""
    # Some writers leave out the slash before a whole path, and all readers understand.
    whole = target.startswith("xl/")
    return posixpath.normpath(posixpath.join("/", "" if whole else home, target)).lstrip("/")


def _sheet_parts(
    tree: ET.Element, relations: dict[str, tuple[str, str]]
) -> dict[str, tuple[str, bool]]:
    """The part of each worksheet and whether it is hidden, by its name; chart sheets have none."""
    found: dict[str, tuple[str, bool]] = {}
    for node in tree.iter():
        if node.tag.endswith("}sheet"):
            identity = next((v for k, v in node.attrib.items() if k.endswith("}id")), "")
            kind, part = relations.get(identity, ("", ""))
            name = node.get("name", "")
            if name in found:
                raise UnreadableError(f'two of its sheets have the name "{name}"; rename one')
            if kind in _relation_types("worksheet"):
                found[name] = part, node.get("state", "visible") != "visible"
    return found
