"""Budgets on the Summary: the remaining budget in total and by status, and lines over budget."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from estimator.formula.excel import formula
from estimator.formula.syntax import Call, parse
from estimator.model.address import letters
from estimator.model.estimate import BUDGET_SUMS, NO_BUDGET, STATUSES, Budgeted, Estimate
from estimator.model.money import BUDGET, STATUS, VARIANCE
from estimator.model.text import counted
from estimator.report.grid import Held
from estimator.report.page import Page
from estimator.report.sheets.blocks import sum_above

BUDGETED = tuple(status for status in STATUSES if status != NO_BUDGET)
HEADLINES = ("Annual budget", "First-year\ncost", "Remaining\nbudget", "Budget used")
TITLES = ("Annual budget", "First-year cost", "Remaining budget")
# The sums by status, without the variance, which is computed from them.
ADDED_UP = BUDGET_SUMS[:-1]
# The most lines over budget that fit on one page.
MOST_OVER = 5


def headline(page: Page, held: Held, estimate: Estimate, row: int, column: int) -> None:
    """Writes the budget and cost of lines with a budget, in ``row`` and the row below."""
    page.headings(row, (f"{held.noun} with a budget",), column)
    page.headings(row, HEADLINES, column + 1, "heading_right")
    at, status = row + 1, held.grid.span(STATUS)
    rows, values = _with_budget(estimate)
    count = held.grid.over(f'=COUNTIFS({status},"<>{NO_BUDGET}")')
    page.formula(at, column, count, rows, "headline_left", "rows")
    for at_column, (name, value) in enumerate(zip(ADDED_UP, values, strict=False), column + 1):
        cells = held.grid.span(estimate.basis.currency.shown(name))
        text = held.grid.over(f'=SUMIFS({cells},{status},"<>{NO_BUDGET}")')
        page.formula(at, at_column, text, value, "headline", "amount")
    left, cost = (f"{letters(column + n)}{at}" for n in (1, 2))
    text = _variance_formula(estimate, left, cost)
    page.formula(at, column + 3, text, values[2], "headline", "amount")
    used = values[1] / values[0] if values[0] else Decimal(0)
    page.formula(at, column + 4, f"=IF({left}=0,0,{cost}/{left})", float(used), "headline", "part")


def statuses(page: Page, held: Held, estimate: Estimate, row: int, column: int) -> int:
    """Writes one line per status, the total with a budget, and the line of those without.

    Returns:
        The row of the total with a budget; those without are in the next row.
    """
    page.headings(row, ("Budget status",), column)
    page.headings(row, (held.noun, *TITLES), column + 1, "heading_right")
    by_status = {one.status: one for one in estimate.totals.budgeted}
    work = _Statuses(page, held, estimate, column)
    for at, status in enumerate(BUDGETED, row + 1):
        work.status(at, by_status[status])
        work.variance(at, by_status[status].budget_variance, "formula")
    total = row + 1 + len(BUDGETED)
    work.total(total)
    work.status(total + 1, by_status[NO_BUDGET])
    return total


class _Statuses:
    """The lines of the table of budget statuses."""

    def __init__(self, page: Page, held: Held, estimate: Estimate, column: int) -> None:
        self.page, self.held, self.estimate, self.column = page, held, estimate, column

    def status(self, row: int, one: Budgeted) -> None:
        """Writes the line of a status: the number of lines and their sums."""
        grid, column = self.held.grid, self.column
        status, word = grid.span(STATUS), f"${letters(column)}{row}"
        self.page.text(row, column, one.status)
        count = grid.over(f"=COUNTIFS({status},{word})")
        self.page.formula(row, column + 1, count, one.rows, "formula", "rows")
        for at, name in enumerate(ADDED_UP, column + 2):
            cells = grid.span(self.estimate.basis.currency.shown(name))
            text = grid.over(f"=SUMIFS({cells},{status},{word})")
            self.page.formula(row, at, text, getattr(one, name), "formula", "amount")

    def total(self, row: int) -> None:
        """Writes the total of the statuses with a budget."""
        column, first = self.column, row - len(BUDGETED)
        rows, values = _with_budget(self.estimate)
        self.page.text(row, column, "With a budget", "total")
        count = sum_above(column + 1, first, row)
        self.page.formula(row, column + 1, count, rows, "total", "rows")
        for at, value in enumerate(values[:-1], column + 2):
            self.page.formula(row, at, sum_above(at, first, row), value, "total", "amount")
        self.variance(row, values[-1], "total")

    def variance(self, row: int, value: Decimal, look: str) -> None:
        """Writes the remaining budget: the budget less the cost in the same row."""
        left, cost = (f"{letters(self.column + n)}{row}" for n in (2, 3))
        text = _variance_formula(self.estimate, left, cost)
        self.page.formula(row, self.column + 4, text, value, look, "amount")


def _variance_formula(estimate: Estimate, budget: str, cost: str) -> str:
    """The formula of the variance of ``budget`` and ``cost``, cells with sums."""
    shown = estimate.basis.currency.shown
    column = next(one for one in estimate.basis.model.columns if one.name == shown(VARIANCE))
    node = parse(column.formula)
    if isinstance(node, Call) and node.function == "IF":
        # A sum is never blank.
        node = node.arguments[-1]
    return formula(node, {shown(BUDGET): budget, shown("first_year_cost"): cost})


def _with_budget(estimate: Estimate) -> tuple[int, list[Decimal]]:
    some = [one for one in estimate.totals.budgeted if one.status != NO_BUDGET]
    sums = [sum((getattr(one, name) for one in some), Decimal(0)) for name in BUDGET_SUMS]
    return sum(one.rows for one in some), sums


def overspent(page: Page, held: Held, estimate: Estimate, row: int, column: int) -> int:
    """Writes the lines furthest over budget; returns the next free row."""
    rows = next(one.rows for one in estimate.totals.budgeted if one.status == "over")
    if not rows:
        page.text(
            row, column, f"No {held.one} was over budget when this workbook was made.", "quiet"
        )
        return row + 2
    page.headings(row, ("Over budget, largest overrun first",), column)
    page.headings(row, ("Line", *TITLES), column + 1, "heading_right")
    shown = estimate.totals.over.head(MOST_OVER)
    for at, one in enumerate(shown.iter_rows(named=True), row + 1):
        page.text(at, column, _label(one))
        page.number(at, column + 1, one["position"], "quiet", "key")
        for position, logical in enumerate(BUDGET_SUMS, column + 2):
            name = estimate.basis.currency.shown(logical)
            text = held.found(name, f"${letters(column + 1)}{at}")
            page.formula(at, position, text, one[name], "formula", "amount")
    after = row + 1 + len(shown)
    said = "The order is from when this workbook was made."
    if rows > len(shown):
        more = counted(rows - len(shown), f"more {held.one} is", f"more {held.one}s are")
        said += f" {more} over budget: see Budget status on {held.grid.sheet}."
    page.text(after, column, said, "quiet")
    return after + 2


def _label(one: Mapping[str, Any]) -> str:
    label: str = one.get("label") or one["workload_name"] or one["workload_id"]
    return label
