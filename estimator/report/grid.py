"""Addresses on a sheet with one row per workload: every formula gets its cells from here."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import polars as pl
from msgspec import Struct

from estimator.model.address import column_letters
from estimator.model.estimate import Estimate
from estimator.model.estimates_columns import MONTH_COST, estimates_columns
from estimator.model.output_columns import OutputColumn
from estimator.model.own_workbook import ESTIMATES
from estimator.model.period import PERIOD_FIELDS
from estimator.report.page import HEADER_ROWS, Page
from estimator.report.rows.cells import SheetRows, XmlColumn

BAND_ROW, UNIT_ROW, HEADER_ROW = 4, 5, 6
# Estimates has the totals of its columns between their units and their headers.
TOTAL_ROW, ESTIMATES_HEADER_ROW = 6, 7
FIRST_ROW = ESTIMATES_HEADER_ROW + 1
# The most workloads whose months are live and whose rows have checks. Above that, the months are
# stored values: at 50,000, LibreOffice takes a minute to load the formulas, at 10,000 ten seconds.
MOST_LIVE_WORKLOADS = 10_000
# The limits of a worksheet.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
# The rows below the last workload that every sum includes: so many, or a tenth of the rows.
LEAST_SPARE, SPARE_PART = 1_000, 10


def fits_worksheet(rows: int) -> bool:
    """Whether a worksheet can hold this many workloads below the header row."""
    return rows < MOST_ROWS


class Grid(Struct, frozen=True, dict=True):
    """Layout of a sheet with one row per workload: its columns in order and its number of rows.

    Attributes:
        elsewhere: the file beside the workbook that holds the workloads when a worksheet cannot;
            empty when they are on the sheet.
        sheet: the name of the sheet.
        header_row: the row of the headers.
        spare: the rows below the last one that belong to every range, for rows that are added.
        has_workings: whether all workings have columns; else some are part of other formulas.
    """

    columns: Sequence[OutputColumn]
    rows: int
    elsewhere: str = ""
    sheet: str = ESTIMATES
    header_row: int = HEADER_ROW
    spare: int = 0
    has_workings: bool = True

    def if_on_sheet(self, formula: str) -> str:
        """``formula``, which covers the rows; empty if the rows are not in the workbook."""
        return "" if self.elsewhere else formula

    @property
    def is_live(self) -> bool:
        """Whether the months of the workloads are formulas, not stored values."""
        return self.rows <= MOST_LIVE_WORKLOADS and not self.elsewhere

    @property
    def has_months(self) -> bool:
        """Whether each month of the plan is a column."""
        return any(one.role == MONTH_COST for one in self.columns)

    @property
    def is_full(self) -> bool:
        """Whether the workloads need the rows of title, bands, units and totals as well."""
        return self.header_row == 1

    @property
    def first_row(self) -> int:
        """The row of the first workload."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The row of the last workload."""
        return self.header_row + self.rows

    @property
    def range_end(self) -> int:
        """The last row of every range: the last spare one."""
        return self.last_row + self.spare

    def has_column(self, name: str) -> bool:
        """Whether there is a column ``name``."""
        return any(column.name == name for column in self.columns)

    def column_title(self, name: str) -> str:
        """The header of the column ``name``."""
        return self.columns[self.column_position(name) - 1].title

    def column_position(self, name: str) -> int:
        """The 1-based position of the column ``name``."""
        return self._positions[name]

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {column.name: n for n, column in enumerate(self.columns, 1)}

    def relative_address(self, name: str, row: int) -> str:
        """The relative address of the column ``name`` in ``row``."""
        return f"{column_letters(self.column_position(name))}{row}"

    def column_range(self, first: str, last: str = "") -> str:
        """The absolute range of the column ``first``, or of the columns ``first`` to ``last``.

        It begins at the header and ends below the last row, so that it holds rows that are added
        before the first one or after the last: formulas over it must skip texts and blanks.
        """
        left, right = (
            column_letters(self.column_position(first)),
            column_letters(self.column_position(last or first)),
        )
        return f"{self.sheet}!${left}${self.header_row}:${right}${self.range_end}"


