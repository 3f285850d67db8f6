"""A cell of an .ods table: where it stands, how often it is repeated, and what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from estimator.model.cells import UNCALCULATED
from estimator.model.options import Limits
from estimator.read.workbook.findings import (
    LAST_COLUMN,
    LAST_ROW,
    MERGES,
    Findings,
    Place,
    Reach,
    UnreadableError,
    address,
    too_long,
)
from estimator.read.workbook.xlsx_strings import Budget

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


@dataclass(slots=True)
class Cell:
    """The cell being read: where it begins, how often it is repeated, what it says of itself."""

    row: int
    column: int
    rows: int
    columns: int
    attributes: Mapping[str, str]
    text: str = ""

    @property
    def first(self) -> Place:
        """Where it begins."""
        return self.row, self.column

    def places(self) -> Iterator[Place]:
        """Where it stands, with all its repetitions."""
        return product(
            range(self.row, self.row + self.rows), range(self.column, self.column + self.columns)
        )


def count(attributes: Mapping[str, str], name: str, row: int) -> int:
    """The count that an attribute gives, 1 where it is not there.

    Raises:
        UnreadableError: the one in ``row`` is no count.
    """
    text = attributes.get(name)
    if text is None:
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) < 12 and int(text)):
        raise UnreadableError(f"its row {row:,} says {name}={text[:20]}, as none can")
    return int(text)


def links(formula: str) -> bool:
    """Whether ``formula`` takes values from another document."""
    return "#" in formula and any(found["link"] for found in LINK.finditer(formula))


def fault(cell: Cell, formula: str) -> str:
    """What is wrong with ``cell``: the word for its error, or ``UNCALCULATED``; empty where sound.

    Raises:
        UnreadableError: it holds no number where the native reader insists on one.
    """
    attributes = cell.attributes
    kind = attributes.get("office:value-type", "")
    if attributes.get("calcext:value-type") == "error":
        return cell.text.strip() or "#N/A"
    # Excel writes an error as 0, and shows it.
    if formula and ERROR.fullmatch(cell.text.strip()):
        return cell.text.strip()
    written = VALUES.get(kind)
    if written is None:
        return UNCALCULATED if formula and kind != "string" else ""
    value = attributes.get(written)
    if value is None:
        return UNCALCULATED
    if written == "office:value" and not (value.isascii() and value.isdecimal()):
        return _number(cell, value)
    return value if kind == "boolean" and value not in {"true", "false"} else ""


def _number(cell: Cell, value: str) -> str:
    """``value`` where it is none that one can reckon with, empty where it is a number."""
    if NUMBER.fullmatch(value):
        return ""
    if value.lower().lstrip("+-") in {"nan", "inf", "infinity"}:
        return value
    raise UnreadableError(
        f"the cell {address(cell.first)} holds {value[:20]!r} for a number; save it again as .ods"
    )


class Tally:
    """Takes in the cells of one sheet that say something.

    Attributes:
        findings: what there is to say of the sheet.
    """

    def __init__(self, limits: Limits, budget: Budget) -> None:
        self.findings = Findings()
        self._most, self._budget, self._reach = limits.cell_length, budget, Reach(limits)

    def fill(self, cell: Cell, *, hidden: bool) -> None:
        """Takes in a ``cell`` with a value or a formula, in rows that may be ``hidden``.

        Raises:
            UnreadableError: it is beyond a limit, or holds no number where it must.
        """
        attributes, most = cell.attributes, self._most
        row, column = cell.row + cell.rows - 1, cell.column + cell.columns - 1
        if row > self._reach.row or column > self._reach.column:
            self._farther(cell, row, column, hidden=hidden)
        said = attributes.get("office:string-value", cell.text)
        if len(said) > most:
            raise too_long(cell.first, most)
        if cell.rows > 1 or cell.columns > 1:
            self._budget.take(len(said) * cell.rows * cell.columns)
        formula = attributes.get("table:formula", "")[:most]
        if wrong := fault(cell, formula):
            self.findings.faults.update(dict.fromkeys(cell.places(), wrong))
        if formula and links(formula):
            self.findings.linked.extend(cell.places())

    def merge(self, cell: Cell) -> None:
        """Takes in a ``cell`` that is merged with others.

        Raises:
            UnreadableError: there are too many of them, or it does not say how many others.
        """
        rows = count(cell.attributes, "table:number-rows-spanned", cell.row) - 1
        columns = count(cell.attributes, "table:number-columns-spanned", cell.row) - 1
        merged = self.findings.merged
        for row, column in cell.places() if rows or columns else ():
            if len(merged) == MERGES:
                raise UnreadableError(f"a sheet merges more than {MERGES:,} ranges of cells")
            last = min(row + rows, LAST_ROW), min(column + columns, LAST_COLUMN)
            merged.append((row, column, *last))

    def _farther(self, cell: Cell, row: int, column: int, *, hidden: bool) -> None:
        """Takes in a cell that, repeated, reaches to ``row`` and ``column``, beyond all before."""
        if row > LAST_ROW or column > LAST_COLUMN:
            first = f"{cell.row:,}, column {cell.column:,}"
            raise UnreadableError(
                f"the cell in row {first} is filled or repeated beyond what a sheet can have"
            )
        fresh = range(max(cell.row, self._reach.row + 1), row + 1)
        self._reach.to((row, column))
        self.findings.reach = self._reach.row, self._reach.column
        if hidden:
            self.findings.hidden_rows.extend(fresh)
