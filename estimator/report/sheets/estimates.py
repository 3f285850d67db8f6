"""The Estimates sheet: a row a workload, inputs as typed and one formula a column."""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from estimator.formula.excel import formula
from estimator.formula.program import compiled_columns, given_kinds
from estimator.formula.syntax import names, parse
from estimator.model.address import letters
from estimator.model.calendar import PLANNED_VARIANCE, day_numbers, fiscal_year_variance
from estimator.model.column import Column as InputColumn
from estimator.model.cost_model import FACTORS
from estimator.model.currency import Currency
from estimator.model.estimate import DIMENSIONS, Estimate, Slice
from estimator.model.output_columns import (
    COMPUTED,
    GIVEN,
    INPUT,
    KEY,
    PLANNED,
    PRICE,
    SOURCE,
    OutputColumn,
    plan_columns,
)
from estimator.model.parallel import told
from estimator.model.schema import workloads_schema
from estimator.model.text import shown
from estimator.report.data_validation import expected, if_blank, one_of, within_bounds
from estimator.report.grid import HEADING_ROW, Grid
from estimator.report.page import A3, HEADER_ROWS, Page
from estimator.report.rows.cells import Column, Poured
from estimator.report.sheets import months
from estimator.report.sheets.months import AS_AT_THE_RUN
from estimator.report.sheets.row_sheet import RowColumn, RowSheet, write_elsewhere
from estimator.report.styles import shown_as

BANDS = {
    INPUT: "Input",
    GIVEN: "Input",
    PRICE: "Rate card",
    COMPUTED: "Computed",
    PLANNED: "Calendar",
    KEY: "Key",
    SOURCE: "Source",
}
LOOKS = {
    INPUT: "input",
    GIVEN: "plain",
    PRICE: "link",
    COMPUTED: "formula",
    PLANNED: "link",
    KEY: "quiet",
    SOURCE: "quiet",
}
# Wide enough for billions of dollars and trillions of tokens.
WIDTHS = {"amount": 16, "USD per 1M tokens": 14, "share": 11, "key": 8, "row": 10, "tokens": 20}
# The id and the name of each workload stay in sight, and are printed beside its costs.
FROZEN, PRINTED_FROM = 2, "training_cost"
GROUPED = "Totals go by the group that it was in when the workbook was written."
QUANTITIES = frozenset({"tokens", "examples", "requests"})
TEXT_WIDTHS = {"workload_id": 12, "workload_name": 28, "budget_status": 11}
CARRIED_WIDTH = 18


def write(page: Page, grid: Grid, estimate: Estimate) -> Poured | None:
    """Writes the sheet but for its workloads: a row stands for them, and they are returned.

    None where the workloads are elsewhere.
    """
    if grid.elsewhere:
        said = f"{grid.rows:,} workloads are more than a worksheet holds; they are in "
        write_elsewhere(page, f"{said}{shown(grid.elsewhere)}, beside this workbook.")
        return None
    if grid.heading_row == HEADING_ROW:
        page.write_top()
    columns = (
        *_own_columns(grid, estimate),
        *(
            RowColumn(header, CARRIED_WIDTH, band="Carried", text=True, mixed=True)
            for header in estimate.carried_headings
        ),
    )
    sheet = RowSheet(page, columns, grid.heading_row, grid.rows)
    sheet.write_headers(45, FROZEN)
    # An id such as 007 is text on purpose.
    texts = f"A{grid.first_row}:{letters(len(columns))}{grid.last_row}"
    page.sheet.ignore_errors({"number_stored_as_text": texts})
    for position, column in enumerate(grid.columns, 1):
        if column.role == INPUT:
            _typed(page, grid, position, workloads_schema().columns[column.name])
    _printed(page, grid)
    slices = told("Writing", estimate.priced, len, estimate.totals.rows)
    return sheet.pour_rows(_frames(grid, slices))


def _own_columns(grid: Grid, estimate: Estimate) -> Iterator[RowColumn]:
    decimals = decimals_shown(estimate)
    for column in grid.columns:
        yield RowColumn(
            column.title,
            _width(column),
            look(column),
            _shown_as(column, estimate),
            _band(column, grid),
            column.unit,
            column.text,
            row_formula(column, grid, estimate),
            decimals.get(column.name, 0),
        )


def _band(column: OutputColumn, grid: Grid) -> str:
    if column.role == PLANNED and not grid.live and not of_budget(column):
        return AS_AT_THE_RUN
    return column.frequency.capitalize() if column.frequency else BANDS[column.role]


