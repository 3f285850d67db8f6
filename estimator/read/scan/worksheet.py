"""One worksheet of an .xlsx package, streamed: what is to be said of it is kept, its cells spilled.

The handlers are the authority on what a sheet says. Rows that are written plainly go past them.
"""

import re

import polars as pl

from estimator.model.address import position
from estimator.model.limits import Limits
from estimator.model.sheet import FAULT, NUMBER, TEXT, UNCALCULATED
from estimator.read.scan import formulas, plain, stream, values
from estimator.read.scan.blocks import LOAD, Blocks
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
from estimator.read.scan.markup import ESCAPED, length, odd_unless
from estimator.read.scan.native import Native
from estimator.read.scan.plain import Rows
from estimator.read.scan.texts import Budget, Runs, Shared

REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
# A cell's place in one number, greater for a later cell: the row above this many bits of column.
BITS = 15
MASK = (1 << BITS) - 1


class Worksheet:
    """Streams a worksheet's XML.

    Attributes:
        findings: what there is to say of the sheet.
    """

    mark = b"</row>"

    def __init__(
        self, limits: Limits, shared: Shared, budget: Budget, native: Native, blocks: Blocks
    ) -> None:
        self.findings = Findings()
        self._limits, self._shared, self._native = limits, shared, native
        self._budget, self._most, self._blocks = budget, limits.cell_length, blocks
        self._reach = Reach(limits)
        # The farthest filled cell so far, copied from the reach: looked at for every cell.
        self._rows = self._columns = 0
        self._letters: dict[str, int] = {}
        self._row, self._hidden = "", False
        self._base, self._column, self._at = 1 << BITS, 0, 0
        self._inside = self._value = self._formula = ""
        self._type: str | None = None
        self._style: str | None = None
        self._runs: Runs | None = None
        self._calculated, self._shares = False, ""
        self._linked: set[str] = set()
        self._merges = 0
        self._taken: list[tuple[int, int, str, str | None]] = []
        self._load = 0
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
        formulas.leave_linked(found.cells, self._linked)
        cells = values.taken_up(found.cells, self._native, self._most)
        characters = values.characters(cells, self._shared, self._most)
        at = _places(found.cells)
        place: Place = cells.select(pl.col("row", "column").max().fill_null(0)).row(0)
        odd_unless(
            (at.diff().drop_nulls() > 0).all(),
            at[0] > self._at if len(at) else None,
            self._reach.allows(place),
            characters <= LOAD,
        )
        read = values.read(cells, self._shared, self._native)
        # From here on, all is taken in.
        self._farther(place)
        self._budget.take(characters)
        self._blocks.add(read)
        if found.hidden:
            filled = set(cells["row"].unique())
            self.findings.hidden_rows += [row for row in found.hidden if row in filled]
        self._at = at[-1] if len(at) else self._at
        self._base, self._column = (found.last + 1) << BITS if found.last else self._base, 0

    def pause(self) -> None:
        """Spills the cells that were parsed."""
        if not self._taken:
            return
        at, kinds, texts, styles = zip(*self._taken, strict=True)
        places = pl.Series(at, dtype=pl.Int64)
        columns = [places // (1 << BITS), places % (1 << BITS), kinds, texts, styles]
        taken = dict(zip(values.TAKEN, columns, strict=True))
        cells = pl.DataFrame(taken, schema_overrides=values.TAKEN)
        self._blocks.add(values.read(cells, self._shared, self._native))
        self._taken, self._load = [], 0

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
            self._cell(attributes)
        elif tag == "v":
            self._inside, self._value, self._runs = "v", "", None
        elif tag == "f":
            self._inside, self._value, self._calculated = "f", "", True
            self._runs, self._shares = None, attributes.get("si", "")
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "is":
            self._value, self._runs = "", Runs(self._limits)
        elif self._runs:
            self._inside = tag
            self._runs.start(tag, attributes)
        elif tag == "t":
            self._stray()

    def _cell(self, attributes: dict[str, str]) -> None:
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
        self._type, self._style = attributes.get("t"), attributes.get("s")
        self._value, self._calculated, self._runs = "", False, None

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
            self._base, self._column = self._base + (1 << BITS), 0
            self.ended = self.parser.CurrentByteIndex
        elif tag == "sheetData":
            self.parser.StartElementHandler = self._outside
            self.parser.EndElementHandler = self.parser.CharacterDataHandler = None
        elif self._runs:
            self._runs.end(tag)
        self._inside = ""

    def _filled(self) -> None:
        at, value, kind = self._at, self._value, self._type
        if (at & MASK) > self._columns or (at >> BITS) > self._rows:
            if self._hidden and (at >> BITS) > self._rows:
                self.findings.hidden_rows.append(at >> BITS)
            self._farther(self._here())
        if self._calculated:
            self._formulas()
        style: str | None = None
        if not value and kind not in {"str", "e"}:
            found = FAULT, UNCALCULATED
        elif self._runs and value:
            found = TEXT, self._runs.text
        else:
            if kind == "s":
                self._use(value)
            found = values.told(kind, value)
            if found[0] == NUMBER and self._native.shows_day(self._style):
                style = self._style
        self._taken.append((at, *found, style))

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
        column = position(match[1]) if match else 0
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

    def _farther(self, place: Place) -> None:
        row, column = place
        if row > LAST_ROW or column > LAST_COLUMN:
            raise UnreadableError(f"a sheet has a cell {address(place)}, which no sheet can have")
        self._reach.to(place)
        self._rows, self._columns = self.findings.reach = self._reach.row, self._reach.column

    def _use(self, index: str) -> None:
        """Counts the shared text that the cell holds."""
        number = int(index) if index.isascii() and index.isdecimal() and len(index) < 12 else -1
        if not 0 <= number < len(self._shared.lengths):
            raise UnreadableError(
                f"the cell {address(self._here())} refers to a text that is not there; "
                "save it again as .xlsx"
            )
        characters = self._shared.lengths[number]
        if characters > self._most:
            self._long()
        self._budget.take(characters)
        self._load += characters
        if self._load > LOAD:
            self.pause()

    def _formulas(self) -> None:
        formula, self._formula = self._formula, ""
        if formulas.links(formula):
            self._linked.add(self._shares)
        elif not self._shares or formula or self._shares not in self._linked:
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
        """Refuses what is no text inside a value: other readers would take a part of it."""
        if self._inside == "v":
            self._stray()

    def _stray(self) -> None:
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


def _places(cells: pl.DataFrame) -> pl.Series:
    """The places of ``cells`` in one number each."""
    row, column = cells["row"].cast(pl.Int64), cells["column"].cast(pl.Int64)
    return row * (1 << BITS) + column
