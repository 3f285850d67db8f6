"""The Plan sheet: the calendar in total, by cost center and by model, summed over Months."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from estimator.model.address import column_letters
from estimator.model.calendar import GROUPED_BY, ONE_TIME, PLANNED_COST, RECURRING
from estimator.model.estimate import NO_BUDGET, Estimate
from estimator.model.money import BUDGET, STATUS
from estimator.model.own_workbook import PLAN
from estimator.model.plan import YEAR
from estimator.model.text import count_phrase
from estimator.report.grid import BudgetLines, Grid
from estimator.report.page import CellValue, Page
from estimator.report.sheets import budget_block
from estimator.report.sheets.blocks import (
    FIRST_AMOUNT,
    KEY,
    LABEL,
    most_groups,
    split_groups,
    sum_above_formula,
)
from estimator.report.sheets.months import NOT_LIVE_NOTE
from estimator.report.sheets.plan_blocks import (
    AGAIN,
    FIRST,
    KIND,
    KINDS,
    ONCE,
    PLAN_KEY,
    PLAN_LABEL,
    UNIT,
    CalendarColumns,
    PlanBlocks,
    PlanGroup,
    lay_out_calendar,
)

FIGURES_ROW = 5
# In characters of seven pixels; a cell takes five more.
LABELS = {PLAN_LABEL: 30, PLAN_KEY: 5, KIND: 11}
NARROWEST = 9
# The width of an A4 page in landscape, in pixels, less a quarter for fonts that are wider.
PAGE = 780


@dataclass(frozen=True)
class PlanTotals:
    """The cells of the totals of the calendar, for the checks.

    Attributes:
        totals: the row of the grand total of each block: "all", and each dimension.
        year, whole: the columns of the first fiscal year and of the whole plan.
        months: the column of each month.
    """

    totals: Mapping[str, int]
    year: int
    whole: int
    months: Mapping[str, int]

    def month_cell(self, month: str, kind: str) -> str:
        """The address of the cost of all workloads in a month, of one ``kind``."""
        kinds = [before for _, before in KINDS]
        row = self.totals["all"] - len(kinds) + kinds.index(kind)
        return f"{PLAN}!${column_letters(self.months[month])}${row}"

    def total_cell(self, block: str, column: int) -> str:
        """The address of a grand total, for formulas on other sheets."""
        return f"{PLAN}!${column_letters(column)}${self.totals[block]}"


def write_plan(
    page: Page, grid: Grid, by_month: Grid, held: BudgetLines, estimate: Estimate
) -> PlanTotals:
    """Writes the sheet; returns the cells of its totals."""
    plan = estimate.totals.calendar.plan
    note = "" if by_month.is_live else NOT_LIVE_NOTE
    currency = estimate.basis.currency.code
    page.write_top(
        note,
        months=plan.length,
        start=plan.start,
        currency=currency,
        year=plan.fiscal_year_sentence,
    )
    row = _write_figures(page, grid, held, estimate)
    sheet = PlanBlocks(page, grid, by_month, lay_out_calendar(plan, FIRST))
    whole = PlanGroup("All workloads", None, estimate.totals.calendar.portfolio_amounts)
    totals = {"all": row + 1 + len(KINDS)}
    row = sheet.write_all(whole, row)
    for dimension in GROUPED_BY:
        groups = _plan_groups(estimate, dimension)
        totals[dimension] = row + 1 + len(KINDS) * (len(groups) + 1)
        row = sheet.write_dimension(dimension, groups, whole, row)
    _set_plan_view(page, sheet.across, _amount_width(estimate))
    columns = sheet.across
    return PlanTotals(totals, columns.years[0].column, columns.whole.column, columns.months)


def _write_figures(page: Page, grid: Grid, held: BudgetLines, estimate: Estimate) -> int:
    """Writes budget and fiscal year next to the run rate; returns the next free row."""
    page.write_headers(FIGURES_ROW, ("Calendar and run rate", "", ""))
    page.write_headers(FIGURES_ROW, (estimate.basis.currency.code,), FIRST, "heading_right")
    figures = _list_figures(grid, held, estimate)
    for at, (title, text, value, said) in enumerate(figures, FIGURES_ROW + 1):
        page.write_text(at, PLAN_LABEL, title, "label")
        page.write_formula(at, FIRST, text, value, "link", UNIT)
        page.write_text(at, FIRST + 1, said, "beside")
    return FIGURES_ROW + len(figures) + 2


def _list_figures(
    grid: Grid, held: BudgetLines, estimate: Estimate
) -> list[tuple[str, str, CellValue, str]]:
    """The title, the formula, the value and the meaning of each figure."""
    totals, noun = estimate.totals, held.plural_noun.lower()
    budget, cost, first_year, annual = map(
        estimate.basis.currency.name_shown,
        (BUDGET, PLANNED_COST, "first_year_cost", "annual_cost"),
    )
    status, spent = (held.grid.column_range(name) for name in (STATUS, cost))
    cells = [f"{column_letters(FIRST)}{FIGURES_ROW + n}" for n in (1, 2)]
    none = f'COUNTIFS({status},"<>{NO_BUDGET}")=0'
    rest = budget_block.variance_formula(estimate, cells[1], cells[0]).removeprefix("=")
    left = held.grid.if_on_sheet(f'=IF({none},"",{rest})')
    bare = held.grid.if_on_sheet(f'=SUMIFS({spent},{status},"{NO_BUDGET}")')

    def total(of: Grid, name: str) -> str:
        return of.if_on_sheet(f"=SUM({of.column_range(name)})")

    against = totals.against_budget
    variance = against.fiscal_year_variance if totals.with_budget.rows else ""
    return [
        ("Fiscal-year cost", total(grid, cost), totals.calendar.portfolio_amounts[cost],
         "calendar: cost in the first 12 months of the plan"),
        ("Annual budget", total(held.grid, budget), against.annual_budget,
         f"all budgets of {noun}"),
        ("Fiscal-year variance", left, variance,
         f"calendar: all budget minus all cost, of {noun} with and without a budget"),
        ("Cost without a budget", bare, totals.without_budget.fiscal_year_cost,
         f"calendar: the part of the fiscal-year cost that is of {noun} without a budget"),
        ("First-year cost", total(grid, first_year), totals.by_column[first_year],
         "run rate: training plus 12 full months, whenever they fall"),
        ("Annual cost", total(grid, annual), totals.by_column[annual],
         "run rate: 12 full months"),
    ]  # fmt: skip


def _plan_groups(estimate: Estimate, dimension: str) -> list[PlanGroup]:
    frame, most = estimate.totals.calendar.groups[dimension], most_groups(estimate, dimension)
    shown, rest = split_groups(frame, estimate, dimension, most)
    groups = [PlanGroup(row["label"], row["key"], row) for row in shown.iter_rows(named=True)]
    if len(rest):
        sums = rest.select(pl.selectors.decimal()).sum().row(0, named=True)
        groups.append(PlanGroup(count_phrase(len(rest), "other"), None, sums))
    return groups


def _amount_width(estimate: Estimate) -> int:
    amounts = estimate.totals.calendar.portfolio_amounts.values()
    most = max(*map(abs, amounts), *estimate.totals.by_column.values(), sum(amounts, Decimal(0)))
    return max(NARROWEST, len(f"{most:,.0f}") + 2)


def _set_plan_view(page: Page, columns: CalendarColumns, width: int) -> None:
    page.set_widths(LABELS | dict.fromkeys(range(FIRST, columns.whole.column + 1), width))
    page.sheet.freeze_panes(3, KIND)
    page.set_printing(3)
    if len(columns.years) > 1:
        _set_page_breaks(page, columns, width)


def _set_page_breaks(page: Page, columns: CalendarColumns, width: int) -> None:
    """Sets one page per year, with labels on each; a sheet fitted to pages takes no breaks."""
    year = columns.whole.column - columns.years[-2].column
    most = max(year, columns.years[0].column - FIRST + 1)
    pixels = sum(7 * one + 5 for one in [*LABELS.values(), *[width] * most])
    page.sheet.set_print_scale(min(100, 100 * PAGE // pixels))
    page.sheet.set_v_pagebreaks([one.column for one in columns.years[:-1]])
    page.sheet.repeat_columns(0, KIND - 1)


TITLES = (ONCE, AGAIN, "Total")


class SpendingRows(NamedTuple):
    """The rows of the first and last month, and the next free row."""

    months: tuple[int, int]
    after: int


def write_spending(page: Page, estimate: Estimate, places: PlanTotals, row: int) -> SpendingRows:
    """Writes one line per month from ``row``, and their total: the fiscal-year cost."""
    plan = estimate.totals.calendar.plan
    page.write_headers(row, ("First 12 months, by calendar", "", ""))
    page.write_headers(row, TITLES, FIRST_AMOUNT, "heading_right")
    once, again = column_letters(FIRST_AMOUNT), column_letters(FIRST_AMOUNT + 1)
    amounts, first, total = estimate.totals.calendar.portfolio_amounts, row + 1, row + 1 + YEAR
    for at, month in enumerate(plan.months[:YEAR], first):
        page.write_text(at, LABEL, month)
        for column, kind in enumerate((ONE_TIME, RECURRING), FIRST_AMOUNT):
            cell = places.month_cell(month, kind)
            page.write_formula(at, column, f"={cell}", amounts[kind + month], "link", "amount")
        both = amounts[ONE_TIME + month] + amounts[RECURRING + month]
        page.write_formula(
            at, FIRST_AMOUNT + 2, f"={once}{at}+{again}{at}", both, "formula", "amount"
        )
    page.write_text(total, LABEL, "Fiscal-year cost", "total")
    for column in range(KEY, FIRST_AMOUNT):
        page.write_blank(total, column, "total")
    sums = [sum(amounts[kind + m] for m in plan.months[:YEAR]) for kind in (ONE_TIME, RECURRING)]
    for column, value in enumerate((*sums, sum(sums)), FIRST_AMOUNT):
        page.write_formula(
            total, column, sum_above_formula(column, first, total), value, "total", "amount"
        )
    return SpendingRows((first, total - 1), total + 2)
