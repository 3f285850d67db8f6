"""Checks of budgets, of the calendar, and of every computed column against its inputs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

import polars as pl

from estimator.formula.exactness import NUMBER
from estimator.formula.excel import cell_formula
from estimator.formula.program import CompiledColumn, compiled_columns
from estimator.formula.sumproduct import elementwise_node, equality_node
from estimator.formula.syntax import Call, Name, Node, Operation, TextLiteral, child_nodes
from estimator.model.address import column_letters
from estimator.model.calendar import GROUPED_BY, ONE_TIME, PLANNED_COST, RECURRING
from estimator.model.estimate import NO_BUDGET, Estimate
from estimator.model.money import BUDGET, STATUS, VARIANCE
from estimator.model.output_columns import COMPUTED, PRICE
from estimator.report.grid import Grid
from estimator.report.sheets import plan
from estimator.report.sheets.budgets import ADDED
from estimator.report.sheets.check import Check, count_check
from estimator.report.sheets.estimates import formula_constants


def budget_checks(
    estimates: Grid, lines: Grid, estimate: Estimate, budgets: pl.DataFrame
) -> Iterator[Check | str]:
    """The checks of the Budgets sheet, laid out as ``lines`` says, against Estimates."""
    rows = estimates.if_on_sheet(f"=ROWS({estimates.column_range('workload_id')})")
    on_budgets = f"=SUM({lines.column_range('rows')})"
    yield count_check("Workloads: Estimates vs. Budgets", rows, on_budgets, estimate.totals.rows)
    for name in [one.name for one in lines.columns if one.role == ADDED and one.frequency]:
        whole = estimates.if_on_sheet(f"=SUM({estimates.column_range(name)})")
        value = Decimal(budgets[name].sum())
        label = f"{lines.column_title(name)}: Estimates vs. Budgets"
        yield Check(label, whole, f"=SUM({lines.column_range(name)})", value, value)
    computed = [column.name for column in lines.columns if column.role == COMPUTED]
    numbers = [one for one in computed if budgets[one].dtype.is_numeric()]
    sums = {name: Decimal(budgets[name].sum()) for name in numbers}
    own = CheckedLines(lines, "cost_center", "cost centers", sums)
    yield from amount_checks(own, estimate)
    yield from word_checks(own, estimate)


def variance_checks(lines: Grid, estimate: Estimate) -> Iterator[Check]:
    """The check that all cost against all budget is what the lines with and without one make."""
    cost, budget, variance = (
        lines.column_range(estimate.basis.currency.name_shown(name))
        for name in (PLANNED_COST, BUDGET, VARIANCE)
    )
    bare = f'SUMIFS({cost},{lines.column_range(STATUS)},"{NO_BUDGET}")'
    value = estimate.totals.against_budget.fiscal_year_variance
    yield Check(
        "All cost against all budget: sums vs. lines with a budget less those without",
        lines.if_on_sheet(f"=SUM({budget})-SUM({cost})"),
        lines.if_on_sheet(f"=SUM({variance})-{bare}"),
        value,
        value,
    )


def calendar_checks(
    grid: Grid, by_month: Grid, estimate: Estimate, places: plan.PlanTotals
) -> Iterator[Check]:
    """The checks of Months and Plan against Estimates and against each other."""
    amounts = estimate.totals.calendar.portfolio_amounts
    ids = by_month.if_on_sheet(f"=COUNTA({by_month.column_range('workload_id')})")
    whole = grid.if_on_sheet(f"=ROWS({grid.column_range('workload_id')})")
    yield count_check("Workloads: Months vs. Estimates", ids, whole, estimate.totals.rows)
    for name in ("training_cost", "monthly_cost"):
        shown = estimate.basis.currency.name_shown(name)
        value = estimate.totals.by_column[shown]
        here, there = f"=SUM({by_month.column_range(name)})", f"=SUM({grid.column_range(shown)})"
        label = f"{grid.column_title(shown)}: Months vs. Estimates"
        yield Check(label, by_month.if_on_sheet(here), grid.if_on_sheet(there), value, value)
    if not by_month.is_live:
        differ = grid.if_on_sheet(f"=SUMPRODUCT({_changed_inputs(grid, by_month)})")
        yield count_check(CALENDAR_CHANGED, differ, "=0", 0)
    kinds = (ONE_TIME, RECURRING)
    spent = sum(
        (amounts[kind + month] for kind in kinds for month in estimate.totals.calendar.plan.months),
        Decimal(0),
    )
    parts = "+".join(
        f"SUM({by_month.column_range(name)})" for name in ("one_time_cost", "recurring_cost")
    )
    total = f"={places.total_cell('all', places.whole)}"
    yield Check("Calendar: Months vs. Plan", by_month.if_on_sheet(f"={parts}"), total, spent, spent)
    for dimension in GROUPED_BY:
        label = f"Calendar: all workloads vs. by {dimension.replace('_', ' ')}"
        yield Check(label, total, f"={places.total_cell(dimension, places.whole)}", spent, spent)
    shown = estimate.basis.currency.name_shown(PLANNED_COST)
    year = amounts[shown]
    cost = grid.if_on_sheet(f"=SUM({grid.column_range(shown)})")
    label = f"{grid.column_title(shown)}: Estimates vs. Plan"
    yield Check(label, cost, f"={places.total_cell('all', places.year)}", year, year)


def _changed_inputs(grid: Grid, by_month: Grid) -> str:
    """A formula for the rows of Estimates whose months or growth differ from those on Months.

    A blank counts as the value that Months uses for it.
    """
    heading, columns = by_month.header_row, by_month.columns
    months = [n for n, column in enumerate(columns, 1) if column.name[:1].isdigit()]
    first, last = (
        f"{by_month.sheet}!${column_letters(n)}${heading}" for n in (months[0], months[-1])
    )
    end = grid.column_range("end_month")
    # What has no start but ended before the plan starts, for Months, when it ends.
    over = f'({end}<>"")*({end}<{first})'
    pairs = (
        ("start_month", f"({first}-{over}*({first}-{end}))", "starts"),
        ("end_month", last, "ends"),
        ("monthly_growth_rate", "0", "growth"),
    )
    return "+".join(
        f'--(({grid.column_range(typed)}="")*{blank}+{grid.column_range(typed)}<>{by_month.column_range(resolved)})'
        for typed, blank, resolved in pairs
    )


# Excel takes 8,192 characters in a formula; each name, written as a range, needs about 30.
MOST_NAMES = 200
CALENDAR_CHANGED = "Workloads whose months or growth changed since this workbook was made"


@dataclass(frozen=True)
class CheckedLines:
    """The lines of a sheet to check: workloads on Estimates, or cost centers on Budgets.

    Attributes:
        grid: the layout of the sheet.
        each: a column in which every line has a text.
        noun: the name of the lines, in the plural.
        sums: the totals of the computed columns of amounts.
    """

    grid: Grid
    each: str
    noun: str
    sums: Mapping[str, Decimal]


def workload_lines(grid: Grid, estimate: Estimate) -> CheckedLines:
    """The workloads on Estimates as lines to check."""
    return CheckedLines(grid, "workload_id", "workloads", estimate.totals.sums)


def amount_checks(lines: CheckedLines, estimate: Estimate) -> Iterator[Check | str]:
    """A check for each column of amounts: its sum against one recomputed from the inputs.

    A text is yielded for a column too long to recompute in one cell; no shipped column is.
    """
    grid = lines.grid
    columns = compiled_columns(estimate.basis.model)
    written, sizes = _written_out(columns, estimate)
    for column in columns:
        if column.name not in lines.sums:
            continue
        title, value = grid.column_title(column.name), lines.sums[column.name]
        if sizes[column.name] > MOST_NAMES:
            yield f"{title}: too long to recompute in one cell"
            continue
        again = _over_rows(elementwise_node(column.node, written), lines, estimate)
        total = grid.if_on_sheet(f"=SUM({grid.column_range(column.name)})")
        label = f"{title}: {lines.noun} vs. recomputed from the inputs"
        yield Check(label, total, again, value, value)


def word_checks(lines: CheckedLines, estimate: Estimate) -> Iterator[Check]:
    """A check for each column of words: how many of them match the formula."""
    grid = lines.grid
    columns = compiled_columns(estimate.basis.model)
    written, sizes = _written_out(columns, estimate)
    there = {column.name for column in grid.columns}
    for column in columns:
        known = column.kind.type != NUMBER and column.kind.texts is not None
        if known and column.name in there and sizes[column.name] <= MOST_NAMES:
            title = grid.column_title(column.name)
            label = f"{title}: {lines.noun} vs. those that match the formula"
            right = _over_rows(_count_agreeing(column, written), lines, estimate)
            rows = grid.if_on_sheet(f"=ROWS({grid.column_range(column.name)})")
            yield count_check(label, rows, right, grid.rows)


def _written_out(
    columns: Sequence[CompiledColumn], estimate: Estimate
) -> tuple[Mapping[str, Node], Mapping[str, int]]:
    """The columns to replace by their formulas where they are used, and the size of each column.

    Amounts are used as they are, except those that can be an empty text, which cannot be added.
    """
    written: dict[str, Node] = {}
    sizes: dict[str, int] = {}
    for column in columns:
        named = {name: sizes[name] for name in written}
        sizes[column.name] = _count_names(column.node, named)
        if column.name not in estimate.totals.sums or column.kind.blank:
            written[column.name] = column.node
    return written, sizes


def _count_names(node: Node, sizes: Mapping[str, int]) -> int:
    """The largest number of names in ``node`` once it is computed over whole columns."""
    match node:
        case Name(name):
            return sizes.get(name, 1)
        case Call("IF", (condition, then, otherwise)):
            return (
                2 * _count_names(condition, sizes)
                + _count_names(then, sizes)
                + _count_names(otherwise, sizes)
            )
        case Call("MAX" | "MIN", arguments):
            # Each step repeats the previous one three times.
            return int(3 ** len(arguments)) * sum(_count_names(one, sizes) for one in arguments)
        case _:
            return sum(_count_names(one, sizes) for one in child_nodes(node))


def _count_agreeing(column: CompiledColumn, written: Mapping[str, Node]) -> Node:
    """A formula that is 1 where ``column`` holds the result of its own formula."""
    texts = [TextLiteral(text) for text in sorted(column.kind.texts or ())]
    texts += [TextLiteral("")] if column.kind.blank else []
    itself = Name(column.name)
    each = [
        Operation("*", Operation("=", itself, text), equality_node(column.node, text, written))
        for text in texts
    ]
    return reduce(lambda one, other: Operation("+", one, other), each)


def _over_rows(node: Node, lines: CheckedLines, estimate: Estimate) -> str:
    """A formula for the sum of ``node`` over all lines; empty if they are not in the workbook.

    Multiplying by "this line has a text" makes a column of a value that is the same for all lines.
    """
    grid = lines.grid
    cells = {one.name: grid.column_range(one.name) for one in grid.columns} | formula_constants(
        estimate
    )
    for one in grid.columns:
        if one.role == PRICE:
            cells[one.name] = f"SUMIF(rate_models,{grid.column_range('model')},rate_{one.name})"
    every = Operation("<>", Name(lines.each), TextLiteral(""))
    whole = cell_formula(Operation("*", every, node), cells).removeprefix("=")
    return grid.if_on_sheet(f"=SUMPRODUCT({whole})")
