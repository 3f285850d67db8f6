"""An .ods package, scanned before the native reader sees it.

The reader takes an error for a text, for a blank or for 0, as the program wrote it that made the
file; and both rows and cells may be said to be repeated, which lets a tiny file ask for any memory.
"""

from xml.etree import ElementTree as ET

from estimator.model.limits import Limits
from estimator.read.scan import stream
from estimator.read.scan.findings import Scan, UnreadableError
from estimator.read.scan.package import Package
from estimator.read.scan.spreadsheet import Spreadsheet

CONTENT, META, MANIFEST = "content.xml", "meta.xml", "META-INF/manifest.xml"
TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MARK = "estimator-version"
# What LibreOffice writes where there is no macro: lists of what there might be.
LISTS = ("script-lb.xml", "script-lc.xml", "dialog-lb.xml", "dialog-lc.xml", "/")


def fits(package: Package) -> bool:
    """Whether ``package`` is a spreadsheet, and not a text or a drawing."""
    return next(package.blocks("mimetype"), b"").startswith(TYPE)


def scan(package: Package, limits: Limits) -> Scan:
    """What there is to know of the workbook in ``package``.

    Raises:
        UnreadableError: it is damaged, hostile or beyond ``limits``.
    """
    if MANIFEST in package and any(
        node.tag.endswith("encryption-data") for node in package.tree(MANIFEST).iter()
    ):
        raise UnreadableError("it is password-protected; save it without a password")
    content = Spreadsheet(limits)
    stream.feed(content.parser, package, CONTENT)
    return Scan(
        content.sheets,
        ours=_ours(package),
        macros=any(
            name.startswith(("basic/", "scripts/")) and not name.endswith(LISTS)
            for name in package.names
        ),
        ending=".ods",
        links=content.links or any(found.linked for found in content.sheets.values()),
    )


def _ours(package: Package) -> bool:
    """Whether this tool wrote the workbook, and another program saved it as .ods since."""
    if META not in package:
        return False
    try:
        nodes = list(package.tree(META).iter())
    except ET.ParseError:
        return False  # The native reader does not read this part, and a damaged one does no harm.
    return any(value == MARK for node in nodes for value in node.attrib.values())
