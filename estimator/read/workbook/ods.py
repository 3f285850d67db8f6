"""An .ods package: its sheets are walked through once, cell by cell.

An error stands as a text, as a blank or as 0, as the program wrote it that made the file; and both
rows and cells may be repeated by a count, which lets a tiny file ask for any memory.
"""

from bisect import bisect_left
from pathlib import Path
from xml.etree import ElementTree as ET

from estimator.model.cells import NUMBER
from estimator.model.limits import Limits
from estimator.model.own_workbook import MARKER
from estimator.read.cells import Cell
from estimator.read.workbook import stream
from estimator.read.workbook.findings import (
    LAST_COLUMN,
    LAST_ROW,
    CharacterQuota,
    SheetFindings,
    UnreadableError,
    WorkbookScan,
    address,
    too_long,
)
from estimator.read.workbook.ods_cells import WrittenCell, has_document_link, parse_count, read_cell
from estimator.read.workbook.ods_styles import NumberStyles
from estimator.read.workbook.package import Package
from estimator.read.workbook.sheet_scan import SheetScan
from estimator.read.workbook.spill import SpilledBlocks

CONTENT, META, MANIFEST = "content.xml", "meta.xml", "META-INF/manifest.xml"
TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
# What LibreOffice writes where there is no macro: lists of what there might be.
LISTS = ("script-lb.xml", "script-lc.xml", "dialog-lb.xml", "dialog-lc.xml", "/")


def is_spreadsheet(package: Package) -> bool:
    """Whether ``package`` is a spreadsheet, and not a text or a drawing."""
    return next(package.read_blocks("mimetype"), b"").startswith(TYPE)


def scan_ods(package: Package, limits: Limits, folder: Path) -> WorkbookScan:
    """Reads the workbook in ``package`` and spills its cells into ``folder``.

    Raises:
        UnreadableError: it is damaged, hostile or beyond ``limits``.
    """
    if MANIFEST in package and any(
        node.tag.endswith("encryption-data") for node in package.parse_tree(MANIFEST).iter()
    ):
        raise UnreadableError("it is password-protected; save it without a password")
    content = Spreadsheet(limits, folder)
    content.styles.read_common(package)
    stream.parse_part(content.parser, package, CONTENT)
    return WorkbookScan(
        content.sheets,
        ours=_has_marker(package),
        macros=any(
            name.startswith(("basic/", "scripts/")) and not name.endswith(LISTS)
            for name in package.names
        ),
        links=content.links or any(found.linked for found in content.sheets.values()),
        formats=content.styles.known.formats,
    )


def _has_marker(package: Package) -> bool:
    """Whether this tool wrote the workbook, and another program saved it as .ods since."""
    if META not in package:
        return False
    try:
        nodes = list(package.parse_tree(META).iter())
    except ET.ParseError:
        return False  # Nothing else is read of this part, and a damaged one does no harm.
    return any(value == MARKER for node in nodes for value in node.attrib.values())


# Cells of these elements have a place; a covered one lies under a merged one.
CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
SPANS = frozenset({"table:number-columns-spanned", "table:number-rows-spanned"})
# Most cells have none of these, and only move the column on.
TELLING = SPANS | {"office:value-type", "table:formula"}
ROW_GROUP, COLUMN_GROUP = "table:table-row-group", "table:table-column-group"
HIDDEN = frozenset({"collapse", "filter"})
# The style of the hidden sheets where LibreOffice keeps what it took from other documents.
COPIED = "ta_extref"