def look(column: OutputColumn) -> str:
    """The look of the cells of ``column``."""
    computed = column.role == COMPUTED
    return "word" if computed and column.text else LOOKS[column.role]


def _shown_as(column: OutputColumn, estimate: Estimate) -> str:
    """The unit by which the numbers of ``column`` are shown: with decimals where one has some."""
    if column.unit not in QUANTITIES:
        return column.unit
    return "fractions" if column.name in estimate.totals.fractional else column.unit


def _frames(grid: Grid, slices: Iterable[Slice]) -> Iterator[pl.DataFrame]:
    """Each of ``slices`` with its columns named by where they stand."""
    own = {}
    for n, column in enumerate(grid.columns, 1):
        cell = pl.col(column.name)
        own[letters(n)] = day_numbers(cell) if column.unit == "month" else cell
    for part in slices:
        carried = {letters(n): one for n, one in enumerate(part.carried, len(grid.columns) + 1)}
        pairs = zip(carried, part.carried_kinds, strict=True)
        kinds = {Column(name).kinds: one for name, one in pairs}
        yield part.frame.select(**own).with_columns(**carried, **kinds)


def _typed(page: Page, grid: Grid, position: int, column: InputColumn) -> None:
    """Says what the input may be, where it is typed; a model is chosen among those of Rates."""
    rule = one_of("=rate_models") if column.name == "model" else within_bounds(column)
    said = f"{column.description} {expected(column)}{if_blank(column)}"
    if column.name in DIMENSIONS and column.name != "model":
        said = f"{column.description} {GROUPED}"
    page.validated(grid.first_row, position, grid.last_row, (column.title, said), rule)


def _printed(page: Page, grid: Grid) -> None:
    """Prints what each workload costs, and beside it on every page which workload it is."""
    first = grid.position(PRINTED_FROM)
    last = max(n for n, column in enumerate(grid.columns, 1) if column.role == COMPUTED)
    top = min(HEADER_ROWS, grid.heading_row)
    page.printed(grid.heading_row, top, A3)
    page.sheet.repeat_columns(0, FROZEN - 1)
    page.area(top, first, grid.last_row, last)


def _width(column: OutputColumn) -> float:
    if column.name in TEXT_WIDTHS:
        return TEXT_WIDTHS[column.name]
    return WIDTHS.get(shown_as(column.unit), 16 if column.text else 13)


# The decimals of an amount of money.
CENTS = 2


def row_formula(column: OutputColumn, grid: Grid, estimate: Estimate) -> str:
    """The formula of ``column`` in the first row; empty where it has none.

    Only the row's own cells and defined names stand in it: what Excel allows in a shared formula.
    """
    cells = {one.name: grid.cell(one.name, grid.first_row) for one in grid.columns}
    if column.name == "model_key":
        return f"MATCH({cells['model']},rate_models,0)"
    if column.role == PRICE:
        return f"INDEX(rate_{column.name},{cells['model_key']})"
    if column.role == PLANNED and of_budget(column):
        return variance_formula(cells, estimate.basis.currency).removeprefix("=")
    if column.role == PLANNED:
        return months.fiscal_year_cost() if grid.live else ""
    if column.role != COMPUTED:
        return ""
    return formula(parse(column.formula), cells | constants(estimate)).removeprefix("=")


def variance_formula(cells: Mapping[str, str], currency: Currency) -> str:
    """The formula of what the fiscal year leaves of the budget in the same row.

    Args:
        cells: of the row, by the names of their columns.
        currency: by which these are called.
    """
    node = parse(fiscal_year_variance().formula)
    return formula(node, {name: cells[currency.shown(name)] for name in names(node)})


def of_budget(column: OutputColumn) -> bool:
    """Whether a column of the calendar is the variance, and not the cost."""
    return column.name.startswith(PLANNED_VARIANCE)


def constants(estimate: Estimate) -> dict[str, str]:
    """What the formulas of all workloads name alike: cells of other sheets, by their names."""
    values = [*FACTORS, *(assumption.name for assumption in estimate.basis.assumptions)]
    return dict(zip(values, values, strict=True))


def decimals_shown(estimate: Estimate) -> Mapping[str, int]:
    """The decimals that the numbers of each column can have, of those in which some have any."""
    kinds = given_kinds(estimate.basis.assumptions)
    kinds |= {one.name: one.kind for one in compiled_columns(estimate.basis.model)}
    known = {name: kind.decimals for name, kind in kinds.items()}
    known |= {column.name: CENTS for column in plan_columns(estimate.basis.currency)}
    return {name: known[name] for name in estimate.totals.fractional}
