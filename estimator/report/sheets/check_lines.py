"""The lines of Checks about prices and assumptions, groups and the calendar."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from estimator.model.calendar import (
    GROUPED_BY,
    ONE_TIME,
    ORIGIN,
    PLANNED_COST,
    RECURRING,
    REPLACED,
    UNCOVERED,
    day_number,
)
from estimator.model.column import WHOLE, Column
from estimator.model.cost_model import BASE, FACTORS
from estimator.model.estimate import Estimate
from estimator.model.money import plain_number
from estimator.model.output_columns import AS_OF
from estimator.model.own_workbook import (
    AS_OF_LABEL,
    ASSUMPTIONS,
    NO_FIRST_DAY,
    NO_LAST_DAY,
    RETIREMENT_LABEL,
    SUMMARY,
)
from estimator.model.plan import REPLACE, STOP
from estimator.model.schema import workloads_schema
from estimator.report.grid import BAND_ROW, TOTAL_ROW, BudgetLines, Grid
from estimator.report.sheets import assumptions, plan
from estimator.report.sheets.breakdown import BreakdownCells
from estimator.report.sheets.check import Check, count_check, products_check
from estimator.report.sheets.group_blocks import COUNT, KEYS, GroupBlock
from estimator.report.sheets.plan_blocks import KIND_TITLES, MISSED
from estimator.report.sheets.row_lines import RUN_AGAIN

WRONG_PERIODS = (
    "Periods of models on Rates that overlap, are out of order, have no day or differ in the "
    "model's end; rates moved there"
)
KIND_WORDS = {kind: word.lower() for kind, word in KIND_TITLES.items()}


def given_checks(estimate: Estimate) -> Iterator[Check]:
    """Checks of the values that can be typed on Rates and Assumptions."""
    label = "Prices of models in use that are missing, negative or absurd"
    if estimate.basis.model.models_end:
        label = f"{label}; ends and replacements that are none"
    yield count_check(label, "=SUM(wrong_prices)", "", 0)
    if estimate.basis.model.dated:
        yield count_check(WRONG_PERIODS, "=SUM(wrong_periods)", "", 0)
        days = [(day - ORIGIN).days for day in (NO_FIRST_DAY, NO_LAST_DAY)]
        whole = f"INT(N({AS_OF}))=N({AS_OF})"
        true = f"IF(AND(ISNUMBER({AS_OF}),{AS_OF}>={days[0]},{AS_OF}<={days[1]},{whole}),0,1)"
        yield count_check(f"{AS_OF_LABEL}: not a date", f"={true}", "", 0)
    for one in estimate.basis.assumptions:
        label = f"{one.title} is not {one.column.expected}"
        yield count_check(label, f"={_is_impossible(one.name, one.column)}", "", 0)
    if estimate.basis.model.models_end:
        yield _retirement_check(estimate)
    marked = f'COUNTIF(scenarios_in_force,"{assumptions.IN_FORCE}")'
    label = f"Scenario on {SUMMARY} that is not one of {ASSUMPTIONS}"
    yield count_check(label, f"=1-{marked}", "", 0)
    for name, column in FACTORS.items():
        factors = f"scenario_{name}s"
        label = f"{column.title}s of scenarios that are not {column.expected}"
        wrong = f"ROWS({factors})-COUNT({factors})+{count_beyond(factors, column)}"
        yield count_check(label, f"={wrong}", "", 0)
        typed = f"=({name}<>{assumptions.factor_in_force(name).removeprefix('=')})*1"
        yield count_check(f"{column.title} in force typed over", typed, "", 0)
    yield from _base_checks(estimate)


def _retirement_check(estimate: Estimate) -> Check:
    """The check of what happens after a model has retired: replacements need own columns."""
    replaces = estimate.basis.model.after_retirement == REPLACE
    words = (STOP, REPLACE) if replaces else (STOP,)
    rest = "" if replaces else "; run estimator again to price replacements"
    known = "+".join(f'({assumptions.AFTER_RETIREMENT}="{word}")' for word in words)
    label = f"{RETIREMENT_LABEL}: not {' or '.join(words)}{rest}"
    return count_check(label, f"=1-({known})", "", 0)


def _base_checks(estimate: Estimate) -> Iterator[Check]:
    """Base is the plan as it stands: its factors are 1."""
    names = [one.name for one in estimate.basis.model.scenarios]
    if BASE in names:
        at = names.index(BASE) + 1
        ones = ",".join(f"INDEX(scenario_{name}s,{at})=1" for name in FACTORS)
        yield count_check(f"Factors of {BASE} that are not 1", f"=IF(AND({ones}),0,1)", "", 0)


def count_beyond(cells: str, column: Column) -> str:
    """How many of ``cells`` are out of the bounds of ``column``, which has both."""
    low, high = column.minimum or Decimal(0), column.maximum or Decimal(0)
    return f'COUNTIF({cells},"<{plain_number(low)}")+COUNTIF({cells},">{plain_number(high)}")'


def _is_impossible(cell: str, column: Column) -> str:
    """1 where the value in ``cell`` is not what ``column`` accepts, else 0."""
    bounds = [f"ISNUMBER({cell})"]
    if column.minimum is not None:
        bounds.append(f"{cell}>={plain_number(column.minimum)}")
    if column.maximum is not None:
        bounds.append(f"{cell}<={plain_number(column.maximum)}")
    if column.kind == WHOLE:
        bounds.append(f"INT(N({cell}))=N({cell})")
    return f"IF(AND({','.join(bounds)}),0,1)"


def group_checks(grid: Grid, held: BudgetLines, places: BreakdownCells) -> Iterator[Check]:
    """The checks of the lines on Breakdown against all workloads."""
    for dimension, block in places.groups.items():
        noun = workloads_schema().columns[dimension].title.lower()
        for name, value in block.sums(block.groups).items():
            whole, lines = f"={block.cell(name, block.total)}", block.lines_sum(name)
            if name == COUNT:
                label = f"Workloads: all vs. by {noun}"
                yield count_check(label, whole, lines, int(value))
            else:
                label = f"{grid.column_title(name)}: all workloads vs. by {noun}"
                yield Check(label, whole, lines, value, value)
        if len(block.lines) == len(block.groups) and not grid.elsewhere:
            yield _lines_check(grid, held, block, noun)


def breakdown_checks(places: BreakdownCells) -> Iterator[Check]:
    """The checks of what Breakdown says of shares, of months and of budget statuses."""
    for dimension, block in places.groups.items():
        noun = workloads_schema().columns[dimension].title.lower()
        label = f"Left and shares by {noun} on Breakdown: off by"
        nothing = Decimal(0)
        yield Check(label, block.derived_off(), "", nothing, nothing)
    for kind, text in places.months.typed_over.items():
        yield count_check(
            f"Months on Breakdown typed over: {KIND_WORDS.get(kind, kind)}", text, "", 0
        )
    for status, text in places.statuses.typed_over.items():
        yield count_check(f"Budget statuses on Breakdown typed over: {status}", text, "", 0)


def _lines_check(grid: Grid, held: BudgetLines, block: GroupBlock, noun: str) -> Check:
    """Amounts times the keys of their groups: lines typed over do not cancel each other out."""
    names = [name for name in block.sums(block.groups) if name != COUNT]
    rows, lines, value = [], [], Decimal(0)
    for name in names:
        of = held.grid if name == block.names[1] else grid
        # With commas, SUMPRODUCT skips the headers.
        keys = of.column_range(f"{block.dimension}_key")
        rows.append(f"SUMPRODUCT({of.column_range(name)},{keys})")
        lines.append(f"SUMPRODUCT({block.span(name)},{block.span(KEYS)})")
        value += Decimal((block.groups[name] * block.groups[KEYS]).sum())
    label = f"Lines by {noun}, each times its key: Estimates vs. Breakdown"
    return products_check(label, "+".join(rows), "+".join(lines), value)


def summary_checks(differences: Mapping[str, str]) -> Iterator[Check]:
    """The checks of Summary against Breakdown: formulas of ``differences`` by what differs."""
    for said, formula in differences.items():
        label = f"{said}: Summary vs. Breakdown"
        yield count_check(label, formula, "", 0)


def calendar_checks(
    grid: Grid, estimate: Estimate, places: plan.PlanTotals, breakdown: BreakdownCells
) -> Iterator[Check]:
    """The checks of Plan against Estimates and against itself."""
    amounts = estimate.totals.calendar.portfolio_amounts
    months = estimate.basis.plan.months
    spent = sum((amounts[kind + month] for kind in places.kinds for month in months), Decimal(0))
    total = f"={places.total_cell('all', places.whole)}"
    if grid.is_live:
        by_month = grid.column_range(months[0], months[-1])
        parts = f"=SUM({grid.column_range('one_time_cost')})+SUM({by_month})"
        label = "Cost in all months: Estimates vs. Plan"
        of_months = [kind for kind in places.kinds if kind != REPLACED]
        paid = sum((amounts[kind + month] for kind in of_months for month in months), Decimal(0))
        lines = "+".join(places.kind_cell("all", kind, places.whole) for kind in of_months)
        on_plan = total if of_months == [*places.kinds] else f"={lines}"
        yield Check(label, parts, on_plan, paid, paid)
    for dimension in GROUPED_BY:
        label = f"Cost in all months: all workloads vs. by {dimension.replace('_', ' ')}"
        yield Check(label, total, f"={places.total_cell(dimension, places.whole)}", spent, spent)
    shown = estimate.basis.currency.name_shown(PLANNED_COST)
    year = amounts[shown]
    cost = grid.if_on_sheet(f"=SUM({grid.column_range(shown)})")
    label = f"{grid.column_title(shown)}: Estimates vs. Plan"
    yield Check(label, cost, f"={places.total_cell('all', places.year)}", year, year)
    for name in estimate.basis.model.replacement_costs:
        yield from _year_checks(grid, name, places, amounts[name], places.replaced_cell)
    for name in estimate.basis.model.uncovered_costs:
        yield from _year_checks(grid, name, places, amounts[name], places.uncovered_cell)
    if grid.is_live and not grid.is_full:
        yield from _dated_checks(grid, estimate, places)
    for title, text in places.figures.items():
        yield count_check(f"{title} on Plan typed over", text, "", 0)
    for dimension in GROUPED_BY:
        # What is typed over one line of a month is missing in the line of what is not listed.
        below = f'=COUNTIF({places.block_cells(dimension)},"<0")'
        label = f"Costs below 0 on Plan by {dimension.replace('_', ' ')}"
        yield count_check(label, below, "", 0)
        block = breakdown.groups[dimension]
        yield from _planned_groups(block, shown, places, live=grid.is_live)


def _year_checks(
    grid: Grid,
    name: str,
    places: plan.PlanTotals,
    value: Decimal,
    cell: Callable[[str, int], str],
) -> Iterator[Check]:
    """The checks of an amount of the fiscal year, ``value`` on all sheets, by ``cell`` on Plan."""
    title = grid.column_title(name)
    whole = grid.if_on_sheet(f"=SUM({grid.column_range(name)})")
    for block in places.totals:
        on_plan = f"={cell(block, places.year)}"
        where = "Plan" if block == "all" else f"Plan by {block.replace('_', ' ')}"
        yield Check(f"{title}: Estimates vs. {where}", whole, on_plan, value, value)


def _planned_groups(
    block: GroupBlock, cost: str, places: plan.PlanTotals, *, live: bool
) -> Iterator[Check]:
    """Checks that each group has the same cost in the year on Plan, where it may be stored."""
    lines = places.lines[block.dimension]
    for row, group in enumerate(block.groups.iter_rows(named=True), block.first):
        if group["key"] in lines:
            text = places.year_of_group(block.dimension, group["key"])
            said = f"{group['label']}, Breakdown vs. Plan"
            label = said if live else RUN_AGAIN.format(said)
            yield Check(label, f"={block.cell(cost, row)}", text, group[cost], group[cost])


def _dated_checks(grid: Grid, estimate: Estimate, places: plan.PlanTotals) -> Iterator[Check]:
    """Checks of amounts times the dates of their months, so that no two months cancel out."""
    amounts = estimate.totals.calendar.portfolio_amounts
    days = {month: day_number(month) for month in estimate.basis.plan.months}
    above, sums = (
        f"{grid.sheet}!{grid.relative_address(min(days), row)}"
        f":{grid.relative_address(max(days), row)}"
        for row in (BAND_ROW, TOTAL_ROW)
    )
    ones = f"{grid.column_range('one_time_cost')},{grid.column_range('starts')}"
    high = len(places.kinds)
    heading = places.span("all", -high - 1)
    values: dict[str, Decimal] = {}
    on_estimates = {ONE_TIME: ones, RECURRING: f"{above},{sums}"}
    for n, kind in enumerate(places.kinds):
        values[kind] = sum((amounts[kind + one] * day for one, day in days.items()), Decimal(0))
        if kind in on_estimates:
            line = f"SUMPRODUCT({heading},{places.span('all', n - high)})"
            label = f"{KIND_TITLES[kind]} cost times dates: Estimates vs. Plan"
            dated = f"SUMPRODUCT({on_estimates[kind]})"
            yield products_check(label, dated, line, values[kind])
    whole = f"SUMPRODUCT({heading},{places.span('all')})"
    for dimension in GROUPED_BY:
        label = f"Cost times dates on Plan: all workloads vs. by {dimension.replace('_', ' ')}"
        text = f"SUMPRODUCT({heading},{places.span(dimension)})"
        yield products_check(label, whole, text, sum(values.values(), Decimal(0)))
    if estimate.basis.model.models_end:
        missed = sum((amounts[UNCOVERED + one] * day for one, day in days.items()), Decimal(0))
        # Each stands below the grand total.
        whole, *others = (f"SUMPRODUCT({heading},{places.span(one, 1)})" for one in places.totals)
        for dimension, text in zip(GROUPED_BY, others, strict=True):
            by = dimension.replace("_", " ")
            label = f"{MISSED} times dates on Plan: all workloads vs. by {by}"
            yield products_check(label, whole, text, missed)