def estimates_grid(estimate: Estimate, elsewhere: str = "", *, months: bool = True) -> Grid:
    """The layout of Estimates, with or without its ``months``.

    The header is the first row of the sheet if the workloads need all the others.
    """
    basis, rows = estimate.basis, estimate.totals.rows
    live = rows <= MOST_LIVE_WORKLOADS and not elsewhere
    numbered = estimate.totals.numbered
    columns = estimates_columns(
        basis.model, basis.plan, live=live, months=months, numbered=numbered
    )
    header = ESTIMATES_HEADER_ROW if ESTIMATES_HEADER_ROW + rows <= MOST_ROWS else 1
    spare = min(max(LEAST_SPARE, rows // SPARE_PART), MOST_ROWS - header - rows)
    return Grid(columns, rows, elsewhere, ESTIMATES, header, spare)


CENTER_KEY = "cost_center_key"


class BudgetLines(Struct, frozen=True):
    """The sheet whose lines have budgets: cost centers on Budgets, or workloads on Estimates.

    Attributes:
        grid: the layout of the sheet.
        plural_noun, singular_noun: the name of its lines, in the plural and in the singular.
        by_period: whether its lines are periods of cost centers. Their budgets and costs are of
            these periods, and a cost center without a budget has a line of the fiscal year.
    """

    grid: Grid
    plural_noun: str
    singular_noun: str
    by_period: bool = False

    @property
    def bare_noun(self) -> str:
        """The name of its lines without a budget, in the singular."""
        return "cost center" if self.by_period else self.singular_noun

    def cost_title(self, year: str) -> str:
        """The header of the costs that budgets are held against; ``year`` names the fiscal year."""
        return "Planned" if self.by_period else year


def workload_budget_lines(grid: Grid) -> BudgetLines:
    """The workloads on Estimates as budget lines."""
    return BudgetLines(grid, "Workloads", "workload")


def choose_budget_lines(estimates: Grid, budgets: Grid | None) -> BudgetLines:
    """The budget lines: cost centers or their periods on a Budgets sheet, otherwise workloads."""
    if budgets is None:
        return workload_budget_lines(estimates)
    if budgets.has_column(PERIOD_FIELDS[0]):
        return BudgetLines(budgets, "Periods", "period", by_period=True)
    return BudgetLines(budgets, "Cost centers", "cost center")


class RowColumn(Struct, frozen=True):
    """A column of such a sheet.

    Attributes:
        header: a text.
        look, unit: how its cells are formatted.
        band, unit_label: the texts above the header, on a sheet with room for them.
        level: the outline level of the column.
        text: whether the column holds text, so that its header is aligned left.
        formula, decimals, mixed: as of ``rows.cells.Column``.
    """

    header: str
    width: float
    look: str = "plain"
    unit: str = ""
    band: str = ""
    unit_label: str = ""
    text: bool = False
    formula: str = ""
    decimals: int = 0
    mixed: bool = False
    level: int = 0

    @property
    def side(self) -> str:
        """The end of the names of looks of headers: that of those aligned right, like numbers."""
        return "" if self.text else "_right"


class RowSheet(Struct, frozen=True):
    """A sheet with ``rows`` rows below the headers in ``header_row``, and ``spare`` blank ones."""

    page: Page
    columns: Sequence[RowColumn]
    header_row: int
    rows: int
    spare: int = 0

    def write_headers(self, height: float = 0, frozen: int = 2, note: str = "") -> None:
        """Writes title, bands, units and headers; sets the widths and freezes the first columns.

        Only the headers are written if there is no room above them.
        """
        page = self.page
        if self.header_row > UNIT_ROW:
            page.write_top(note)
            for n, column in enumerate(self.columns, 1):
                page.write_text(BAND_ROW, n, column.band, f"band{column.side}")
                page.write_text(UNIT_ROW, n, column.unit_label, f"unit{column.side}")
        self._write_headings()
        for n, column in enumerate(self.columns, 1):
            if self.spare:
                page.format_column(n, column.width, column.look, column.unit, column.level)
            else:
                page.set_widths({n: column.width})
        if height:
            page.sheet.set_row(self.header_row - 1, height)
        page.sheet.freeze_panes(self.header_row, frozen)

    def write_template_row(self, frames: Iterable[pl.DataFrame], table: str = "") -> SheetRows:
        """Writes the template row and the filter; ``frames`` are the rows, formatted as it is.

        The rows are the table named ``table``, which takes in rows that are typed below it and
        fills in their formulas; without one, they have a filter only.
        """
        first, last = self.header_row + 1, self.header_row + self.rows
        if table:
            self.page.add_table(
                table, self.header_row, {one.header: one.formula for one in self.columns}
            )
        else:
            self.page.add_filter(self.header_row, 1, last, len(self.columns))
        self._write_headings()
        for position, column in enumerate(self.columns, 1):
            self.page.write_blank(first, position, column.look, column.unit)
        columns = tuple(
            XmlColumn(column_letters(n), one.formula, one.decimals, one.mixed)
            for n, one in enumerate(self.columns, 1)
        )
        return SheetRows(first, last, columns, frames)

    def _write_headings(self) -> None:
        for n, column in enumerate(self.columns, 1):
            self.page.write_text(self.header_row, n, column.header, f"heading{column.side}")


def write_elsewhere(page: Page, message: str) -> None:
    """Writes a sheet without its rows, and a ``message`` that says where they are."""
    page.write_top()
    page.write_text(BAND_ROW, 1, message, "label")
    page.sheet.freeze_panes(HEADER_ROWS, 0)
    page.set_printing(BAND_ROW)
