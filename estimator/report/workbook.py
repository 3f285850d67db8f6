"""Writes an estimate as a workbook of live formulas with their results stored."""

from collections.abc import Mapping
from io import BytesIO
from typing import BinaryIO

import xlsxwriter

from estimator.model.estimate import Estimate
from estimator.model.output_columns import layout
from estimator.model.own_workbook import (
    ABOUT,
    ASSUMPTIONS,
    BREAKDOWN,
    BUDGETS,
    CHECKS,
    MARKER,
    PLAN,
    RATES,
    REJECTED,
    SUMMARY,
    own_sheets,
)
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

PROPERTIES = {
    "title": "LLM fine-tuning budget",
    "subject": "What LLM fine-tuning workloads cost: training once, inference every month",
    "author": "estimator",
}


def workbook(estimate: Estimate, rows_read: int, elsewhere: str = "") -> Fill:
    """A function that writes the workbook; it returns a problem if a sheet would be too large.

    Args:
        estimate: the estimate to write.
        rows_read: the number of workloads in the input, including rejected ones.
        elsewhere: the file beside the workbook that holds the workloads; empty to include them.
    """

    def fill(target: BinaryIO) -> list[Problem]:
        try:
            pour(*_shell(estimate, rows_read, elsewhere), target)
        except TooLargeError:
            message = "The rows need more than the 4 GB that a worksheet can hold; use .parquet."
            return [Problem("too-many-rows", wording=message)]
        return []

    return fill


def _shell(
    estimate: Estimate, rows_read: int, elsewhere: str
) -> tuple[BinaryIO, Mapping[str, Poured]]:
    """The workbook with one template row per sheet of rows, and the rows that replace them."""
    buffer = BytesIO()
    made_at = now()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    styles = Styles(book)
    grid = Grid(layout(estimate.basis.model), estimate.totals.rows, elsewhere)
    by_month = months.grid(estimate, elsewhere)
    lines = budgets.grid(estimate)
    spent = held(grid, lines)
    absent = {*([] if lines else [BUDGETS]), *([] if len(estimate.rejected) else [REJECTED])}
    sheets = [sheet for name, sheet in own_sheets().items() if name not in absent]
    pages = {sheet.name: Page(book, sheet.name, styles) for sheet in sheets}
    defined = rates.names(estimate) | assumptions.assumption_names(estimate)
    defined |= months.names(grid, by_month, estimate.basis.currency)
    for name, target in defined.items():
        book.define_name(name, target)
    calendar = plan.write_plan(pages[PLAN], grid, by_month, spent, estimate)
    front = summary.Front(pages[SUMMARY], grid, estimate, rows_read, made_at, spent, calendar)
    dimensions = breakdown.write(pages[BREAKDOWN], grid, estimate)
    places = checks.Places(dimensions, summary.write(front), by_month, spent, calendar)
    if lines and estimate.totals.budgets is not None:
        budgets.write(pages[lines.sheet], lines, grid, estimate, estimate.totals.budgets)
    rows = estimates.write(pages[grid.sheet], grid, estimate)
    poured = {grid.sheet: rows} if rows else {}
    if rows := months.write(pages[by_month.sheet], by_month, estimate):
        poured[by_month.sheet] = rows
    rates.write(pages[RATES], estimate)
    assumptions.write(pages[ASSUMPTIONS], estimate)
    others = [pages[sheet.name] for sheet in sheets if sheet.checked]
    checks.write_checks(pages[CHECKS], grid, estimate, places, rows_read, others)
    run_at = made_at.strftime("%Y-%m-%d %H:%M UTC")
    about.write(pages[ABOUT], estimate, run_at, list(pages))
    for sheet in sheets:
        if sheet.locked:
            pages[sheet.name].protected()
        if sheet.printed == "all":
            pages[sheet.name].area(1, 1, *pages[sheet.name].extent)
    if REJECTED in pages:
        poured[REJECTED] = rejected.write(pages[REJECTED], estimate)
    pages[SUMMARY].sheet.activate()
    book.set_properties({**PROPERTIES, "created": made_at.replace(tzinfo=None)})
    book.set_custom_property(MARKER, __version__)
    book.close()
    return buffer, poured
