"""Writes an estimate as a workbook of live formulas with their results stored."""

from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import BinaryIO

import xlsxwriter

from estimator.model.estimate import Estimate
from estimator.model.own_workbook import (
    ABOUT,
    ASSUMPTIONS,
    BREAKDOWN,
    BUDGETS,
    CHECKS,
    COST_MODEL,
    CREATOR,
    GROUPS,
    MARKER,
    PLAN,
    RATES,
    REJECTED,
    RUN_TIME,
    SUMMARY,
    UNIT_COSTS,
    own_sheets,
)
from estimator.model.problem import Problem
from estimator.model.run_time import time_of_run
from estimator.model.version import __version__
from estimator.report.files import StreamWriter
from estimator.report.grid import MOST_COLUMNS, Grid, choose_budget_lines, estimates_grid
from estimator.report.layouts import list_layouts
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
    front,
    groups,
    house,
    plan,
    rates,
    rates_layout,
    rejected,
    summary,
    unit_costs,
)
from estimator.report.styles import DEFAULT_FONT, Styles

PROPERTIES = {
    "title": "LLM fine-tuning budget",
    "subject": "What LLM fine-tuning workloads cost: training once, inference every month",
    "author": CREATOR,
}


def prepare_workbook(estimate: Estimate, rows_read: int, elsewhere: str = "") -> StreamWriter:
    """A function that writes the workbook; it returns a problem if a sheet would be too large.

    Args:
        estimate: the estimate to write.
        rows_read: the number of workloads in the input, including rejected ones.
        elsewhere: the file beside the workbook that holds the workloads; empty to include them.
    """

    def fill_workbook(target: BinaryIO) -> list[Problem]:
        grid = estimates_grid(estimate, elsewhere)
        columns = len(grid.columns) + len(estimate.carried_headings)
        if columns > MOST_COLUMNS and not elsewhere:
            message = (
                f"The result has {columns:,} columns, more than a worksheet holds "
                f"({MOST_COLUMNS:,}). Write to .parquet or .csv."
            )
            return [Problem("too-many-rows", wording=message)]
        for shown, layout in list_layouts(estimate, elsewhere):
            target.seek(0)
            target.truncate()
            with suppress(TooLargeError):
                write_package(*_build_shell(shown, rows_read, layout, estimate), target)
                return []
        message = "The rows need more than the 4 GB that a worksheet can hold; use .parquet."
        return [Problem("too-many-rows", wording=message)]

    return fill_workbook


def _build_shell(
    estimate: Estimate, rows_read: int, grid: Grid, whole: Estimate
) -> tuple[BinaryIO, Mapping[str, SheetRows]]:
    """The workbook with one template row per sheet of rows, and the rows that replace them.

    The ``whole`` estimate may have columns that its layout leaves out.
    """
    buffer = BytesIO()
    made_at = time_of_run()
    # Widths of columns are in digits of the default font.
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "default_format_properties": DEFAULT_FONT}
    )
    styles = Styles(book)
    lines = budgets.budgets_grid(estimate)
    spent = choose_budget_lines(grid, lines)
    absent = {*([] if lines else [BUDGETS]), *([] if len(estimate.rejected) else [REJECTED])}
    absent |= set() if estimate.basis.model.house_lines else {COST_MODEL}
    sheets = [sheet for name, sheet in own_sheets().items() if name not in absent]
    pages = {sheet.name: Page(book, sheet.name, styles) for sheet in sheets}
    defined = rates_layout.rate_ranges(estimate) | assumptions.assumption_ranges(grid, estimate)
    defined |= groups.group_ranges(estimate) | estimates.estimates_ranges(grid)
    for name, target in defined.items():
        book.define_name(name, target)
    calendar = plan.write_plan(pages[PLAN], grid, spent, estimate)
    blocks = breakdown.write_breakdown(pages[BREAKDOWN], grid, spent, calendar, estimate)
    data = front.Front(pages[SUMMARY], grid, spent, estimate, blocks, rows_read, made_at)
    units = unit_costs.write_unit_costs(pages[UNIT_COSTS], grid, whole)
    places = checks.CheckedPlaces(blocks, summary.write_summary(data), spent, calendar, units)
    if lines and estimate.totals.budgets is not None:
        budgets.write_budgets(pages[lines.sheet], lines, grid, estimate, estimate.totals.budgets)
    rows = estimates.write_estimates(pages[grid.sheet], grid, estimate)
    poured = {grid.sheet: rows} if rows else {}
    rates.write_rates(pages[RATES], grid, estimate)
    assumptions.write_assumptions(pages[ASSUMPTIONS], grid, estimate)
    groups.write_groups(pages[GROUPS], estimate)
    if COST_MODEL in pages:
        house.write_house_model(pages[COST_MODEL], estimate)
    others = [pages[sheet.name] for sheet in sheets if sheet.checked]
    checks.write_checks(pages[CHECKS], grid, estimate, places, others)
    run_at = made_at.strftime(RUN_TIME)
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
