"""The Estimates sheet: a row a workload, inputs as typed and one formula a column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from estimator.formula.excel import formula
from estimator.formula.parse import parse
from estimator.formula.program import compile_model, given_kinds
from estimator.model.address import letters
from estimator.model.estimate import Estimate, Slice
from estimator.model.layout import COMPUTED, GIVEN, INPUT, KEY, PRICE, SOURCE, OutputColumn
from estimator.model.progress import told
from estimator.model.words import shown
from estimator.report.grid import BAND_ROW, HEADING_ROW, UNIT_ROW, Grid
from estimator.report.page import Page
from estimator.report.pour.poured import Column, Poured

BANDS = {
    INPUT: "Input",
    GIVEN: "Input",
    PRICE: "Rate card",
    COMPUTED: "Computed",
    KEY: "Key",
    SOURCE: "Source",
}
LOOKS = {
    INPUT: "input",
    GIVEN: "plain",
    PRICE: "link",
    COMPUTED: "formula",
    KEY: "quiet",
    SOURCE: "quiet",
}
WIDTHS = {"USD": 15, "USD per 1M tokens": 11, "share": 11, "key": 8, "row": 8, "tokens": 18}
QUANTITIES = frozenset({"tokens", "examples", "requests"})
TEXT_WIDTHS = {"workload_id": 12, "workload_name": 30, "budget_status": 11}
CARRIED_WIDTH = 18


def write(page: Page, grid: Grid, estimate: Estimate) -> Poured | None:
    """Writes the sheet but for its workloads: a row stands for them, and they are returned.

    None where the workloads are elsewhere.
    """
    if grid.elsewhere:
        _above(page)
        _sent_on(page, grid)
        return None
    if grid.heading_row == HEADING_ROW:
        _above(page)
        _bands(page, grid, estimate)
    _headings(page, grid, estimate)
    _pattern(page, grid, estimate)
    _view(page, grid, estimate)
    columns = _columns(grid, estimate)
    slices = told("Writing", estimate.slices, len, estimate.rows)
    frames = _frames(grid, columns, slices)
    return Poured(grid.first_row, grid.last_row, columns, frames)


def _above(page: Page) -> None:
    page.title(
        "Estimates",
        "A row a workload. Blue: inputs, as typed. Green: the rate card. Black: formulas.",
    )
    page.status()


def _sent_on(page: Page, grid: Grid) -> None:
    """Says where the workloads are, which are more than the sheet holds."""
    said = f"{grid.rows:,} workloads are more than a worksheet holds; they are in "
    page.text(BAND_ROW, 1, f"{said}{shown(grid.elsewhere)}, beside this workbook.", "label")
    page.printed(BAND_ROW)


def _bands(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes what goes above the headings: what kind of column each is, and its unit."""
    for position, column in enumerate(grid.columns, 1):
        page.text(BAND_ROW, position, _band(column), "band")
        page.text(UNIT_ROW, position, column.unit, "unit")
    for position in _carried(grid, estimate):
        page.text(BAND_ROW, position, "Carried", "band")
        page.blank(UNIT_ROW, position, "unit")


def _headings(page: Page, grid: Grid, estimate: Estimate) -> None:
    row = grid.heading_row
    for position, column in enumerate(grid.columns, 1):
        page.text(row, position, column.title, "heading" if column.text else "heading_right")
    for position, heading in zip(_carried(grid, estimate), estimate.carried_headings, strict=True):
        page.text(row, position, heading, "heading")


def _band(column: OutputColumn) -> str:
    return column.frequency.capitalize() if column.frequency else BANDS[column.role]


def _pattern(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes the row that all workloads are formatted as: blank cells."""
    for position, column in enumerate(grid.columns, 1):
        page.blank(grid.first_row, position, LOOKS[column.role], _shown_as(column, estimate))
    for position in _carried(grid, estimate):
        page.blank(grid.first_row, position)


def _shown_as(column: OutputColumn, estimate: Estimate) -> str:
    """The unit by which the numbers of ``column`` are shown: with decimals where one has some."""
    if column.unit not in QUANTITIES:
        return column.unit
    return "fractions" if column.name in estimate.fractional else column.unit


def _formula(column: OutputColumn, grid: Grid, estimate: Estimate) -> str:
    """The formula of ``column`` in the first row; empty where it has none.

    Only the row's own cells and defined names stand in it: what Excel allows in a shared formula.
    """
    cells = {one.name: grid.cell(one.name, grid.first_row) for one in grid.columns}
    if column.name == "model_key":
        return f"MATCH({cells['model']},rate_models,0)"
    if column.role == PRICE:
        return f"INDEX(rate_{column.name},{cells['model_key']})"
    if column.role != COMPUTED:
        return ""
    constants = {assumption.name: assumption.name for assumption in estimate.assumptions}
    return formula(parse(column.formula), {**cells, **constants}).removeprefix("=")


def _columns(grid: Grid, estimate: Estimate) -> tuple[Column, ...]:
    decimals = _decimals(estimate)
    return (
        *(
            Column(letters(n), _formula(one, grid, estimate), decimals.get(one.name, 0))
            for n, one in enumerate(grid.columns, 1)
        ),
        *(Column(letters(n), mixed=True) for n in _carried(grid, estimate)),
    )


def _decimals(estimate: Estimate) -> Mapping[str, int]:
    """The decimals that the numbers of each column can have, of those in which some have any."""
    kinds = given_kinds(estimate.assumptions)
    kinds |= {one.name: one.kind for one in compile_model(estimate.model)[0]}
    return {name: kinds[name].decimals for name in estimate.fractional}


def _carried(grid: Grid, estimate: Estimate) -> range:
    """The positions of the columns that are not ours."""
    first = len(grid.columns) + 1
    return range(first, first + len(estimate.carried_headings))


def _frames(
    grid: Grid, columns: Sequence[Column], slices: Iterable[Slice]
) -> Iterator[pl.DataFrame]:
    """Each of ``slices`` with its columns named by where they stand."""
    names = [column.name for column in grid.columns]
    for part in slices:
        values = [*part.frame.select(names), *part.carried]
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
    page.sheet.freeze_panes(grid.heading_row, 2)
    # An id such as 007 is text on purpose.
    texts = f"A{grid.first_row}:{letters(last)}{grid.last_row}"
    page.sheet.ignore_errors({"number_stored_as_text": texts})
    page.printed(grid.heading_row)


def _width(column: OutputColumn) -> float:
    if column.name in TEXT_WIDTHS:
        return TEXT_WIDTHS[column.name]
    return WIDTHS.get(column.unit, 16 if column.text else 13)
