"""Needs attention, on the Summary: one line per matter, with a link to its cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from estimator.model.address import quoted
from estimator.model.estimate import Estimate
from estimator.model.own_workbook import BREAKDOWN, REJECTED
from estimator.model.problem import NOTICE, Problem
from estimator.model.text import counted
from estimator.report.grid import Grid
from estimator.report.page import Page
from estimator.report.sheets.rejected import FIRST_ROW as FIRST_REJECTED

# The most lines, and the most characters of each, that fit on one page.
MOST, LONGEST = 8, 110
NOT_PRICED = frozenset({"unknown-model", "no-price-on-date"})
# The notices that come first: models that end within the year.
FIRST = ("model-retires", "training-ends")
# The notices at the top of the sheet.
SAID_ABOVE = frozenset({"card-caution"})
# A workload with this share of the total is pointed out, if there are at least so many rows.
HIGH_SHARE, LEAST_ROWS = Decimal("0.25"), 10


@dataclass(frozen=True)
class _Line:
    """A sentence, and the cell or the problem that it is about, if there is one."""

    said: str
    cell: str = ""
    about: Problem | None = None


def write(page: Page, grid: Grid, estimate: Estimate, rows_read: int, row: int, column: int) -> int:
    """Writes the lines from ``row``; returns the next free row."""
    page.headings(row, ("Needs attention", "", "", "", "", ""), column)
    lines = [
        *_left_out(estimate, rows_read),
        *_high(grid, estimate),
        *_notices(estimate),
    ]
    more = len(lines) - MOST
    if more > 0:
        lines = lines[: MOST - 1]
        said = f"and {counted(more + 1, 'more notice')}: see {BREAKDOWN}"
        lines.append(_Line(said, f"'{BREAKDOWN}'!A1"))
    for at, line in enumerate(lines or [_Line("Nothing.")], row + 1):
        # Finding a row takes time, so only rows of the lines shown are looked up.
        cell = line.cell or _where(grid, estimate, line.about)
        if cell:
            page.link(at, column, cell, _short(line.said), "linked_line")
        else:
            page.text(at, column, _short(line.said))
    return row + 2 + max(1, len(lines))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _left_out(estimate: Estimate, rows_read: int) -> Iterator[_Line]:
    left_out = rows_read - estimate.totals.rows
    if not left_out:
        return
    unpriced = len(estimate.problems.coded(NOT_PRICED))
    said = f"Skipped because of errors, and in no total: {counted(left_out, 'row')}"
    if unpriced:
        said += f", {unpriced:,} of them without a price"
    yield _Line(said, f"'{REJECTED}'!A{FIRST_REJECTED}")


def _high(grid: Grid, estimate: Estimate) -> Iterator[_Line]:
    cost = estimate.basis.currency.shown("first_year_cost")
    whole = estimate.totals.by_column[cost]
    if estimate.totals.rows < LEAST_ROWS or not whole:
        return
    for one in estimate.totals.largest.iter_rows(named=True):
        share = one[cost] / whole
        if share >= HIGH_SHARE:
            name = one["workload_name"] or one["workload_id"]
            said = f"{name} alone is {share:.0%} of the first-year cost. Is that intended?"
            yield _Line(said, _cell(grid, one["position"]))


def _notices(estimate: Estimate) -> Iterator[_Line]:
    notices = [one for one in estimate.problems.of(NOTICE) if one.code not in SAID_ABOVE]
    for one in sorted(notices, key=lambda one: one.code not in FIRST):
        yield _Line(one.message, about=one)


def _where(grid: Grid, estimate: Estimate, one: Problem | None) -> str:
    """The cell on Estimates of the row that ``one`` is about; empty if there is none."""
    if one is None or one.source is None or one.row is None:
        return ""
    position = estimate.rejected.position(one.source, one.row)
    return _cell(grid, position) if position else ""


def _cell(grid: Grid, position: int) -> str:
    return "" if grid.elsewhere else f"{quoted(grid.sheet)}!A{grid.heading_row + position}"
