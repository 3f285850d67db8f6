"""The lines of Checks about the rows of Estimates: their own checks added up, and others."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from estimator.model.address import column_letters
from estimator.model.calendar import PLANNED_COST
from estimator.model.estimate import DIMENSIONS, Estimate
from estimator.model.estimates_columns import (
    CHECK_TITLES,
    MONTH_COST,
    STATUS,
    formula_checks,
)
from estimator.model.money import BUDGET
from estimator.model.output_columns import INPUT, RATE_ROW
from estimator.model.own_workbook import RATES
from estimator.model.rate_card import PROVIDER
from estimator.model.schema import price_columns, workloads_schema
from estimator.report.grid import MOST_COLUMNS, MOST_LIVE_WORKLOADS, MOST_ROWS, TOTAL_ROW, Grid
from estimator.report.sheets.blocks import count_true_formula
from estimator.report.sheets.check import Check, count_check, relative_check
from estimator.report.sheets.rates_layout import HEADING_ROW

CUT = "Workloads with an input cut and pasted in another {}: copy and clear it instead"
# What each check of a row finds, for the line that adds it up.
LINES = {
    "check_id": "Workloads without an ID, with spaces around it, or with that of another",
    "check_rows": CUT.format("row"),
    "check_columns": CUT.format("column"),
    "check_texts": "Texts of inputs that are too long, or have a line break or a no-break space",
    "check_numbers": "Inputs that are texts in place of numbers",
    "check_bounds": "Inputs out of bounds",
    "check_decimals": "Inputs with more decimals than are kept: shares 6, growth 4, others 2",
    "check_months": "Workloads that end before they start, grow absurdly, or have no true month",
    **{
        f"check_{one.name}": f"Workloads without {one.title}, with half of it or two answers"
        for one in workloads_schema().alternatives
    },
    **{
        f"check_{name}_key": f"Formulas typed over: {workloads_schema().columns[name].title} key"
        for name in DIMENSIONS
    },
    "check_by_month": "Months typed over",
}
NOT_CHECKED = (
    f"Above {MOST_LIVE_WORKLOADS:,} workloads, rows have no checks of their own: IDs are not "
    "compared, inputs are not held to their bounds."
)
UNLISTED_KEYS = "{} keys are from when this workbook was made: there are too many to list."
TYPED_SINCE = "{} cells typed since this workbook was made; run again"
NOT_READ = "Columns typed on {} since that no formula reads; run again to price them"
NO_PRICE = "Workloads whose model has no price on Rates on their price date"
LAST_COLUMN = column_letters(MOST_COLUMNS)
NO_ROOM = "Estimates has no room for a title, for totals, or for more workloads."
RUN_AGAIN = "Fiscal-year figures are from when this workbook was made; run again. {}"


def row_check_lines(grid: Grid, estimate: Estimate, totals: Sequence[str]) -> Iterator[Check | str]:
    """The checks of the rows; a text for what is not checked.

    ``totals`` are the columns that have a total above them.
    """
    if grid.elsewhere:
        yield f"The workloads are in {grid.elsewhere}: their rows are not checked here."
        return
    none = f"=IF(COUNTA({grid.column_range('workload_id')})=1,1,0)"
    yield count_check("Estimates without a workload", none, "", 0)
    yield _without_formulas(grid)
    yield from _renamed_headers(grid)
    yield from _outside_ranges(grid)
    yield from _headers_beside(grid, estimate)
    if estimate.basis.model.dated:
        missing = f"=SUMPRODUCT(--ISNA({grid.column_range(RATE_ROW)}))"
        yield count_check(NO_PRICE, missing, "", 0)
    if grid.is_full:
        yield NO_ROOM
    else:
        yield from _totals_typed_over(grid, totals)
    yield from _spelled_otherwise(grid, estimate)
    if grid.is_live:
        yield from _added_up(grid, estimate)
    else:
        yield NOT_CHECKED
        yield from _changed_since(grid, estimate)


def _totals_typed_over(grid: Grid, totals: Sequence[str]) -> Iterator[Check]:
    """Totals above the headers; those of months are held against Plan."""
    names = [one.name for one in grid.columns if one.name in totals and one.role != MONTH_COST]
    for n in range(0, len(names), HEADERS_TOGETHER):
        some = names[n : n + HEADERS_TOGETHER]
        terms = [
            f"({grid.sheet}!{grid.relative_address(one, TOTAL_ROW)}<>SUM({grid.column_range(one)}))"
            for one in some
        ]
        titles = [grid.column_title(one) for one in (some[0], some[-1])]
        label = f"Totals typed over on Estimates: {' to '.join(dict.fromkeys(titles))}"
        yield count_check(label, count_true_formula(terms), "", 0)


def _without_formulas(grid: Grid) -> Check:
    """Rows that were typed and have no formulas: they are in no sum."""
    ids = f"=COUNTA({grid.column_range('workload_id')})-1"
    if grid.is_live:
        status = grid.column_range(STATUS)
        filled = f'=COUNTIF({status},"OK")+COUNTIF({status},"CHECK")'
    else:
        filled = f"=COUNT({grid.column_range('first_year_cost')})"
    label = "Workloads vs. rows with formulas: copy a row with all its formulas to add one"
    return count_check(label, ids, filled, grid.rows)


# The headers that one check compares, so that it stays short enough to read.
HEADERS_TOGETHER = 6


def _renamed_headers(grid: Grid) -> Iterator[Check]:
    """Headers of inputs that are no longer as they were written: a new run finds them by these."""
    inputs = [one for one in grid.columns if one.role == INPUT]
    for n in range(0, len(inputs), HEADERS_TOGETHER):
        some = inputs[n : n + HEADERS_TOGETHER]
        terms = [
            f'({grid.sheet}!{grid.relative_address(one.name, grid.header_row)}<>"{one.title}")'
            for one in some
        ]
        label = f"Headers changed: {some[0].title} to {some[-1].title}"
        yield count_check(label, count_true_formula(terms), "", 0)


def _outside_ranges(grid: Grid) -> Iterator[Check]:
    """Inputs that no sum includes: below the ranges, or without an ID."""
    last = column_letters(grid.column_position(BUDGET))
    if grid.range_end < MOST_ROWS:
        below = f"{grid.sheet}!$A${grid.range_end + 1}:${last}${MOST_ROWS}"
        label = f"Inputs below row {grid.range_end:,}, which no sum includes"
        yield count_check(label, f"=COUNTA({below})", "", 0)
    yield count_check("Inputs in rows without an ID", f"=SUMPRODUCT({_without_id(grid)})", "", 0)


def _without_id(grid: Grid) -> str:
    """A product that is 1 for each input in a row without an ID, the header apart."""
    none = f'({grid.column_range("workload_id")}="")'
    if grid.is_live:
        return f'{none}*({grid.column_range("workload_name", BUDGET)}<>"")'
    # Of many rows, what each must have.
    typed = "+".join(f'({grid.column_range(one)}<>"")' for one in ("model", "workload_name"))
    return f"{none}*({typed})"


def _headers_beside(grid: Grid, estimate: Estimate) -> Iterator[Check]:
    """Headers, typed since, of inputs and prices that were left out: no formula reads these."""
    left_out = estimate.basis.model.left_out
    for sheet, row, columns in (
        (grid.sheet, grid.header_row, workloads_schema().columns),
        (RATES, HEADING_ROW, price_columns()),
    ):
        # A provider tells models of one name apart, and here each has its ID.
        unread = [one for one in columns.values() if one.name in left_out - {PROVIDER}]
        texts = [text for one in unread for text in (one.title, *one.other_headers)]
        if texts:
            listed = ",".join(f'"{text}"' for text in texts)
            headers = f"{sheet}!$A${row}:${LAST_COLUMN}${row}"
            count = f"=SUMPRODUCT(COUNTIF({headers},{{{listed}}}))"
            yield count_check(NOT_READ.format(sheet), count, "", 0)


def _spelled_otherwise(grid: Grid, estimate: Estimate) -> Iterator[Check | str]:
    """Groups typed since, of dimensions with too many spellings to look up."""
    for dimension in DIMENSIONS[1:]:
        title = grid.column_title(dimension)
        if dimension not in estimate.totals.spellings:
            yield UNLISTED_KEYS.format(title)
        elif dimension in estimate.totals.numbered:
            keys, texts = grid.column_range(f"{dimension}_key"), grid.column_range(dimension)
            yield count_check(TYPED_SINCE.format(title), f'=COUNTIFS({keys},0,{texts},"<>")', "", 0)


def _added_up(grid: Grid, estimate: Estimate) -> Iterator[Check]:
    model = estimate.basis.model
    for name in CHECK_TITLES:
        yield count_check(LINES[name], f"=SUM({grid.column_range(name)})", "", 0)
    for name, compared in formula_checks(model).items():
        titles = [grid.column_title(one) for one in compared]
        label = f"Formulas typed over: {titles[0]} to {titles[-1]}"
        yield count_check(label, f"=SUM({grid.column_range(name)})", "", 0)
    label = "Headers of Estimates that are not the months of the plan"
    yield count_check(label, '=ROWS(plan_headers)-COUNTIF(plan_headers,"OK")', "", 0)


def _changed_since(grid: Grid, estimate: Estimate) -> Iterator[Check]:
    """Whether anything changed that the stored months depend on."""
    totals, shown = estimate.totals, estimate.basis.currency.name_shown
    for name in ("training_cost", "monthly_cost"):
        title, cells = grid.column_title(shown(name)), grid.column_range(shown(name))
        value = totals.by_column[shown(name)]
        label = RUN_AGAIN.format(f"{title}, now and when made")
        yield Check(label, f"=SUM({cells})", "", value, value)
    for (one, other), product in totals.products.items():
        label = RUN_AGAIN.format(
            f"{grid.column_title(one)} times {grid.column_title(other).lower()}"
        )
        text = f"=SUMPRODUCT({grid.column_range(one)},{grid.column_range(other)})"
        yield relative_check(label, text, Decimal(product))
    label = RUN_AGAIN.format("fiscal-year cost typed over")
    year = grid.column_range(shown(PLANNED_COST))
    value = totals.calendar.portfolio_amounts[shown(PLANNED_COST)]
    yield Check(label, f"=SUM({year})", "", value, value)
