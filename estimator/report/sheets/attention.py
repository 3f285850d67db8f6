"""Needs attention, on the Summary: one line per matter, with a link to its cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from estimator.model.address import quoted_sheet
from estimator.model.estimate import Estimate
from estimator.model.own_workbook import BREAKDOWN, REJECTED
from estimator.model.problem import NOTICE, Problem
from estimator.model.text import count_phrase
from estimator.report.grid import Grid
from estimator.report.page import Page
from estimator.report.sheets.rejected import FIRST_ROW as FIRST_REJECTED

# The most lines, and the most characters of each, that fit on one page.
MOST_LINES_SHOWN, LONGEST_LINE = 8, 110
NOT_PRICED = frozenset({"unknown-model", "no-price-on-date"})
# The notices that come first: what costs nothing, and models that end within the year.
FIRST = ("costs-nothing", "model-retires", "training-ends")
# The notices at the top of the sheet.
SAID_ABOVE = frozenset({"card-caution"})
# A workload with this share of the total is pointed out, if there are at least so many rows.
HIGH_SHARE, LEAST_ROWS = Decimal("0.25"), 10


@dataclass(frozen=True)
class _AttentionLine:
    """A sentence, and the cell or the problem that it is about, if there is one."""

    said: str
    cell: str = ""
    about: Problem | None = None


def write_attention(
    page: Page, grid: Grid, estimate: Estimate, rows_read: int, row: int, column: int
) -> int:
    """Writes the lines from ``row``; returns the next free row."""
    page.write_headers(row, ("Needs attention", "", "", "", "", ""), column)
    lines = [
        *_rejected_line(estimate, rows_read),
        *_high_share_lines(grid, estimate),
        *_notice_lines(estimate),
    ]
    more = len(lines) - MOST_LINES_SHOWN
    if more > 0:
        lines = lines[: MOST_LINES_SHOWN - 1]
        said = f"and {count_phrase(more + 1, 'more notice')}: see {BREAKDOWN}"
        lines.append(_AttentionLine(said, f"'{BREAKDOWN}'!A1"))
    for at, line in enumerate(lines or [_AttentionLine("Nothing.")], row + 1):
        # Finding a row takes time, so only rows of the lines shown are looked up.
        cell = line.cell or _problem_cell(grid, estimate, line.about)
        if cell:
            page.write_link(at, column, cell, _shortened(line.said), "linked_line")
        else:
            page.write_text(at, column, _shortened(line.said))
    return row + 2 + max(1, len(lines))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1]}…"


def _rejected_line(estimate: Estimate, rows_read: int) -> Iterator[_AttentionLine]:
    left_out = rows_read - estimate.totals.rows
    if not left_out:
        return
    unpriced = len(estimate.problems.with_codes(NOT_PRICED))
    said = f"Skipped because of errors, and in no total: {count_phrase(left_out, 'row')}"
    if unpriced:
        said += f", {unpriced:,} of them without a price"
    yield _AttentionLine(said, f"'{REJECTED}'!A{FIRST_REJECTED}")


def _high_share_lines(grid: Grid, estimate: Estimate) -> Iterator[_AttentionLine]:
    cost = estimate.basis.currency.name_shown("first_year_cost")
    whole = estimate.totals.by_column[cost]
    if estimate.totals.rows < LEAST_ROWS or not whole:
        return
    for one in estimate.totals.largest.iter_rows(named=True):
        share = one[cost] / whole
        if share >= HIGH_SHARE:
            name = one["workload_name"] or one["workload_id"]
            said = f"{name} alone is {share:.0%} of the first-year cost. Is that intended?"
            yield _AttentionLine(said, _workload_cell(grid, one["position"]))


def _notice_lines(estimate: Estimate) -> Iterator[_AttentionLine]:
    notices = [one for one in estimate.problems.with_severity(NOTICE) if one.code not in SAID_ABOVE]
    for one in sorted(notices, key=lambda one: one.code not in FIRST):
        yield _AttentionLine(one.message, about=one)


def _problem_cell(grid: Grid, estimate: Estimate, one: Problem | None) -> str:
    """The cell on Estimates of the row that ``one`` is about; empty if there is none."""
    if one is None or one.source is None or one.row is None:
        return ""
    position = estimate.rejected.accepted_position(one.source, one.row)
    return _workload_cell(grid, position) if position else ""


def _workload_cell(grid: Grid, position: int) -> str:
    return "" if grid.elsewhere else f"{quoted_sheet(grid.sheet)}!A{grid.header_row + position}"
