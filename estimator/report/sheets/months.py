"""The Months sheet: one row per workload, in the order of Estimates, and one column per month.

Formulas look up Estimates by defined names and the number of the line, because a shared formula
cannot name another sheet.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import polars as pl

from estimator.formula.excel import cell_formula
from estimator.formula.syntax import names_in as formula_names
from estimator.formula.syntax import parse_formula
from estimator.model.address import column_letters
from estimator.model.calendar import calendar_columns, day_number, month_columns
from estimator.model.column import ComputedColumn
from estimator.model.estimate import Estimate
from estimator.model.money import Currency
from estimator.model.output_columns import OutputColumn
from estimator.model.own_workbook import MONTHS
from estimator.model.parallel import track_progress
from estimator.model.plan import Plan
from estimator.model.text import printable
from estimator.report.grid import MOST_LIVE_WORKLOADS, Grid, RowColumn, RowSheet, write_elsewhere
from estimator.report.page import A3, Page
from estimator.report.rows.cells import SheetRows
from estimator.report.styles import unit_shown_as

NOT_LIVE = "Not live"
NOT_LIVE_NOTE = (
    f"Not live above {MOST_LIVE_WORKLOADS:,} workloads: the values are from when this "
    "workbook was made, and "
    "Checks reports changes."
)
LOOKED_UP, COMPUTED = "looked up", "computed"
LOOKS = {LOOKED_UP: "link", COMPUTED: "formula"}
# The columns looked up on Estimates, each by a defined name.
TYPED = ("workload_id", "start_month", "end_month", "monthly_growth_rate")
COSTS = ("training_cost", "monthly_cost")
WIDTHS = {"amount": 17, "month": 10, "share": 10, "text": 16}
DECIMALS = {"amount": 2, "share": 4, "factor": 4}


def months_grid(estimate: Estimate, elsewhere: str = "") -> Grid:
    """The layout of the sheet."""
    columns = _months_columns(estimate.totals.calendar.plan, estimate.basis.currency.code)
    return Grid((*columns,), estimate.totals.rows, elsewhere, MONTHS)


def _months_columns(plan: Plan, code: str) -> Iterator[OutputColumn]:
    yield OutputColumn("workload_id", "Workload ID", "text", LOOKED_UP, "", text=True)
    yield OutputColumn("line", "Line", "key", COMPUTED, "")
    columns, months = calendar_columns(plan.length), month_columns(plan)
    yield from (_months_column(one, one.unit) for one in columns if not one.money)
    yield OutputColumn("training_cost", "Training cost", code, LOOKED_UP, "")
    yield OutputColumn("monthly_cost", "Monthly cost", code, LOOKED_UP, "")
    for one in (one for one in columns if one.money):
        month = months.get(one.name)
        yield _months_column(replace(one, name=month, title=month) if month else one, code)


def _months_column(one: ComputedColumn, unit: str) -> OutputColumn:
    """The column ``one``: a lookup if its formula uses inputs on Estimates."""
    role = (
        COMPUTED if set(TYPED).isdisjoint(formula_names(parse_formula(one.formula))) else LOOKED_UP
    )
    return OutputColumn(one.name, one.title, unit, role, one.description)


def months_defined_names(estimates: Grid, by_month: Grid, currency: Currency) -> dict[str, str]:
    """The defined names by which Months and Estimates refer to each other.

    None if the months are stored values, so that nothing is looked up.
    """
    if not by_month.is_live:
        return {}
    heading = f"$A${by_month.header_row}"
    months = [one.name for one in by_month.columns if _is_month_column(one)]
    first, last = (
        column_letters(by_month.column_position(name)) for name in (months[0], months[-1])
    )
    row = by_month.header_row
    return {
        **{f"estimates_{name}": f"={estimates.column_range(name)}" for name in TYPED},
        **{
            f"estimates_{name}": f"={estimates.column_range(currency.name_shown(name))}"
            for name in COSTS
        },
        "estimates_heading": f"={estimates.sheet}!{heading}",
        "months_heading": f"={MONTHS}!{heading}",
        "months_fiscal_year_cost": f"={by_month.column_range('fiscal_year_cost')}",
        "plan_months": f"={MONTHS}!${first}${row}:${last}${row}",
        "plan_first": f"={MONTHS}!${first}${row}",
        "plan_last": f"={MONTHS}!${last}${row}",
    }


def fiscal_year_cost_formula() -> str:
    """The formula on Estimates that looks up the fiscal-year cost of the same workload."""
    return "INDEX(months_fiscal_year_cost,ROW()-ROW(estimates_heading))"


def _is_month_column(column: OutputColumn) -> bool:
    return column.name[:1].isdigit()


def write_months(page: Page, by_month: Grid, estimate: Estimate) -> SheetRows | None:
    """Writes the sheet with a template row; returns the rows, or None if they are elsewhere."""
    if by_month.elsewhere:
        message = f"The workloads are in {printable(by_month.elsewhere)}; their totals are on Plan."
        write_elsewhere(page, message)
        return None
    columns = [*_row_columns(by_month, estimate.totals.calendar.plan)]
    sheet = RowSheet(page, columns, by_month.header_row, by_month.rows)
    sheet.write_headers(30, note="" if by_month.is_live else NOT_LIVE_NOTE)
    # An ID such as 007 is text on purpose.
    ids = f"A{by_month.first_row}:A{by_month.last_row}"
    page.sheet.ignore_errors({"number_stored_as_text": ids})
    page.set_printing(by_month.header_row, paper=A3)
    page.set_print_area(1, 1, by_month.last_row, len(columns))
    frames = track_progress("Writing months", estimate.priced.months, len, estimate.totals.rows)
    return sheet.write_template_row(_months_frames(by_month, frames))


def _row_columns(by_month: Grid, plan: Plan) -> Iterator[RowColumn]:
    formulas = _months_formulas(by_month, plan) if by_month.is_live else {}
    for one in by_month.columns:
        band = "Recurring" if _is_month_column(one) else one.role.capitalize()
        yield RowColumn(
            day_number(one.name) if _is_month_column(one) else one.title,
            WIDTHS.get(unit_shown_as(one.unit), 9),
            LOOKS[one.role] if by_month.is_live else "plain",
            one.unit,
            band if by_month.is_live else NOT_LIVE,
            "" if one.text else one.unit,
            one.text,
            formulas.get(one.name, ""),
            DECIMALS.get(unit_shown_as(one.unit), 0),
        )


def _months_formulas(by_month: Grid, plan: Plan) -> dict[str, str]:
    """The formula of each column in the first row, over cells of the row and defined names."""
    at = {
        one.name: by_month.relative_address(one.name, by_month.first_row)
        for one in by_month.columns
    }
    looked_up = {name: f"INDEX(estimates_{name},{at['line']})" for name in (*TYPED, *COSTS)}
    months = month_columns(plan)
    cells = {
        **looked_up,
        **at,
        **{name: at[month] for name, month in months.items()},
        **{f"month_{n}": f"INDEX(plan_months,{n})" for n in range(1, plan.length + 1)},
        **{name: name for name in ("plan_first", "plan_last")},
    }
    computed = {
        months.get(one.name, one.name): cell_formula(
            parse_formula(one.formula), cells
        ).removeprefix("=")
        for one in calendar_columns(plan.length)
    }
    return {**looked_up, "line": "ROW()-ROW(months_heading)", **computed}


def _months_frames(by_month: Grid, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Each of ``frames`` with its columns named by their letters on the sheet."""
    for frame in frames:
        yield frame.select(
            pl.col(one.name).alias(column_letters(n)) for n, one in enumerate(by_month.columns, 1)
        )
