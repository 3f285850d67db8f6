"""The columns of Estimates as they look: width, format, band, outline, formula and decimals."""

from collections.abc import Iterable, Iterator, Mapping

from estimator.formula.program import RATIO_DIGITS, column_kinds
from estimator.model.calendar import USAGE_MONTHS
from estimator.model.estimate import Estimate
from estimator.model.estimates_columns import IDENTITY, MONTH_COST, ROW_CHECK, STATUS
from estimator.model.money import BUDGET
from estimator.model.output_columns import (
    COMPUTED,
    GIVEN,
    INPUT,
    KEY,
    PLANNED,
    PRICE,
    SOURCE,
    OutputColumn,
)
from estimator.model.rate_card import PRICE_UNIT
from estimator.report.grid import Grid, RowColumn
from estimator.report.sheets.row_formulas import row_formulas
from estimator.report.styles import unit_shown_as

NOT_LIVE = "Not live"
BANDS = {
    INPUT: "Input",
    GIVEN: "Input",
    PRICE: "Rate card",
    COMPUTED: "Computed",
    PLANNED: "Calendar",
    MONTH_COST: "Month",
    ROW_CHECK: "Check",
    KEY: "Key",
    SOURCE: "Source",
}
LOOKS = {
    INPUT: "input",
    GIVEN: "plain",
    PRICE: "link",
    COMPUTED: "formula",
    PLANNED: "formula",
    MONTH_COST: "formula",
    ROW_CHECK: "formula",
    KEY: "quiet",
    SOURCE: "quiet",
}
# In characters: wide enough for billions of dollars and trillions of tokens.
WIDTHS = {"amount": 15, PRICE_UNIT: 14, "share": 11, "key": 8, "row": 10, "tokens": 20}
QUANTITIES = frozenset({"tokens", "examples", "requests", "million tokens", "thousand requests"})
TEXT_WIDTHS = {"workload_id": 12, "workload_name": 26, "budget_status": 10, STATUS: 10}
CARRIED_WIDTH = 18
# The outline group of what is not always looked at.
DETAIL = 1


def row_columns(grid: Grid, estimate: Estimate) -> tuple[RowColumn, ...]:
    """Every column of Estimates, pass-through columns last."""
    return (*_own_columns(grid, estimate), *_carried_columns(grid, estimate))


def _own_columns(grid: Grid, estimate: Estimate) -> Iterator[RowColumn]:
    decimals, formulas = decimals_shown(grid, estimate), row_formulas(grid, estimate)
    for column in grid.columns:
        yield RowColumn(
            column.title,
            _column_width(column),
            column_look(column),
            _number_unit(column, estimate),
            _band_label(column, grid),
            column.unit,
            column.text,
            formulas.get(column.name, ""),
            decimals.get(column.name, 0),
            level=_outline_level(column),
        )


def _carried_columns(grid: Grid, estimate: Estimate) -> Iterator[RowColumn]:
    """The pass-through columns; a table has no two columns of one name."""
    taken = {column.title.lower() for column in grid.columns}
    for header in estimate.carried_headings:
        name = table_header(header, taken)
        taken.add(name.lower())
        yield RowColumn(name, CARRIED_WIDTH, band="Pass-through", text=True, mixed=True)


# The most UTF-16 code units in the name of a table's column.
LONGEST_HEADER = 255


def table_header(text: str, taken: Iterable[str]) -> str:
    """``text`` as a name of a column of a table: on one line, not too long, none of ``taken``."""
    name = " ".join(text.split()) or "Column"
    while len(name.encode("utf-16-le")) > 2 * (LONGEST_HEADER - 5):
        name = name[:-1]
    known, found, number = set(taken), name, 2
    while found.lower() in known:
        found, number = f"{name} ({number})", number + 1
    return found


def _band_label(column: OutputColumn, grid: Grid) -> str:
    if column.role in {PLANNED, MONTH_COST} and not grid.is_live:
        return NOT_LIVE
    return column.frequency.capitalize() if column.frequency else BANDS[column.role]


def column_look(column: OutputColumn) -> str:
    """The name of the cell format of ``column``."""
    if column.name == STATUS:
        return "check"
    computed = column.role == COMPUTED
    return "word" if computed and column.text else LOOKS[column.role]


def _outline_level(column: OutputColumn) -> int:
    """0 for what a reader looks for: who it is, its budget, its costs, and whether it is right."""
    plain = column.name in {*IDENTITY, BUDGET, STATUS} or column.role == SOURCE
    judged = column.frequency and (column.total or column.role == PLANNED)
    return 0 if plain or judged or column.name == "budget_status" else DETAIL


def _number_unit(column: OutputColumn, estimate: Estimate) -> str:
    """The unit that formats the numbers of ``column``; with decimals if any number has some."""
    if column.unit not in QUANTITIES:
        return column.unit
    return "fractions" if column.name in estimate.totals.fractional else column.unit


def _column_width(column: OutputColumn) -> float:
    if column.name in TEXT_WIDTHS:
        return TEXT_WIDTHS[column.name]
    return WIDTHS.get(unit_shown_as(column.unit), 16 if column.text else 13)


CENTS, CALENDAR_DECIMALS = 2, {"amount": 2, "share": 4, "factor": 4}


def decimals_shown(grid: Grid, estimate: Estimate) -> Mapping[str, int]:
    """The largest number of decimals in each column that has fractional numbers."""
    kinds = column_kinds(estimate.basis.model)
    known = {name: kind.decimals for name, kind in kinds.items()}
    known |= dict.fromkeys(estimate.basis.model.year_costs, CENTS) | {USAGE_MONTHS: RATIO_DIGITS}
    calendar = [one for one in grid.columns if one.role in {PLANNED, MONTH_COST}]
    of_calendar = {one.name: CALENDAR_DECIMALS.get(unit_shown_as(one.unit), 0) for one in calendar}
    # A working that is part of another formula has no column.
    return of_calendar | {n: known[n] for n in estimate.totals.fractional if n in known}
