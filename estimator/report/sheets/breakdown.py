"""The Breakdown sheet: every group of every dimension, the months, budget statuses and notices."""

from collections.abc import Collection, Mapping
from textwrap import wrap

from msgspec import Struct

from estimator.model.estimate import DIMENSIONS, Estimate
from estimator.model.problem import NOTICE
from estimator.report.grid import BudgetLines, Grid
from estimator.report.page import HEADER_ROWS, Page
from estimator.report.sheet_message import message_without_options
from estimator.report.sheets.blocks import FIRST_AMOUNT, LABEL, ROWS
from estimator.report.sheets.budget_block import StatusBlock, write_budget_statuses
from estimator.report.sheets.group_blocks import GroupBlock, GroupWriter
from estimator.report.sheets.month_block import MonthBlock, write_month_block
from estimator.report.sheets.plan import PlanTotals
from estimator.report.styles import (
    COLUMN_MARGIN,
    PAGE_CHARACTERS,
    figure_width,
    page_characters,
)

MOST_NOTICES = 200
SHOWN_ALWAYS = frozenset({"model", "cost_center"})
FIRST_TABLE = 5
# The letters that fit into a width of one character, which is that of a digit.
LETTERS = 1.1
# In characters.
NARROWEST_AMOUNT, WIDEST_LABEL, NARROWEST_LABEL = 13, 34, 18


class BreakdownCells(Struct, frozen=True):
    """The places on the sheet that Summary and Checks refer to.

    Attributes:
        groups: the table of each dimension on the sheet.
        months: the table of the months.
        statuses: the table of the budget statuses.
        notices: the row of the notices; 0 if there are none.
    """

    groups: Mapping[str, GroupBlock]
    months: MonthBlock
    statuses: StatusBlock
    notices: int


def write_breakdown(
    page: Page, grid: Grid, held: BudgetLines, calendar: PlanTotals, estimate: Estimate
) -> BreakdownCells:
    """Writes the sheet; ``held`` has the budgets, and ``calendar`` the cells of Plan."""
    page.write_top()
    row, groups = FIRST_TABLE, {}
    writer = GroupWriter(page, grid, held, estimate)
    # Cost centers first, as on Summary.
    for dimension in sorted(DIMENSIONS, key=lambda one: one != "cost_center"):
        if dimension in SHOWN_ALWAYS or dimension not in estimate.totals.blank:
            groups[dimension] = writer.write(dimension, row)
            row = writer.after(groups[dimension])
    months = write_month_block(page, estimate, calendar, row)
    statuses = write_budget_statuses(page, held, estimate, months.total + 2)
    widths = _breakdown_widths(groups.values(), writer.last_column)
    notices = _write_notices(page, estimate, statuses.total + 2, sum(widths.values()))
    page.set_widths(widths)
    page.allow_number_texts(row, LABEL)
    page.sheet.freeze_panes(HEADER_ROWS, ROWS)
    page.set_printing(HEADER_ROWS)
    # The keys of the groups are not printed.
    page.set_print_area(1, LABEL, page.written_extent[0], writer.last_column)
    return BreakdownCells(groups, months, statuses, notices)


def _breakdown_widths(blocks: Collection[GroupBlock], last: int) -> dict[int, float]:
    """The widths of the columns up to the ``last`` one that is printed; labels give way."""
    most = max(abs(one) for block in blocks for one in block.sums(block.groups).values())
    amount = max(NARROWEST_AMOUNT, figure_width(f"{-most:,.0f}"))
    widths: dict[int, float] = {ROWS: 11, **dict.fromkeys(range(FIRST_AMOUNT, last + 1), amount)}
    room = int(PAGE_CHARACTERS - page_characters(widths.values()) - COLUMN_MARGIN)
    return {**widths, LABEL: min(WIDEST_LABEL, max(NARROWEST_LABEL, room))}


def _write_notices(page: Page, estimate: Estimate, row: int, width: float) -> int:
    """Writes the notices from ``row``; returns their row, or 0 if there are none.

    Notices that are longer than a line of ``width`` characters continue on the next row.
    """
    notices = estimate.problems.with_severity(NOTICE)
    if not notices:
        return 0
    page.write_text(row, LABEL, "Notices", "table")
    messages = [message_without_options(one.message) for one in notices[:MOST_NOTICES]]
    more = len(notices) - MOST_NOTICES
    messages += [f"and {more:,} more, printed on the terminal"] if more > 0 else []
    lines = [
        line
        for one in messages
        for line in wrap(one, int(width * LETTERS), subsequent_indent="    ")
    ]
    for at, line in enumerate(lines, row + 1):
        page.write_text(at, LABEL, line)
    return row
