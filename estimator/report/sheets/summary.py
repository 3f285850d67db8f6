"""The Summary sheet: the one page that finance signs. Every figure is a formula over Estimates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from estimator.model.estimate import Estimate
from estimator.model.text import counted, shown, some
from estimator.report.grid import Grid, Held
from estimator.report.page import MASTER, Page
from estimator.report.sheets import assumptions, attention, budget_block, charts, check, plan
from estimator.report.sheets import blocks as assumed
from estimator.report.sheets import blocks as largest
from estimator.report.sheets.blocks import (
    FIRST_AMOUNT,
    KEY,
    LABEL,
    ROWS,
    amount_column,
    block,
    titles,
)
from estimator.report.sheets.plan import Places

# As many groups of a dimension as one page has room for.
MOST_GROUPS = 8
ELSEWHERE = (
    "More workloads than a worksheet holds: the rows are in {}, beside this workbook. Counts and "
    "sums over them are as at the run; what is added up from those is live."
)
CURRENCY = "Currency"
SIGN_OFF = ("Prepared by", "Reviewed by", "Approved by")
# Blocks stand side by side: of the groups on the left, of what is said of them on the right.
WIDTHS = {LABEL: 30, KEY: 8, ROWS: 12}
AMOUNT, SHARE, GAP = 19, 10, 2
# Where the variance stands among the columns on the right.
VARIANCE_AT = 4
RIGHT_WIDTHS = (30, 19, 19, 19, 19, 8)


@dataclass(frozen=True)
class Front:
    """What the page is made of.

    Attributes:
        rows_read: the workloads of the input, rejected ones included.
        made_at: when the workbook was made.
        held: what is held against budgets.
        calendar: where the totals of the Plan stand.
    """

    page: Page
    grid: Grid
    estimate: Estimate
    rows_read: int
    made_at: datetime
    held: Held
    calendar: Places

    @property
    def right(self) -> int:
        """The first column of the blocks on the right."""
        return FIRST_AMOUNT + len(self.estimate.totals.by_column) + 2


@dataclass(frozen=True)
class Written:
    """What the checks need to know of the sheet.

    Attributes:
        by_status: the formula of all lines by budget status.
        disorder: of each list in the order of the run, the formula of how many of its lines should
            stand before the line above them.
    """

    by_status: str
    disorder: Mapping[str, str]


def write(front: Front) -> Written:
    """Writes the sheet."""
    page, grid, estimate, right = front.page, front.grid, front.estimate, front.right
    row = _facts(front, _top(front))
    _portfolio(front, row)
    budget_block.headline(page, front.held, estimate, row, right)
    row += 3
    first = row
    centers = block(page, grid, estimate, "cost_center", row, MOST_GROUPS)
    # The models of the card that no row uses are among the others.
    used = min(MOST_GROUPS, len(estimate.totals.groups["model"]))
    models = block(page, grid, estimate, "model", centers.total + 2, used)
    costliest = models.total + 2
    left = largest.write_largest(page, grid, estimate, costliest)
    left = assumed.write_assumed(page, grid, estimate, left)
    spent = plan.write_spending(page, estimate, front.calendar, left)
    # The charts stand above the budgets that one of them shows.
    row = first + charts.ROWS_HIGH * 2
    with_budget = budget_block.statuses(page, front.held, estimate, row, right)
    blocks = charts.Blocks(centers.groups, models.groups, (row + 1, with_budget - 1), spent.months)
    charts.write(page, estimate, blocks, first, right)
    over = with_budget + 3
    row = budget_block.overspent(page, front.held, estimate, over, right)
    row = attention.write(page, grid, estimate, front.rows_read, row, right)
    _set_up(front, _sign_off(page, max(spent.after, row), right))
    by_status = f"={page.at(with_budget, right + 1)}+{page.at(with_budget + 1, right + 1)}"
    cost = amount_column(estimate, estimate.basis.currency.shown("first_year_cost"))
    lines = (costliest + 1, costliest + len(estimate.totals.largest))
    disorder = {
        "By cost center": _disorder(page, cost, centers.groups),
        "By model": _disorder(page, cost, models.groups),
        "Largest workloads": _disorder(page, cost, lines),
    }
    if len(estimate.totals.over):
        shown = (over + 1, over + min(budget_block.MOST_OVER, len(estimate.totals.over)))
        disorder["Over budget"] = _disorder(page, right + VARIANCE_AT, shown, ">")
    return Written(by_status, disorder)


def _disorder(page: Page, column: int, lines: tuple[int, int], sign: str = "<") -> str:
    """How many of the ``lines`` have more in ``column`` than the line above them, or less."""
    first, last = lines
    if first >= last:
        return "=0"
    above, below = page.span(column, first, last - 1), page.span(column, first + 1, last)
    return f"=SUMPRODUCT(--({above}{sign}{below}))"


def _top(front: Front) -> int:
    """Writes the title, the master check in words, and what the reader must know first."""
    page, estimate = front.page, front.estimate
    files = dict.fromkeys(source.file for source in estimate.priced.sources)
    page.write_top(files=some(list(files)))
    words = f'=IF({MASTER}="OK","All checks hold","CHECK: see the Checks sheet")'
    page.formula(3, 1, words, "All checks hold", "check")
    assumptions.switch(page, estimate, live=not front.grid.elsewhere)
    row = assumptions.ROW + 1
    if front.rows_read > estimate.totals.rows:
        left_out = counted(front.rows_read - estimate.totals.rows, "row")
        said = (
            f"{left_out} of {front.rows_read:,} left out for errors and in no total: see Rejected."
        )
        page.text(row, 1, said, "bad")
        row += 1
    if front.grid.elsewhere:
        page.text(row, 1, ELSEWHERE.format(shown(front.grid.elsewhere)), "label")
        row += 1
    if estimate.basis.card.caution:
        page.text(row, 1, estimate.basis.card.caution, "caution_line")
        row += 1
    return row


def _facts(front: Front, row: int) -> int:
    """Writes what the figures are of, in two columns; the row after them, with one between."""
    estimate, card = front.estimate, front.estimate.basis.card
    left = (
        ("Portfolio", counted(estimate.totals.rows, "workload")),
        ("Period", "the first year: training once, and twelve months at the run rate"),
        (CURRENCY, check.said(estimate)),
    )
    right = (
        ("Prepared on", front.made_at.strftime("%Y-%m-%d %H:%M UTC")),
        ("Rate card", f"{card.name}, checked on {card.date_checked}"),
        ("Prices as of", str(estimate.basis.as_of)),
    )
    for label, facts in ((LABEL, left), (front.right, right)):
        for at, (name, said) in enumerate(facts, row):
            front.page.text(at, label, name, "label")
            text = check.live(estimate) if name == CURRENCY else ""
            front.page.formula(at, label + 1, text, said, "plain")
    return row + len(left) + 1


def _portfolio(front: Front, row: int) -> None:
    """Writes the headline figures."""
    page, grid, estimate = front.page, front.grid, front.estimate
    titles(page, estimate, row, "Portfolio")
    page.text(row + 1, LABEL, "All workloads", "headline_left")
    page.blank(row + 1, KEY, "headline")
    count = grid.over(f"=ROWS({grid.span('workload_id')})")
    page.formula(row + 1, ROWS, count, estimate.totals.rows, "headline", "rows")
    for column, (name, value) in enumerate(estimate.totals.by_column.items(), FIRST_AMOUNT):
        text = grid.over(f"=SUM({grid.span(name)})")
        page.formula(row + 1, column, text, value, "headline", "amount")


def _sign_off(page: Page, row: int, right: int) -> int:
    """Writes the lines to sign on; the last of them."""
    page.headings(row, ("Sign-off", "", "", "Name", "", "Signature", "", "Date"))
    for at, role in enumerate(SIGN_OFF, row + 1):
        page.text(at, LABEL, role)
        for column in range(FIRST_AMOUNT, right - 1):
            page.blank(at, column, "line")
        page.sheet.set_row(at - 1, 24)
    return row + len(SIGN_OFF)


def _set_up(front: Front, last: int) -> None:
    """Sets widths, and one page to print."""
    amounts = range(FIRST_AMOUNT, FIRST_AMOUNT + len(front.estimate.totals.by_column))
    widths = {**WIDTHS, **dict.fromkeys(amounts, AMOUNT), front.right - 2: SHARE}
    right = dict(enumerate(RIGHT_WIDTHS, front.right))
    front.page.widths({**widths, front.right - 1: GAP, **right})
    front.page.sheet.freeze_panes(3, 0)
    front.page.printed(0)
    front.page.sheet.fit_to_pages(1, 1)
    front.page.area(1, 1, last, max(right))
