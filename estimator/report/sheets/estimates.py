"""The Estimates sheet: one row per workload, with its inputs and one formula per column."""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from estimator.formula.excel import cell_formula
from estimator.formula.program import compiled_columns, given_kinds
from estimator.formula.syntax import parse_formula
from estimator.model.address import column_letters
from estimator.model.calendar import day_numbers
from estimator.model.column import Column as InputColumn
from estimator.model.cost_model import FACTORS
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
    planned_column,
)
from estimator.model.parallel import track_progress
from estimator.model.schema import workloads_schema
from estimator.model.text import printable
from estimator.report.data_validation import (
    blank_sentence,
    bounds_rule,
    choice_rule,
    expected_sentence,
)
from estimator.report.grid import Grid, RowColumn, RowSheet, write_elsewhere
from estimator.report.page import A3, HEADER_ROWS, Page
from estimator.report.rows.cells import SheetRows, XmlColumn
from estimator.report.sheets import months
from estimator.report.sheets.months import NOT_LIVE
from estimator.report.styles import unit_shown_as

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
# In characters: wide enough for billions of dollars and trillions of tokens.
WIDTHS = {"amount": 16, "USD per 1M tokens": 14, "share": 11, "key": 8, "row": 10, "tokens": 20}
# The ID and the name of each workload stay visible, and are printed beside its costs.
FROZEN, PRINTED_FROM = 2, "training_cost"
GROUP_HINT = "Totals keep the group that the workload had when this workbook was made."
QUANTITIES = frozenset({"tokens", "examples", "requests"})
TEXT_WIDTHS = {"workload_id": 12, "workload_name": 28, "budget_status": 11}
CARRIED_WIDTH = 18


def write_estimates(page: Page, grid: Grid, estimate: Estimate) -> SheetRows | None:
    """Writes the sheet with a template row; returns the rows, or None if they are elsewhere."""
    if grid.elsewhere:
        message = f"{grid.rows:,} workloads do not fit on a worksheet; they are in "
        write_elsewhere(page, f"{message}{printable(grid.elsewhere)}, beside this workbook.")
        return None
    columns = (
        *_own_columns(grid, estimate),
        *(
            RowColumn(header, CARRIED_WIDTH, band="Pass-through", text=True, mixed=True)
            for header in estimate.carried_headings
        ),
    )
    sheet = RowSheet(page, columns, grid.header_row, grid.rows)
    sheet.write_headers(45, FROZEN)
    # An ID such as 007 is text on purpose.
    texts = f"A{grid.first_row}:{column_letters(len(columns))}{grid.last_row}"
    page.sheet.ignore_errors({"number_stored_as_text": texts})
    for position, column in enumerate(grid.columns, 1):
        if column.role == INPUT:
            _validate_input(page, grid, position, workloads_schema().columns[column.name])
    _set_print_area(page, grid)
    slices = track_progress("Writing", estimate.priced, len, estimate.totals.rows)
    return sheet.write_template_row(_workload_frames(grid, slices))


def _own_columns(grid: Grid, estimate: Estimate) -> Iterator[RowColumn]:
    decimals = decimals_shown(estimate)
    for column in grid.columns:
        yield RowColumn(
            column.title,
            _column_width(column),
            column_look(column),
            _number_unit(column, estimate),
            _band_label(column, grid),
            column.unit,
            column.text,
            row_formula(column, grid, estimate),
            decimals.get(column.name, 0),
        )


def _band_label(column: OutputColumn, grid: Grid) -> str:
    if column.role == PLANNED and not grid.is_live:
        return NOT_LIVE
    return column.frequency.capitalize() if column.frequency else BANDS[column.role]


def column_look(column: OutputColumn) -> str:
    """The name of the cell format of ``column``."""
    computed = column.role == COMPUTED
    return "word" if computed and column.text else LOOKS[column.role]


def _number_unit(column: OutputColumn, estimate: Estimate) -> str:
    """The unit that formats the numbers of ``column``; with decimals if any number has some."""
    if column.unit not in QUANTITIES:
        return column.unit
    return "fractions" if column.name in estimate.totals.fractional else column.unit


def _workload_frames(grid: Grid, slices: Iterable[Slice]) -> Iterator[pl.DataFrame]:
    """Each of ``slices`` with its columns named by their letters on the sheet."""
    own = {}
    for n, column in enumerate(grid.columns, 1):
        cell = pl.col(column.name)
        own[column_letters(n)] = day_numbers(cell) if column.unit == "month" else cell
    for part in slices:
        carried = {
            column_letters(n): one
            for n, one in enumerate(part.passed_through, len(grid.columns) + 1)
        }
        pairs = zip(carried, part.carried_kinds, strict=True)
        kinds = {XmlColumn(name).kinds_column: one for name, one in pairs}
        yield part.frame.select(**own).with_columns(**carried, **kinds)


def _validate_input(page: Page, grid: Grid, position: int, column: InputColumn) -> None:
    """Validates an input and describes it in a note; models are chosen from a list."""
    rule = choice_rule("=rate_models") if column.name == "model" else bounds_rule(column)
    hint = f"{column.description} {expected_sentence(column)}{blank_sentence(column)}"
    if column.name in DIMENSIONS and column.name != "model":
        hint = f"{column.description} {GROUP_HINT}"
    page.add_validation(grid.first_row, position, grid.last_row, (column.title, hint), rule)


def _set_print_area(page: Page, grid: Grid) -> None:
    """Sets the print area to the costs, with the ID and name of the workload on every page."""
    first = grid.column_position(PRINTED_FROM)
    last = max(n for n, column in enumerate(grid.columns, 1) if column.role == COMPUTED)
    top = min(HEADER_ROWS, grid.header_row)
    page.set_printing(grid.header_row, top, A3)
    page.sheet.repeat_columns(0, FROZEN - 1)
    page.set_print_area(top, first, grid.last_row, last)


def _column_width(column: OutputColumn) -> float:
    if column.name in TEXT_WIDTHS:
        return TEXT_WIDTHS[column.name]
    return WIDTHS.get(unit_shown_as(column.unit), 16 if column.text else 13)


CENTS = 2


def row_formula(column: OutputColumn, grid: Grid, estimate: Estimate) -> str:
    """The formula of ``column`` in the first row, without its equals sign; empty if it has none.

    It refers only to its own row and to defined names, as Excel requires of a shared formula.
    """
    cells = {one.name: grid.relative_address(one.name, grid.first_row) for one in grid.columns}
    if column.name == "model_key":
        return f"MATCH({cells['model']},rate_models,0)"
    if column.role == PRICE:
        return f"INDEX(rate_{column.name},{cells['model_key']})"
    if column.role == PLANNED:
        return months.fiscal_year_cost_formula() if grid.is_live else ""
    if column.role != COMPUTED:
        return ""
    return cell_formula(
        parse_formula(column.formula), cells | formula_constants(estimate)
    ).removeprefix("=")


def formula_constants(estimate: Estimate) -> dict[str, str]:
    """The defined names that formulas of all workloads use: factors and assumptions."""
    values = [*FACTORS, *(assumption.name for assumption in estimate.basis.assumptions)]
    return dict(zip(values, values, strict=True))


def decimals_shown(estimate: Estimate) -> Mapping[str, int]:
    """The largest number of decimals in each column that has fractional numbers."""
    kinds = given_kinds(estimate.basis.assumptions)
    kinds |= {one.name: one.kind for one in compiled_columns(estimate.basis.model)}
    known = {name: kind.decimals for name, kind in kinds.items()}
    known[planned_column(estimate.basis.currency).name] = CENTS
    return {name: known[name] for name in estimate.totals.fractional}
