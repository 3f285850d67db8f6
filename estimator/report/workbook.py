"""Writes an estimate as a workbook of live formulas with their results stored."""

from collections.abc import Mapping
from io import BytesIO
from typing import BinaryIO

import xlsxwriter

from estimator.model.estimate import Estimate
from estimator.model.output_columns import output_layout
from estimator.model.own_workbook import (
    ABOUT,
    ASSUMPTIONS,
    BREAKDOWN,
    BUDGETS,
    CHECKS,
    COST_MODEL,
    MARKER,
    PLAN,
    RATES,
    REJECTED,
    SUMMARY,
    own_sheets,
)
from estimator.model.problem import Problem
from estimator.model.run_time import time_of_run
from estimator.model.version import __version__
from estimator.report.files import StreamWriter
from estimator.report.grid import MOST_COLUMNS, Grid, choose_budget_lines
from estimator.report.page import Page
from estimator.report.rows.archive import TooLargeError
from estimator.report.rows.cells import SheetRows
from estimator.report.rows.package import write_package
from estimator.report.sheets import (
    about,
    assumptions,
    breakdown,
    budgets,
    checks,
    estimates,
    house,
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


def prepare_workbook(estimate: Estimate, rows_read: int, elsewhere: str = "") -> StreamWriter:
    """A function that writes the workbook; it returns a problem if a sheet would be too large.

    Args:
        estimate: the estimate to write.
        rows_read: the number of workloads in the input, including rejected ones.
        elsewhere: the file beside the workbook that holds the workloads; empty to include them.
    """

    def fill_workbook(target: BinaryIO) -> list[Problem]:
        columns = len(output_layout(estimate.basis.model)) + len(estimate.carried_headings)
        if columns > MOST_COLUMNS and not elsewhere:
            message = (
                f"The result has {columns:,} columns, more than a worksheet holds "
                f"({MOST_COLUMNS:,}). Write to .parquet or .csv."
            )
            return [Problem("too-many-rows", wording=message)]
        try:
            write_package(*_build_shell(estimate, rows_read, elsewhere), target)
        except TooLargeError:
            message = "The rows need more than the 4 GB that a worksheet can hold; use .parquet."
            return [Problem("too-many-rows", wording=message)]
        return []

    return fill_workbook


def _build_shell(
    estimate: Estimate, rows_read: int, elsewhere: str
) -> tuple[BinaryIO, Mapping[str, SheetRows]]:
    """The workbook with one template row per sheet of rows, and the rows that replace them."""
    buffer = BytesIO()
    made_at = time_of_run()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    styles = Styles(book)
    grid = Grid(output_layout(estimate.basis.model), estimate.totals.rows, elsewhere)
    by_month = months.months_grid(estimate, elsewhere)
    lines = budgets.budgets_grid(estimate)
    spent = choose_budget_lines(grid, lines)
    absent = {*([] if lines else [BUDGETS]), *([] if len(estimate.rejected) else [REJECTED])}
    absent |= set() if estimate.basis.model.house_lines else {COST_MODEL}
    sheets = [sheet for name, sheet in own_sheets().items() if name not in absent]
    pages = {sheet.name: Page(book, sheet.name, styles) for sheet in sheets}
    defined = rates.rate_ranges(estimate) | assumptions.assumption_ranges(estimate)
    defined |= months.months_defined_names(grid, by_month, estimate.basis.currency)
    for name, target in defined.items():
        book.define_name(name, target)
    calendar = plan.write_plan(pages[PLAN], grid, by_month, spent, estimate)
    front = summary.SummaryData(pages[SUMMARY], grid, estimate, rows_read, made_at, spent, calendar)
    dimensions = breakdown.write_breakdown(pages[BREAKDOWN], grid, estimate)
    places = checks.CheckedPlaces(
        dimensions, summary.write_summary(front), by_month, spent, calendar
    )
    if lines and estimate.totals.budgets is not None:
        budgets.write_budgets(pages[lines.sheet], lines, grid, estimate, estimate.totals.budgets)
    rows = estimates.write_estimates(pages[grid.sheet], grid, estimate)
    poured = {grid.sheet: rows} if rows else {}
    if rows := months.write_months(pages[by_month.sheet], by_month, estimate):
        poured[by_month.sheet] = rows
    rates.write_rates(pages[RATES], estimate)
    assumptions.write_assumptions(pages[ASSUMPTIONS], estimate)
    if COST_MODEL in pages:
        house.write_house_model(pages[COST_MODEL], estimate)
    others = [pages[sheet.name] for sheet in sheets if sheet.checked]
    checks.write_checks(pages[CHECKS], grid, estimate, places, rows_read, others)
    run_at = made_at.strftime("%Y-%m-%d %H:%M UTC")
    about.write_about(pages[ABOUT], estimate, run_at, list(pages))
    for sheet in sheets:
        if sheet.locked:
            pages[sheet.name].protect_sheet()
        if sheet.printed == "all":
            pages[sheet.name].set_print_area(1, 1, *pages[sheet.name].written_extent)
    if REJECTED in pages:
        poured[REJECTED] = rejected.write_rejected(pages[REJECTED], estimate)
    pages[SUMMARY].sheet.activate()
    book.set_properties({**PROPERTIES, "created": made_at.replace(tzinfo=None)})
    book.set_custom_property(MARKER, __version__)
    book.close()
    return buffer, poured
