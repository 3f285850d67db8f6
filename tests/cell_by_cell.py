"""The sheets with a row a workload as XlsxWriter makes them, cell by cell: what is poured is that.

Slow, and for small portfolios only. The headings and the view are those of the product, which are
not poured; every cell below the headings is written here, from the estimate. So are the formulas,
each over the addresses of its own row; those of the checks are the product's, made for that row.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import xlsxwriter
from msgspec.structs import replace
from openpyxl.utils.cell import range_boundaries
from xlsxwriter.utility import xl_range

from estimator.formula.excel import cell_formula
from estimator.formula.syntax import parse_formula
from estimator.model.cells import NUMBER
from estimator.model.cost_model import FACTORS
from estimator.model.estimate import Estimate
from estimator.model.estimates_columns import MONTH_COST, ROW_CHECK
from estimator.model.output_columns import COMPUTED, INPUT, KEY, PLANNED, PRICE
from estimator.model.problem import Row, only_errors
from estimator.report.grid import BAND_ROW, Grid
from estimator.report.layouts import list_layouts
from estimator.report.page import Page
from estimator.report.sheets import estimates, rejected, row_columns
from estimator.report.sheets.row_formulas import row_formulas
from estimator.report.styles import DEFAULT_FONT, Styles, fit_cell_text

SHEETS = ("Estimates", "Rejected")

Value = Decimal | int | str | None


def cell_by_cell(estimate: Estimate, path: Path) -> Path:
    """Writes the poured sheets of ``estimate`` to ``path``, behind a blank Summary."""
    buffer = BytesIO()
    options = {"in_memory": True, "default_format_properties": DEFAULT_FONT}
    book = xlsxwriter.Workbook(buffer, options)
    styles = Styles(book)
    Page(book, "Summary", styles).sheet.activate()
    estimate, grid = next(list_layouts(estimate, ""))
    page = Page(book, "Estimates", styles)
    estimates.write_estimates(page, grid, estimate)
    _workloads(page, grid, estimate)
    _stretch_table(page, grid.last_row)
    if len(estimate.rejected):
        page = Page(book, "Rejected", styles)
        rejected.write_rejected(page, estimate)
        _rejected(page, estimate)
    book.close()
    path.write_bytes(buffer.getvalue())
    return path


def _stretch_table(page: Page, last: int) -> None:
    """Makes the table, which has one row below its headings, the table of all rows to ``last``."""
    (table,) = page.sheet.tables
    left, top, right, _ = (bound or 0 for bound in range_boundaries(table["range"]))
    table["range"] = table["a_range"] = table["autofilter"] = xl_range(
        top - 1, left - 1, last - 1, right - 1
    )


def _workloads(page: Page, grid: Grid, estimate: Estimate) -> None:
    rows = (
        row
        for part in estimate.priced
        for row in zip(
            part.sheet_frame.iter_rows(named=True),
            part.passed_through.iter_rows(),
            part.carried_kinds.iter_rows(),
            strict=True,
        )
    )
    for row, (values, texts, kinds) in enumerate(rows, grid.first_row):
        formulas = filled_down(grid, estimate, row)
        for position, column in enumerate(grid.columns, 1):
            look, unit = row_columns.column_look(column), column.unit
            if unit in row_columns.QUANTITIES and column.name in estimate.totals.fractional:
                unit = "fractions"
            value = values.get(column.name)
            if column.role == ROW_CHECK:
                value = "OK" if column.text else 0
            if formula := formulas.get(column.name):
                shown = "" if value is None else value
                page.write_formula(row, position, f"={formula}", shown, look, unit)
            elif column.role == INPUT and unit == "month":
                _month(page, (row, position), value, look)
            else:
                _plain(page, (row, position), value, look, unit)
        carried = zip(texts, kinds, strict=True)
        for position, (text, kind) in enumerate(carried, len(grid.columns) + 1):
            number = kind == NUMBER and text is not None
            _plain(page, (row, position), Decimal(text) if number else text, "plain", "")


def filled_down(grid: Grid, estimate: Estimate, row: int) -> dict[str, str]:
    """The formula of each column of ``row`` that has one, over the addresses of its cells."""
    cells = {one.name: grid.relative_address(one.name, row) for one in grid.columns}
    names = {one: one for one in [*FACTORS, *(one.name for one in estimate.basis.assumptions)]}
    found = {}
    for one in grid.columns:
        if one.role == KEY:
            found[one.name] = _key(one.name.removesuffix("_key"), cells)
        elif one.role == PRICE:
            found[one.name] = f"INDEX(rate_{one.name},{cells['model_key']})"
        elif one.role == COMPUTED:
            found[one.name] = cell_formula(parse_formula(one.formula), {**cells, **names})[1:]
    if not grid.is_live:
        return found
    in_calendar = {one.name for one in grid.columns if one.role in {PLANNED, MONTH_COST}}
    of_calendar = calendar_formulas(grid, estimate, cells)
    assert of_calendar.keys() == in_calendar
    own = row_formulas(replace(grid, header_row=row - 1), estimate)
    checks = {one.name: own[one.name] for one in grid.columns if one.role == ROW_CHECK}
    return {**found, **of_calendar, **checks}


def _key(dimension: str, cells: Mapping[str, str]) -> str:
    """The key beside the spelling that is the text of the row's cell."""
    cell, keys, spellings = cells[dimension], f"{dimension}_keys", f"{dimension}_spellings"
    text = f"TRIM({cell})"
    for sign in "~*?":
        text = f'SUBSTITUTE({text},"{sign}","~{sign}")'
    found = f"INDEX({keys},MATCH({text},{spellings},0))"
    if dimension == "model":
        return found
    longer = f"SUMPRODUCT(MAX(({spellings}={cell})*{keys}))"
    return f'IF(TRIM({cell})="",INDEX({keys},1),IFERROR({found},{longer}))'


