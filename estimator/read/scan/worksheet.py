"""One worksheet of an .xlsx package, streamed: only what is to be said of it is kept.

The handlers run for every cell of what may be a million rows: they are kept lean.
"""

import re
from collections.abc import Sequence

from estimator.model.limits import Limits
from estimator.model.table import UNCALCULATED
from estimator.read.scan import stream
from estimator.read.scan.findings import (
    LAST_COLUMN,
    LAST_ROW,
    MERGES,
    Cut,
    Findings,
    Place,
    Reach,
    UnreadableError,
    address,
)
from estimator.read.scan.texts import ESCAPED, Budget, length

REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
# What the native reader understands in a cell of each type; of what is not here it refuses the
# whole sheet. A type that is not here is one that no workbook has.
UNDERSTOOD = {
    "e": re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|"),
    "n": re.compile(r"([+-]?(\d+\.?\d*|\.\d+)([Ee][+-]?\d+)?)?", re.ASCII),
    "b": re.compile(r"(0|1|true|false|TRUE|FALSE)?"),
    "d": re.compile(r".*", re.DOTALL),
}
# A formula's reference to another workbook, apart from texts and from the columns of tables:
# [1]Sheet!A1, 'C:\[plan.xlsx]Sheet 1'!A1; [0] is the workbook itself.
LINK = re.compile(
    r""""[^"]*"|'(?P<quoted>[^'\[]*\[(?!0\])[^'\]]+\](?:[^']|'')*)'!|'(?:[^']|'')*'"""
    r"""|(?<![\w\]\).'])(?P<bare>\[(?!0\])[^\[\]'"]+\][\w.:]*!)"""
)
# A cell's place in one number, greater for a later cell: the row above this many bits of column.
BITS = 15
MASK = (1 << BITS) - 1


