"""The XML of one worksheet of an .xlsx package, streamed: which cells it has, and what each says.

The handlers are the authority on what a sheet says. Rows that are written plainly go past them.
"""

from estimator.model.limits import Limits
from estimator.model.sheet import FAULT, TEXT, UNCALCULATED
from estimator.read.scan import places, plain, stream, values
from estimator.read.scan.blocks import Blocks
from estimator.read.scan.findings import MERGES, UnreadableError, address, too_long
from estimator.read.scan.intake import Intake
from estimator.read.scan.markup import ESCAPED, length, odd_unless
from estimator.read.scan.native import Native
from estimator.read.scan.places import Cursor
from estimator.read.scan.plain import Rows
from estimator.read.scan.texts import Budget, Runs, Shared


class Worksheet:
    """Streams a worksheet's XML.

    Attributes:
        findings: what there is to say of the sheet.
    """

    mark = b"</row>"

    def __init__(
        self, limits: Limits, shared: Shared, budget: Budget, native: Native, blocks: Blocks
    ) -> None:
        self._intake = Intake(limits, shared, budget, native, blocks)
        self.findings = self._intake.findings
        self._limits, self._most = limits, limits.cell_length
        self._cursor, self._hidden = Cursor(), False
        self._inside = self._value = self._formula = self._shares = ""
        self._type: str | None = None
        self._style: str | None = None
        self._runs: Runs | None = None
        self._calculated = False
        self._merges = 0
        self.ended = -1
        self.parser = stream.parser()
        self.parser.StartElementHandler = self._outside
        self.parser.CommentHandler = self._odd
        self.parser.ProcessingInstructionHandler = self._odd
        self.parser.StartCdataSectionHandler = self._odd

    def apart(self, piece: bytes) -> Rows:
        """The rows of ``piece`` as they are written."""
        return plain.rows(piece)

    def take(self, found: Rows) -> None:
        """Reads the rows ``found`` where that is within all limits."""
        at = places.numbers(found.cells)
        odd_unless(self._cursor.precedes(at))
        self._intake.take(found)
        self._cursor.leap(at, found.last)

    def pause(self) -> None:
        """Spills the cells that were parsed."""
        self._intake.spill()

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
            self._cursor.to(attributes.get("r"))
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
            self._value, self._runs = "", Runs(self._limits)
        elif self._runs:
            self._inside = tag
            self._runs.start(tag, attributes)
        elif tag == "t":
            self._stray()

    def _text(self, text: str) -> None:
        if self._inside == "f":
            # The longest formula of Excel has 8,192 characters.
            if len(self._formula) <= self._most:
                self._formula += text
        elif self._inside in {"v", "t"}:
            self._value += text
            if len(self._value) > self._most:
                self._measure()
            if self._runs:
                self._runs.add(text)

    def _end(self, name: str) -> None:
        tag = name.partition(":")[2] if ":" in name else name
        if tag == "c":
            if self._value or self._calculated or self._type == "e":
                self._filled()
        elif tag == "row":
            self._cursor.end_row()
            self.ended = self.parser.CurrentByteIndex
        elif tag == "sheetData":
            self.parser.StartElementHandler = self._outside
            self.parser.EndElementHandler = self.parser.CharacterDataHandler = None
        elif self._runs:
            self._runs.end(tag)
        self._inside = ""

    def _filled(self) -> None:
        at, value, kind = self._cursor.at, self._value, self._type
        if self._calculated:
            self._intake.formula(at, self._formula, self._shares)
            self._formula = ""
        if not value and kind not in {"str", "e"}:
            said = FAULT, UNCALCULATED
        elif self._runs and value:
            said = TEXT, self._runs.text
        else:
            said = values.told(kind, value)
        self._intake.add(at, said, self._style, hidden=self._hidden)

    def _measure(self) -> None:
        # With every character escaped, a text of the greatest length is this long.
        if len(self._value) > ESCAPED * self._most or length(self._value) > self._most:
            raise too_long(places.place(self._cursor.at), self._most)

    def _odd(self, *_: object) -> None:
        """Refuses what is no text inside a value: other readers would take a part of it."""
        if self._inside == "v":
            self._stray()

    def _stray(self) -> None:
        raise UnreadableError(
            f"the value of the cell {address(places.place(self._cursor.at))} is not written as a "
            "workbook's; save it again as .xlsx"
        )

    def _merge(self, reference: str) -> None:
        self._merges += 1
        if self._merges > MERGES:
            raise UnreadableError(f"a sheet merges more than {MERGES:,} ranges of cells")
        if span := places.span(reference):
            self.findings.merged.append(span)
