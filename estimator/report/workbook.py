"""An estimate as a workbook: its sheets in order, live, with every result stored."""

from collections.abc import Mapping
from io import BytesIO
from typing import BinaryIO

import xlsxwriter

from estimator.model.estimate import Estimate
from estimator.model.output_columns import layout
from estimator.model.problem import Problem
from estimator.model.version import __version__
from estimator.report.files import Fill, now
from estimator.report.grid import Grid, held
from estimator.report.page import Page
from estimator.report.rows.archive import TooLargeError
from estimator.report.rows.cells import Poured
from estimator.report.rows.package import pour
from estimator.report.sheets import (
    about,
    assumptions,
    breakdown,
    budgets,
    checks,
    estimates,
    months,
    plan,
    rates,
    rejected,
    summary,
)
from estimator.report.styles import Styles

# The document property by which a workbook of ours is known again.
MARK = "estimator-version"
PROPERTIES = {
    "title": "LLM fine-tuning budget",
    "subject": "What LLM fine-tuning workloads cost: training once, inference every month",
    "author": "estimator",
}
# Where only inputs may be typed over. A locked sheet can neither be sorted nor take a further row:
# Estimates and Rejected stay open, and Checks finds what is typed over a formula there.
# Months follows the rows of Estimates, however these are sorted.
LIVE = (
    summary.SHEET, breakdown.SHEET, plan.SHEET, budgets.SHEET, rates.SHEET, assumptions.SHEET,
)  # fmt: skip
LOCKED = (*LIVE, months.SHEET, checks.SHEET, about.SHEET)
# The others set what they print, and say so.
PRINTED_WHOLE = (
    breakdown.SHEET, plan.SHEET, budgets.SHEET, assumptions.SHEET, checks.SHEET, about.SHEET,
)  # fmt: skip


def workbook(estimate: Estimate, rows_read: int, elsewhere: str = "") -> Fill:
    """The whole workbook of ``estimate``; a problem, where a sheet would be too large.

    Args:
        estimate: what to write.
        rows_read: the workloads of the input, rejected ones included.
        elsewhere: the file beside it that has the workloads; empty to write them too.
    """

    def fill(target: BinaryIO) -> list[Problem]:
        try:
            pour(*_shell(estimate, rows_read, elsewhere), target)
        except TooLargeError:
            said = "The rows take more than the 4 GB that a worksheet can have; use .parquet."
            return [Problem("too-many-rows", wording=said)]
        return []

    return fill


def _shell(
    estimate: Estimate, rows_read: int, elsewhere: str
) -> tuple[BinaryIO, Mapping[str, Poured]]:
    """The workbook with a pattern row where workloads belong, and what is poured into it."""
    buffer = BytesIO()
    made_at = now()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    styles = Styles(book)
    grid = Grid(layout(estimate.model), estimate.rows, elsewhere)
    by_month = months.grid(estimate, elsewhere)
    lines = budgets.grid(estimate)
    spent = held(grid, lines)
    names = [summary.SHEET, breakdown.SHEET, plan.SHEET, *([lines.sheet] if lines else [])]
    names += [grid.sheet, by_month.sheet]
    names += [rates.SHEET, assumptions.SHEET, checks.SHEET, about.SHEET]
    names += [rejected.SHEET] if len(estimate.rejected) else []
    pages = {name: Page(book, name, styles) for name in names}
    defined = rates.names(estimate) | assumptions.assumption_names(estimate)
    defined |= months.names(grid, by_month, estimate.currency)
    for name, target in defined.items():
        book.define_name(name, target)
    calendar = plan.write_plan(pages[plan.SHEET], grid, by_month, spent, estimate)
    front = summary.Front(pages[summary.SHEET], grid, estimate, rows_read, made_at, spent, calendar)
    dimensions = breakdown.write(pages[breakdown.SHEET], grid, estimate)
    places = checks.Places(dimensions, summary.write(front), by_month, spent, calendar)
    if lines and estimate.budgets is not None:
        budgets.write(pages[lines.sheet], lines, grid, estimate, estimate.budgets)
    rows = estimates.write(pages[grid.sheet], grid, estimate)
    poured = {grid.sheet: rows} if rows else {}
    if rows := months.write(pages[by_month.sheet], by_month, estimate):
        poured[by_month.sheet] = rows
    rates.write(pages[rates.SHEET], estimate)
    assumptions.write(pages[assumptions.SHEET], estimate)
    others = [pages[name] for name in LIVE if name in pages]
    checks.write_checks(pages[checks.SHEET], grid, estimate, places, rows_read, others)
    run_at = made_at.strftime("%Y-%m-%d %H:%M UTC")
    about.write(pages[about.SHEET], estimate, run_at, list(pages))
    for name in [one for one in LOCKED if one in pages]:
        pages[name].protected()
    for name in [one for one in PRINTED_WHOLE if one in pages]:
        pages[name].area(1, 1, *pages[name].extent)
    if rejected.SHEET in pages:
        poured[rejected.SHEET] = rejected.write(pages[rejected.SHEET], estimate)
    pages[summary.SHEET].sheet.activate()
    book.set_properties({**PROPERTIES, "created": made_at.replace(tzinfo=None)})
    book.set_custom_property(MARK, __version__)
    book.close()
    return buffer, poured
