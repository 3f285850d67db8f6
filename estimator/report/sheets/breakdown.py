"""The Breakdown sheet: the totals by every dimension, and the notices."""

from collections.abc import Mapping

from estimator.model.estimate import DIMENSIONS, Estimate
from estimator.model.problem import NOTICE
from estimator.report.grid import Grid
from estimator.report.page import Page
from estimator.report.sheets.blocks import FIRST_AMOUNT, KEY, LABEL, ROWS, most_groups, write_block

MOST_NOTICES = 200
SHOWN_ALWAYS = frozenset({"model", "cost_center"})


def write_breakdown(page: Page, grid: Grid, estimate: Estimate) -> Mapping[str, int]:
    """Writes the sheet; returns the row of the total of each dimension, for the checks."""
    page.write_top()
    row, totals = 5, {}
    for dimension in DIMENSIONS:
        if dimension in SHOWN_ALWAYS or dimension not in estimate.totals.blank:
            most = most_groups(estimate, dimension)
            totals[dimension] = write_block(page, grid, estimate, dimension, row, most).total
            row = totals[dimension] + 2
    _write_notices(page, estimate, row)
    last = FIRST_AMOUNT + len(estimate.basis.model.totals)
    page.set_widths(
        {LABEL: 34, KEY: 7, ROWS: 11} | dict.fromkeys(range(FIRST_AMOUNT, last + 1), 19)
    )
    page.sheet.freeze_panes(3, 2)
    page.set_printing(3)
    return totals


def _write_notices(page: Page, estimate: Estimate, row: int) -> None:
    notices = estimate.problems.with_severity(NOTICE)
    if not notices:
        return
    page.write_headers(row, ("Notices",))
    for at, one in enumerate(notices[:MOST_NOTICES], row + 1):
        page.write_text(at, LABEL, one.message)
    more = len(notices) - MOST_NOTICES
    if more > 0:
        page.write_text(
            row + 1 + MOST_NOTICES, LABEL, f"and {more:,} more, printed on the terminal", "quiet"
        )
