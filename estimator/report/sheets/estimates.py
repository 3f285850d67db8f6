"""The Estimates sheet: a row a workload, inputs as typed and one formula a column."""

from decimal import Decimal
from typing import Any

from estimator.formula.excel import formula
from estimator.formula.parse import parse
from estimator.model.address import letters
from estimator.model.estimate import Estimate, Slice
from estimator.model.layout import COMPUTED, GIVEN, INPUT, KEY, PRICE, SOURCE, OutputColumn
from estimator.model.table import NUMBER
from estimator.report.grid import BAND_ROW, FIRST_ROW, HEADING_ROW, UNIT_ROW, Grid
from estimator.report.page import Page

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
# Stands for the row in a formula that is the same in every row; no formula can hold it.
ROW = "\0"
QUANTITIES = frozenset({"tokens", "examples", "requests"})
TEXT_WIDTHS = {"workload_id": 12, "workload_name": 30, "budget_status": 11}


def write(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes the sheet: headings, then every workload of ``estimate`` in its own order."""
    page.title(
        "Estimates",
        "A row a workload. Blue: inputs, as typed. Green: the rate card. Black: formulas.",
    )
    page.status()
    _headings(page, grid, estimate)
    writers = [_writer(column, grid, estimate) for column in grid.columns]
    names = [column.name for column in grid.columns]
    first = FIRST_ROW
    for part in estimate.slices:
        for row, values in enumerate(part.frame.select(names).iter_rows(), first):
            for position, (write_cell, value) in enumerate(zip(writers, values, strict=True), 1):
                write_cell(page, row, position, value)
        _carried(page, grid, part, first)
        first += len(part.frame)
    _view(page, grid, estimate)


def _headings(page: Page, grid: Grid, estimate: Estimate) -> None:
    for position, column in enumerate(grid.columns, 1):
        page.text(BAND_ROW, position, _band(column), "band")
        page.text(UNIT_ROW, position, column.unit, "unit")
        page.text(
            HEADING_ROW, position, column.title, "heading" if column.text else "heading_right"
        )
    for position, heading in enumerate(estimate.carried_headings, len(grid.columns) + 1):
        page.text(BAND_ROW, position, "Carried", "band")
        page.blank(UNIT_ROW, position, "unit")
        page.text(HEADING_ROW, position, heading, "heading")


def _band(column: OutputColumn) -> str:
    return column.frequency.capitalize() if column.frequency else BANDS[column.role]


def _writer(column: OutputColumn, grid: Grid, estimate: Estimate) -> Any:  # noqa: ANN401 - a closure
    """How the cells of ``column`` are written: a function of page, row, position and value."""
    look, unit = LOOKS[column.role], _shown_as(column, estimate)
    pattern = _pattern(column, grid, estimate)
    if not pattern:
        return lambda page, row, position, value: _value(page, row, position, value, look, unit)

    def write_formula(page: Page, row: int, position: int, value: Decimal | str | None) -> None:
        text = pattern.replace(ROW, str(row))
        page.formula(row, position, text, "" if value is None else value, look, unit)

    return write_formula


def _shown_as(column: OutputColumn, estimate: Estimate) -> str:
    """The unit by which the numbers of ``column`` are shown: with decimals where one has some."""
    if column.unit not in QUANTITIES:
        return column.unit
    return "fractions" if column.name in estimate.fractional else column.unit


def _pattern(column: OutputColumn, grid: Grid, estimate: Estimate) -> str:
    """The formula of ``column``, with ROW for the number of its row; empty where it has none.

    Only the row's own cells and defined names stand in it: what Excel allows in a shared formula.
    """
    cells = {one.name: f"{letters(n)}{ROW}" for n, one in enumerate(grid.columns, 1)}
    if column.name == "model_key":
        return f"=MATCH({cells['model']},rate_models,0)"
    if column.role == PRICE:
        return f"=INDEX(rate_{column.name},{cells['model_key']})"
    if column.role != COMPUTED:
        return ""
    constants = {assumption.name: assumption.name for assumption in estimate.assumptions}
    return formula(parse(column.formula), {**cells, **constants})


def _value(
    page: Page, row: int, position: int, value: Decimal | int | str | None, look: str, unit: str
) -> None:
    if value is None:
        page.blank(row, position, look, unit)
    elif isinstance(value, str):
        page.text(row, position, value, look)
    else:
        page.number(row, position, value, look, unit)


def _carried(page: Page, grid: Grid, part: Slice, first_row: int) -> None:
    rows = zip(part.carried.iter_rows(), part.carried_kinds.iter_rows(), strict=True)
    for row, (values, kinds) in enumerate(rows, first_row):
        cells = zip(values, kinds, strict=True)
        for position, (value, kind) in enumerate(cells, len(grid.columns) + 1):
            if kind == NUMBER and value is not None:
                page.number(row, position, Decimal(value))
            else:
                page.text(row, position, value or "")


def _view(page: Page, grid: Grid, estimate: Estimate) -> None:
    last = len(grid.columns) + len(estimate.carried_headings)
    page.widths(
        {n: _width(column) for n, column in enumerate(grid.columns, 1)}
        | dict.fromkeys(range(len(grid.columns) + 1, last + 1), 18)
    )
    page.sheet.set_row(HEADING_ROW - 1, 45)
    page.sheet.autofilter(HEADING_ROW - 1, 0, grid.last_row - 1, last - 1)
    page.sheet.freeze_panes(HEADING_ROW, 2)
    # An id such as 007 is text on purpose.
    texts = f"A{FIRST_ROW}:{letters(last)}{grid.last_row}"
    page.sheet.ignore_errors({"number_stored_as_text": texts})
    page.printed(HEADING_ROW)


def _width(column: OutputColumn) -> float:
    if column.name in TEXT_WIDTHS:
        return TEXT_WIDTHS[column.name]
    return WIDTHS.get(column.unit, 16 if column.text else 13)
