"""Where things stand on a sheet with a row a workload: the map that every formula is written by."""

from collections.abc import Sequence
from dataclasses import dataclass

from estimator.model.address import letters
from estimator.model.output_columns import OutputColumn
from estimator.model.own_workbook import ESTIMATES

BAND_ROW, UNIT_ROW, HEADING_ROW = 4, 5, 6
FIRST_ROW = HEADING_ROW + 1
# The most workloads whose months are live. Above it they and the calendar are as at the run: every
# change of one workload would have a spreadsheet look up the months of all of them again.
MOST_LIVE = 10_000
# What a worksheet holds.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384


def fits(rows: int) -> bool:
    """Whether a worksheet holds so many workloads below their headings."""
    return rows < MOST_ROWS


@dataclass(frozen=True)
class Grid:
    """A sheet with a row a workload: its columns in order, and its number of workloads.

    Attributes:
        elsewhere: the file beside the workbook that has the workloads, where they are more than a
            worksheet holds; empty where they are on the sheet.
        sheet: its name.
    """

    columns: Sequence[OutputColumn]
    rows: int
    elsewhere: str = ""
    sheet: str = ESTIMATES

    def over(self, formula: str) -> str:
        """``formula`` over the rows of workloads; empty where they are not in the workbook."""
        return "" if self.elsewhere else formula

    @property
    def live(self) -> bool:
        """Whether the months of the workloads are formulas, and not as at the run."""
        return self.rows <= MOST_LIVE and not self.elsewhere

    @property
    def heading_row(self) -> int:
        """The row of the headings: the first of all where the workloads need every other row."""
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
        """The heading of the column ``name``."""
        return next(column.title for column in self.columns if column.name == name)

    def position(self, name: str) -> int:
        """The 1-based column of ``name``."""
        return next(n for n, column in enumerate(self.columns, 1) if column.name == name)

    def cell(self, name: str, row: int) -> str:
        """The address of ``name`` in ``row``, for formulas in that row."""
        return f"{letters(self.position(name))}{row}"

    def span(self, first: str, last: str = "") -> str:
        """The absolute range of the column ``first``, or of the columns ``first`` to ``last``."""
        left, right = letters(self.position(first)), letters(self.position(last or first))
        return f"{self.sheet}!${left}${self.first_row}:${right}${self.last_row}"


LINE_KEY, CENTER_KEY = "line_key", "cost_center_key"


@dataclass(frozen=True)
class Held:
    """The sheet on which budgets stand beside what is spent.

    Attributes:
        grid: where its columns are.
        noun: what its lines are called, many of them; one: one of them.
        key: the column of whole numbers by which a line is found, wherever it has been sorted to.
    """

    grid: Grid
    noun: str
    one: str
    key: str

    def found(self, column: str, line: str) -> str:
        """The formula of what the line with the key in the cell ``line`` has in ``column``.

        A line that was deleted has nothing.
        """
        place = f"MATCH({line},{self.grid.span(self.key)},0)"
        return self.grid.over(f"=IFERROR(INDEX({self.grid.span(column)},{place}),0)")


def workload_budgets(grid: Grid) -> Held:
    """The workloads on Estimates."""
    return Held(grid, "Workloads", "workload", LINE_KEY)


def held(estimates: Grid, budgets: Grid | None) -> Held:
    """The cost centers on Budgets, where there is such a sheet; else the workloads."""
    return (
        workload_budgets(estimates)
        if budgets is None
        else Held(budgets, "Cost centers", "cost center", CENTER_KEY)
    )
