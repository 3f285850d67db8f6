"""The Breakdown sheet: the totals by every dimension, and the notices."""

from collections.abc import Mapping

from estimator.model.estimate import DIMENSIONS, Estimate
from estimator.model.problem import NOTICE
from estimator.report.grid import Grid
from estimator.report.page import Page
from estimator.report.sheets.blocks import FIRST_AMOUNT, KEY, LABEL, ROWS, block, most_groups

NOTICES = 200
SHOWN_ALWAYS = frozenset({"model", "cost_center"})


def write(page: Page, grid: Grid, estimate: Estimate) -> Mapping[str, int]:
    """Writes the sheet; returns the row of the total of each dimension, for the checks."""
    page.write_top()
    row, totals = 5, {}
    for dimension in DIMENSIONS:
        if dimension in SHOWN_ALWAYS or dimension not in estimate.totals.blank:
            most = most_groups(estimate, dimension)
            totals[dimension] = block(page, grid, estimate, dimension, row, most).total
            row = totals[dimension] + 2
    _notices(page, estimate, row)
    last = FIRST_AMOUNT + len(estimate.basis.model.totals)
    page.widths({LABEL: 34, KEY: 7, ROWS: 11} | dict.fromkeys(range(FIRST_AMOUNT, last + 1), 19))
    page.sheet.freeze_panes(3, 2)
    page.printed(3)
    return totals


def _notices(page: Page, estimate: Estimate, row: int) -> None:
    notices = estimate.problems.of(NOTICE)
    if not notices:
        return
    page.headings(row, ("Notices",))
    for at, one in enumerate(notices[:NOTICES], row + 1):
        page.text(at, LABEL, one.message)
    more = len(notices) - NOTICES
    if more > 0:
        page.text(row + 1 + NOTICES, LABEL, f"and {more:,} more, printed on the terminal", "quiet")
