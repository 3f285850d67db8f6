"""The Estimates sheet: one row per workload: its inputs, one formula per column, its months."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import polars as pl

from estimator.model.address import column_letters
from estimator.model.calendar import ONE_TIME, ORIGIN, RECURRING, day_number, day_numbers
from estimator.model.column import Column as InputColumn
from estimator.model.estimate import DIMENSIONS, Estimate, Slice
from estimator.model.estimates_columns import IDENTITY, MONTH_COST, ROW_CHECK, STATUS
from estimator.model.money import BUDGET
from estimator.model.output_columns import INPUT, PRICE_DATE, RATE_ROW, OutputColumn
from estimator.model.parallel import track_progress
from estimator.model.text import printable
from estimator.report.data_validation import (
    blank_sentence,
    bounds_rule,
    choice_rule,
    expected_sentence,
)
from estimator.report.grid import (
    BAND_ROW,
    MOST_LIVE_WORKLOADS,
    TOTAL_ROW,
    Grid,
    RowColumn,
    RowSheet,
    write_elsewhere,
)
from estimator.report.page import HEADER_ROWS, Page
from estimator.report.rows.cells import SheetRows, XmlColumn
from estimator.report.sheets.groups import CHOICES
from estimator.report.sheets.row_columns import row_columns

# The name of the Excel table that the rows are.
TABLE_NAME = "Workloads"
NOT_LIVE_NOTE = (
    f"Months are not live above {MOST_LIVE_WORKLOADS:,} workloads: they are from when this "
    "workbook was made, and Checks reports changes."
)
NO_MONTHS_NOTE = (
    "There are no months here: with them, this sheet would be larger than the 4 GB that Excel "
    "opens. Plan has their sums."
)
FOLDED_NOTE = "For the same reason, some workings are part of the formulas that read them."
# The ID and the name of each workload stay visible.
FROZEN = 2


def write_estimates(page: Page, grid: Grid, estimate: Estimate) -> SheetRows | None:
    """Writes the sheet with a template row; returns the rows, or None if they are elsewhere."""
    if grid.elsewhere:
        message = f"{grid.rows:,} workloads do not fit on a worksheet; they are in "
        write_elsewhere(page, f"{message}{printable(grid.elsewhere)}, beside this workbook.")
        return None
    columns, inputs = row_columns(grid, estimate), estimate.basis.model.schema.columns
    sheet = RowSheet(page, columns, grid.header_row, grid.rows, grid.spare)
    sheet.write_headers(45, FROZEN, _describe_rows(grid))
    _silence_text_numbers(page, grid, columns)
    for position, column in enumerate(grid.columns, 1):
        if column.role == INPUT:
            _validate_input(page, grid, position, inputs[column.name])
    if not grid.is_full:
        _write_months_above(page, grid)
        _write_total_row(page, grid, estimate)
    if grid.is_live:
        page.flag_checks(
            grid.first_row,
            grid.column_position(STATUS),
            grid.range_end,
            grid.column_position(STATUS),
        )
    _set_print_area(page, grid)
    slices = track_progress("Writing", estimate.priced, len, estimate.totals.rows)
    return sheet.write_template_row(_workload_frames(grid, slices), TABLE_NAME)


def estimates_ranges(grid: Grid) -> dict[str, str]:
    """The defined names of the IDs, from the header on, and of their header."""
    if grid.elsewhere:
        return {}
    return {
        "workload_ids": f"={grid.column_range('workload_id')}",
        "workload_heading": f"={grid.sheet}!$A${grid.header_row}",
    }


def _describe_rows(grid: Grid) -> str:
    """The sentences about how far sums reach and what of the months and workings is there."""
    reach = f"Sums reach to row {grid.range_end:,}." if grid.spare else ""
    folded = "" if grid.has_workings else FOLDED_NOTE
    return " ".join(filter(None, [reach, describe_months(grid), folded]))


def describe_months(grid: Grid) -> str:
    """The sentence about months that are not formulas, or not there; empty if they are live."""
    return "" if grid.is_live else NOT_LIVE_NOTE if grid.has_months else NO_MONTHS_NOTE


def _silence_text_numbers(page: Page, grid: Grid, columns: tuple[RowColumn, ...]) -> None:
    """An ID such as 007 is text on purpose: Excel marks no text column."""
    texts = [column_letters(n) for n, one in enumerate(columns, 1) if one.text]
    cells = [f"{one}{grid.first_row}:{one}{grid.range_end}" for one in texts]
    page.ignore_warnings("number_stored_as_text", cells)


def _workload_frames(grid: Grid, slices: Iterable[Slice]) -> Iterator[pl.DataFrame]:
    """Each of ``slices`` with its columns named by their letters on the sheet."""
    for part in slices:
        own = {}
        for n, column in enumerate(grid.columns, 1):
            cell = pl.col(column.name)
            if column.role == ROW_CHECK:
                cell = pl.lit("OK" if column.text else 0)
            elif column.role == INPUT and column.unit == "month":
                cell = day_numbers(cell)
            elif column.name == PRICE_DATE:
                cell = (cell.str.to_date() - pl.lit(ORIGIN)).dt.total_days()
            own[column_letters(n)] = cell
        carried = {
            column_letters(n): one
            for n, one in enumerate(part.passed_through, len(grid.columns) + 1)
        }
        pairs = zip(carried, part.carried_kinds, strict=True)
        kinds = {XmlColumn(name).kinds_column: one for name, one in pairs}
        yield part.sheet_frame.select(**own).with_columns(**carried, **kinds)


def _validate_input(page: Page, grid: Grid, position: int, column: InputColumn) -> None:
    """Validates an input and describes it in a note; models are chosen from a list."""
    dated = grid.has_column(RATE_ROW)
    # A model with prices of several periods is offered once.
    models = choice_rule(f"={CHOICES}" if dated else "=rate_models")
    rule = models if column.name == "model" else bounds_rule(column)
    hint = f"{column.description} {expected_sentence(column)}{blank_sentence(column)}"
    if column.name in DIMENSIONS and column.name != "model":
        hint = column.description
    page.add_validation(grid.first_row, position, grid.range_end, (column.title, hint), rule)


def _write_months_above(page: Page, grid: Grid) -> None:
    """Writes each month as a date above its header, for the formulas of its column."""
    months = [one for one in grid.columns if one.role == MONTH_COST]
    for n, one in enumerate(months, 1):
        position = grid.column_position(one.name)
        formula = f"=INDEX(plan_months,{n})"
        page.write_formula(BAND_ROW, position, formula, day_number(one.name), "band_month", "month")


def _write_total_row(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes the sum of every column of amounts above its header."""
    sums = sums_above_headers(estimate)
    page.write_text(TOTAL_ROW, 1, "Total", "total_above")
    for n, column in enumerate(grid.columns[1:], 2):
        value = sums.get(column.name)
        if value is None:
            page.write_blank(TOTAL_ROW, n, "total_above")
        else:
            letters = column_letters(n)
            text = f"=SUM({letters}{grid.header_row}:{letters}{grid.range_end})"
            page.write_formula(TOTAL_ROW, n, text, value, "total_above", column.unit)


