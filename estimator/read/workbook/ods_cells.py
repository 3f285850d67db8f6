"""A cell of an .ods table: where it stands, how often it is repeated, and what it says."""

import re
from collections.abc import Iterator, Mapping
from itertools import product

from msgspec import Struct

from estimator.model.cells import DATE, ERROR_VALUE, TEXT, UNCALCULATED
from estimator.read.cells import Cell, cell_content
from estimator.read.workbook.cell_formats import read_iso
from estimator.read.workbook.findings import Place, UnreadableError, address

# Where the value of a cell of each type is written; that of a text may also be its paragraphs.
VALUES = {
    "float": "office:value",
    "percentage": "office:value",
    "currency": "office:value",
    "date": "office:date-value",
    "time": "office:time-value",
    "boolean": "office:boolean-value",
}
CLOCK = re.compile(r"PT(\d\d)H(\d\d)M(\d\d(?:\.\d{1,9})?)S", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([Ee][+-]?\d+)?", re.ASCII)
ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d{3}")
# A formula's reference to another document, apart from texts: 'file:///plan.ods'#$Sheet1.A1.
LINK = re.compile(r""""[^"]*"|(?P<link>'(?:[^']|'')+'#)|'(?:[^']|'')*'""")

# A year alone, or with the part of it that people name: Q1 2027.
YEAR_ALONE = re.compile("(?:(?:[QHT][1-4]|FY) *)?[0-9]{4}", re.IGNORECASE)


class WrittenCell(Struct):
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


def parse_count(attributes: Mapping[str, str], name: str, row: int) -> int:
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


def has_document_link(formula: str) -> bool:
    """Whether ``formula`` takes values from another document."""
    return "#" in formula and any(found["link"] for found in LINK.finditer(formula))


def read_cell(written: WrittenCell, formula: str) -> Cell:
    """The text and the kind of a cell as ``written``, with its ``formula`` or none.

    Raises:
        UnreadableError: it holds no number where it must.
    """
    attributes = written.attributes
    if wrong := _find_error(written, formula):
        return wrong, ERROR_VALUE
    kind = attributes.get("office:value-type", "")
    value = attributes.get(VALUES.get(kind, "office:string-value"), written.text)
    match kind:
        case "float" | "percentage" | "currency":
            return cell_content(float(value))
        case "boolean":
            return cell_content(value == "true")
        case "date":
            text, kind_ = read_iso(value)
            shown = written.text.strip()
            # Of a day whose year alone is shown, nobody has said the month.
            return (shown if kind_ == DATE and YEAR_ALONE.fullmatch(shown) else text), kind_
        case "time":
            # PT12H30M00S
            clock = CLOCK.fullmatch(value)
            text, kind_ = read_iso(":".join(clock.groups())) if clock else (value, TEXT)
            return (text, kind_) if kind_ == DATE else (value, TEXT)
    return cell_content(value)


def _find_error(cell: WrittenCell, formula: str) -> str:
    """Finds the word for an error of ``cell``, or ``UNCALCULATED``; empty where it is sound.

    Raises:
        UnreadableError: it holds no number where it must.
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
        return _check_number(cell, value)
    return value if kind == "boolean" and value not in {"true", "false"} else ""


def _check_number(cell: WrittenCell, value: str) -> str:
    """``value`` where it is none that one can reckon with, empty where it is a number."""
    if NUMBER.fullmatch(value):
        return ""
    if value.lower().lstrip("+-") in {"nan", "inf", "infinity"}:
        return value
    raise UnreadableError(
        f"the cell {address(cell.first)} holds {value[:20]!r} for a number; save it again as .ods"
    )
