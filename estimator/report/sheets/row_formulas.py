"""The formulas of Estimates: those of one row, over its own cells, the months above, and names."""

from collections.abc import Iterator, Mapping

from estimator.formula.excel import cell_formula
from estimator.formula.price_rows import price_date_formula, start_formula
from estimator.formula.syntax import parse_formula
from estimator.model.address import column_letters
from estimator.model.calendar import (
    REPLACEMENT_ROW,
    STARTS,
    YEAR_COSTS,
    month_columns,
    rate_months,
    spread_names,
)
from estimator.model.cost_model import FACTORS
from estimator.model.estimate import Estimate
from estimator.model.output_columns import (
    AS_OF,
    COMPUTED,
    PRICE,
    PRICE_DATE,
    RATE_ROW,
    rate_place,
)
from estimator.model.rate_card import FROM_PROVIDER, PROVIDER
from estimator.report.grid import BAND_ROW, Grid
from estimator.report.sheets.blocks import escaped_text
from estimator.report.sheets.rate_places import count_place
from estimator.report.sheets.row_checks import row_checks


def row_formulas(grid: Grid, estimate: Estimate) -> dict[str, str]:
    """The formula of each column in the first row, without its equals sign.

    They refer only to their own row, to the months above the headers and to defined names: Excel
    asks for as much of a formula that all rows share, and of the formula of a table's column.
    """
    cells = row_cells(grid, estimate)
    # The calendar is in the currency of the report, whatever the names in its formulas.
    shown = estimate.basis.currency.name_shown
    costs = (*spread_names(estimate.basis.model.after_retirement), *YEAR_COSTS)
    spread = {name: cells[shown(name)] for name in costs if shown(name) in cells}
    computed = _computed_formulas(grid, estimate, cells, {**cells, **spread})
    found = _key_formulas(cells, estimate) | dict(computed)
    if estimate.basis.model.dated:
        found |= _dated_formulas(grid, cells)
    return {**found, **row_checks(grid, cells, found, estimate)} if grid.is_live else found


def row_cells(grid: Grid, estimate: Estimate) -> Mapping[str, str]:
    """What each name in a formula is replaced by in the first row."""
    at = {one.name: grid.relative_address(one.name, grid.first_row) for one in grid.columns}
    months = month_columns(estimate.basis.plan) if grid.has_months else {}
    above = {
        f"month_{n}": f"{column_letters(grid.column_position(month))}${BAND_ROW}"
        for n, month in enumerate(months.values(), 1)
    }
    costs = {name: at[month] for name, month in months.items()}
    plan = {name: name for name in ("plan_first", "plan_last")}
    looked_up = rate_months(estimate.basis.model.after_retirement)
    place = at[rate_place(estimate.basis.model)]
    ends = {name: f"INDEX({name},{place})" for name in looked_up}
    return {**formula_constants(estimate), **plan, **above, **costs, **ends, **at}


def formula_constants(estimate: Estimate) -> dict[str, str]:
    """The defined names that formulas of all workloads use: factors and assumptions."""
    values = [*FACTORS, *(assumption.name for assumption in estimate.basis.assumptions)]
    return dict(zip(values, values, strict=True))


def _key_formulas(cells: Mapping[str, str], estimate: Estimate) -> dict[str, str]:
    """The formulas of keys; one of a dimension with too many spellings to list is a value."""
    totals, provider = estimate.totals, cells[PROVIDER] if estimate.basis.asks_provider else ""
    return {
        f"{name}_key": _numbered_key_formula(name, cells[name], cells[f"{name}_spelling"])
        if name in totals.numbered
        else group_key_formula(name, cells[name], provider if name == "model" else "")
        for name in totals.spellings
    }


def _dated_formulas(grid: Grid, cells: Mapping[str, str]) -> dict[str, str]:
    """The formulas of the price date, and of the place of the rate on that day."""
    known = {AS_OF: AS_OF, **cells}
    if not grid.has_column(STARTS):
        known[STARTS] = cell_formula(start_formula(), known)[1:]
    return {
        PRICE_DATE: cell_formula(price_date_formula(), known)[1:],
        RATE_ROW: rate_row_formula(cells["model_key"], cells[PRICE_DATE]),
    }


def rate_row_formula(key: str, day: str) -> str:
    """The formula of the place of the rate on a ``day`` of the model with a ``key``."""
    return count_place(key, day, "NA()")


def _numbered_key_formula(dimension: str, cell: str, number: str) -> str:
    """The key of the spelling with this ``number``, or 0 if the ``cell`` is spelled otherwise."""
    spelled = f"INDEX({dimension}_spellings,{number})=TRIM({cell})"
    return f"IF({spelled},INDEX({dimension}_keys,{number}),0)"


def group_key_formula(dimension: str, cell: str, provider: str = "") -> str:
    """The formula of the key of the group that the text in ``cell`` belongs to.

    A model may have a cell with its ``provider``, which is looked up with it.

    The list on Groups has every spelling of the input with its key, the first one for blank cells.
    What is not on the list has key 0; a model that is not on it is an error. MATCH takes at most
    255 characters, so longer texts are compared one by one.
    """
    spellings, keys = f"{dimension}_spellings", f"{dimension}_keys"
    text = f"TRIM({cell})"
    if provider:
        text += f'&IF(TRIM({provider})="","","{FROM_PROVIDER}"&TRIM({provider}))'
    found = f"INDEX({keys},MATCH({escaped_text(text)},{spellings},0))"
    if dimension == "model":
        return found
    longer = f"SUMPRODUCT(MAX(({spellings}={cell})*{keys}))"
    return f'IF(TRIM({cell})="",INDEX({keys},1),IFERROR({found},{longer}))'


def _computed_formulas(
    grid: Grid, estimate: Estimate, cells: Mapping[str, str], of_calendar: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The formulas of prices and computed columns, over ``cells``, and those of the calendar."""
    key, replaced = cells[rate_place(estimate.basis.model)], estimate.basis.model.replacement_prices
    for column in grid.columns:
        if column.name in replaced:
            place = f"INDEX({REPLACEMENT_ROW},{key})"
            yield column.name, f"INDEX(rate_{replaced[column.name]},{place})"
        elif column.role == PRICE:
            yield column.name, f"INDEX(rate_{column.name},{key})"
        elif column.formula and (column.role == COMPUTED or grid.is_live):
            known = cells if column.role == COMPUTED else of_calendar
            yield column.name, cell_formula(parse_formula(column.formula), known)[1:]
