"""Budgets on the Summary: the remaining budget in total and by status, and lines over budget."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from estimator.formula.excel import cell_formula
from estimator.formula.syntax import Call, parse_formula
from estimator.model.address import column_letters
from estimator.model.estimate import BUDGET_SUMS, NO_BUDGET, STATUSES, BudgetStatus, Estimate
from estimator.model.money import BUDGET, STATUS, VARIANCE
from estimator.model.text import count_phrase
from estimator.report.grid import BudgetLines
from estimator.report.page import Page
from estimator.report.sheets.blocks import sum_above_formula

BUDGETED = tuple(status for status in STATUSES if status != NO_BUDGET)
HEADLINES = ("Annual budget", "First-year\ncost", "Remaining\nbudget", "Budget used")
TITLES = ("Annual budget", "First-year cost", "Remaining budget")
# The sums by status, without the variance, which is computed from them.
ADDED_UP = BUDGET_SUMS[:-1]
# The most lines over budget that fit on one page.
MOST_OVER = 5


def write_budget_headline(
    page: Page, held: BudgetLines, estimate: Estimate, row: int, column: int
) -> None:
    """Writes the budget and cost of lines with a budget, in ``row`` and the row below."""
    page.write_headers(row, (f"{held.plural_noun} with a budget",), column)
    page.write_headers(row, HEADLINES, column + 1, "heading_right")
    at, status = row + 1, held.grid.column_range(STATUS)
    rows, values = _sum_with_budget(estimate)
    count = held.grid.if_on_sheet(f'=COUNTIFS({status},"<>{NO_BUDGET}")')
    page.write_formula(at, column, count, rows, "headline_left", "rows")
    for at_column, (name, value) in enumerate(zip(ADDED_UP, values, strict=False), column + 1):
        cells = held.grid.column_range(estimate.basis.currency.name_shown(name))
        text = held.grid.if_on_sheet(f'=SUMIFS({cells},{status},"<>{NO_BUDGET}")')
        page.write_formula(at, at_column, text, value, "headline", "amount")
    left, cost = (f"{column_letters(column + n)}{at}" for n in (1, 2))
    text = _variance_formula(estimate, left, cost)
    page.write_formula(at, column + 3, text, values[2], "headline", "amount")
    used = values[1] / values[0] if values[0] else Decimal(0)
    page.write_formula(
        at, column + 4, f"=IF({left}=0,0,{cost}/{left})", float(used), "headline", "part"
    )


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
        work.write_variance(at, by_status[status].budget_variance, "formula")
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
        for at, name in enumerate(ADDED_UP, column + 2):
            cells = grid.column_range(self.estimate.basis.currency.name_shown(name))
            text = grid.if_on_sheet(f"=SUMIFS({cells},{status},{word})")
            self.page.write_formula(row, at, text, getattr(one, name), "formula", "amount")

    def write_total_line(self, row: int) -> None:
        """Writes the total of the statuses with a budget."""
        column, first = self.column, row - len(BUDGETED)
        rows, values = _sum_with_budget(self.estimate)
        self.page.write_text(row, column, "With a budget", "total")
        count = sum_above_formula(column + 1, first, row)
        self.page.write_formula(row, column + 1, count, rows, "total", "rows")
        for at, value in enumerate(values[:-1], column + 2):
            self.page.write_formula(
                row, at, sum_above_formula(at, first, row), value, "total", "amount"
            )
        self.write_variance(row, values[-1], "total")

    def write_variance(self, row: int, value: Decimal, look: str) -> None:
        """Writes the remaining budget: the budget less the cost in the same row."""
        left, cost = (f"{column_letters(self.column + n)}{row}" for n in (2, 3))
        text = _variance_formula(self.estimate, left, cost)
        self.page.write_formula(row, self.column + 4, text, value, look, "amount")


def _variance_formula(estimate: Estimate, budget: str, cost: str) -> str:
    """The formula of the variance of ``budget`` and ``cost``, cells with sums."""
    shown = estimate.basis.currency.name_shown
    column = next(one for one in estimate.basis.model.columns if one.name == shown(VARIANCE))
    node = parse_formula(column.formula)
    if isinstance(node, Call) and node.function == "IF":
        # A sum is never blank.
        node = node.arguments[-1]
    return cell_formula(node, {shown(BUDGET): budget, shown("first_year_cost"): cost})


def _sum_with_budget(estimate: Estimate) -> tuple[int, list[Decimal]]:
    some = [one for one in estimate.totals.budgeted if one.status != NO_BUDGET]
    sums = [sum((getattr(one, name) for one in some), Decimal(0)) for name in BUDGET_SUMS]
    return sum(one.rows for one in some), sums


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
        for position, logical in enumerate(BUDGET_SUMS, column + 2):
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
