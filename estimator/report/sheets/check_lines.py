"""Checks of budgets, of the calendar, and of every computed column against its inputs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

import polars as pl

from estimator.formula.exactness import NUMBER
from estimator.formula.excel import formula
from estimator.formula.program import Compiled, compiled_columns
from estimator.formula.sumproduct import elementwise, equal
from estimator.formula.syntax import Call, Name, Node, Operation, Text, children
from estimator.model.address import letters
from estimator.model.calendar import GROUPED_BY, ONE_TIME, PLANNED_COST, PLANNED_VARIANCE, RECURRING
from estimator.model.estimate import Estimate
from estimator.model.money import BUDGET
from estimator.model.output_columns import COMPUTED, PRICE
from estimator.report.grid import Grid
from estimator.report.sheets import plan
from estimator.report.sheets.budgets import ADDED
from estimator.report.sheets.check import Check, count
from estimator.report.sheets.estimates import constants


def budget_checks(
    estimates: Grid, lines: Grid, estimate: Estimate, budgets: pl.DataFrame
) -> Iterator[Check | str]:
    """The checks of the Budgets sheet, laid out as ``lines`` says, against Estimates."""
    rows = estimates.over(f"=ROWS({estimates.span('workload_id')})")
    on_budgets = f"=SUM({lines.span('rows')})"
    yield count("Workloads: Estimates vs. Budgets", rows, on_budgets, estimate.totals.rows)
    shown = estimate.basis.currency.shown
    for name in [one.name for one in lines.columns if one.role == ADDED and one.frequency]:
        whole = estimates.over(f"=SUM({estimates.span(name)})")
        value = Decimal(budgets[name].sum())
        label = f"{lines.title(name)}: Estimates vs. Budgets"
        yield Check(label, whole, f"=SUM({lines.span(name)})", value, value)
    computed = [column.name for column in lines.columns if column.role == COMPUTED]
    variance = shown(PLANNED_VARIANCE)
    numbers = [one for one in computed if one != variance and budgets[one].dtype.is_numeric()]
    sums = {name: Decimal(budgets[name].sum()) for name in numbers}
    own = Lines(lines, "cost_center", "cost centers", sums)
    yield from amounts(own, estimate)
    yield from words(own, estimate)
    # A blank budget can be an empty text, which SUM ignores but arithmetic does not.
    spent = f'SUMPRODUCT(({lines.span(BUDGET)}<>"")*{lines.span(shown(PLANNED_COST))})'
    value = Decimal(budgets[variance].sum())
    label = f"{lines.title(variance)}: sum vs. budgets minus costs"
    left = f"=SUM({lines.span(variance)})"
    budget = lines.span(shown(BUDGET))
    yield Check(label, left, f"=SUM({budget})-{spent}", value, value)


def calendar_checks(
    grid: Grid, by_month: Grid, estimate: Estimate, places: plan.Places
) -> Iterator[Check]:
    """The checks of Months and Plan against Estimates and against each other."""
    amounts = estimate.totals.calendar.all
    ids = by_month.over(f"=COUNTA({by_month.span('workload_id')})")
    whole = grid.over(f"=ROWS({grid.span('workload_id')})")
    yield count("Workloads: Months vs. Estimates", ids, whole, estimate.totals.rows)
    for name in ("training_cost", "monthly_cost"):
        shown = estimate.basis.currency.shown(name)
        value = estimate.totals.by_column[shown]
        here, there = f"=SUM({by_month.span(name)})", f"=SUM({grid.span(shown)})"
        label = f"{grid.title(shown)}: Months vs. Estimates"
        yield Check(label, by_month.over(here), grid.over(there), value, value)
    if not by_month.live:
        differ = grid.over(f"=SUMPRODUCT({_typed_since(grid, by_month)})")
        yield count(CALENDAR_CHANGED, differ, "=0", 0)
    kinds = (ONE_TIME, RECURRING)
    spent = sum(
        (amounts[kind + month] for kind in kinds for month in estimate.totals.calendar.plan.months),
        Decimal(0),
    )
    parts = "+".join(f"SUM({by_month.span(name)})" for name in ("one_time_cost", "recurring_cost"))
    total = f"={places.cell('all', places.whole)}"
    yield Check("Calendar: Months vs. Plan", by_month.over(f"={parts}"), total, spent, spent)
    for dimension in GROUPED_BY:
        label = f"Calendar: all workloads vs. by {dimension.replace('_', ' ')}"
        yield Check(label, total, f"={places.cell(dimension, places.whole)}", spent, spent)
    shown = estimate.basis.currency.shown(PLANNED_COST)
    year = amounts[shown]
    cost = grid.over(f"=SUM({grid.span(shown)})")
    label = f"{grid.title(shown)}: Estimates vs. Plan"
    yield Check(label, cost, f"={places.cell('all', places.year)}", year, year)


def _typed_since(grid: Grid, by_month: Grid) -> str:
    """A formula for the rows of Estimates whose months or growth differ from those on Months.

    A blank counts as the value that Months uses for it.
    """
    heading, columns = by_month.heading_row, by_month.columns
    months = [n for n, column in enumerate(columns, 1) if column.name[:1].isdigit()]
    first, last = (f"{by_month.sheet}!${letters(n)}${heading}" for n in (months[0], months[-1]))
    pairs = (
        ("start_month", first, "starts"),
        ("end_month", last, "ends"),
        ("monthly_growth_rate", "0", "growth"),
    )
    return "+".join(
        f'--(({grid.span(typed)}="")*{blank}+{grid.span(typed)}<>{by_month.span(resolved)})'
        for typed, blank, resolved in pairs
    )


# Excel takes 8,192 characters in a formula; each name, written as a range, needs about 30.
MOST_NAMES = 200
CALENDAR_CHANGED = "Workloads whose months or growth changed since this workbook was made"


@dataclass(frozen=True)
class Lines:
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


def workloads(grid: Grid, estimate: Estimate) -> Lines:
    """The workloads on Estimates as lines to check."""
    return Lines(grid, "workload_id", "workloads", estimate.totals.sums)


def amounts(lines: Lines, estimate: Estimate) -> Iterator[Check | str]:
    """A check for each column of amounts: its sum against one recomputed from the inputs.

    A text is yielded for a column too long to recompute in one cell; no shipped column is.
    """
    grid = lines.grid
    columns = compiled_columns(estimate.basis.model)
    written, sizes = _written_out(columns, estimate)
    for column in columns:
        if column.name not in lines.sums:
            continue
        title, value = grid.title(column.name), lines.sums[column.name]
        if sizes[column.name] > MOST_NAMES:
            yield f"{title}: too long to recompute in one cell"
            continue
        again = _over_rows(elementwise(column.node, written), lines, estimate)
        total = grid.over(f"=SUM({grid.span(column.name)})")
        label = f"{title}: {lines.noun} vs. recomputed from the inputs"
        yield Check(label, total, again, value, value)


def words(lines: Lines, estimate: Estimate) -> Iterator[Check]:
    """A check for each column of words: how many of them match the formula."""
    grid = lines.grid
    columns = compiled_columns(estimate.basis.model)
    written, sizes = _written_out(columns, estimate)
    there = {column.name for column in grid.columns}
    for column in columns:
        known = column.kind.type != NUMBER and column.kind.texts is not None
        if known and column.name in there and sizes[column.name] <= MOST_NAMES:
            title = grid.title(column.name)
            label = f"{title}: {lines.noun} vs. those that match the formula"
            right = _over_rows(_agreeing(column, written), lines, estimate)
            rows = grid.over(f"=ROWS({grid.span(column.name)})")
            yield count(label, rows, right, grid.rows)


def _written_out(
    columns: Sequence[Compiled], estimate: Estimate
) -> tuple[Mapping[str, Node], Mapping[str, int]]:
    """The columns to replace by their formulas where they are used, and the size of each column.

    Amounts are used as they are, except those that can be an empty text, which cannot be added.
    """
    written: dict[str, Node] = {}
    sizes: dict[str, int] = {}
    for column in columns:
        named = {name: sizes[name] for name in written}
        sizes[column.name] = _size(column.node, named)
        if column.name not in estimate.totals.sums or column.kind.blank:
            written[column.name] = column.node
    return written, sizes


def _size(node: Node, sizes: Mapping[str, int]) -> int:
    """The largest number of names in ``node`` once it is computed over whole columns."""
    match node:
        case Name(name):
            return sizes.get(name, 1)
        case Call("IF", (condition, then, otherwise)):
            return 2 * _size(condition, sizes) + _size(then, sizes) + _size(otherwise, sizes)
        case Call("MAX" | "MIN", arguments):
            # Each step repeats the previous one three times.
            return int(3 ** len(arguments)) * sum(_size(one, sizes) for one in arguments)
        case _:
            return sum(_size(one, sizes) for one in children(node))


def _agreeing(column: Compiled, written: Mapping[str, Node]) -> Node:
    """A formula that is 1 where ``column`` holds the result of its own formula."""
    texts = [Text(text) for text in sorted(column.kind.texts or ())]
    texts += [Text("")] if column.kind.blank else []
    itself = Name(column.name)
    each = [
        Operation("*", Operation("=", itself, text), equal(column.node, text, written))
        for text in texts
    ]
    return reduce(lambda one, other: Operation("+", one, other), each)


def _over_rows(node: Node, lines: Lines, estimate: Estimate) -> str:
    """A formula for the sum of ``node`` over all lines; empty if they are not in the workbook.

    Multiplying by "this line has a text" makes a column of a value that is the same for all lines.
    """
    grid = lines.grid
    cells = {one.name: grid.span(one.name) for one in grid.columns} | constants(estimate)
    for one in grid.columns:
        if one.role == PRICE:
            cells[one.name] = f"SUMIF(rate_models,{grid.span('model')},rate_{one.name})"
    every = Operation("<>", Name(lines.each), Text(""))
    whole = formula(Operation("*", every, node), cells).removeprefix("=")
    return grid.over(f"=SUMPRODUCT({whole})")