def calendar_formulas(grid: Grid, estimate: Estimate, cells: Mapping[str, str]) -> dict[str, str]:
    """The formula of each column of the calendar in the row with these ``cells``."""
    shown, plan = estimate.basis.currency.name_shown, estimate.basis.plan
    starts, ends, runs = cells["starts"], cells["ends"], cells["runs_from"]
    start, end, growth = (
        cells[name] for name in ("start_month", "end_month", "monthly_growth_rate")
    )
    training, monthly = cells[shown("training_cost")], cells[shown("monthly_cost")]

    def first_of(cell: str) -> str:
        return f"DATE(YEAR({cell}),MONTH({cell}),1)"

    def once(last: str) -> str:
        return f"IF(AND({starts}>=plan_first,{starts}<={last}),{training},0)"

    above = {month: grid.relative_address(month, 0)[:-1] + f"${BAND_ROW}" for month in plan.months}
    over = f'IF({end}="",plan_first,MIN(plan_first,{first_of(end)}))'
    every = "+".join(cells[month] for month in plan.months)
    year = "+".join(cells[month] for month in plan.fiscal_year)
    paid, last = cells["one_time_cost"], above[plan.fiscal_year[-1]]
    of_use = f"ROUND({cells[shown('fiscal_year_cost')]}-IF({starts}<={last},{paid},0),2)"
    found = {
        "usage_months": f'IF({monthly}=0,"",ROUND({of_use}/{monthly},4))',
        "starts": f'IF({start}="",{over},{first_of(start)})',
        "ends": f'IF({end}="",plan_last,{first_of(end)})',
        "runs_from": f"MAX({starts},plan_first)",
        "growth": f'IF({growth}="",0,{growth})',
        "growth_factor": f"ROUND(1+{cells['growth']},4)",
        "one_time_cost": once("plan_last"),
        "recurring_cost": f"ROUND({every},2)",
        shown("fiscal_year_cost"): f"ROUND({once(last)}+{year},2)",
    }
    for n, month in enumerate(plan.months):
        here, usage = above[month], monthly
        if n:
            before = cells[plan.months[n - 1]]
            grown = f"ROUND({before}*{cells['growth_factor']},2)"
            usage = f"IF({runs}={here},{monthly},{grown})"
        found[month] = f"IF(AND({runs}<={here},{ends}>={here}),{usage},0)"
    return found


def _plain(page: Page, place: tuple[int, int], value: Value, look: str, unit: str) -> None:
    if value is None:
        page.write_blank(*place, look, unit)
    elif isinstance(value, str):
        page.write_text(*place, value, look)
    else:
        page.write_number(*place, value, look, unit)


def _month(page: Page, place: tuple[int, int], value: Value, look: str) -> None:
    """Writes a month as the date that it is for Excel: days counted from the end of 1899."""
    day = None if value is None else (date.fromisoformat(f"{value}-01") - date(1899, 12, 30)).days
    _plain(page, place, day, look, "month")


def _rejected(page: Page, estimate: Estimate) -> None:
    reasons: dict[Row, list[str]] = defaultdict(list)
    for problem in only_errors(estimate.problems):
        for place in problem.rows:
            reasons[place].append(problem.message)
    rows = (row for frame in estimate.rejected for row in frame.iter_rows())
    for row, (table, number, *cells) in enumerate(rows, rejected.FIRST_ROW):
        source = estimate.priced.sources[table]
        said = fit_cell_text("\n".join(reasons[source, number]))
        page.write_wrapped(row, (source.file, source.sheet, "", said), rejected.WIDTHS)
        page.write_number(row, 3, number, "centered", "row")
        for position, cell in enumerate(cells, 5):
            page.write_text(row, position, fit_cell_text(cell or ""))
