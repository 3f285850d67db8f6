"""Budgets on the Summary: what is left in all and by status, and who goes beyond theirs."""

from decimal import Decimal

from estimator.model.address import letters
from estimator.model.estimate import BUDGET_SUMS, STATUSES, Budgeted, Estimate
from estimator.model.words import counted
from estimator.report.grid import Grid
from estimator.report.page import Page
from estimator.report.sheets.groups import sum_above

NO_BUDGET = "none"
BUDGETED = tuple(status for status in STATUSES if status != NO_BUDGET)
HEADLINES = ("Annual budget", "First-year cost\nof these", "Variance\nleft of it", "Budget used")
TITLES = ("Annual budget", "First-year cost", "Variance")
# As many workloads over their budgets as one page has room for.
MOST_OVER = 5


def headline(page: Page, grid: Grid, estimate: Estimate, row: int, column: int) -> None:
    """Writes what the workloads with a budget have and cost, in ``row`` and the row below."""
    page.headings(row, ("Workloads with a budget",), column)
    page.headings(row, HEADLINES, column + 1, "heading_right")
    at, status = row + 1, grid.span("budget_status")
    rows, values = _with_budget(estimate)
    count = grid.over(f'=COUNTIFS({status},"<>{NO_BUDGET}")')
    page.formula(at, column, count, rows, "headline_left", "rows")
    for at_column, (name, value) in enumerate(zip(BUDGET_SUMS, values, strict=True), column + 1):
        text = grid.over(f'=SUMIFS({grid.span(name)},{status},"<>{NO_BUDGET}")')
        page.formula(at, at_column, text, value, "headline", "USD")
    left, cost = (f"{letters(column + n)}{at}" for n in (1, 2))
    variance = values[0] - values[1]
    page.formula(at, column + 3, f"=ROUND({left}-{cost},2)", variance, "headline", "USD")
    used = values[1] / values[0] if values[0] else Decimal(0)
    page.formula(at, column + 4, f"=IF({left}=0,0,{cost}/{left})", float(used), "headline", "part")


def statuses(page: Page, grid: Grid, estimate: Estimate, row: int, column: int) -> int:
    """Writes the statuses, those with a budget added up, then the workloads without one.

    Returns:
        The row of the workloads with a budget; those without stand below it.
    """
    page.headings(row, ("Budget status",), column)
    page.headings(row, ("Workloads", *TITLES), column + 1, "heading_right")
    by_status = {one.status: one for one in estimate.budgeted}
    for at, status in enumerate(BUDGETED, row + 1):
        _status(page, grid, at, column, by_status[status])
        variance = by_status[status].annual_budget - by_status[status].first_year_cost
        _variance(page, at, column, variance, "formula")
    total = row + 1 + len(BUDGETED)
    _total(page, estimate, total, column)
    _status(page, grid, total + 1, column, by_status[NO_BUDGET])
    return total


def _status(page: Page, grid: Grid, row: int, column: int, one: Budgeted) -> None:
    status, word = grid.span("budget_status"), f"${letters(column)}{row}"
    page.text(row, column, one.status)
    count = grid.over(f"=COUNTIFS({status},{word})")
    page.formula(row, column + 1, count, one.rows, "formula", "rows")
    for at, name in enumerate(BUDGET_SUMS, column + 2):
        text = grid.over(f"=SUMIFS({grid.span(name)},{status},{word})")
        page.formula(row, at, text, getattr(one, name), "formula", "USD")


def _total(page: Page, estimate: Estimate, row: int, column: int) -> None:
    page.text(row, column, "with a budget", "total")
    first, (rows, values) = row - len(BUDGETED), _with_budget(estimate)
    page.formula(row, column + 1, sum_above(column + 1, first, row), rows, "total", "rows")
    for at, value in enumerate(values, column + 2):
        page.formula(row, at, sum_above(at, first, row), value, "total", "USD")
    _variance(page, row, column, values[0] - values[1], "total")


def _with_budget(estimate: Estimate) -> tuple[int, list[Decimal]]:
    """How many workloads have a budget, and what each of ``BUDGET_SUMS`` comes to; USD."""
    some = [one for one in estimate.budgeted if one.status != NO_BUDGET]
    sums = [sum((getattr(one, name) for one in some), Decimal(0)) for name in BUDGET_SUMS]
    return sum(one.rows for one in some), sums


def _variance(page: Page, row: int, column: int, value: Decimal, look: str) -> None:
    left, cost = letters(column + 2), letters(column + 3)
    page.formula(row, column + 4, f"=ROUND({left}{row}-{cost}{row},2)", value, look, "USD")


def overspent(page: Page, grid: Grid, estimate: Estimate, row: int, column: int) -> int:
    """Writes the workloads that go furthest beyond their budgets; the row after them."""
    rows = next(one.rows for one in estimate.budgeted if one.status == "over")
    if not rows:
        page.text(row, column, "No workload is over its budget, as at the run.", "quiet")
        return row + 2
    page.headings(row, ("Over budget, furthest first",), column)
    page.headings(row, ("Line", *TITLES), column + 1, "heading_right")
    shown = estimate.over.head(MOST_OVER)
    for at, one in enumerate(shown.iter_rows(named=True), row + 1):
        page.text(at, column, one["workload_name"] or one["workload_id"])
        page.number(at, column + 1, one["position"], "quiet", "key")
        line = f"${letters(column + 1)}{at}"
        for position, name in enumerate((*BUDGET_SUMS, "budget_variance"), column + 2):
            text = grid.over(f"=INDEX({grid.span(name)},{line})")
            page.formula(at, position, text, one[name], "formula", "USD")
    after = row + 1 + len(shown)
    said = "In the order of the run."
    if rows > len(shown):
        said += f" {counted(rows - len(shown), 'more workload')} over: filter Budget status."
    page.text(after, column, said, "quiet")
    return after + 2
