"""An .ods package, scanned before the native reader sees it.

The reader takes an error for a text, for a blank or for 0, as the program wrote it that made the
file; and both rows and cells may be said to be repeated, which lets a tiny file ask for any memory.
"""

from xml.etree import ElementTree as ET

from estimator.model.options import Limits
from estimator.model.own_workbook import MARKER
from estimator.read.workbook import stream
from estimator.read.workbook.findings import Findings, Scan, UnreadableError, address, too_long
from estimator.read.workbook.ods_cells import Cell, Tally, count
from estimator.read.workbook.package import Package
from estimator.read.workbook.xlsx_strings import Budget

CONTENT, META, MANIFEST = "content.xml", "meta.xml", "META-INF/manifest.xml"
TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
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
    return any(value == MARKER for node in nodes for value in node.attrib.values())


# Cells of these elements have a place; a covered one lies under a merged one.
CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
# Most cells have none of these, and only move the column on.
TELLING = frozenset(
    {
        "office:value-type",
        "table:formula",
        "table:number-columns-spanned",
        "table:number-rows-spanned",
    }
)
HIDDEN = frozenset({"collapse", "filter"})
# The style of the hidden sheets where LibreOffice keeps what it took from other documents.
COPIED = "ta_extref"


class Spreadsheet:
    """Streams ``content.xml``.

    Attributes:
        sheets: what there is to say of each sheet, in their order.
        links: whether a whole sheet is taken from another document.
    """

    def __init__(self, limits: Limits) -> None:
        self.sheets: dict[str, Findings] = {}
        self.links = False
        self._limits = limits
        self._budget = Budget(limits)
        self._tally = Tally(limits, self._budget)
        self._inside = False
        self._row = self._rows = self._column = 1
        self._hidden = False
        self._groups: list[bool] = []
        self._cell: Cell | None = None
        self._paragraph = self._aside = 0
        self.parser = stream.parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartCdataSectionHandler = self._odd

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in CELLS:
            self._begin_cell(attributes)
        elif name == "text:p":
            self._begin_paragraph()
        elif name == "table:table-row":
            self._begin_row(attributes)
        elif name == "text:s":
            spaces = count(attributes, "text:c", self._row)
            self._text(" " * min(spaces, self._limits.cell_length + 1))
        elif name == "office:annotation":
            self._aside += 1
        elif name == "table:table-row-group":
            self._groups.append(attributes.get("table:display") == "false")
        elif name == "table:table":
            self._begin_table(attributes)
        elif name == "table:table-source":
            self.links = True

    def _end(self, name: str) -> None:
        if name in CELLS:
            self._end_cell()
        elif name == "text:p":
            self._paragraph -= 1
        elif name == "table:table-row":
            self._row += self._rows
        elif name == "office:annotation":
            self._aside -= 1
        elif name == "table:table-row-group":
            self._groups.pop()
        elif name == "table:table":
            self._inside = False

    def _text(self, text: str) -> None:
        cell = self._cell
        if cell and self._paragraph and not self._aside:
            cell.text += text
            if len(cell.text) > self._limits.cell_length:
                raise too_long(cell.first, self._limits.cell_length)

    def _begin_table(self, attributes: dict[str, str]) -> None:
        if self._inside:
            # The native reader would end the outer sheet with the inner table.
            raise UnreadableError("a sheet holds a table inside a cell or a drawing; take it out")
        self._inside = True
        self._tally = Tally(self._limits, self._budget)
        self._row, self._hidden, self._groups = 1, False, []
        name = attributes.get("table:name")
        if attributes.get("table:style-name") == COPIED:
            self.links = True
        elif name is not None:
            if name in self.sheets:
                raise UnreadableError(f'two of its sheets have the name "{name}"; rename one')
            self.sheets[name] = self._tally.findings

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._rows = count(attributes, "table:number-rows-repeated", self._row)
        self._hidden = attributes.get("table:visibility") in HIDDEN or any(self._groups)
        self._column = 1

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        columns = 1
        if "table:number-columns-repeated" in attributes:
            columns = count(attributes, "table:number-columns-repeated", self._row)
        if not TELLING.isdisjoint(attributes):
            self._cell = Cell(self._row, self._column, self._rows, columns, attributes)
        self._column += columns

    def _begin_paragraph(self) -> None:
        if self._cell and self._cell.text:
            self._text("\n")
        self._paragraph += 1

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        attributes = cell.attributes
        if "office:value-type" in attributes or "table:formula" in attributes:
            self._tally.fill(cell, hidden=self._hidden)
        if "table:number-columns-spanned" in attributes or (
            "table:number-rows-spanned" in attributes
        ):
            self._tally.merge(cell)

    def _odd(self) -> None:
        if self._cell:
            raise UnreadableError(
                f"the text of the cell {address(self._cell.first)} is not written as a "
                "workbook's; save it again as .ods"
            )
