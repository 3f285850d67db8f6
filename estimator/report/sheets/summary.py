"""The Summary sheet: what finance reads. Every figure is a formula over Estimates."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from estimator.model.address import letters
from estimator.model.estimate import DIMENSIONS, Budgeted, Estimate
from estimator.model.problem import NOTICE
from estimator.model.words import counted, shown, some
from estimator.report.grid import Grid
from estimator.report.page import MASTER, Page
from estimator.report.sheets.groups import FIRST_AMOUNT, KEY, LABEL, ROWS, block, sum_above, titles

SHEET = "Summary"
NOTICES = 12
NO_BUDGET = "none"
BUDGET_SUMS = ("annual_budget", "first_year_cost")
ELSEWHERE = (
    "More workloads than a worksheet holds: the rows are in {}, beside this workbook. Counts and "
    "sums over them are as at the run; what is added up from those is live."
)
SIGN_OFF = ("Prepared by", "Reviewed by", "Approved by")


@dataclass(frozen=True)
class Places:
    """Where the totals of the Summary stand, for the checks.

    Attributes:
        dimensions: the total row of each dimension shown.
        with_budget: the total row of the workloads with a budget; those without stand below it.
    """

    dimensions: Mapping[str, int]
    with_budget: int


def write(page: Page, grid: Grid, estimate: Estimate, rows_read: int) -> Places:
    """Writes the sheet and says where its totals stand."""
    row = _top(page, estimate, rows_read, grid.elsewhere)
    row = _portfolio(page, grid, estimate, row)
    with_budget = row + len(estimate.budgeted)
    row = _budget(page, grid, estimate, row)
    dimensions = {}
    for dimension in DIMENSIONS:
        if _told(estimate, dimension):
            row = block(page, grid, estimate, dimension, row)
            dimensions[dimension] = row - 2
    row = _largest(page, grid, estimate, row)
    row = _assumed(page, grid, estimate, row)
    row = _attention(page, estimate, row)
    _sign_off(page, row)
    last = FIRST_AMOUNT + len(estimate.model.totals)
    page.widths({LABEL: 34, KEY: 7, ROWS: 11} | dict.fromkeys(range(FIRST_AMOUNT, last + 1), 19))
    page.sheet.freeze_panes(3, 0)
    page.printed(3)
    return Places(dimensions, with_budget)


def _told(estimate: Estimate, dimension: str) -> bool:
    """Whether ``dimension`` tells rows apart, or is one of the two that are always shown."""
    return dimension in {"model", "cost_center"} or dimension not in estimate.blank


def _top(page: Page, estimate: Estimate, rows_read: int, elsewhere: str) -> int:
    card = estimate.card
    priced = counted(estimate.rows, "workload")
    files = dict.fromkeys(source.file for source in estimate.sources)
    said = f"{some(list(files))}, {priced};"
    said += f" prices {card.name} as of {estimate.as_of}; all amounts in USD"
    page.title("LLM fine-tuning budget", said)
    words = f'=IF({MASTER}="OK","All checks hold","CHECK: see the Checks sheet")'
    page.formula(3, 1, words, "All checks hold", "check")
    row = 4
    if rows_read > estimate.rows:
        left_out = counted(rows_read - estimate.rows, "row")
        said = f"{left_out} of {rows_read:,} left out for errors and in no total: see Rejected."
        page.text(row, 1, said, "bad")
        row += 1
    if elsewhere:
        page.text(row, 1, ELSEWHERE.format(shown(elsewhere)), "label")
        row += 1
    if card.caution:
        page.text(row, 1, card.caution, "caution_line")
        row += 1
    return row + 1


def _portfolio(page: Page, grid: Grid, estimate: Estimate, row: int) -> int:
    titles(page, estimate, row, "Portfolio")
    row += 1
    page.text(row, LABEL, "All workloads", "headline")
    page.blank(row, KEY, "headline")
    count = grid.over(f"=ROWS({grid.span('workload_id')})")
    page.formula(row, ROWS, count, estimate.rows, "headline", "rows")
    for column, (name, value) in enumerate(estimate.totals.items(), FIRST_AMOUNT):
        text = grid.over(f"=SUM({grid.span(name)})")
        page.formula(row, column, text, value, "headline", "USD")
    return row + 2


def _budget(page: Page, grid: Grid, estimate: Estimate, row: int) -> int:
    """The statuses, those with a budget added up, then the rows without one."""
    titles = (
        "Annual budget\nfirst year",
        "First-year cost\nfirst year",
        "Variance\nleft of the budget",
    )
    page.headings(row, ("Budget status",))
    page.headings(row, ("", "Workloads", *titles), KEY, "heading_right")
    page.sheet.set_row(row - 1, 30)
    first = row + 1
    with_budget = [one for one in estimate.budgeted if one.status != NO_BUDGET]
    for at, one in enumerate(with_budget, first):
        _status(page, grid, at, one)
        _variance(page, at, one.annual_budget - one.first_year_cost, "formula")
    total = first + len(with_budget)
    page.text(total, LABEL, "with a budget", "total")
    page.blank(total, KEY, "total")
    rows = sum(one.rows for one in with_budget)
    page.formula(total, ROWS, sum_above(ROWS, first, total), rows, "total", "rows")
    sums = [sum((getattr(one, name) for one in with_budget), Decimal(0)) for name in BUDGET_SUMS]
    for column, value in enumerate(sums, FIRST_AMOUNT):
        page.formula(total, column, sum_above(column, first, total), value, "total", "USD")
    _variance(page, total, sums[0] - sums[1], "total")
    _status(page, grid, total + 1, next(o for o in estimate.budgeted if o.status == NO_BUDGET))
    return total + 3


def _status(page: Page, grid: Grid, row: int, one: Budgeted) -> None:
    status, word = grid.span("budget_status"), f"$A{row}"
    page.text(row, LABEL, one.status)
    count = grid.over(f"=COUNTIFS({status},{word})")
    page.formula(row, ROWS, count, one.rows, "formula", "rows")
    for column, name in enumerate(BUDGET_SUMS, FIRST_AMOUNT):
        text = grid.over(f"=SUMIFS({grid.span(name)},{status},{word})")
        page.formula(row, column, text, getattr(one, name), "formula", "USD")


def _variance(page: Page, row: int, value: Decimal, look: str) -> None:
    budget, cost = letters(FIRST_AMOUNT), letters(FIRST_AMOUNT + 1)
    page.formula(row, FIRST_AMOUNT + 2, f"=ROUND({budget}{row}-{cost}{row},2)", value, look, "USD")


def _largest(page: Page, grid: Grid, estimate: Estimate, row: int) -> int:
    """The costliest workloads as at the run; their amounts are live."""
    names = list(estimate.totals)
    titles(page, estimate, row, "Largest workloads")
    page.text(row, KEY, "Line", "heading_right")
    page.text(row, ROWS, "Model", "heading")
    for at, one in enumerate(estimate.largest.iter_rows(named=True), row + 1):
        name = one["workload_name"] or one["workload_id"]
        page.text(at, LABEL, name)
        page.number(at, KEY, one["position"], "quiet", "key")
        model = grid.over(f"=INDEX({grid.span('model')},$B{at})")
        page.formula(at, ROWS, model, one["model"], "formula")
        for column, total in enumerate(names, FIRST_AMOUNT):
            text = grid.over(f"=INDEX({grid.span(total)},$B{at})")
            page.formula(at, column, text, one[total], "formula", "USD")
    after = row + 1 + len(estimate.largest)
    live = "as at the run" if grid.elsewhere else "live"
    page.text(after, LABEL, f"In the order of the run; the amounts are {live}.", "quiet")
    return after + 2


def _assumed(page: Page, grid: Grid, estimate: Estimate, row: int) -> int:
    """What filled the blanks: how many workloads took it, and what they cost in the first year."""
    page.headings(row, ("Assumed for blanks",))
    page.headings(
        row, ("", "Workloads", "Value", "First-year cost\nof these"), KEY, "heading_right"
    )
    page.sheet.set_row(row - 1, 30)
    for at, one in enumerate(estimate.assumed, row + 1):
        assumption = one.assumption
        blank = f'({grid.span(assumption.fills)}="")'
        if assumption.idle_with:
            blank += f'*({grid.span(assumption.idle_with)}="")'
        page.text(at, LABEL, assumption.title)
        count = grid.over(f"=SUMPRODUCT({blank}*1)")
        page.formula(at, ROWS, count, one.rows, "formula", "rows")
        page.formula(
            at, FIRST_AMOUNT, f"={assumption.name}", assumption.value, "link", assumption.unit
        )
        cost = grid.over(f"=SUMPRODUCT({blank}*{grid.span('first_year_cost')})")
        page.formula(at, FIRST_AMOUNT + 1, cost, one.first_year_cost, "formula", "USD")
    return row + 2 + len(estimate.assumed)


def _attention(page: Page, estimate: Estimate, row: int) -> int:
    """The notices of the run."""
    told = [one for one in estimate.problems if one.severity == NOTICE]
    notices = [one.message for one in told if one.code != "card-caution"]
    if not notices:
        return row
    page.headings(row, ("Worth knowing",))
    for at, message in enumerate(notices[:NOTICES], row + 1):
        page.text(at, LABEL, message)
    more = len(notices) - NOTICES
    if more > 0:
        page.text(row + 1 + NOTICES, LABEL, f"and {counted(more, 'more notice', 'more notices')}")
    return row + 2 + min(len(notices), NOTICES + 1)


def _sign_off(page: Page, row: int) -> None:
    page.headings(row, ("Sign-off", "", "", "Name", "Signature", "Date"))
    for at, role in enumerate(SIGN_OFF, row + 1):
        page.text(at, LABEL, role)
        for column in range(FIRST_AMOUNT, FIRST_AMOUNT + 3):
            page.blank(at, column, "line")
        page.sheet.set_row(at - 1, 24)
