"""The Plan sheet: the calendar in total, by cost center and by model, summed over Months."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from estimator.model.address import letters
from estimator.model.calendar import GROUPED_BY, ONE_TIME, PLANNED_VARIANCE, RECURRING
from estimator.model.estimate import Estimate
from estimator.model.own_workbook import PLAN
from estimator.model.plan import YEAR
from estimator.model.text import counted
from estimator.report.grid import Grid, Held
from estimator.report.page import Page
from estimator.report.sheets.blocks import FIRST_AMOUNT, KEY, LABEL, most_groups, parted, sum_above
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
    Across,
    Blocks,
    Group,
    across,
)

FIGURES_ROW = 5
# In characters of seven pixels; a cell takes five more.
LABELS = {PLAN_LABEL: 30, PLAN_KEY: 5, KIND: 11}
NARROWEST = 9
# The width of an A4 page in landscape, in pixels, less a quarter for fonts that are wider.
PAGE = 780


@dataclass(frozen=True)
class Places:
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

    def month(self, month: str, kind: str) -> str:
        """The address of the cost of all workloads in a month, of one ``kind``."""
        kinds = [before for _, before in KINDS]
        row = self.totals["all"] - len(kinds) + kinds.index(kind)
        return f"{PLAN}!${letters(self.months[month])}${row}"

    def cell(self, block: str, column: int) -> str:
        """The address of a grand total, for formulas on other sheets."""
        return f"{PLAN}!${letters(column)}${self.totals[block]}"


def write_plan(page: Page, grid: Grid, by_month: Grid, held: Held, estimate: Estimate) -> Places:
    """Writes the sheet; returns the cells of its totals."""
    plan = estimate.totals.calendar.plan
    note = "" if by_month.live else NOT_LIVE_NOTE
    currency = estimate.basis.currency.code
    page.write_top(note, months=plan.length, start=plan.start, currency=currency)
    row = _figures(page, grid, held, estimate)
    sheet = Blocks(page, grid, by_month, across(plan, FIRST))
    whole = Group("All workloads", None, estimate.totals.calendar.all)
    totals = {"all": row + 1 + len(KINDS)}
    row = sheet.all(whole, row)
    for dimension in GROUPED_BY:
        groups = _groups(estimate, dimension)
        totals[dimension] = row + 1 + len(KINDS) * (len(groups) + 1)
        row = sheet.block(dimension, groups, whole, row)
    _view(page, sheet.across, _width(estimate))
    columns = sheet.across
    return Places(totals, columns.years[0].column, columns.whole.column, columns.months)


def _figures(page: Page, grid: Grid, held: Held, estimate: Estimate) -> int:
    """Writes the fiscal-year figures next to the run rate; returns the next free row."""
    row, left = FIGURES_ROW, estimate.basis.currency.shown(PLANNED_VARIANCE)
    values = {
        **estimate.totals.by_column,
        **estimate.totals.calendar.all,
        left: estimate.fiscal_year_variance,
    }
    lines = (
        ("Fiscal-year cost", "fiscal_year_cost",
         "calendar: cost in the first 12 months of the plan"),
        ("Fiscal-year variance", "fiscal_year_variance",
         f"calendar: annual budget minus fiscal-year cost, for {held.noun.lower()} with a budget"),
        ("First-year cost", "first_year_cost",
         "run rate: training plus 12 full months, whenever they fall"),
        ("Annual cost", "annual_cost", "run rate: 12 full months"),
    )  # fmt: skip
    page.headings(row, ("Calendar and run rate", "", ""))
    page.headings(row, (estimate.basis.currency.code,), FIRST, "heading_right")
    for at, (title, logical, said) in enumerate(lines, row + 1):
        page.text(at, PLAN_LABEL, title, "label")
        name = estimate.basis.currency.shown(logical)
        where = held.grid if name == left else grid
        text = where.over(f"=SUM({where.span(name)})")
        page.formula(at, FIRST, text, values[name], "link", UNIT)
        page.text(at, FIRST + 1, said, "beside")
    return row + len(lines) + 2


def _groups(estimate: Estimate, dimension: str) -> list[Group]:
    frame, most = estimate.totals.calendar.groups[dimension], most_groups(estimate, dimension)
    shown, rest = parted(frame, estimate, dimension, most)
    groups = [Group(row["label"], row["key"], row) for row in shown.iter_rows(named=True)]
    if len(rest):
        sums = rest.select(pl.selectors.decimal()).sum().row(0, named=True)
        groups.append(Group(counted(len(rest), "other"), None, sums))
    return groups


def _width(estimate: Estimate) -> int:
    amounts = estimate.totals.calendar.all.values()
    most = max(*map(abs, amounts), *estimate.totals.by_column.values(), sum(amounts, Decimal(0)))
    return max(NARROWEST, len(f"{most:,.0f}") + 2)


def _view(page: Page, columns: Across, width: int) -> None:
    page.widths(LABELS | dict.fromkeys(range(FIRST, columns.whole.column + 1), width))
    page.sheet.freeze_panes(3, KIND)
    page.printed(3)
    if len(columns.years) > 1:
        _paged(page, columns, width)


def _paged(page: Page, columns: Across, width: int) -> None:
    """Sets one page per year, with labels on each; a sheet fitted to pages takes no breaks."""
    year = columns.whole.column - columns.years[-2].column
    most = max(year, columns.years[0].column - FIRST + 1)
    pixels = sum(7 * one + 5 for one in [*LABELS.values(), *[width] * most])
    page.sheet.set_print_scale(min(100, 100 * PAGE // pixels))
    page.sheet.set_v_pagebreaks([one.column for one in columns.years[:-1]])
    page.sheet.repeat_columns(0, KIND - 1)


TITLES = (ONCE, AGAIN, "Total")


class Spent(NamedTuple):
    """The rows of the first and last month, and the next free row."""

    months: tuple[int, int]
    after: int


def write_spending(page: Page, estimate: Estimate, places: Places, row: int) -> Spent:
    """Writes one line per month from ``row``, and their total: the fiscal-year cost."""
    plan = estimate.totals.calendar.plan
    page.headings(row, ("First 12 months, by calendar", "", ""))
    page.headings(row, TITLES, FIRST_AMOUNT, "heading_right")
    once, again = letters(FIRST_AMOUNT), letters(FIRST_AMOUNT + 1)
    amounts, first, total = estimate.totals.calendar.all, row + 1, row + 1 + YEAR
    for at, month in enumerate(plan.months[:YEAR], first):
        page.text(at, LABEL, month)
        for column, kind in enumerate((ONE_TIME, RECURRING), FIRST_AMOUNT):
            cell = places.month(month, kind)
            page.formula(at, column, f"={cell}", amounts[kind + month], "link", "amount")
        both = amounts[ONE_TIME + month] + amounts[RECURRING + month]
        page.formula(at, FIRST_AMOUNT + 2, f"={once}{at}+{again}{at}", both, "formula", "amount")
    page.text(total, LABEL, "Fiscal-year cost", "total")
    for column in range(KEY, FIRST_AMOUNT):
        page.blank(total, column, "total")
    sums = [sum(amounts[kind + m] for m in plan.months[:YEAR]) for kind in (ONE_TIME, RECURRING)]
    for column, value in enumerate((*sums, sum(sums)), FIRST_AMOUNT):
        page.formula(total, column, sum_above(column, first, total), value, "total", "amount")
    return Spent((first, total - 1), total + 2)
