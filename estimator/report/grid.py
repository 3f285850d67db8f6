"""Addresses on a sheet with one row per workload: every formula gets its cells from here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from estimator.model.address import letters
from estimator.model.output_columns import OutputColumn
from estimator.model.own_workbook import ESTIMATES
from estimator.report.page import HEADER_ROWS, Page
from estimator.report.rows.cells import Column, Poured

BAND_ROW, UNIT_ROW, HEADING_ROW = 4, 5, 6
FIRST_ROW = HEADING_ROW + 1
# The most workloads whose months are live. Above that, the months and the calendar are stored
# values: each change to one workload would make a spreadsheet look up the months of all of them.
MOST_LIVE = 10_000
# The limits of a worksheet.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384


def fits(rows: int) -> bool:
    """Whether a worksheet can hold this many workloads below the header row."""
    return rows < MOST_ROWS


@dataclass(frozen=True)
class Grid:
    """Layout of a sheet with one row per workload: its columns in order and its number of rows.

    Attributes:
        elsewhere: the file beside the workbook that holds the workloads when a worksheet cannot;
            empty when they are on the sheet.
        sheet: the name of the sheet.
    """

    columns: Sequence[OutputColumn]
    rows: int
    elsewhere: str = ""
    sheet: str = ESTIMATES

    def over(self, formula: str) -> str:
        """``formula``, which covers the rows; empty if the rows are not in the workbook."""
        return "" if self.elsewhere else formula

    @property
    def live(self) -> bool:
        """Whether the months of the workloads are formulas, not stored values."""
        return self.rows <= MOST_LIVE and not self.elsewhere

    @property
    def heading_row(self) -> int:
        """The header row: the first row of the sheet if the workloads need all the others."""
        return HEADING_ROW if HEADING_ROW + self.rows <= MOST_ROWS else 1

    @property
    def first_row(self) -> int:
        """The row of the first workload."""
        return self.heading_row + 1

    @property
    def last_row(self) -> int:
        """The row of the last workload."""
        return self.heading_row + self.rows

    def title(self, name: str) -> str:
        """The header of the column ``name``."""
        return next(column.title for column in self.columns if column.name == name)

    def position(self, name: str) -> int:
        """The 1-based position of the column ``name``."""
        return next(n for n, column in enumerate(self.columns, 1) if column.name == name)

    def cell(self, name: str, row: int) -> str:
        """The relative address of the column ``name`` in ``row``."""
        return f"{letters(self.position(name))}{row}"

    def span(self, first: str, last: str = "") -> str:
        """The absolute range of the column ``first``, or of the columns ``first`` to ``last``."""
        left, right = letters(self.position(first)), letters(self.position(last or first))
        return f"{self.sheet}!${left}${self.first_row}:${right}${self.last_row}"


LINE_KEY, CENTER_KEY = "line_key", "cost_center_key"


@dataclass(frozen=True)
class Held:
    """The sheet whose lines have budgets: cost centers on Budgets, or workloads on Estimates.

    Attributes:
        grid: the layout of the sheet.
        noun, one: the name of its lines, in the plural and in the singular.
        key: the column of whole numbers that finds a line after the sheet has been sorted.
    """

    grid: Grid
    noun: str
    one: str
    key: str

    def found(self, column: str, line: str) -> str:
        """A formula that looks up ``column`` for the line whose key is in the cell ``line``.

        The result is 0 if that line was deleted.
        """
        place = f"MATCH({line},{self.grid.span(self.key)},0)"
        return self.grid.over(f"=IFERROR(INDEX({self.grid.span(column)},{place}),0)")


def workload_budgets(grid: Grid) -> Held:
    """The workloads on Estimates as budget lines."""
    return Held(grid, "Workloads", "workload", LINE_KEY)


def held(estimates: Grid, budgets: Grid | None) -> Held:
    """The budget lines: cost centers if there is a Budgets sheet, otherwise workloads."""
    return (
        workload_budgets(estimates)
        if budgets is None
        else Held(budgets, "Cost centers", "cost center", CENTER_KEY)
    )


@dataclass(frozen=True)
class RowColumn:
    """A column of such a sheet.

    Attributes:
        header: a text, or a month as its day number.
        look, unit: how its cells are formatted.
        band, unit_label: the texts above the header, on a sheet with room for them.
        text: whether the column holds text, so that its header is aligned left.
        formula, decimals, mixed: as of ``rows.cells.Column``.
    """

    header: str | int
    width: float
    look: str = "plain"
    unit: str = ""
    band: str = ""
    unit_label: str = ""
    text: bool = False
    formula: str = ""
    decimals: int = 0
    mixed: bool = False


@dataclass(frozen=True)
class RowSheet:
    """A sheet with ``rows`` rows below the headers in ``header_row``."""

    page: Page
    columns: Sequence[RowColumn]
    header_row: int
    rows: int

    def write_headers(self, height: float = 0, frozen: int = 2, note: str = "") -> None:
        """Writes title, bands, units and headers; sets the widths and freezes the first columns.

        Only the headers are written if they are not in the usual row.
        """
        page, sides = self.page, ["" if column.text else "_right" for column in self.columns]
        if self.header_row == HEADING_ROW:
            page.write_top(note)
            for n, (column, side) in enumerate(zip(self.columns, sides, strict=True), 1):
                page.text(BAND_ROW, n, column.band, f"band{side}")
                page.text(UNIT_ROW, n, column.unit_label, f"unit{side}")
        for n, (column, side) in enumerate(zip(self.columns, sides, strict=True), 1):
            if isinstance(column.header, int):
                page.number(self.header_row, n, column.header, f"heading{side}", "month")
            else:
                page.text(self.header_row, n, column.header, f"heading{side}")
        page.widths({n: column.width for n, column in enumerate(self.columns, 1)})
        if height:
            page.sheet.set_row(self.header_row - 1, height)
        page.sheet.freeze_panes(self.header_row, frozen)

    def write_template_row(self, frames: Iterable[pl.DataFrame]) -> Poured:
        """Writes the template row and the filter; ``frames`` are the rows, formatted as it is."""
        first, last = self.header_row + 1, self.header_row + self.rows
        for position, column in enumerate(self.columns, 1):
            self.page.blank(first, position, column.look, column.unit)
        self.page.filtered(self.header_row, 1, last, len(self.columns))
        columns = tuple(
            Column(letters(n), one.formula, one.decimals, one.mixed)
            for n, one in enumerate(self.columns, 1)
        )
        return Poured(first, last, columns, frames)


def write_elsewhere(page: Page, message: str) -> None:
    """Writes a sheet without its rows, and a ``message`` that says where they are."""
    page.write_top()
    page.text(BAND_ROW, 1, message, "label")
    page.sheet.freeze_panes(HEADER_ROWS, 0)
    page.printed(BAND_ROW)