class Spreadsheet:
    """Streams ``content.xml``.

    Attributes:
        sheets: the findings of each sheet, in their order.
        links: whether a whole sheet comes from another document.
        styles: the number formats of the cells.
    """

    def __init__(self, limits: Limits, folder: Path) -> None:
        self.sheets: dict[str, SheetFindings] = {}
        self.links = False
        self.styles = NumberStyles()
        self._limits = limits
        self._folder, self._quota = folder, CharacterQuota(limits)
        self._gathered: SheetScan | None = None
        self._style, self._hidden_styles = "", set[str]()
        self._line: dict[int, Cell] = {}
        self._inside = False
        self._row = self._rows = self._column = 1
        self._hidden = False
        # Of the groups that are open, whether they are hidden.
        self._groups: dict[str, list[bool]] = {ROW_GROUP: [], COLUMN_GROUP: []}
        # The columns of the sheet so far: their last one, and the style of their cells.
        self._columns: list[tuple[int, str]] = []
        self._row_style = ""
        self._cell: WrittenCell | None = None
        self._paragraph = self._aside = 0
        self.parser = stream.make_parser()
        self.parser.StartElementHandler = self._start_element
        self.parser.EndElementHandler = self._end_element
        self.parser.CharacterDataHandler = self._add_text
        self.parser.StartCdataSectionHandler = self._refuse_cdata

    def _start_element(self, name: str, attributes: dict[str, str]) -> None:
        if name in CELLS:
            self._begin_cell(attributes)
        elif name == "text:p":
            self._begin_paragraph()
        elif name == "table:table-row":
            self._begin_row(attributes)
        elif name == "text:s":
            spaces = parse_count(attributes, "text:c", self._row)
            self._add_text(" " * min(spaces, self._limits.cell_length + 1))
        elif name == "office:annotation":
            self._aside += 1
        elif name in self._groups:
            self._groups[name].append(attributes.get("table:display") == "false")
        elif name == "table:table-column":
            self._add_columns(attributes)
        elif name.startswith(("style:", "number:")):
            self._begin_style(name, attributes)
        elif name == "table:table":
            self._begin_table(attributes)
        self.links |= name == "table:table-source"

    def _end_element(self, name: str) -> None:
        if name in CELLS:
            self._end_cell()
        elif name == "text:p":
            self._paragraph -= 1
        elif name == "table:table-row":
            self._end_row()
        elif name == "office:annotation":
            self._aside -= 1
        elif name in self._groups:
            self._groups[name].pop()
        elif name.startswith("number:"):
            self.styles.end_element(name)
        elif name == "table:table":
            self._end_table()

    def _add_text(self, text: str) -> None:
        cell = self._cell
        if cell and self._paragraph and not self._aside:
            cell.text += text
            if len(cell.text) > self._limits.cell_length:
                raise too_long(cell.first, self._limits.cell_length)
        elif not self._inside:
            self.styles.add_text(text)

    def _begin_table(self, attributes: dict[str, str]) -> None:
        if self._inside:
            # Some readers would end the outer sheet with the inner table.
            raise UnreadableError("a sheet holds a table inside a cell or a drawing; take it out")
        self._inside = True
        self._row, self._hidden, self._columns = 1, False, []
        self._groups = {ROW_GROUP: [], COLUMN_GROUP: []}
        name = attributes.get("table:name")
        if attributes.get("table:style-name") == COPIED:
            self.links = True
        elif name is not None:
            if name in self.sheets:
                raise UnreadableError(f'two of its sheets have the name "{name}"; rename one')
            blocks = SpilledBlocks(self._folder, len(self.sheets))
            self._gathered = SheetScan(self._limits, self._quota, blocks)
            self._style = attributes.get("table:style-name", "")
            self.sheets[name] = self._gathered.findings

    def _end_table(self) -> None:
        if self._gathered:
            self._gathered.close(hidden=self._style in self._hidden_styles)
        self._inside, self._gathered = False, None

    def _begin_style(self, name: str, attributes: dict[str, str]) -> None:
        self.styles.start_element(name, attributes)
        if name not in {"style:style", "style:table-properties"}:
            return
        self._style = attributes.get("style:name", self._style)
        if attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _add_columns(self, attributes: dict[str, str]) -> None:
        """Takes in columns that stand beside the ones so far."""
        before = self._columns[-1][0] if self._columns else 0
        last = before + parse_count(attributes, "table:number-columns-repeated", self._row)
        self._columns.append((last, attributes.get("table:default-cell-style-name", "")))
        hidden = attributes.get("table:visibility") in HIDDEN or any(self._groups[COLUMN_GROUP])
        if hidden and self._gathered:
            self._gathered.findings.hide_columns(before + 1, last)

    def _cell_style(self, cell: WrittenCell) -> str:
        """The style of a cell: its own, or that of its row or column."""
        if own := cell.attributes.get("table:style-name", self._row_style):
            return own
        place = bisect_left(self._columns, cell.column, key=lambda one: one[0])
        return self._columns[place][1] if place < len(self._columns) else ""

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._rows = parse_count(attributes, "table:number-rows-repeated", self._row)
        self._hidden = attributes.get("table:visibility") in HIDDEN or any(self._groups[ROW_GROUP])
        self._row_style = attributes.get("table:default-cell-style-name", "")
        self._column = 1

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        columns = 1
        if "table:number-columns-repeated" in attributes:
            columns = parse_count(attributes, "table:number-columns-repeated", self._row)
        if not TELLING.isdisjoint(attributes):
            self._cell = WrittenCell(self._row, self._column, self._rows, columns, attributes)
        self._column += columns

    def _begin_paragraph(self) -> None:
        if self._cell and self._cell.text:
            self._add_text("\n")
        self._paragraph += 1

    def _end_row(self) -> None:
        if self._gathered and self._line:
            self._gathered.add_row(self._row, self._line, self._rows)
        self._row, self._line = self._row + self._rows, {}

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None or self._gathered is None:
            return
        attributes = cell.attributes
        if "office:value-type" in attributes or "table:formula" in attributes:
            self._fill_cell(cell, self._gathered)
        if not SPANS.isdisjoint(attributes):
            self._merge_cell(cell, self._gathered)

    def _fill_cell(self, cell: WrittenCell, gathered: SheetScan) -> None:
        attributes, most, before = cell.attributes, self._limits.cell_length, gathered.used.row
        row, column = cell.row + cell.rows - 1, cell.column + cell.columns - 1
        if row > LAST_ROW or column > LAST_COLUMN:
            first = f"{cell.row:,}, column {cell.column:,}"
            raise UnreadableError(
                f"the cell in row {first} is filled or repeated beyond what a sheet can have"
            )
        gathered.fill_place((row, column))
        if self._hidden:
            gathered.findings.hidden_rows.extend(range(max(cell.row, before + 1), row + 1))
        text = attributes.get("office:string-value", cell.text)
        if len(text) > most:
            raise too_long(cell.first, most)
        self._quota.take_characters(len(text) * cell.rows * cell.columns)
        formula = attributes.get("table:formula", "")[:most]
        read = self._show_number(cell, read_cell(cell, formula))
        for repeated in range(cell.column, column + 1):
            self._line[repeated] = read
        if formula and has_document_link(formula):
            gathered.findings.linked.extend(cell.places())

    def _show_number(self, cell: WrittenCell, read: Cell) -> Cell:
        """The cell as ``read``, a number with the format that it is shown in."""
        text, kind = read
        if kind != NUMBER:
            return read
        attributes, style = cell.attributes, self._cell_style(cell)
        sort = attributes.get("office:value-type")
        currency = attributes.get("office:currency", "") if sort == "currency" else ""
        return text, self.styles.number_kind(style, currency, percent=sort == "percentage")

    def _merge_cell(self, cell: WrittenCell, gathered: SheetScan) -> None:
        rows = parse_count(cell.attributes, "table:number-rows-spanned", cell.row) - 1
        columns = parse_count(cell.attributes, "table:number-columns-spanned", cell.row) - 1
        for row, column in cell.places() if rows or columns else ():
            last = min(row + rows, LAST_ROW), min(column + columns, LAST_COLUMN)
            gathered.merge_range((row, column, *last))

    def _refuse_cdata(self) -> None:
        if self._cell:
            raise UnreadableError(
                f"the text of the cell {address(self._cell.first)} is not written as a "
                "workbook's; save it again as .ods"
            )
