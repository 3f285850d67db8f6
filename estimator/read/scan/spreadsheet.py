"""The content of an .ods package, streamed: only what is to be said of its sheets is kept."""

import re
from dataclasses import dataclass

from estimator.model.limits import Limits
from estimator.model.table import UNCALCULATED
from estimator.read.scan import stream
from estimator.read.scan.findings import (
    LAST_COLUMN,
    LAST_ROW,
    MERGES,
    Findings,
    Reach,
    UnreadableError,
    address,
)
from estimator.read.scan.texts import Budget

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
# Where the value of a cell of each type is written; that of a text may also be its paragraphs.
VALUES = {
    "float": "office:value",
    "percentage": "office:value",
    "currency": "office:value",
    "date": "office:date-value",
    "time": "office:time-value",
    "boolean": "office:boolean-value",
}
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([Ee][+-]?\d+)?", re.ASCII)
ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d{3}")
# A formula's reference to another document, apart from texts: 'file:///plan.ods'#$Sheet1.A1.
LINK = re.compile(r""""[^"]*"|(?P<link>'(?:[^']|'')+'#)""")
# The style of the hidden sheets where LibreOffice keeps what it took from other documents.
COPIED = "ta_extref"


@dataclass
class _Cell:
    """The cell being read: where it begins, how often it is repeated, what it says of itself."""

    row: int
    column: int
    rows: int
    columns: int
    attributes: dict[str, str]
    text: str = ""


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
        self._found, self._reach = Findings(), Reach(limits)
        self._inside = False
        self._row = self._rows = self._column = 1
        self._hidden = False
        self._groups: list[bool] = []
        self._cell: _Cell | None = None
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
            self._text(" " * min(self._number(attributes, "text:c"), self._limits.cell_length + 1))
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
                self._long(cell)

    def _begin_table(self, attributes: dict[str, str]) -> None:
        if self._inside:
            # The native reader would end the outer sheet with the inner table.
            raise UnreadableError("a sheet holds a table inside a cell or a drawing; take it out")
        self._inside = True
        self._found, self._reach = Findings(), Reach(self._limits)
        self._row, self._hidden, self._groups = 1, False, []
        name = attributes.get("table:name")
        if attributes.get("table:style-name") == COPIED:
            self.links = True
        elif name is not None:
            if name in self.sheets:
                raise UnreadableError(f'two of its sheets have the name "{name}"; rename one')
            self.sheets[name] = self._found

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._rows = self._number(attributes, "table:number-rows-repeated")
        self._hidden = attributes.get("table:visibility") in HIDDEN or any(self._groups)
        self._column = 1

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        columns = self._number(attributes, "table:number-columns-repeated")
        if not TELLING.isdisjoint(attributes):
            self._cell = _Cell(self._row, self._column, self._rows, columns, attributes)
        self._column += columns

    def _begin_paragraph(self) -> None:
        if self._cell and self._cell.text:
            self._text("\n")
        self._paragraph += 1

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        if "office:value-type" in cell.attributes or "table:formula" in cell.attributes:
            self._filled(cell)
        if self._number(cell.attributes, "table:number-columns-spanned") > 1 or (
            self._number(cell.attributes, "table:number-rows-spanned") > 1
        ):
            self._merge(cell)

    def _filled(self, cell: _Cell) -> None:
        last = cell.row + cell.rows - 1, cell.column + cell.columns - 1
        if last[0] > LAST_ROW or last[1] > LAST_COLUMN:
            first = f"{cell.row:,}, column {cell.column:,}"
            raise UnreadableError(
                f"the cell in row {first} is filled or repeated beyond what a sheet can have"
            )
        if last[0] > self._reach.row or last[1] > self._reach.column:
            fresh = range(max(cell.row, self._reach.row + 1), last[0] + 1)
            self._reach.to(last)
            if self._hidden:
                self._found.hidden_rows.extend(fresh)
        said = cell.attributes.get("office:string-value", cell.text)
        if len(said) > self._limits.cell_length:
            self._long(cell)
        self._budget.take(len(said) * cell.rows * cell.columns)
        self._judge(cell)

    def _judge(self, cell: _Cell) -> None:
        """Notes what the native reader would hide of ``cell``, at each place that it stands in."""
        fault = _fault(cell)
        formula = cell.attributes.get("table:formula", "")
        linked = "#" in formula and any(found["link"] for found in LINK.finditer(formula))
        if not fault and not linked:
            return
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                if fault:
                    self._found.faults[row, column] = fault
                if linked:
                    self._found.linked.append((row, column))

    def _merge(self, cell: _Cell) -> None:
        rows = self._number(cell.attributes, "table:number-rows-spanned") - 1
        columns = self._number(cell.attributes, "table:number-columns-spanned") - 1
        merged = self._found.merged
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                if len(merged) == MERGES:
                    raise UnreadableError(f"a sheet merges more than {MERGES:,} ranges of cells")
                last = min(row + rows, LAST_ROW), min(column + columns, LAST_COLUMN)
                merged.append((row, column, *last))

    def _number(self, attributes: dict[str, str], name: str) -> int:
        """The count that an attribute gives, 1 where it is not there."""
        text = attributes.get(name)
        if text is None:
            return 1
        if not (text.isascii() and text.isdecimal() and len(text) < 12 and int(text)):
            raise UnreadableError(f"its row {self._row:,} says {name}={text[:20]}, as none can")
        return int(text)

    def _long(self, cell: _Cell) -> None:
        raise UnreadableError(
            f"the cell {address((cell.row, cell.column))} holds a text of more than "
            f"{self._limits.cell_length:,} characters (limit cell_length); shorten it"
        )

    def _odd(self) -> None:
        if self._cell:
            raise UnreadableError(
                f"the text of the cell {address((self._cell.row, self._cell.column))} is not "
                "written as a workbook's; save it again as .ods"
            )


def _fault(cell: _Cell) -> str:
    """What is wrong with ``cell``: the word for its error, or ``UNCALCULATED``; empty where sound.

    Raises:
        UnreadableError: it holds no number where the native reader insists on one.
    """
    kind = cell.attributes.get("office:value-type", "")
    formula = "table:formula" in cell.attributes
    if cell.attributes.get("calcext:value-type") == "error":
        return cell.text.strip() or "#N/A"
    # Excel writes an error as 0, and shows it.
    if formula and ERROR.fullmatch(cell.text.strip()):
        return cell.text.strip()
    written = VALUES.get(kind, "")
    value = cell.attributes.get(written)
    if value is None:
        return UNCALCULATED if written or (formula and kind != "string") else ""
    if written == "office:value" and not NUMBER.fullmatch(value):
        if value.lower().lstrip("+-") in {"nan", "inf", "infinity"}:
            return value
        place = address((cell.row, cell.column))
        raise UnreadableError(
            f"the cell {place} holds {value[:20]!r} for a number; save it again as .ods"
        )
    if written == "office:boolean-value" and value not in {"true", "false"}:
        return value
    return ""
