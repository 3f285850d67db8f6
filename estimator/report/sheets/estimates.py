"""The Estimates sheet: a row a workload, inputs as typed and one formula a column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

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
from estimator.report.grid import BAND_ROW, HEADING_ROW, UNIT_ROW, Grid
from estimator.report.page import A3, HEADER_ROWS, Page
from estimator.report.rows.cells import Column, Poured
from estimator.report.sheets import months
from estimator.report.sheets.months import AS_AT_THE_RUN
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
        page.write_top()
        _sent_on(page, grid)
        return None
    if grid.heading_row == HEADING_ROW:
        page.write_top()
        _bands(page, grid, estimate)
    _headings(page, grid, estimate)
    _pattern(page, grid, estimate)
    _view(page, grid, estimate)
    columns = _columns(grid, estimate)
    slices = told("Writing", estimate.priced, len, estimate.totals.rows)
    frames = _frames(grid, columns, slices)
    return Poured(grid.first_row, grid.last_row, columns, frames)


def _sent_on(page: Page, grid: Grid) -> None:
    """Says where the workloads are, which are more than the sheet holds."""
    said = f"{grid.rows:,} workloads are more than a worksheet holds; they are in "
    page.text(BAND_ROW, 1, f"{said}{shown(grid.elsewhere)}, beside this workbook.", "label")
    page.sheet.freeze_panes(HEADER_ROWS, 0)
    page.printed(BAND_ROW)


def _bands(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes what goes above the headings: what kind of column each is, and its unit."""
    for position, column in enumerate(grid.columns, 1):
        band = _band(column, grid)
        page.text(BAND_ROW, position, band, "band" if column.text else "band_right")
        page.text(UNIT_ROW, position, column.unit, "unit" if column.text else "unit_right")
    for position in _carried(grid, estimate):
        page.text(BAND_ROW, position, "Carried", "band")
        page.blank(UNIT_ROW, position, "unit")


def _headings(page: Page, grid: Grid, estimate: Estimate) -> None:
    row = grid.heading_row
    for position, column in enumerate(grid.columns, 1):
        page.text(row, position, column.title, "heading" if column.text else "heading_right")
    for position, heading in zip(_carried(grid, estimate), estimate.carried_headings, strict=True):
        page.text(row, position, heading, "heading")


def _band(column: OutputColumn, grid: Grid) -> str:
    if column.role == PLANNED and not grid.live and not of_budget(column):
        return AS_AT_THE_RUN
    return column.frequency.capitalize() if column.frequency else BANDS[column.role]


def _pattern(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes the row that all workloads are formatted as: blank cells."""
    for position, column in enumerate(grid.columns, 1):
        page.blank(grid.first_row, position, look(column), _shown_as(column, estimate))
    for position in _carried(grid, estimate):
        page.blank(grid.first_row, position)


def look(column: OutputColumn) -> str:
    """The look of the cells of ``column``."""
    computed = column.role == COMPUTED
    return "word" if computed and column.text else LOOKS[column.role]


def _shown_as(column: OutputColumn, estimate: Estimate) -> str:
    """The unit by which the numbers of ``column`` are shown: with decimals where one has some."""
    if column.unit not in QUANTITIES:
        return column.unit
    return "fractions" if column.name in estimate.totals.fractional else column.unit


def _columns(grid: Grid, estimate: Estimate) -> tuple[Column, ...]:
    decimals = decimals_shown(estimate)
    return (
        *(
            Column(letters(n), row_formula(one, grid, estimate), decimals.get(one.name, 0))
            for n, one in enumerate(grid.columns, 1)
        ),
        *(Column(letters(n), mixed=True) for n in _carried(grid, estimate)),
    )


def _carried(grid: Grid, estimate: Estimate) -> range:
    """The positions of the columns that are not ours."""
    first = len(grid.columns) + 1
    return range(first, first + len(estimate.carried_headings))


def _frames(
    grid: Grid, columns: Sequence[Column], slices: Iterable[Slice]
) -> Iterator[pl.DataFrame]:
    """Each of ``slices`` with its columns named by where they stand."""
    cells = [
        day_numbers(pl.col(column.name)) if column.unit == "month" else pl.col(column.name)
        for column in grid.columns
    ]
    for part in slices:
        values = [*part.frame.select(*cells), *part.carried]
        frame = pl.DataFrame(
            [one.alias(column.letters) for one, column in zip(values, columns, strict=True)]
        )
        mixed = [column for column in columns if column.mixed]
        kinds = zip(part.carried_kinds, mixed, strict=True)
        yield frame.with_columns(one.alias(column.kinds) for one, column in kinds)


def _view(page: Page, grid: Grid, estimate: Estimate) -> None:
    carried = _carried(grid, estimate)
    last = carried.stop - 1
    page.widths(
        {n: _width(column) for n, column in enumerate(grid.columns, 1)}
        | dict.fromkeys(carried, CARRIED_WIDTH)
    )
    page.sheet.set_row(grid.heading_row - 1, 45)
    page.sheet.autofilter(grid.heading_row - 1, 0, grid.last_row - 1, last - 1)
    page.sheet.freeze_panes(grid.heading_row, FROZEN)
    # An id such as 007 is text on purpose.
    texts = f"A{grid.first_row}:{letters(last)}{grid.last_row}"
    page.sheet.ignore_errors({"number_stored_as_text": texts})
    for position, column in enumerate(grid.columns, 1):
        if column.role == INPUT:
            _typed(page, grid, position, workloads_schema().columns[column.name])
    _printed(page, grid)


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
