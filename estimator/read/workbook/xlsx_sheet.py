"""The XML of one worksheet of an .xlsx package, streamed: its cells and their values.

The handlers are the authority on what a sheet holds. Rows that are written plainly go past them.
"""

import re

from estimator.model.cells import ERROR_VALUE, NUMBER, TEXT, UNCALCULATED, ZERO_FORMULA
from estimator.model.limits import Limits
from estimator.read.cells import odd_unless
from estimator.read.workbook import stream, xlsx_bulk, xlsx_cells, xlsx_rows
from estimator.read.workbook.findings import (
    MERGES,
    UnreadableError,
    address,
    too_long,
)
from estimator.read.workbook.xlsx_bulk import ESCAPED, PlainRows, unescaped_length
from estimator.read.workbook.xlsx_rows import CellCursor
from estimator.read.workbook.xlsx_scan import WorksheetScan
from estimator.read.workbook.xlsx_strings import RichText


class WorksheetReader:
    """Streams a worksheet's XML.

    Args:
        intake: takes in what is read.
        limits: what the file may ask of the machine.

    Attributes:
        findings: those of the sheet.
    """

    mark = b"</row>"

    def __init__(self, intake: WorksheetScan, limits: Limits) -> None:
        self._intake = intake
        self.findings = intake.findings
        self._limits, self._most = limits, limits.cell_length
        self._cursor, self._hidden = CellCursor(), False
        self._inside = self._value = self._formula = self._shares = ""
        self._type: str | None = None
        self._style: str | None = None
        self._runs: RichText | None = None
        self._calculated = False
        self._merges = 0
        self.ended = -1
        self.parser = stream.make_parser()
        self.parser.StartElementHandler = self._start_outside
        self.parser.CommentHandler = self._refuse_odd
        self.parser.ProcessingInstructionHandler = self._refuse_odd
        self.parser.StartCdataSectionHandler = self._refuse_odd

    def split_piece(self, piece: bytes) -> PlainRows:
        """The rows of ``piece`` as they are written."""
        return xlsx_bulk.split_rows(piece)

    def take_found(self, found: PlainRows) -> None:
        """Reads the rows ``found`` where that is within all limits."""
        at = xlsx_rows.place_numbers(found.cells)
        odd_unless(self._cursor.is_before(at))
        self._intake.add_rows(found)
        self._cursor.skip_to(at, found.last)

    def hand_on(self) -> None:
        """Spills the cells that were parsed."""
        self._intake.spill_cells()

    def _start_outside(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.partition(":")[2] or name
        if tag == "sheetData":
            self.parser.StartElementHandler = self._start_element
            self.parser.EndElementHandler = self._end_element
            self.parser.CharacterDataHandler = self._add_text
        elif tag == "mergeCell":
            self._merge_range(attributes.get("ref", ""))
        elif tag == "col" and attributes.get("hidden") in {"1", "true"}:
            self._hide_columns(attributes.get("min", ""), attributes.get("max", ""))

    def _start_element(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.partition(":")[2] if ":" in name else name
        if tag == "c":
            self._cursor.move_to(attributes.get("r"))
            self._type, self._style = attributes.get("t"), attributes.get("s")
            self._value, self._calculated, self._runs = "", False, None
        elif tag == "v":
            self._inside, self._value, self._runs = "v", "", None
        elif tag == "f":
            self._inside, self._value, self._calculated = "f", "", True
            self._runs, self._shares = None, attributes.get("si", "")
        elif tag == "row":
            self._hidden = attributes.get("hidden") in {"1", "true"}
            self._cursor.begin_row(attributes.get("r", ""))
        elif tag == "is":
            self._value, self._runs = "", RichText(self._limits)
        elif self._runs:
            self._inside = tag
            self._runs.start_element(tag, attributes)
        elif tag == "t":
            self._refuse_stray()

    def _add_text(self, text: str) -> None:
        if self._inside == "f":
            # The longest formula of Excel has 8,192 characters.
            if len(self._formula) <= self._most:
                self._formula += text
        elif self._inside in {"v", "t"}:
            self._value += text
            if len(self._value) > self._most:
                self._check_length()
            if self._runs:
                self._runs.add_text(text)

    def _end_element(self, name: str) -> None:
        tag = name.partition(":")[2] if ":" in name else name
        if tag == "c":
            if self._value or self._calculated or self._type == "e":
                self._add_filled()
        elif tag == "row":
            self._cursor.end_row()
            self.ended = self.parser.CurrentByteIndex
        elif tag == "sheetData":
            self.parser.StartElementHandler = self._start_outside
            self.parser.EndElementHandler = self.parser.CharacterDataHandler = None
        elif self._runs:
            self._runs.end_element(tag)
        self._inside = ""

    def _add_filled(self) -> None:
        at, value, kind = self._cursor.at, self._value, self._type
        if self._calculated:
            self._intake.add_formula(at, self._formula, self._shares)
            self._formula = ""
        if not value and kind not in {"str", "e"}:
            content = ERROR_VALUE, UNCALCULATED
        elif self._runs and value:
            content = TEXT, self._runs.text
        else:
            content = xlsx_cells.read_cell_value(kind, value)
        if self._calculated and self._intake.doubtful:
            content = self._doubt_zero(content)
        self._intake.add_cell(at, content, self._style, hidden=self._hidden)

    def _doubt_zero(self, content: tuple[int, str]) -> tuple[int, str]:
        """The result of a formula: 0 as a kind of its own."""
        kind, text = content
        if kind == NUMBER and re.fullmatch(xlsx_cells.ZERO, text):
            return ZERO_FORMULA, "0"
        self.findings.calculated |= text != UNCALCULATED
        return content

    def _check_length(self) -> None:
        # With every character escaped, a text of the greatest length is this long.
        if len(self._value) > ESCAPED * self._most or unescaped_length(self._value) > self._most:
            raise too_long(xlsx_rows.split_place(self._cursor.at), self._most)

    def _refuse_odd(self, *_: object) -> None:
        """Refuses what is no text inside a value: other readers would take a part of it."""
        if self._inside == "v":
            self._refuse_stray()

    def _refuse_stray(self) -> None:
        cell = address(xlsx_rows.split_place(self._cursor.at))
        raise UnreadableError(
            f"the value of the cell {cell} is not written as a workbook's; save it again as .xlsx"
        )

    def _hide_columns(self, first: str, last: str) -> None:
        if all(one.isascii() and one.isdecimal() and len(one) < 7 for one in (first, last)):
            self.findings.hide_columns(int(first), int(last))

    def _merge_range(self, reference: str) -> None:
        self._merges += 1
        if self._merges > MERGES:
            raise UnreadableError(f"a sheet merges more than {MERGES:,} ranges of cells")
        if span := xlsx_rows.parse_range(reference):
            self.findings.merged.append(span)
