"""The Plan sheet: the calendar in total, by cost center and by model, summed over Estimates."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import chain

import polars as pl
from msgspec import Struct

from estimator.model.address import column_letters
from estimator.model.calendar import GROUPED_BY, PLANNED_COST, REPLACED, SPREAD, cost_kinds
from estimator.model.estimate import NO_BUDGET, Estimate
from estimator.model.money import BUDGET, STATUS, VARIANCE
from estimator.model.own_workbook import PLAN
from estimator.model.plan import QUARTER, YEAR
from estimator.model.text import count_phrase
from estimator.report.grid import BudgetLines, Grid
from estimator.report.page import Page
from estimator.report.page_cells import CellValue
from estimator.report.sheets import budget_block
from estimator.report.sheets.blocks import NOT_LISTED, first_groups
from estimator.report.sheets.estimates import describe_months
from estimator.report.sheets.plan_blocks import (
    FIRST,
    KIND,
    PLAN_LABEL,
    UNIT,
    CalendarColumns,
    PlanBlocks,
    PlanGroup,
    lay_out_calendar,
)
from estimator.report.styles import (
    COLUMN_MARGIN,
    LEAST_SCALE,
    PAGE_CHARACTERS,
    figure_width,
    page_characters,
)

FIGURES_ROW = 5
# In characters.
KIND_WIDTH, WIDEST_LABEL, NARROWEST_LABEL, NARROWEST_MONTH = 9, 30, 16, 8
# The most groups of a dimension; the others share a line.
MOST_GROUPS = 20
# The columns with amounts of a page that holds a year, half a year or a quarter, with their sums.
PAGE_MONTHS = (YEAR, 2 * QUARTER, QUARTER)


class PlanTotals(Struct, frozen=True):
    """The cells of the totals of the calendar, for the checks.

    Attributes:
        totals: the row of the grand total of each block: "all", and each dimension.
        year, whole: the columns of the first fiscal year and of the whole plan.
        months: the column of each month.
        lines: for each dimension the first line of each group, by its key.
        figures: for each figure above the blocks a formula that is 1 if it was typed over.
        kinds: the kinds of cost, in the order of their lines.
    """

    totals: Mapping[str, int]
    year: int
    whole: int
    months: Mapping[str, int]
    lines: Mapping[str, Mapping[int, int]]
    figures: Mapping[str, str]
    kinds: Sequence[str]

    def year_of_group(self, dimension: str, key: int) -> str:
        """A formula for the cost of a group in the first fiscal year: that of all its lines."""
        letters, row = column_letters(self.year), self.lines[dimension][key]
        return "=" + "+".join(f"{PLAN}!${letters}${row + n}" for n in range(len(self.kinds)))

    def months_of_group(self, dimension: str, key: int, months: Sequence[str]) -> str:
        """A formula for the cost of a group in ``months``: that of all its lines."""
        first = self.lines[dimension][key]
        last = first + len(self.kinds) - 1
        letters = [column_letters(self.months[month]) for month in months]
        return f"={'+'.join(f'SUM({PLAN}!${one}${first}:${one}${last})' for one in letters)}"

    def month_cell(self, month: str, kind: str) -> str:
        """The address of the cost of all workloads in a month, of one ``kind``."""
        return self.kind_cell("all", kind, self.months[month])

    def kind_cell(self, block: str, kind: str, column: int) -> str:
        """The address of the total of one ``kind`` in a column."""
        row = self.totals[block] - len(self.kinds) + self.kinds.index(kind)
        return f"{PLAN}!${column_letters(column)}${row}"

    def replaced_cell(self, block: str, column: int) -> str:
        """The address of the cost of replacements in a column."""
        return self.kind_cell(block, REPLACED, column)

    def uncovered_cell(self, block: str, column: int) -> str:
        """The address of what is not covered in a column, for formulas on other sheets."""
        return f"{PLAN}!${column_letters(column)}${self.totals[block] + 1}"

    def span(self, block: str, above: int = 0) -> str:
        """The cells of a grand total from the first month on, or of a row some rows from it."""
        row, last = self.totals[block] + above, column_letters(self.whole)
        return f"{PLAN}!${column_letters(min(self.months.values()))}${row}:${last}${row}"

    def block_cells(self, dimension: str) -> str:
        """All cells of the block of a dimension from the first month on."""
        first, last = self.totals[dimension], column_letters(self.whole)
        top = min(self.lines[dimension].values(), default=first)
        return f"{PLAN}!${column_letters(min(self.months.values()))}${top}:${last}${first}"

    def total_cell(self, block: str, column: int) -> str:
        """The address of a grand total, for formulas on other sheets."""
        return f"{PLAN}!${column_letters(column)}${self.totals[block]}"


def write_plan(
    page: Page,
    grid: Grid,
    held: BudgetLines,
    estimate: Estimate,
) -> PlanTotals:
    """Writes the sheet; returns the cells of its totals.

    Args:
        page: the sheet.
        grid: the layout of Estimates.
        held: the lines that have budgets.
        estimate: the estimate to write.
    """
    plan = estimate.totals.calendar.plan
    note = describe_months(grid)
    currency = estimate.basis.currency.code
    page.write_top(
        note,
        months=plan.length,
        start=plan.start,
        currency=currency,
        year=f"{plan.fiscal_year[0]} to {plan.fiscal_year[-1]}",
    )
    row = _write_figures(page, grid, held, estimate)
    training, monthly = map(estimate.basis.currency.name_shown, SPREAD)
    after = estimate.basis.model.after_retirement
    across = lay_out_calendar(plan, FIRST)
    sheet = PlanBlocks(page, grid, training, monthly, across, after)
    high = len(sheet.kinds)
    whole = PlanGroup("All workloads", "", estimate.totals.calendar.portfolio_amounts)
    of_all = row + 1
    totals = {"all": of_all + len(sheet.paid)}
    lines: dict[str, Mapping[int, int]] = {}
    row = sheet.write_all(whole, row)
    for dimension in GROUPED_BY:
        groups = _plan_groups(estimate, dimension)
        lines[dimension] = {
            int(group.key): row + 1 + high * n for n, group in enumerate(groups) if group.key
        }
        totals[dimension] = row + 1 + high * len(groups) + len(sheet.paid)
        row = sheet.write_dimension(dimension, groups, whole, row, of_all)
    _silence_plan_marks(page, sheet.across, row)
    _set_plan_view(page, sheet.across, _plan_widths(estimate, sheet.across))
    columns = sheet.across
    year, whole_plan = columns.years[0].column, columns.whole.column
    figures = {
        title: f"=({PLAN}!{column_letters(FIRST)}{at}<>{text.removeprefix('=')})*1"
        for at, (title, text, _, _) in enumerate(
            _list_figures(grid, held, estimate, f"{PLAN}!"), FIGURES_ROW + 1
        )
        if text
    }
    kinds = cost_kinds(after)
    return PlanTotals(totals, year, whole_plan, columns.months, lines, figures, kinds)


def _write_figures(page: Page, grid: Grid, held: BudgetLines, estimate: Estimate) -> int:
    """Writes budget and fiscal year next to the run rate; returns the next free row."""
    page.write_text(FIGURES_ROW, PLAN_LABEL, "Calendar and run rate", "block_title")
    page.write_text(FIGURES_ROW, KIND, "", "block_head")
    page.write_text(FIGURES_ROW, FIRST, estimate.basis.currency.code, "block_head_right")
    figures = _list_figures(grid, held, estimate)
    for at, (title, text, value, said) in enumerate(figures, FIGURES_ROW + 1):
        page.write_text(at, PLAN_LABEL, title)
        page.write_formula(at, FIRST, text, value, "link", UNIT)
        page.write_text(at, FIRST + 1, said, "beside")
    return FIGURES_ROW + len(figures) + 2


def _list_figures(
    grid: Grid, held: BudgetLines, estimate: Estimate, sheet: str = ""
) -> list[tuple[str, str, CellValue, str]]:
    """The title, the formula, the value and the meaning of each figure.

    ``sheet`` comes before the addresses of other figures, for formulas on another sheet.
    """
    totals = estimate.totals
    cost, first_year, annual = map(
        estimate.basis.currency.name_shown, (PLANNED_COST, "first_year_cost", "annual_cost")
    )

    def total(name: str) -> str:
        return grid.if_on_sheet(f"=SUM({grid.column_range(name)})")

    amounts, model = totals.calendar.portfolio_amounts, estimate.basis.model
    replaced = [
        (grid.column_title(name), total(name), amounts[name],
         "of that, on the replacements of models that have retired")
        for name in model.replacement_costs
    ]  # fmt: skip
    uncovered = [
        (grid.column_title(name), total(name), amounts[name],
         "what these months would cost beyond that if models were still offered")
        for name in model.uncovered_costs
    ]  # fmt: skip
    return [
        ("Fiscal-year cost", total(cost), totals.calendar.portfolio_amounts[cost],
         "first 12 months of the plan"),
        *replaced,
        *_list_budget_figures(held, estimate, sheet),
        *uncovered,
        ("First-year cost", total(first_year), totals.by_column[first_year],
         "run rate: training plus 12 full months, whenever they fall"),
        ("Annual cost", total(annual), totals.by_column[annual],
         "run rate: 12 full months"),
    ]  # fmt: skip


def _list_budget_figures(
    held: BudgetLines, estimate: Estimate, sheet: str
) -> list[tuple[str, str, CellValue, str]]:
    """The figures on all budgets, as above."""
    totals, noun, lines = estimate.totals, held.plural_noun.lower(), held.grid
    budget, cost, variance = map(
        lines.column_range,
        map(estimate.basis.currency.name_shown, (BUDGET, PLANNED_COST, VARIANCE)),
    )
    # The budget stands below the fiscal-year cost, and the part of it on replacements.
    below = 2 + len(estimate.basis.model.replacement_costs)
    cells = [f"{sheet}{column_letters(FIRST)}{FIGURES_ROW + n}" for n in (1, below)]
    rest = budget_block.variance_formula(estimate, cells[1], cells[0]).removeprefix("=")
    left = lines.if_on_sheet(f'=IF(COUNT({budget})=0,"",{rest})')
    value = totals.against_budget.fiscal_year_variance if totals.with_budget.rows else ""
    titles = ("Annual budget", "Fiscal-year variance")
    said = (f"all budgets of {noun}", f"all budget minus all cost, of all {noun}",
            f"fiscal-year cost of {noun} without a budget")  # fmt: skip
    if held.by_period:
        left, value = f"=SUM({variance})", totals.with_budget.fiscal_year_variance
        titles = ("Budgets", "Left of budgets")
        said = ("all budgets of periods", "all budgets minus what is planned for their periods",
                "fiscal-year cost of cost centers without a budget")  # fmt: skip
    bare = f'=SUMIFS({cost},{lines.column_range(STATUS)},"{NO_BUDGET}")'
    return [
        (titles[0], lines.if_on_sheet(f"=SUM({budget})"), totals.against_budget.annual_budget,
         said[0]),
        (titles[1], left, value, said[1]),
        ("Cost without a budget", lines.if_on_sheet(bare), totals.without_budget.fiscal_year_cost,
         said[2]),
    ]  # fmt: skip


def _plan_groups(estimate: Estimate, dimension: str) -> list[PlanGroup]:
    """The groups of ``dimension`` in the order of Breakdown, and the rest, which may be nothing."""
    cost = estimate.basis.currency.name_shown(PLANNED_COST)
    frame = estimate.totals.calendar.groups[dimension]
    frame = frame.sort(cost, "key", descending=[True, False])
    shown = first_groups(frame, MOST_GROUPS)
    rest = frame.slice(len(shown))
    groups = [PlanGroup(row["label"], str(row["key"]), row) for row in shown.iter_rows(named=True)]
    sums = rest.select(pl.selectors.decimal()).sum().row(0, named=True)
    label = count_phrase(len(rest), "other") if len(rest) else NOT_LISTED
    return [*groups, PlanGroup(label, "", sums)]


def _silence_plan_marks(page: Page, columns: CalendarColumns, last: int) -> None:
    """Subtotals between the months are meant; so is a cost center whose name is a number."""
    first, end = column_letters(FIRST), column_letters(columns.whole.column)
    page.ignore_warnings("formula_differs", [f"{first}{FIGURES_ROW}:{end}{last}"])
    page.ignore_warnings("formula_range", [f"{first}{FIGURES_ROW}:{end}{last}"])
    page.ignore_warnings("number_stored_as_text", [f"A{FIGURES_ROW}:A{last}"])


def _plan_widths(estimate: Estimate, columns: CalendarColumns) -> dict[int, float]:
    """The widths of the columns in characters; labels give way to amounts.

    The widest amounts are those of all workloads, or a total beside the run rate in the first
    column.
    """
    amounts = estimate.totals.calendar.portfolio_amounts
    kinds = cost_kinds(estimate.basis.model.after_retirement)
    months = {
        month: sum((amounts[kind + month] for kind in kinds), Decimal(0))
        for month in columns.months
    }
    widths: dict[int, float] = {KIND: KIND_WIDTH}
    for month, column in columns.months.items():
        widths[column] = _amount_width(months[month])
    for total in columns.total_columns:
        widths[total.column] = _amount_width(sum((months[one] for one in total.months), Decimal(0)))
    figures = [*estimate.totals.by_column.values(), estimate.totals.against_budget.annual_budget]
    widths[FIRST] = max(widths[FIRST], *map(_amount_width, figures))
    room = int(PAGE_CHARACTERS - page_characters(widths.values()) - COLUMN_MARGIN)
    calendar = estimate.totals.calendar.groups
    longest = max(map(len, chain.from_iterable(calendar[one]["label"] for one in GROUPED_BY)))
    needed = max(NARROWEST_LABEL, min(WIDEST_LABEL, longest))
    return {**widths, PLAN_LABEL: min(room, WIDEST_LABEL) if room >= needed else WIDEST_LABEL}


def _amount_width(amount: Decimal) -> int:
    return max(NARROWEST_MONTH, figure_width(f"{amount:,.0f}"))


def _set_plan_view(page: Page, columns: CalendarColumns, widths: Mapping[int, float]) -> None:
    page.set_widths(widths)
    page.sheet.freeze_panes(3, KIND)
    page.set_printing(3)
    if page_characters(widths.values()) > PAGE_CHARACTERS:
        _set_page_breaks(page, columns, widths)


def _set_page_breaks(page: Page, columns: CalendarColumns, widths: Mapping[int, float]) -> None:
    """Prints as many months side by side as a page holds, with labels on each page.

    A sheet fitted to pages takes no breaks.
    """
    ends = {length: _page_ends(columns, length) for length in PAGE_MONTHS}
    wide = {length: _widest_page(widths, found) for length, found in ends.items()}
    fitting = [length for length in PAGE_MONTHS if wide[length] <= PAGE_CHARACTERS]
    length = next(iter(fitting), PAGE_MONTHS[-1])
    scale = LEAST_SCALE * PAGE_CHARACTERS / wide[length]
    page.sheet.set_print_scale(max(10, min(100, int(scale))))
    page.sheet.set_v_pagebreaks(ends[length][:-1])
    page.sheet.repeat_columns(0, KIND - 1)


def _page_ends(columns: CalendarColumns, length: int) -> list[int]:
    """The last column of each page of ``length`` months."""
    last, quarters = columns.whole.column, columns.quarters
    if length == YEAR:
        ends = [one.column for one in columns.years]
    else:
        of_page = length // QUARTER
        ends = [one.column for one in quarters[of_page - 1 :: of_page]]
        # The sum of a year is on the page of its last months.
        ends = [next((y.column for y in columns.years if y.column == one + 1), one) for one in ends]
    return [*(one for one in ends if one < last - 1), last]


def _widest_page(widths: Mapping[int, float], ends: Sequence[int]) -> float:
    """The characters that the widest page takes, the labels included."""
    labels = [widths[PLAN_LABEL], widths[KIND]]
    starts = [KIND + 1, *(one + 1 for one in ends)]
    return max(
        page_characters([*labels, *(widths[column] for column in range(start, end + 1))])
        for start, end in zip(starts, ends, strict=False)
    )
