"""The sheets with a row a workload as XlsxWriter makes them, cell by cell: what is poured is that.

Slow, and for small portfolios only. The headings and the view are those of the product, which are
not poured; every cell below the headings is written here, from the estimate.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import xlsxwriter

from estimator.formula.excel import cell_formula
from estimator.formula.syntax import parse_formula
from estimator.model.cells import NUMBER
from estimator.model.cost_model import FACTORS
from estimator.model.estimate import Estimate
from estimator.model.output_columns import COMPUTED, PRICE, OutputColumn, output_layout
from estimator.model.problem import Row, only_errors
from estimator.report.grid import FIRST_ROW, Grid
from estimator.report.page import Page
from estimator.report.sheets import estimates, months, rejected
from estimator.report.styles import Styles, fit_cell_text
from tests.workbooks import encoded

SHEETS = ("Estimates", "Months", "Rejected")

Value = Decimal | int | str | None


def cell_by_cell(estimate: Estimate, path: Path) -> Path:
    """Writes the poured sheets of ``estimate`` to ``path``, behind a blank Summary."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    styles = Styles(book)
    Page(book, "Summary", styles).sheet.activate()
    page = Page(book, "Estimates", styles)
    grid = Grid(output_layout(estimate.basis.model), estimate.totals.rows)
    estimates.write_estimates(page, grid, estimate)
    _workloads(page, grid, estimate)
    page, by_month = Page(book, "Months", styles), months.months_grid(estimate)
    months.write_months(page, by_month, estimate)
    page.protect_sheet()
    _months(page, by_month, estimate)
    if len(estimate.rejected):
        page = Page(book, "Rejected", styles)
        rejected.write_rejected(page, estimate)
        _rejected(page, estimate)
    book.close()
    path.write_bytes(buffer.getvalue())
    return path


def _workloads(page: Page, grid: Grid, estimate: Estimate) -> None:
    writers = [_writer(page, n, grid, estimate) for n, _ in enumerate(grid.columns)]
    rows = (
        row
        for part in estimate.priced
        for row in zip(
            part.frame.select([column.name for column in grid.columns]).iter_rows(),
            part.passed_through.iter_rows(),
            part.carried_kinds.iter_rows(),
            strict=True,
        )
    )
    for row, (values, texts, kinds) in enumerate(rows, FIRST_ROW):
        for write, value in zip(writers, values, strict=True):
            write(row, value)
        carried = zip(texts, kinds, strict=True)
        for position, (text, kind) in enumerate(carried, len(values) + 1):
            number = kind == NUMBER and text is not None
            _plain(page, (row, position), Decimal(text) if number else text, "plain", "")


def _writer(page: Page, n: int, grid: Grid, estimate: Estimate) -> Callable[[int, Value], None]:
    """How the cells of the ``n``-th column are written: a function of their row and value."""
    column, position = grid.columns[n], n + 1
    look, unit = estimates.column_look(column), column.unit
    if unit in estimates.QUANTITIES and column.name in estimate.totals.fractional:
        unit = "fractions"
    node = filled_down(column, estimate)
    if unit == "month":
        return lambda row, value: _month(page, (row, position), value, look)
    if node is None:
        return lambda row, value: _plain(page, (row, position), value, look, unit)

    def write(row: int, value: Value) -> None:
        cells = {one.name: grid.relative_address(one.name, row) for one in grid.columns}
        page.write_formula(row, position, node(cells), "" if value is None else value, look, unit)

    return write


def filled_down(
    column: OutputColumn, estimate: Estimate
) -> Callable[[Mapping[str, str]], str] | None:
    """The formula of ``column`` over the addresses of a row's cells; None where it has none."""
    if column.name == "model_key":
        return lambda cells: f"=MATCH({cells['model']},rate_models,0)"
    if column.role == PRICE:
        return lambda cells: f"=INDEX(rate_{column.name},{cells['model_key']})"
    if column.name == "fiscal_year_cost":
        return lambda _: "=INDEX(months_fiscal_year_cost,ROW()-ROW(estimates_heading))"
    if column.role != COMPUTED:
        return None
    tree = parse_formula(column.formula)
    names = {one: one for one in [*FACTORS, *(one.name for one in estimate.basis.assumptions)]}
    return lambda cells: cell_formula(tree, {**cells, **names})


def _plain(page: Page, place: tuple[int, int], value: Value, look: str, unit: str) -> None:
    if value is None:
        page.write_blank(*place, look, unit)
    elif isinstance(value, str):
        page.write_text(*place, value, look)
    else:
        page.write_number(*place, value, look, unit)


def _months(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes the rows of Months, each by formulas of its own over the addresses of its cells."""
    names = estimate.totals.calendar.plan.months
    rows = (row for part in estimate.priced.months for row in part.iter_rows(named=True))
    ids = estimate.frame["workload_id"]
    for line, row in enumerate(rows, 1):
        at = FIRST_ROW + line - 1
        values = {**row, "workload_id": encoded(ids[line - 1]), "line": line}
        formulas = by_month({name: grid.relative_address(name, at) for name in _names(grid)}, names)
        for position, column in enumerate(grid.columns, 1):
            value = values[column.name]
            look = months.LOOKS[column.role]
            page.write_formula(at, position, f"={formulas[column.name]}", value, look, column.unit)


def _names(grid: Grid) -> list[str]:
    return [column.name for column in grid.columns]


def by_month(cells: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """The formula of each column of Months in a row with these ``cells``."""
    line, starts, ends = cells["line"], cells["starts"], cells["ends"]

    def month(of: str, blank: str) -> str:
        found = f"INDEX(estimates_{of},{line})"
        return f'IF({found}="",{blank},DATE(YEAR({found}),MONTH({found}),1))'

    over = month("end_month", "plan_first")

    def once(last: str) -> str:
        return f"IF(AND({starts}>=plan_first,{starts}<={last}),{cells['training_cost']},0)"

    growth = f"INDEX(estimates_monthly_growth_rate,{line})"
    found = {
        "workload_id": f"INDEX(estimates_workload_id,{line})",
        "line": "ROW()-ROW(months_heading)",
        "starts": month("start_month", over.replace("DATE(", "MIN(plan_first,DATE(") + ")"),
        "ends": month("end_month", "plan_last"),
        "runs_from": f"MAX({starts},plan_first)",
        "growth": f'IF({growth}="",0,{growth})',
        "growth_factor": f"ROUND(1+{cells['growth']},4)",
        "training_cost": f"INDEX(estimates_training_cost,{line})",
        "monthly_cost": f"INDEX(estimates_monthly_cost,{line})",
        "one_time_cost": once("plan_last"),
    }
    runs, cost = cells["runs_from"], cells["monthly_cost"]
    for n, name in enumerate(names, 1):
        here = f"INDEX(plan_months,{n})"
        grown = f"ROUND({cells[names[n - 2]]}*{cells['growth_factor']},2)"
        usage = cost if n == 1 else f"IF({runs}={here},{cost},{grown})"
        found[name] = f"IF(AND({runs}<={here},{ends}>={here}),{usage},0)"
    usage = "+".join(cells[name] for name in names)
    year = "+".join(cells[name] for name in names[:12])
    found["recurring_cost"] = f"ROUND({usage},2)"
    found["fiscal_year_cost"] = f"ROUND({once('INDEX(plan_months,12)')}+{year},2)"
    return found


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