class Worksheet:
    """Streams a worksheet's XML.

    Attributes:
        findings: what there is to say of the sheet.
        cuts: the cells that the native reader would die of.
    """

    def __init__(self, limits: Limits, lengths: Sequence[int], budget: Budget) -> None:
        self.findings = Findings()
        self.cuts: list[Cut] = []
        self._lengths, self._budget, self._most = lengths, budget, limits.cell_length
        self._reach = Reach(limits)
        # The farthest filled cell so far, copied from the reach: looked at for every cell.
        self._rows = self._columns = 0
        self._letters: dict[str, int] = {}
        self._row, self._hidden = "", False
        self._base, self._column, self._at = 1 << BITS, 0, 0
        self._name = self._inside = self._value = self._formula = ""
        self._type: str | None = None
        self._calculated, self._shared, self._begins = False, "", 0
        self._linked: set[str] = set()
        self._merges = 0
        self.parser = stream.parser()
        self.parser.StartElementHandler = self._outside
        self.parser.CommentHandler = self._odd
        self.parser.ProcessingInstructionHandler = self._odd
        self.parser.StartCdataSectionHandler = self._odd

    def _outside(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.partition(":")[2] or name
        if tag == "sheetData":
            self.parser.StartElementHandler = self._start
            self.parser.EndElementHandler = self._end
            self.parser.CharacterDataHandler = self._text
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.partition(":")[2] if ":" in name else name
        if tag == "c":
            self._cell(name, attributes)
        elif tag == "v":
            self._inside, self._value = "v", ""
        elif tag == "f":
            self._inside, self._value, self._calculated = "f", "", True
            self._shared = attributes.get("si", "")
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "t":
            self._inside = "t"
        elif tag == "is":
            self._value = ""

    def _cell(self, name: str, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
            at = self._base + self._column
        else:
            # In a row 12, the cell B12: its letters are looked up, seldom taken apart.
            column = self._letters.get(reference.removesuffix(self._row))
            if column:
                self._column = column
                at = self._base + column
            else:
                at = self._place(reference)
        if at <= self._at:
            self._disorder(at)
        self._at = at
        self._type = kind = attributes.get("t")
        if kind in UNDERSTOOD or kind not in {None, "s", "str", "inlineStr"}:
            self._name, self._begins = name, self.parser.CurrentByteIndex
        self._value, self._calculated = "", False

    def _text(self, text: str) -> None:
        if self._inside == "f":
            # The longest formula of Excel has 8,192 characters.
            if len(self._formula) <= self._most:
                self._formula += text
        elif self._inside:
            self._value += text
            if len(self._value) > self._most:
                self._measure()

    def _end(self, name: str) -> None:
        tag = name.partition(":")[2] if ":" in name else name
        if tag == "c":
            if self._value or self._calculated or self._type == "e":
                self._filled()
        elif tag == "row":
            self._base, self._column = self._base + (1 << BITS), 0
        elif tag == "sheetData":
            self.parser.StartElementHandler = self._outside
            self.parser.EndElementHandler = self.parser.CharacterDataHandler = None
        self._inside = ""

    def _filled(self) -> None:
        at, value, kind = self._at, self._value, self._type
        if (at & MASK) > self._columns or (at >> BITS) > self._rows:
            self._farther()
        if kind == "s":
            if value:
                self._use(value)
        elif kind is not None and kind not in {"str", "inlineStr"}:
            self._judge(kind, value)
        if self._calculated:
            self._formulas()
            if not value and kind not in {"str", "e"}:
                self.findings.faults[self._here()] = UNCALCULATED

    def _here(self) -> Place:
        return self._at >> BITS, self._at & MASK

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._hidden = attributes.get("hidden") in {"1", "true"}
        self._row = number = attributes.get("r", "")
        if number:
            known = number.isascii() and number.isdecimal() and len(number) < 8
            if not known or not 0 < int(number) <= LAST_ROW:
                raise UnreadableError(f"a sheet has a row {number[:20]}, which no sheet can have")
            self._base = int(number) << BITS
        self._column = 0

    def _place(self, reference: str) -> int:
        match = REFERENCE.fullmatch(reference)
        column = 0
        for letter in match[1] if match else "":
            column = column * 26 + ord(letter) - ord("A") + 1
        if match is None or column > LAST_COLUMN or int(match[2]) > LAST_ROW:
            raise UnreadableError(f"a sheet has a cell {reference[:20]}, which no sheet can have")
        self._letters[match[1]] = self._column = column
        return int(match[2]) << BITS | column

    def _disorder(self, at: int) -> None:
        """Refuses a cell that stands after one that it should come before."""
        cell = address((at >> BITS, at & MASK))
        if at == self._at:
            raise UnreadableError(f"the cell {cell} is there twice; save it again as .xlsx")
        raise UnreadableError(f"its cells are out of order at {cell}; save it again as .xlsx")

    def _farther(self) -> None:
        row, column = place = self._here()
        if row > LAST_ROW or column > LAST_COLUMN:
            raise UnreadableError(f"a sheet has a cell {address(place)}, which no sheet can have")
        if self._hidden and row > self._rows:
            self.findings.hidden_rows.append(row)
        self._reach.to(place)
        self._rows, self._columns = self.findings.reach = self._reach.row, self._reach.column

    def _use(self, index: str) -> None:
        """Counts the shared text that the cell holds."""
        number = int(index) if index.isascii() and index.isdecimal() and len(index) < 12 else -1
        if not 0 <= number < len(self._lengths):
            raise UnreadableError(
                f"the cell {address(self._here())} refers to a text that is not there; "
                "save it again as .xlsx"
            )
        characters = self._lengths[number]
        if characters > self._most:
            self._long()
        self._budget.take(characters)

    def _judge(self, kind: str, value: str) -> None:
        """Notes a cell with an error, or one that the native reader does not understand."""
        if kind == "e":
            self.findings.faults[self._here()] = value or "#N/A"
        known = UNDERSTOOD.get(kind)
        if known and known.fullmatch(value):
            return
        self.findings.faults[self._here()] = value
        blank = f'<{self._name} r="{address(self._here())}">'
        self.cuts.append(Cut(self._begins, self.parser.CurrentByteIndex, blank.encode()))

    def _formulas(self) -> None:
        formula, self._formula = self._formula, ""
        if "[" in formula and any(found.lastgroup for found in LINK.finditer(formula)):
            self._linked.add(self._shared)
        elif not self._shared or formula or self._shared not in self._linked:
            return
        self.findings.linked.append(self._here())

    def _measure(self) -> None:
        # With every character escaped, a text of the greatest length is this long.
        if len(self._value) > ESCAPED * self._most or length(self._value) > self._most:
            self._long()

    def _long(self) -> None:
        raise UnreadableError(
            f"the cell {address(self._here())} holds a text of more than {self._most:,} "
            "characters (limit cell_length); shorten it"
        )

    def _odd(self, *_: object) -> None:
        """Refuses what is no text inside a value: the native reader would take a part of it."""
        if self._inside == "v":
            raise UnreadableError(
                f"the value of the cell {address(self._here())} is not written as a workbook's; "
                "save it again as .xlsx"
            )

    def _merge(self, reference: str) -> None:
        self._merges += 1
        if self._merges > MERGES:
            raise UnreadableError(f"a sheet merges more than {MERGES:,} ranges of cells")
        ends = [REFERENCE.fullmatch(end) for end in reference.split(":")]
        if len(ends) != 2 or None in ends:
            return
        first, last = (self._place(end) for end in reference.split(":"))
        self.findings.merged.append((first >> BITS, first & MASK, last >> BITS, last & MASK))
