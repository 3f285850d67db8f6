"""Budgets on the Summary: the remaining budget in total and by status, and lines over budget."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from estimator.formula.excel import cell_formula
from estimator.formula.syntax import Call, parse_formula
from estimator.model.address import column_letters
from estimator.model.calendar import PLANNED_COST
from estimator.model.estimate import BUDGET_SUMS, NO_BUDGET, STATUSES, BudgetStatus, Estimate
from estimator.model.money import BUDGET, STATUS, VARIANCE
from estimator.model.text import count_phrase
from estimator.report.grid import BudgetLines
from estimator.report.page import CellValue, Page
from estimator.report.sheets.blocks import sum_above_formula

BUDGETED = tuple(status for status in STATUSES if status != NO_BUDGET)
TITLES = ("Annual budget", "Fiscal-year cost", "Remaining budget")
# The criterion for the status of lines with a budget, and of those without.
SOME, NONE = f'"<>{NO_BUDGET}"', f'"{NO_BUDGET}"'
HEADLINE_ROWS = 4
# The most lines over budget that fit on one page.
MOST_OVER = 5


def write_budget_headline(
    page: Page, held: BudgetLines, estimate: Estimate, row: int, column: int
) -> None:
    """Writes all cost against all budget, then the lines without a budget, then those with one."""
    page.write_headers(row, ("Budget and fiscal year",), column)
    titles = (held.plural_noun, "Annual budget", "Fiscal-year\ncost", "Remaining\nbudget", "Used")
    page.write_headers(row, titles, column + 1, "heading_right")
    work, totals = _Headline(page, held, estimate, column), estimate.totals
    work.write_line(row + 1, "All cost against all budget", totals.against_budget, "")
    work.write_line(row + 2, "Without a budget", totals.without_budget, NONE)
    work.write_line(row + 3, "With a budget", totals.with_budget, SOME)


@dataclass(frozen=True)
class _Headline:
    """The lines of the headline, from ``column`` on."""

    page: Page
    held: BudgetLines
    estimate: Estimate
    column: int

    def write_line(self, row: int, label: str, sums: BudgetStatus, criterion: str) -> None:
        """Writes the lines whose status meets the ``criterion``; all of them if it is empty."""
        first = not criterion
        self.page.write_text(row, self.column, label, "headline_left" if first else "plain")
        look = "headline" if first else "formula"
        status = self.held.grid.column_range(STATUS)
        count = f"=COUNTIFS({status},{criterion})" if criterion else f"=ROWS({status})"
        self._write(row, 1, count, sums.rows, look, "rows")
        names = BUDGET_SUMS[1:] if criterion == NONE else BUDGET_SUMS
        for name in names:
            cells = self.held.grid.column_range(self.estimate.basis.currency.name_shown(name))
            text = f"=SUMIFS({cells},{status},{criterion})" if criterion else f"=SUM({cells})"
            at = 2 + BUDGET_SUMS.index(name)
            self._write(row, at, text, getattr(sums, name), look, "amount")
        if criterion != NONE:
            self._write_rest(row, sums, look)

    def _write_rest(self, row: int, sums: BudgetStatus, look: str) -> None:
        """Writes what is left of the budget, and how much of it is used; blank without a budget."""
        budget, cost = (f"{column_letters(self.column + n)}{row}" for n in (2, 3))
        left = variance_formula(self.estimate, budget, cost).removeprefix("=")
        none = f"COUNTIFS({self.held.grid.column_range(STATUS)},{SOME})=0"
        has = self.estimate.totals.with_budget.rows
        left_value = sums.fiscal_year_variance if has else ""
        self._write(row, 4, f'=IF({none},"",{left})', left_value, look, "amount")
        used = float(sums.fiscal_year_cost / sums.annual_budget) if sums.annual_budget else ""
        self._write(row, 5, f'=IF({budget}=0,"",{cost}/{budget})', used, look, "part")

    def _write(self, row: int, at: int, text: str, value: CellValue, look: str, unit: str) -> None:
        text = self.held.grid.if_on_sheet(text)
        self.page.write_formula(row, self.column + at, text, value, look, unit)


def write_budget_statuses(
    page: Page, held: BudgetLines, estimate: Estimate, row: int, column: int
) -> int:
    """Writes one line per status, the total with a budget, and the line of those without.

    Returns:
        The row of the total with a budget; those without are in the next row.
    """
    page.write_headers(row, ("Budget status",), column)
    page.write_headers(row, (held.plural_noun, *TITLES), column + 1, "heading_right")
    by_status = {one.status: one for one in estimate.totals.budgeted}
    work = _StatusTable(page, held, estimate, column)
    for at, status in enumerate(BUDGETED, row + 1):
        work.write_status_line(at, by_status[status])
        work.write_variance(at, by_status[status].fiscal_year_variance, "formula")
    total = row + 1 + len(BUDGETED)
    work.write_total_line(total)
    work.write_status_line(total + 1, by_status[NO_BUDGET])
    return total


class _StatusTable:
    """The lines of the table of budget statuses."""

    def __init__(self, page: Page, held: BudgetLines, estimate: Estimate, column: int) -> None:
        self.page, self.held, self.estimate, self.column = page, held, estimate, column

    def write_status_line(self, row: int, one: BudgetStatus) -> None:
        """Writes the line of a status: the number of lines and their sums."""
        grid, column = self.held.grid, self.column
        status, word = grid.column_range(STATUS), f"${column_letters(column)}{row}"
        self.page.write_text(row, column, one.status)
        count = grid.if_on_sheet(f"=COUNTIFS({status},{word})")
        self.page.write_formula(row, column + 1, count, one.rows, "formula", "rows")
        for at, name in enumerate(BUDGET_SUMS, column + 2):
            cells = grid.column_range(self.estimate.basis.currency.name_shown(name))
            text = grid.if_on_sheet(f"=SUMIFS({cells},{status},{word})")
            self.page.write_formula(row, at, text, getattr(one, name), "formula", "amount")

    def write_total_line(self, row: int) -> None:
        """Writes the total of the statuses with a budget."""
        column, first = self.column, row - len(BUDGETED)
        sums = self.estimate.totals.with_budget
        self.page.write_text(row, column, "With a budget", "total")
        count = sum_above_formula(column + 1, first, row)
        self.page.write_formula(row, column + 1, count, sums.rows, "total", "rows")
        for at, name in enumerate(BUDGET_SUMS, column + 2):
            text, value = sum_above_formula(at, first, row), getattr(sums, name)
            self.page.write_formula(row, at, text, value, "total", "amount")
        self.write_variance(row, sums.fiscal_year_variance, "total")

    def write_variance(self, row: int, value: Decimal, look: str) -> None:
        """Writes the remaining budget: the budget less the cost in the same row."""
        left, cost = (f"{column_letters(self.column + n)}{row}" for n in (2, 3))
        text = variance_formula(self.estimate, left, cost)
        self.page.write_formula(row, self.column + 4, text, value, look, "amount")


def variance_formula(estimate: Estimate, budget: str, cost: str) -> str:
    """The formula of the variance of ``budget`` and ``cost``, cells with sums."""
    shown = estimate.basis.currency.name_shown
    column = next(one for one in estimate.basis.model.columns if one.name == shown(VARIANCE))
    node = parse_formula(column.formula)
    if isinstance(node, Call) and node.function == "IF":
        # A sum is never blank.
        node = node.arguments[-1]
    return cell_formula(node, {shown(BUDGET): budget, shown(PLANNED_COST): cost})


def write_overspent(
    page: Page, held: BudgetLines, estimate: Estimate, row: int, column: int
) -> int:
    """Writes the lines furthest over budget; returns the next free row."""
    rows = next(one.rows for one in estimate.totals.budgeted if one.status == "over")
    if not rows:
        page.write_text(
            row,
            column,
            f"No {held.singular_noun} was over budget when this workbook was made.",
            "quiet",
        )
        return row + 2
    page.write_headers(row, ("Over budget, largest overrun first",), column)
    page.write_headers(row, ("Line", *TITLES), column + 1, "heading_right")
    shown = estimate.totals.over.head(MOST_OVER)
    for at, one in enumerate(shown.iter_rows(named=True), row + 1):
        page.write_text(at, column, _budget_line_label(one))
        page.write_number(at, column + 1, one["position"], "quiet", "key")
        for position, logical in enumerate((*BUDGET_SUMS, VARIANCE), column + 2):
            name = estimate.basis.currency.name_shown(logical)
            text = held.lookup_formula(name, f"${column_letters(column + 1)}{at}")
            page.write_formula(at, position, text, one[name], "formula", "amount")
    after = row + 1 + len(shown)
    said = "The order is from when this workbook was made."
    if rows > len(shown):
        more = count_phrase(
            rows - len(shown), f"more {held.singular_noun} is", f"more {held.singular_noun}s are"
        )
        said += f" {more} over budget: see Budget status on {held.grid.sheet}."
    page.write_text(after, column, said, "quiet")
    return after + 2


def _budget_line_label(one: Mapping[str, Any]) -> str:
    label: str = one.get("label") or one["workload_name"] or one["workload_id"]
    return label
