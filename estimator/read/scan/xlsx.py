"""An .xlsx package, scanned before the native reader sees it.

The reader takes an error cell (``#DIV/0!``) and a formula that was never calculated for blanks, and
either would silently become an assumption. And a small hostile file can ask it for more memory than
there is: one far-away cell, references out of range, one long text used a million times.
"""

import posixpath

from estimator.model.limits import Limits
from estimator.read.scan import stream, texts
from estimator.read.scan.findings import Scan, UnreadableError
from estimator.read.scan.package import Package, plain
from estimator.read.scan.worksheet import Worksheet

# The namespaces of relations, of the two kinds of .xlsx that there are.
OFFICE = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
)
MACRO_SHEET = "/xlMacrosheet"
MARK = "estimator-version"


def scan(package: Package, limits: Limits) -> Scan:
    """What there is to know of the workbook in ``package``.

    Raises:
        UnreadableError: it is damaged, hostile or beyond ``limits``.
    """
    workbook = _workbook(package)
    home = posixpath.dirname(workbook)
    relations = _relations(package, workbook)
    lengths = texts.shared(package, posixpath.join(home, "sharedStrings.xml"), limits)
    budget = texts.Budget(limits)
    sheets, cuts = {}, {}
    for name, part in _parts(package, workbook, relations).items():
        sheet = Worksheet(limits, lengths, budget)
        stream.feed(sheet.parser, package, part)
        sheets[name] = sheet.findings
        if sheet.cuts:
            cuts[plain(part)] = sheet.cuts
    beside = plain(posixpath.join(home, ""))
    return Scan(
        sheets,
        ours=_ours(package),
        macros=f"{beside}vbaproject.bin" in package
        or any(kind.endswith(MACRO_SHEET) for kind, _ in relations.values()),
        links=any(name.startswith(f"{beside}externallinks/") for name in package.names)
        or any(found.linked for found in sheets.values()),
        cuts=cuts,
    )


def _ours(package: Package) -> bool:
    """Whether this tool wrote the workbook: it carries the mark as a document property."""
    if "docProps/custom.xml" not in package:
        return False
    return any(child.get("name") == MARK for child in package.tree("docProps/custom.xml"))


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


def _parts(
    package: Package, workbook: str, relations: dict[str, tuple[str, str]]
) -> dict[str, str]:
    """The part of each worksheet by the sheet's name; chart sheets have none."""
    found: dict[str, str] = {}
    for node in package.tree(workbook).iter():
        if node.tag.endswith("}sheet"):
            identity = next((v for k, v in node.attrib.items() if k.endswith("}id")), "")
            kind, part = relations.get(identity, ("", ""))
            name = node.get("name", "")
            if name in found:
                raise UnreadableError(f'two of its sheets have the name "{name}"; rename one')
            if kind in _kinds("worksheet"):
                found[name] = part
    return found
