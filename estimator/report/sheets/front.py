"""The layout of the Summary: its columns, their widths, and the size of its headline figures."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from estimator.model.estimate import Estimate
from estimator.report.grid import BudgetLines, Grid
from estimator.report.page import Page
from estimator.report.sheets.breakdown import BreakdownCells
from estimator.report.styles import (
    COLUMN_MARGIN,
    PAGE_CHARACTERS,
    TILE_SIZES,
    column_pixels,
    figure_pixels,
    figure_width,
    page_characters,
)

# Two columns of tables: groups, the largest workloads and defaults on the left; charts, what is
# over budget and what needs attention on the right.
NAME, COUNTED, AMOUNTS, PART, GAP, RIGHT = 1, 2, (3, 4, 5, 6), 7, 8, 9
RIGHT_AMOUNTS = (10, 11, 12, 13)
LAST = RIGHT_AMOUNTS[-1]
# In characters.
FIXED_WIDTHS = {COUNTED: 10, PART: 7, GAP: 2}
NARROWEST_AMOUNT, WIDEST_NAME, NARROWEST_NAME, ID_WIDTH = 12, 26, 14, 11
# For the number of workloads with a budget.
BUDGET_WIDTH = 13
# For a quarter such as FY2026/27-Q1.
PERIOD_WIDTH = 13
# The characters that a page is narrower by, so that charts, which print text smaller than cells do,
# have 8 points too.
CHART_MARGIN = 2
# In points.
ROW_HEIGHT = 12.75
NOT_COVERED = "Not covered"


class Front(Struct, frozen=True, dict=True):
    """The data of the Summary.

    Attributes:
        held: the lines that have budgets.
        breakdown: the places on Breakdown that its figures come from.
        rows_read: the number of workloads in the input, including rejected ones.
        made_at: the time when the workbook was made.
    """

    page: Page
    grid: Grid
    held: BudgetLines
    estimate: Estimate
    breakdown: BreakdownCells
    rows_read: int
    made_at: datetime

    @property
    def uncovered(self) -> tuple[str, ...]:
        """The column of what is not covered; none where no model ends."""
        return self.estimate.basis.model.uncovered_costs

    @cached_property
    def largest_amount(self) -> Decimal:
        """The largest amount on the page in any scenario, negative as what is left may be."""
        totals = self.estimate.totals
        in_scenarios = (value for one in totals.by_scenario.values() for value in one.values())
        return -max([*in_scenarios, totals.with_budget.annual_budget, Decimal(1)])

    @property
    def _largest_month(self) -> Decimal:
        """The highest monthly run rate in any scenario."""
        monthly = self.estimate.basis.currency.name_shown("monthly_cost")
        return max(one[monthly] for one in self.estimate.totals.by_scenario.values())

    @cached_property
    def widths(self) -> dict[int, float]:
        """The width of each column in characters: names give way to amounts."""
        amount = max(NARROWEST_AMOUNT, figure_width(f"{self.largest_amount:,.0f}"))
        widths = FIXED_WIDTHS | dict.fromkeys((*AMOUNTS, *RIGHT_AMOUNTS), amount)
        widths[AMOUNTS[0]] = max(amount, BUDGET_WIDTH)
        named = PERIOD_WIDTH if self.held.by_period else ID_WIDTH
        widths[RIGHT_AMOUNTS[0]] = max(named, figure_width(f"{self._largest_month:,.0f}"))
        room = PAGE_CHARACTERS - CHART_MARGIN - page_characters(widths.values())
        name = min(WIDEST_NAME, max(NARROWEST_NAME, int(room / 2 - COLUMN_MARGIN)))
        return {**widths, NAME: name, RIGHT: name}

    def fit_name(self, text: str, column: int = NAME) -> str:
        """``text`` cut to the width of a column, with an ellipsis if it is longer."""
        most = self._characters(column)
        return text if len(text) <= most else f"{text[: most - 1]}…"

    def fit_formula(self, formula: str, column: int) -> str:
        """A formula for the text of ``formula``, cut as ``fit_name`` cuts it."""
        most, text = self._characters(column), formula.removeprefix("=")
        cut = f'LEFT({text},{most - 1})&"…"'
        return f"=IF(LEN({text})>{most},{cut},{text})" if formula else ""

    def _characters(self, column: int) -> int:
        return int(self.widths[column] * 1.05)

    def pixels(self, columns: Iterable[int]) -> float:
        """The width of ``columns`` together in pixels."""
        return sum(column_pixels(self.widths[column]) for column in columns)

    def tile_look(self, column: int) -> str:
        """The look of a headline figure in a column: the largest that fits."""
        largest = TILE_SIZES[0] if column in {NAME, RIGHT} else TILE_SIZES[3]
        room = self.pixels([column])
        fitting = [
            size
            for size in TILE_SIZES
            if size <= largest and figure_pixels(f"{self.largest_amount:,.0f}", size) <= room
        ]
        return f"tile_{next(iter(fitting), TILE_SIZES[-1])}"
