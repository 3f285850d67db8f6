"""The table found on a sheet, and its rows part by part."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import polars as pl
from msgspec import Struct, field
from msgspec.structs import fields, replace

from estimator.model.cells import ERROR_VALUE, UNCALCULATED, Sheet, blank_cells
from estimator.model.problem import Problem, TableSource

# The match of a computed column in a workbook made by estimator: known, but not read.
COMPUTED_BY_ESTIMATOR = "ours"
# The multipliers of a header without a unit, and of one in percent.
ONCE, PERCENT = Decimal(1), Decimal("0.01")


class Heading(Struct, frozen=True):
    """A header as the user wrote it, its position, and the column it was matched to.

    Attributes:
        position: the 1-based column of the sheet.
        column: the name of our column; empty for a pass-through column.
        matched: the kind of match: "name", "title", "alias", "words" (by the words that headers of
            the column have), "map" (by the user's mapping), or "ours" for a computed column in a
            workbook made by estimator.
        times: the factor that a unit in the header, such as "(M)" or "(%)", applies to the cells.
        currency: the code of the currency that a header of amounts names; else empty.
        stated: whether the header itself, or a row of units, states a unit.
        unit_text: the text beside the header that states the unit; empty if the header does.
        unit_row, unit_position: the cell of that text.
        unsettled: whether its unit is asked about.
    """

    text: str
    position: int
    column: str = ""
    matched: str = ""
    times: Decimal = ONCE
    currency: str = ""
    stated: bool = False
    unit_text: str = ""
    unit_row: int = 0
    unit_position: int = 0
    unsettled: bool = False


class Table(Struct, frozen=True):
    """The rows below a header row; their cells are read part by part.

    Attributes:
        sheet: the whole sheet with the table.
        made_by_estimator: whether the workbook was made by estimator.
        is_data_row: Boolean; which rows below the headers belong to the table; None until that is
            known.
        misheaded: the rows below a header row with other columns, which are not read: ``row`` and
            ``header``, that row (Int64), and ``difference``, how it differs; None until known.
        shifts: for a text file whose line numbers are not its row numbers: ``row`` (Int64), and
            the number of lines (``by``, Int64) to add from that row on.
        locale: the language of its numbers stored as text; empty for that of the run.
        asked: the columns it lacks that headers may mean about which the user is asked.
    """

    source: TableSource
    sheet: Sheet
    headings: tuple[Heading, ...]
    made_by_estimator: bool = False
    by_column: Mapping[str, Heading] = field(default_factory=dict)
    is_data_row: pl.Series | None = None
    misheaded: pl.DataFrame | None = None
    shifts: pl.DataFrame | None = None
    locale: str = ""
    asked: frozenset[str] = frozenset()

    @property
    def rows(self) -> pl.Series:
        """The numbers, on the sheet, of the rows of the table; Int64."""
        kept = pl.Series(dtype=pl.Boolean) if self.is_data_row is None else self.is_data_row
        return kept.arg_true().cast(pl.Int64) + (self.source.header_row + 1)

    @property
    def height(self) -> int:
        """The number of rows of the table."""
        return 0 if self.is_data_row is None else int(self.is_data_row.sum())

    def all_rows(self) -> "Iterator[TablePart]":
        """All rows below the headers, including those that do not belong to the table.

        What is read under our headers is as its number format shows it; what is carried, as stored.
        """
        fixed = {f.name: getattr(self, f.name) for f in fields(self)}
        read = {f"c{heading.position}" for heading in self.headings if heading.column}
        for stored in self.sheet.blocks:
            block = stored.show_columns(read)
            start = max(self.source.header_row + 1 - block.first, 0)
            if start > len(block.texts):
                continue
            first = block.first + start
            yield TablePart(
                **fixed,
                of=self,
                numbers=pl.int_range(first, block.first + len(block.texts), eager=True),
                texts=block.texts.slice(start),
                kinds=block.kinds.slice(start),
                widths=None if block.widths is None else block.widths.slice(start),
                lines=None if block.lines is None else block.lines.slice(start),
            )

    def parts(self) -> "Iterator[TablePart]":
        """The rows of the table, part by part: at least one part, and some may have no rows."""
        before = 0
        for part in self.all_rows():
            if self.is_data_row is not None:
                kept = self.is_data_row.slice(before, len(part.numbers))
                before += len(part.numbers)
                yield part.filter_rows(kept)

    def as_one_part(self) -> "TablePart":
        """All rows in one part, for small tables."""
        parts = list(self.parts())
        return replace(
            parts[0],
            numbers=pl.concat([part.numbers for part in parts]),
            texts=pl.concat([part.texts for part in parts]),
            kinds=pl.concat([part.kinds for part in parts]),
        )

    def with_headings(self, headings: Iterable[Heading]) -> "Table":
        """This table with ``headings``, one for each that it has, at the same positions."""
        told = {one.position: one for one in headings}
        by_column = {name: told[one.position] for name, one in self.by_column.items()}
        return replace(self, headings=tuple(told.values()), by_column=by_column)

    def has_column(self, column: str) -> bool:
        """Whether any header was matched to ``column``, even if several were."""
        return any(heading.column == column for heading in self.headings)

    def has_values(self, column: str) -> bool:
        """Whether any row has a value in ``column``."""
        heading = self.by_column.get(column)
        return heading is not None and any(
            part.texts[f"c{heading.position}"].count() for part in self.parts()
        )

    def cell_place(self, row: int, column: str) -> str:
        """The address of ``column`` in ``row``; of the row itself without that column."""
        heading = self.by_column.get(column)
        return self.source.cell_address(row, heading.position if heading else 0)

    def cell_address(self, row: int, column: str) -> str:
        """The address without the sheet: ``D7``."""
        return self.cell_place(row, column).rpartition("!")[2]

    def problem_in_column(self, code: str, row: int, column: str, **values: Any) -> Problem:  # noqa: ANN401 - as below
        """A problem at the cell of ``column`` in ``row``."""
        return replace(
            self.problem_at(code, row, self.by_column.get(column), **values), column=column
        )

    def problem_at(
        self,
        code: str,
        row: int,
        heading: Heading | None = None,
        *,
        position: int = 0,
        **values: object,
    ) -> Problem:
        """A problem at the cell in ``row`` under ``heading``, or at the 1-based ``position``.

        The ``values`` are those of ``Problem.of``.
        """
        position = heading.position if heading else position
        return replace(
            Problem.of(code, **values),
            place=self.source.cell_address(row, position),
            source=self.source,
            row=row,
            order=position,
            line=self._line_of_row(row),
            column=heading.column or None if heading else None,
            heading=heading.text if heading else None,
        )

    def problem_about(self, code: str, **values: object) -> Problem:
        """A problem with the table as a whole; the ``values`` are those of ``Problem.of``."""
        made, source = Problem.of(code, **values), self.source
        return replace(made, place=source.quoted_name, source=source, row=source.header_row)

    def _line_of_row(self, row: int) -> int:
        """The line of a text file where ``row`` begins; 0 where that is the row's number."""
        if self.shifts is None or self.shifts.is_empty():
            return 0
        before = self.shifts["row"].search_sorted(row, side="right") - 1
        by = int(self.shifts["by"][before]) if before >= 0 else 0
        return row + by if by else 0


class TablePart(Table, frozen=True, kw_only=True):
    """Consecutive rows of a table with their cells.

    Attributes:
        of: the table.
        numbers: Int64; the number, on the sheet, of each row.
        texts, kinds, widths, lines: as in a block, one row for each of ``numbers``.
    """

    of: Table
    numbers: pl.Series
    texts: pl.DataFrame
    kinds: pl.DataFrame
    widths: pl.Series | None = None
    lines: pl.Series | None = None

    @property
    def rows(self) -> pl.Series:
        """The numbers, on the sheet, of the rows of the part; Int64."""
        return self.numbers

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.numbers)

    def filter_rows(self, kept: pl.Series) -> "TablePart":
        """The part with only the rows where ``kept`` (Boolean) is true."""
        if kept.all():
            return self
        return replace(
            self,
            numbers=self.numbers.filter(kept),
            texts=self.texts.filter(kept),
            kinds=self.kinds.filter(kept),
            widths=None if self.widths is None else self.widths.filter(kept),
            lines=None if self.lines is None else self.lines.filter(kept),
        )

    def without_uncalculated(self, column: str) -> "TablePart":
        """The part with blanks for the cells of ``column`` with a formula never calculated."""
        if column not in self.by_column:
            return self
        name = f"c{self.by_column[column].position}"
        lost = (self.kinds[name] == ERROR_VALUE) & (self.texts[name] == UNCALCULATED)
        texts, kinds = blank_cells(self.texts, self.kinds, name, lost.fill_null(value=False))
        return replace(self, texts=texts, kinds=kinds)
