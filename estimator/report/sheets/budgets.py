"""The Budgets sheet: one line per cost center with its budget, costs and variance.

Where budgets say what period they are for, it has one line per cost center and period.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial, reduce
from typing import Any

import polars as pl

from estimator.formula.excel import cell_formula
from estimator.formula.program import compiled_columns, dependent_columns
from estimator.formula.syntax import names_in, parse_formula
from estimator.model.address import column_letters
from estimator.model.calendar import PLANNED_COST
from estimator.model.estimate import Estimate
from estimator.model.money import BUDGET, STATUS, VARIANCE
from estimator.model.output_columns import COMPUTED, INPUT, KEY, OutputColumn, output_layout
from estimator.model.own_workbook import BUDGETS
from estimator.model.period import PERIOD_FIELDS, first_fiscal_year
from estimator.model.plan import Plan
from estimator.model.schema import budgets_schema, workloads_schema
from estimator.report.data_validation import bounds_rule, expected_sentence
from estimator.report.grid import CENTER_KEY, Grid, RowColumn, RowSheet
from estimator.report.page import Page
from estimator.report.sheets.blocks import NOT_LISTED, sum_above_formula
from estimator.report.sheets.row_checks import differs_from_formula
from estimator.report.sheets.row_formulas import formula_constants

CENTER, ROWS, LINE_CHECK = "cost_center", "rows", "line_check"
PERIOD = PERIOD_FIELDS[0]
ADDED, CHECKED = "added up", "checked"
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
    computed = _dependent_formulas(estimate)
    sums = (*estimate.totals.by_column, *estimate.dollars, shown(PLANNED_COST))
    named = dict.fromkeys(
        name for one in computed.values() for name in names_in(parse_formula(one))
    )
    added = {name: replace(known[name], role=ADDED) for name in named if name in sums}
    budget, variance, status = estimate.basis.currency.budget_columns
    yield from (known[name] for name in dict.fromkeys((BUDGET, budget)))
    yield added.pop(shown(PLANNED_COST))
    yield from (known[variance], known[status])
    # Sums that only the status depends on come last.
    yield from added.values()
    yield OutputColumn(
        LINE_CHECK, "Cells typed over", "cells", CHECKED, "How many differ from what they were."
    )


def _dependent_formulas(estimate: Estimate) -> Mapping[str, str]:
    """The formulas of the columns that depend on a budget, as for a workload."""
    columns = dependent_columns(
        compiled_columns(estimate.basis.model), {BUDGET}, estimate.basis.currency.budget_columns
    )
    by_name = {one.name: one.formula for one in estimate.basis.model.columns}
    return {one.name: by_name[one.name] for one in columns}


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
    plan = estimate.basis.plan
    formulas = cache(partial(_line_formulas, own, estimates, estimate))
    lines = budgets.rename({"key": CENTER_KEY, "label": CENTER})
    for row, line in enumerate(lines.iter_rows(named=True), own.first_row):
        _write_cost_center(page, own, row, line, formulas(*_months_of_line(line, plan)))
    unlisted = {**_unlisted_line(own), PERIOD: first_fiscal_year(plan).name}
    _write_cost_center(page, own, own.last_row, unlisted, formulas(*_months_of_line({}, plan)))
    letters = [
        column_letters(own.column_position(one)) for one in (CENTER, PERIOD) if own.has_column(one)
    ]
    names = f"{letters[0]}{own.first_row}:{letters[-1]}{own.last_row}"
    page.ignore_warnings("number_stored_as_text", [names])
    _write_total(page, own, lines)


def _months_of_line(line: Mapping[str, Any], plan: Plan) -> tuple[str, str]:
    """The first and the last month of the budget in a ``line``."""
    year = plan.fiscal_year
    _, first, last = PERIOD_FIELDS
    return line.get(first, year[0]), line.get(last, year[-1])


def _unlisted_line(own: Grid) -> Mapping[str, Any]:
    """The line of workloads whose cost center is on no other: none, until one is typed."""
    nothing = {one.name: Decimal(0) for one in own.columns}
    budgets = dict.fromkeys((one.name for one in own.columns if BUDGET in one.name), None)
    words = {CENTER: NOT_LISTED, STATUS: "", CENTER_KEY: 0, ROWS: 0}
    variances = dict.fromkeys((one.name for one in own.columns if VARIANCE in one.name), None)
    return {**nothing, **budgets, **variances, **words}


def _line_formulas(
    own: Grid, estimates: Grid, estimate: Estimate, first: str, last: str
) -> Mapping[str, str]:
    """The formula of each column that has one, with {row} for the row.

    Args:
        own: the layout of the sheet.
        estimates: that of Estimates.
        estimate: the estimate to write.
        first: the first month of the budget of the line, YYYY-MM.
        last: the last one.
    """
    cells = {one.name: own.relative_address(one.name, 0)[:-1] + "{row}" for one in own.columns}
    key, keys = f"${cells[CENTER_KEY]}", estimates.column_range(CENTER_KEY)
    added = {
        one.name: estimates.if_on_sheet(f"=SUMIFS({estimates.column_range(one.name)},{keys},{key})")
        for one in own.columns
        if one.role == ADDED and one.unit != "rows" and not one.text
    }
    if (first, last) != _months_of_line({}, estimate.basis.plan):
        cost = estimate.basis.currency.name_shown(PLANNED_COST)
        added[cost] = _planned_formula(estimates, estimate, f"{keys},{key}", first, last)
    computed = {
        name: cell_formula(parse_formula(text), cells | formula_constants(estimate))
        for name, text in _dependent_formulas(estimate).items()
    }
    # A line without workloads and without a budget has no status.
    idle = f'AND({cells[ROWS]}=0,{cells[BUDGET]}="")'
    computed[STATUS] = f'=IF({idle},"",{computed[STATUS].removeprefix("=")})'
    found = {ROWS: estimates.if_on_sheet(f"=COUNTIFS({keys},{key})"), **added, **computed}
    terms = [
        differs_from_formula(one, cells[one.name], found[one.name].removeprefix("="))
        for one in own.columns
        if found.get(one.name)
    ]
    decimals = workloads_schema().columns[BUDGET].decimals
    terms.append(f"(ROUND({cells[BUDGET]},{decimals})<>{cells[BUDGET]})*1")
    if CENTER in estimate.totals.spellings:
        named = f"INDEX(cost_center_labels,MATCH({key},cost_center_keys,0))"
        terms.append(f"IF({key}=0,0,({named}<>{cells[CENTER]})*1)")
    return {**found, LINE_CHECK: f"={'+'.join(terms)}"}


def _planned_formula(estimates: Grid, estimate: Estimate, keyed: str, first: str, last: str) -> str:
    """The formula of what a cost center costs in some months, from the months of Estimates.

    It is empty where these are stored values, or not there.

    Args:
        estimates: the layout of Estimates.
        estimate: the estimate to write.
        keyed: the keys of the cost centers, and the one of the line.
        first: the first month, YYYY-MM.
        last: the last one.
    """
    if not estimates.is_live:
        return ""
    every = estimate.basis.plan.months
    starts, training = (
        estimates.column_range("starts"),
        estimate.basis.currency.name_shown("training_cost"),
    )
    begin, end = (f"INDEX(plan_months,{every.index(one) + 1})" for one in (first, last))
    within = f'{keyed},{starts},">="&{begin},{starts},"<="&{end}'
    terms = [f"SUMIFS({estimates.column_range(training)},{within})"]
    terms += [
        f"SUMIFS({estimates.column_range(month)},{keyed})"
        for month in every
        if first <= month <= last
    ]
    return f"=ROUND({'+'.join(terms)},2)"


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