def sums_above_headers(estimate: Estimate) -> Mapping[str, Decimal]:
    """The sum of every column of amounts, by its name."""
    totals, currency = estimate.totals, estimate.basis.currency
    of_plan, months = totals.calendar.portfolio_amounts, totals.calendar.plan.months
    by_month = {month: of_plan[RECURRING + month] for month in months}
    shown, of_year = currency.name_shown(BUDGET), estimate.basis.model.year_costs
    budgets = {} if totals.budgets is not None else {shown: totals.against_budget.annual_budget}
    return {
        **totals.sums,
        **totals.by_column,
        **budgets,
        **by_month,
        "one_time_cost": sum((of_plan[ONE_TIME + month] for month in months), Decimal(0)),
        "recurring_cost": sum(by_month.values(), Decimal(0)),
        **{name: of_plan[name] for name in of_year},
    }


def _set_print_area(page: Page, grid: Grid) -> None:
    """Sets the print area to the costs, with the ID, name, cost center and model on every page."""
    costs = [n for n, column in enumerate(grid.columns, 1) if _is_printed(column)]
    top = min(HEADER_ROWS, grid.header_row)
    page.set_printing(grid.header_row, top)
    page.sheet.repeat_columns(0, len(IDENTITY) - 1)
    page.set_print_area(top, min(costs), grid.last_row, max(costs))


def _is_printed(column: OutputColumn) -> bool:
    return column.total or column.name == "budget_status"
