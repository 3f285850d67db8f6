"""The content of an .ods package, streamed: only what is to be said of its sheets is kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from estimator.model.limits import Limits
from estimator.model.sheet import UNCALCULATED
from estimator.read.scan import stream
from estimator.read.scan.findings import (
    LAST_COLUMN,
    LAST_ROW,
    MERGES,
    Findings,
    Place,
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
LINK = re.compile(r""""[^"]*"|(?P<link>'(?:[^']|'')+'#)|'(?:[^']|'')*'""")
# The style of the hidden sheets where LibreOffice keeps what it took from other documents.
COPIED = "ta_extref"


@dataclass(slots=True)
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
        columns = 1
        if "table:number-columns-repeated" in attributes:
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
        attributes = cell.attributes
        if "office:value-type" in attributes or "table:formula" in attributes:
            self._filled(cell)
        if "table:number-columns-spanned" in attributes or (
            "table:number-rows-spanned" in attributes
        ):
            self._merge(cell)

    def _filled(self, cell: _Cell) -> None:
        row, column = cell.row + cell.rows - 1, cell.column + cell.columns - 1
        if row > self._reach.row or column > self._reach.column:
            self._farther(cell, row, column)
        said = cell.attributes.get("office:string-value", cell.text)
        if len(said) > self._limits.cell_length:
            self._long(cell)
        if cell.rows > 1 or cell.columns > 1:
            self._budget.take(len(said) * cell.rows * cell.columns)
        formula = cell.attributes.get("table:formula", "")[: self._limits.cell_length]
        if fault := _fault(cell, formula):
            self._found.faults.update(dict.fromkeys(_places(cell), fault))
        if "#" in formula and any(found["link"] for found in LINK.finditer(formula)):
            self._found.linked.extend(_places(cell))

    def _farther(self, cell: _Cell, row: int, column: int) -> None:
        """Takes in a cell that, repeated, reaches to ``row`` and ``column``, beyond all before."""
        if row > LAST_ROW or column > LAST_COLUMN:
            first = f"{cell.row:,}, column {cell.column:,}"
            raise UnreadableError(
                f"the cell in row {first} is filled or repeated beyond what a sheet can have"
            )
        fresh = range(max(cell.row, self._reach.row + 1), row + 1)
        self._reach.to((row, column))
        self._found.reach = self._reach.row, self._reach.column
        if self._hidden:
            self._found.hidden_rows.extend(fresh)

    def _merge(self, cell: _Cell) -> None:
        rows = self._number(cell.attributes, "table:number-rows-spanned") - 1
        columns = self._number(cell.attributes, "table:number-columns-spanned") - 1
        merged = self._found.merged
        for row, column in _places(cell) if rows or columns else ():
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


def _places(cell: _Cell) -> Iterator[Place]:
    """Where ``cell`` stands, with all its repetitions."""
    return product(
        range(cell.row, cell.row + cell.rows), range(cell.column, cell.column + cell.columns)
    )


def _fault(cell: _Cell, formula: str) -> str:
    """What is wrong with ``cell``: the word for its error, or ``UNCALCULATED``; empty where sound.

    Raises:
        UnreadableError: it holds no number where the native reader insists on one.
    """
    kind = cell.attributes.get("office:value-type", "")
    if cell.attributes.get("calcext:value-type") == "error":
        return cell.text.strip() or "#N/A"
    # Excel writes an error as 0, and shows it.
    if formula and ERROR.fullmatch(cell.text.strip()):
        return cell.text.strip()
    written = VALUES.get(kind)
    if written is None:
        return UNCALCULATED if formula and kind != "string" else ""
    value = cell.attributes.get(written)
    if value is None:
        return UNCALCULATED
    if written == "office:value" and not (value.isascii() and value.isdecimal()):
        return _number(cell, value)
    return value if kind == "boolean" and value not in {"true", "false"} else ""


def _number(cell: _Cell, value: str) -> str:
    """``value`` where it is none that one can reckon with, empty where it is a number."""
    if NUMBER.fullmatch(value):
        return ""
    if value.lower().lstrip("+-") in {"nan", "inf", "infinity"}:
        return value
    place = address((cell.row, cell.column))
    raise UnreadableError(
        f"the cell {place} holds {value[:20]!r} for a number; save it again as .ods"
    )
