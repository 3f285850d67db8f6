"""Addresses on a sheet with one row per workload: every formula gets its cells from here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from estimator.model.address import column_letters
from estimator.model.output_columns import OutputColumn
from estimator.model.own_workbook import ESTIMATES
from estimator.report.page import HEADER_ROWS, Page
from estimator.report.rows.cells import SheetRows, XmlColumn

BAND_ROW, UNIT_ROW, HEADER_ROW = 4, 5, 6
FIRST_ROW = HEADER_ROW + 1
# The most workloads whose months are live. Above that, the months and the calendar are stored
# values: each change to one workload would make a spreadsheet look up the months of all of them.
MOST_LIVE_WORKLOADS = 10_000
# The limits of a worksheet.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384


def fits_worksheet(rows: int) -> bool:
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

    def if_on_sheet(self, formula: str) -> str:
        """``formula``, which covers the rows; empty if the rows are not in the workbook."""
        return "" if self.elsewhere else formula

    @property
    def is_live(self) -> bool:
        """Whether the months of the workloads are formulas, not stored values."""
        return self.rows <= MOST_LIVE_WORKLOADS and not self.elsewhere

    @property
    def header_row(self) -> int:
        """The header row: the first row of the sheet if the workloads need all the others."""
        return HEADER_ROW if HEADER_ROW + self.rows <= MOST_ROWS else 1

    @property
    def first_row(self) -> int:
        """The row of the first workload."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The row of the last workload."""
        return self.header_row + self.rows

    def column_title(self, name: str) -> str:
        """The header of the column ``name``."""
        return next(column.title for column in self.columns if column.name == name)

    def column_position(self, name: str) -> int:
        """The 1-based position of the column ``name``."""
        return next(n for n, column in enumerate(self.columns, 1) if column.name == name)

    def relative_address(self, name: str, row: int) -> str:
        """The relative address of the column ``name`` in ``row``."""
        return f"{column_letters(self.column_position(name))}{row}"

    def column_range(self, first: str, last: str = "") -> str:
        """The absolute range of the column ``first``, or of the columns ``first`` to ``last``."""
        left, right = (
            column_letters(self.column_position(first)),
            column_letters(self.column_position(last or first)),
        )
        return f"{self.sheet}!${left}${self.first_row}:${right}${self.last_row}"


LINE_KEY, CENTER_KEY = "line_key", "cost_center_key"


@dataclass(frozen=True)
class BudgetLines:
    """The sheet whose lines have budgets: cost centers on Budgets, or workloads on Estimates.

    Attributes:
        grid: the layout of the sheet.
        plural_noun, singular_noun: the name of its lines, in the plural and in the singular.
        key: the column of whole numbers that finds a line after the sheet has been sorted.
    """

    grid: Grid
    plural_noun: str
    singular_noun: str
    key: str

    def lookup_formula(self, column: str, line: str) -> str:
        """A formula that looks up ``column`` for the line whose key is in the cell ``line``.

        The result is 0 if that line was deleted.
        """
        place = f"MATCH({line},{self.grid.column_range(self.key)},0)"
        return self.grid.if_on_sheet(f"=IFERROR(INDEX({self.grid.column_range(column)},{place}),0)")


def workload_budget_lines(grid: Grid) -> BudgetLines:
    """The workloads on Estimates as budget lines."""
    return BudgetLines(grid, "Workloads", "workload", LINE_KEY)


def choose_budget_lines(estimates: Grid, budgets: Grid | None) -> BudgetLines:
    """The budget lines: cost centers if there is a Budgets sheet, otherwise workloads."""
    return (
        workload_budget_lines(estimates)
        if budgets is None
        else BudgetLines(budgets, "Cost centers", "cost center", CENTER_KEY)
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
        if self.header_row == HEADER_ROW:
            page.write_top(note)
            for n, (column, side) in enumerate(zip(self.columns, sides, strict=True), 1):
                page.write_text(BAND_ROW, n, column.band, f"band{side}")
                page.write_text(UNIT_ROW, n, column.unit_label, f"unit{side}")
        for n, (column, side) in enumerate(zip(self.columns, sides, strict=True), 1):
            if isinstance(column.header, int):
                page.write_number(self.header_row, n, column.header, f"heading{side}", "month")
            else:
                page.write_text(self.header_row, n, column.header, f"heading{side}")
        page.set_widths({n: column.width for n, column in enumerate(self.columns, 1)})
        if height:
            page.sheet.set_row(self.header_row - 1, height)
        page.sheet.freeze_panes(self.header_row, frozen)

    def write_template_row(self, frames: Iterable[pl.DataFrame]) -> SheetRows:
        """Writes the template row and the filter; ``frames`` are the rows, formatted as it is."""
        first, last = self.header_row + 1, self.header_row + self.rows
        for position, column in enumerate(self.columns, 1):
            self.page.write_blank(first, position, column.look, column.unit)
        self.page.add_filter(self.header_row, 1, last, len(self.columns))
        columns = tuple(
            XmlColumn(column_letters(n), one.formula, one.decimals, one.mixed)
            for n, one in enumerate(self.columns, 1)
        )
        return SheetRows(first, last, columns, frames)


def write_elsewhere(page: Page, message: str) -> None:
    """Writes a sheet without its rows, and a ``message`` that says where they are."""
    page.write_top()
    page.write_text(BAND_ROW, 1, message, "label")
    page.sheet.freeze_panes(HEADER_ROWS, 0)
    page.set_printing(BAND_ROW)
