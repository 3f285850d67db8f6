"""The Budgets sheet: one line per cost center with its budget, costs and variance.

Where budgets say what period they are for, it has one line per cost center and period.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, partial, reduce
from typing import Any

import polars as pl
from msgspec.structs import replace

from estimator.formula.syntax import names_in, parse_formula
from estimator.model.address import column_letters
from estimator.model.calendar import PLANNED_COST
from estimator.model.estimate import Estimate
from estimator.model.money import BUDGET, STATUS, VARIANCE
from estimator.model.output_columns import COMPUTED, INPUT, KEY, OutputColumn, output_layout
from estimator.model.own_workbook import BUDGETS
from estimator.model.period import PERIOD_FIELDS, first_fiscal_year
from estimator.model.schema import budgets_schema, workloads_schema
from estimator.report.data_validation import bounds_rule, expected_sentence
from estimator.report.grid import CENTER_KEY, Grid, RowColumn, RowSheet
from estimator.report.page import Page
from estimator.report.sheets.blocks import NOT_LISTED, sum_above_formula
from estimator.report.sheets.budget_formulas import (
    ADDED,
    CENTER,
    LINE_CHECK,
    PERIOD,
    ROWS,
    dependent_formulas,
    line_formulas,
)

CHECKED = "checked"
BANDS = {KEY: "Key", ADDED: "Estimates", INPUT: "Input", COMPUTED: "Computed", CHECKED: "Check"}
LOOKS = {KEY: "quiet", ADDED: "link", COMPUTED: "formula", CHECKED: "formula"}
WIDTHS = {CENTER_KEY: 11, CENTER: 30, PERIOD: 15, ROWS: 12, STATUS: 14}
# The titles of columns of annual budgets, and what they are where budgets are of periods.
PERIOD_TITLES = {"annual budget": "budget", "Fiscal-year cost": "Planned cost"}
PERIOD_TITLES |= {"Annual budget": "Budget", "Fiscal-year variance": "Variance"}
AMOUNT = 20


def budgets_grid(estimate: Estimate) -> Grid | None:
    """The layout of the sheet; None if workloads have the budgets."""
    if estimate.totals.budgets is None:
        return None
    lines = len(estimate.totals.budgets) + 1
    columns = tuple(_budgets_columns(estimate))
    if estimate.totals.by_period:
        columns = tuple(_name_for_periods(columns))
    return Grid(columns, lines, sheet=BUDGETS)


def _name_for_periods(columns: Iterable[OutputColumn]) -> Iterator[OutputColumn]:
    """The ``columns`` with the period after the cost center, and titles that name no year."""
    column = budgets_schema().columns[PERIOD]
    for one in columns:
        title = reduce(lambda said, pair: said.replace(*pair), PERIOD_TITLES.items(), one.title)
        yield replace(one, title=title)
        if one.name == CENTER:
            yield OutputColumn(PERIOD, column.title, "", KEY, column.description, text=True)


def _budgets_columns(estimate: Estimate) -> Iterator[OutputColumn]:
    known = {one.name: one for one in output_layout(estimate.basis.model)}
    shown = estimate.basis.currency.name_shown
    center = workloads_schema().columns[CENTER].title
    yield OutputColumn(CENTER_KEY, f"{center} key", "key", KEY, "")
    yield OutputColumn(CENTER, center, "", ADDED, "", text=True)
    yield OutputColumn(ROWS, "Workloads", "rows", ADDED, "")
    computed = dependent_formulas(estimate)
    sums = (*estimate.totals.by_column, *estimate.dollars, shown(PLANNED_COST))
    named = dict.fromkeys(
        name for one in computed.values() for name in names_in(parse_formula(one))
    )
    added = {name: replace(known[name], role=ADDED) for name in named if name in sums}
    budget, variance, status = estimate.basis.currency.budget_columns
    yield from (known[name] for name in dict.fromkeys((BUDGET, budget)))
    yield added.pop(shown(PLANNED_COST))
    # Those of the fiscal year are no periods' own.
    beside = () if estimate.totals.by_period else estimate.basis.model.year_costs[1:]
    yield from (replace(known[name], role=ADDED) for name in beside)
    yield from (known[variance], known[status])
    # Sums that only the status depends on come last.
    yield from added.values()
    yield OutputColumn(
        LINE_CHECK, "Cells typed over", "cells", CHECKED, "How many differ from what they were."
    )


def write_budgets(
    page: Page, own: Grid, estimates: Grid, estimate: Estimate, budgets: pl.DataFrame
) -> None:
    """Writes the sheet.

    Args:
        page: the sheet.
        own, estimates: the layouts of this sheet and of Estimates.
        estimate: the estimate to write.
        budgets: the budgets of the estimate by cost center.
    """
    columns = [
        RowColumn(
            column.title,
            WIDTHS.get(column.name, AMOUNT),
            band=BANDS[column.role],
            unit_label=column.unit,
            text=column.text,
        )
        for column in own.columns
    ]
    RowSheet(page, columns, own.header_row, own.rows).write_headers(30)
    page.set_printing(own.header_row)
    year = first_fiscal_year(estimate.basis.plan)
    formulas = cache(partial(line_formulas, own, estimates, estimate))
    lines = budgets.rename({"key": CENTER_KEY, "label": CENTER})
    usual = dict(zip(PERIOD_FIELDS, year.fields, strict=True))
    every = [*lines.iter_rows(named=True), {**_unlisted_line(own), **usual}]
    for row, line in enumerate(every, own.first_row):
        period = [line.get(*one) for one in usual.items()]
        _write_cost_center(page, own, row, line, formulas(*period))
    letters = [
        column_letters(own.column_position(one)) for one in (CENTER, PERIOD) if own.has_column(one)
    ]
    names = f"{letters[0]}{own.first_row}:{letters[-1]}{own.last_row}"
    page.ignore_warnings("number_stored_as_text", [names])
    _write_total(page, own, lines)


def _unlisted_line(own: Grid) -> Mapping[str, Any]:
    """The line of workloads whose cost center is on no other: none, until one is typed."""
    nothing = {one.name: Decimal(0) for one in own.columns}
    budgets = dict.fromkeys((one.name for one in own.columns if BUDGET in one.name), None)
    words = {CENTER: NOT_LISTED, STATUS: "", CENTER_KEY: 0, ROWS: 0}
    variances = dict.fromkeys((one.name for one in own.columns if VARIANCE in one.name), None)
    return {**nothing, **budgets, **variances, **words}


def _write_cost_center(
    page: Page, own: Grid, row: int, line: Mapping[str, Any], formulas: Mapping[str, str]
) -> None:
    for position, column in enumerate(own.columns, 1):
        value = line.get(column.name, 0)
        if column.role == INPUT:
            _write_budget_input(page, row, position, value)
        elif column.name in {CENTER, PERIOD}:
            page.write_text(row, position, value)
        else:
            look = "word" if column.text else LOOKS[column.role]
            text = formulas.get(column.name, "").replace("{row}", str(row))
            page.write_formula(
                row, position, text, "" if value is None else value, look, column.unit
            )


def _write_budget_input(page: Page, row: int, position: int, value: Decimal | None) -> None:
    column = workloads_schema().columns[BUDGET]
    if value is None:
        page.write_blank(row, position, "input", "amount")
    else:
        page.write_number(row, position, value, "input", "amount")
    hint = f"The budget of this cost center. {expected_sentence(column)} Can be left blank."
    page.add_validation(row, position, row, (column.title, hint), bounds_rule(column))


def summed_names(own: Grid) -> list[str]:
    """The columns that have a total, but that of the checks."""
    skipped = {KEY, CHECKED}
    return [
        one.name
        for one in own.columns
        if not one.text and one.role not in skipped and _adds_up(own, one)
    ]


def _adds_up(own: Grid, column: OutputColumn) -> bool:
    """Whether the lines of a ``column`` add up; the periods of a cost center share its workloads.

    They have costs of their own only beside their budgets.
    """
    return not own.has_column(PERIOD) or column.role != ADDED or PLANNED_COST in column.name


def total_cell(own: Grid, name: str) -> str:
    """The address of the total of the column ``name``, for formulas on other sheets."""
    return f"{own.sheet}!{own.relative_address(name, own.last_row + 1)}"


def _write_total(page: Page, own: Grid, lines: pl.DataFrame) -> None:
    row = own.last_row + 1
    for position, column in enumerate(own.columns, 1):
        if column.name == CENTER:
            page.write_text(row, position, "Total", "total")
        elif column.text or column.role == KEY or not _adds_up(own, column):
            page.write_blank(row, position, "total")
        else:
            value = Decimal(lines[column.name].sum()) if column.role != CHECKED else Decimal(0)
            text = sum_above_formula(position, own.first_row, row)
            page.write_formula(row, position, text, value, "total", column.unit)
