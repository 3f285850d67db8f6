"""The table found on a sheet, and its rows part by part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

import polars as pl

from estimator.model.cells import FAULT, UNCALCULATED, Sheet, blanked
from estimator.model.problem import Problem, Source

# How a computed column in a workbook of ours is matched: it is known, and not read.
OURS = "ours"
# A heading without a multiplier, and one that says percent.
ONCE, PERCENT = Decimal(1), Decimal("0.01")


@dataclass(frozen=True)
class Heading:
    """A heading as the user wrote it, where it stands, and the column it was matched to.

    Attributes:
        position: the 1-based column of the sheet.
        column: our name; empty where the heading is not ours and the column is carried through.
        matched: how the match was made: "name", "title", "alias", or "map", as the user says; and
            "ours" where it is a computed column in a workbook of ours.
        times: what a multiplier in the heading ("(M)", "(%)") multiplies the cells by.
        currency: the code of the one that a heading of amounts names; empty where it names none.
    """

    text: str
    position: int
    column: str = ""
    matched: str = ""
    times: Decimal = ONCE
    currency: str = ""


@dataclass(frozen=True)
class Table:
    """The rows below a heading row; the cells are read part by part.

    Attributes:
        sheet: the whole sheet that they stand on.
        ours: whether this tool wrote the workbook.
        kept: Boolean, of each row below the headings whether it is one of the table; None before
            that is known.
        shifts: where the lines of a text file are not the rows' numbers: ``row`` (Int64), and
            ``by`` (Int64) how much is to be added from there on.
    """

    source: Source
    sheet: Sheet
    headings: tuple[Heading, ...]
    ours: bool = False
    by_column: Mapping[str, Heading] = field(default_factory=dict)
    kept: pl.Series | None = None
    shifts: pl.DataFrame | None = None

    @property
    def rows(self) -> pl.Series:
        """Int64; the sheet's own number of each row of the table."""
        kept = pl.Series(dtype=pl.Boolean) if self.kept is None else self.kept
        return kept.arg_true().cast(pl.Int64) + (self.source.header_row + 1)

    @property
    def height(self) -> int:
        """How many rows the table has."""
        return 0 if self.kept is None else int(self.kept.sum())

    def below(self) -> "Iterator[Part]":
        """All rows below the headings, those that are none of the table among them."""
        fixed = {f.name: getattr(self, f.name) for f in fields(self)}
        for block in self.sheet.blocks:
            start = max(self.source.header_row + 1 - block.first, 0)
            if start > len(block.texts):
                continue
            first = block.first + start
            yield Part(
                **fixed,
                of=self,
                numbers=pl.int_range(first, block.first + len(block.texts), eager=True),
                texts=block.texts.slice(start),
                kinds=block.kinds.slice(start),
                widths=None if block.widths is None else block.widths.slice(start),
                lines=None if block.lines is None else block.lines.slice(start),
            )

    def parts(self) -> "Iterator[Part]":
        """The rows of the table, part by part: one part at least, and some may have no rows."""
        before = 0
        for part in self.below():
            if self.kept is not None:
                kept = self.kept.slice(before, len(part.numbers))
                before += len(part.numbers)
                yield part.filtered(kept)

    def whole(self) -> "Part":
        """All rows in one part: for tables known to be small, and for writing them all."""
        parts = list(self.parts())
        return replace(
            parts[0],
            numbers=pl.concat([part.numbers for part in parts]),
            texts=pl.concat([part.texts for part in parts]),
            kinds=pl.concat([part.kinds for part in parts]),
        )

    def has(self, column: str) -> bool:
        """Whether a heading means ``column``, be it one of two that do."""
        return any(heading.column == column for heading in self.headings)

    def filled(self, column: str) -> bool:
        """Whether any row has something in ``column``."""
        heading = self.by_column.get(column)
        return heading is not None and any(
            part.texts[f"c{heading.position}"].count() for part in self.parts()
        )

    def place(self, row: int, column: str) -> str:
        """The address of ``column`` in ``row``, or of the row where the sheet lacks the column."""
        heading = self.by_column.get(column)
        return self.source.place(row, heading.position if heading else 0)

    def cell(self, row: int, column: str) -> str:
        """The same without the sheet: ``D7``."""
        return self.place(row, column).rpartition("!")[2]

    def problem(self, code: str, row: int, column: str, **values: Any) -> Problem:  # noqa: ANN401 - as below
        """A problem at the cell of ``column`` in ``row``."""
        return replace(self.at(code, row, self.by_column.get(column), **values), column=column)

    def at(
        self,
        code: str,
        row: int,
        heading: Heading | None = None,
        *,
        position: int = 0,
        **values: object,
    ) -> Problem:
        """A problem at the cell in ``row`` under ``heading``, or in the 1-based ``position``.

        The ``values`` are as in ``Problem.of``.
        """
        position = heading.position if heading else position
        return replace(
            Problem.of(code, **values),
            place=self.source.place(row, position),
            source=self.source,
            row=row,
            order=position,
            line=self._line(row),
            column=heading.column or None if heading else None,
            heading=heading.text if heading else None,
        )

    def about(self, code: str, **values: object) -> Problem:
        """A problem of the table as a whole; the ``values`` are as in ``Problem.of``."""
        made, source = Problem.of(code, **values), self.source
        return replace(made, place=source.name, source=source, row=source.header_row)

    def _line(self, row: int) -> int:
        """The line of a text file that ``row`` begins on, where that is not the row's number."""
        if self.shifts is None or self.shifts.is_empty():
            return 0
        before = self.shifts["row"].search_sorted(row, side="right") - 1
        by = int(self.shifts["by"][before]) if before >= 0 else 0
        return row + by if by else 0


@dataclass(frozen=True, kw_only=True)
class Part(Table):
    """Consecutive rows of a table with their cells.

    Attributes:
        of: the table.
        numbers: Int64; the sheet's own number of each row.
        texts, kinds, widths, lines: as in a block, a row each of ``numbers``.
    """

    of: Table
    numbers: pl.Series
    texts: pl.DataFrame
    kinds: pl.DataFrame
    widths: pl.Series | None = None
    lines: pl.Series | None = None

    @property
    def rows(self) -> pl.Series:
        """Int64; the sheet's own number of each row of the part."""
        return self.numbers

    def __len__(self) -> int:
        """How many rows it has."""
        return len(self.numbers)

    def filtered(self, kept: pl.Series) -> "Part":
        """The part with the rows for which ``kept`` (Boolean) is true."""
        return replace(
            self,
            numbers=self.numbers.filter(kept),
            texts=self.texts.filter(kept),
            kinds=self.kinds.filter(kept),
            widths=None if self.widths is None else self.widths.filter(kept),
            lines=None if self.lines is None else self.lines.filter(kept),
        )

    def without_uncalculated(self, column: str) -> "Part":
        """The part with the cells of ``column`` blank whose formula was never calculated."""
        if column not in self.by_column:
            return self
        name = f"c{self.by_column[column].position}"
        lost = (self.kinds[name] == FAULT) & (self.texts[name] == UNCALCULATED)
        texts, kinds = blanked(self.texts, self.kinds, name, lost.fill_null(value=False))
        return replace(self, texts=texts, kinds=kinds)
