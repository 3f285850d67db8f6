"""The Summary sheet: one page for finance to sign. Every figure is a formula over Estimates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from estimator.model.estimate import Estimate
from estimator.model.text import count_phrase, name_some, printable
from estimator.report.grid import BudgetLines, Grid
from estimator.report.page import MASTER_CHECK, Page
from estimator.report.sheets import assumptions, attention, budget_block, charts, check, plan
from estimator.report.sheets import blocks as assumed
from estimator.report.sheets import blocks as largest
from estimator.report.sheets.blocks import (
    FIRST_AMOUNT,
    KEY,
    LABEL,
    ROWS,
    amount_column,
    write_block,
    write_block_titles,
)
from estimator.report.sheets.plan import PlanTotals

# The most groups of a dimension that fit on one page.
MOST_GROUPS = 8
ELSEWHERE = (
    "There are more workloads than a worksheet can hold: their rows are in {}, beside this "
    "workbook. Counts and sums over them are stored values; totals of these are live."
)
CURRENCY = "Currency"
SIGN_OFF = ("Prepared by", "Reviewed by", "Approved by")
# Two columns of blocks: the groups on the left, charts and budgets on the right.
WIDTHS = {LABEL: 30, KEY: 8, ROWS: 12}
AMOUNT, SHARE, GAP = 19, 10, 2
# The offset of the remaining budget among the columns on the right.
VARIANCE_AT = 4
RIGHT_WIDTHS = (30, 19, 19, 19, 19, 11)


@dataclass(frozen=True)
class SummaryData:
    """The data of the page.

    Attributes:
        rows_read: the number of workloads in the input, including rejected ones.
        made_at: the time when the workbook was made.
        held: the lines that have budgets.
        calendar: the cells of the totals on Plan.
    """

    page: Page
    grid: Grid
    estimate: Estimate
    rows_read: int
    made_at: datetime
    held: BudgetLines
    calendar: PlanTotals

    @property
    def right_column(self) -> int:
        """The first column of the blocks on the right."""
        return FIRST_AMOUNT + len(self.estimate.totals.by_column) + 2


@dataclass(frozen=True)
class SummaryCells:
    """The formulas over the sheet that the checks need.

    Attributes:
        by_status: the formula of the number of lines with any budget status.
        disorder: for each list, the formula of the number of its lines that are out of order with
            the line above.
    """

    by_status: str
    disorder: Mapping[str, str]


def write_summary(front: SummaryData) -> SummaryCells:
    """Writes the sheet."""
    page, grid, estimate, right = front.page, front.grid, front.estimate, front.right_column
    row = _write_facts(front, _write_top(front))
    _write_portfolio(front, row)
    budget_block.write_budget_headline(page, front.held, estimate, row, right)
    row += budget_block.HEADLINE_ROWS + 1
    first = row
    centers = write_block(page, grid, estimate, "cost_center", row, MOST_GROUPS)
    # Models of the card that no row uses are counted as others.
    used = min(MOST_GROUPS, len(estimate.totals.groups["model"]))
    models = write_block(page, grid, estimate, "model", centers.total + 2, used)
    costliest = models.total + 2
    left = largest.write_largest(page, grid, estimate, costliest)
    left = assumed.write_assumed(page, grid, estimate, left)
    spent = plan.write_spending(page, estimate, front.calendar, left)
    # The charts are above the budgets that one of them shows.
    row = first + charts.ROWS_HIGH * 2
    with_budget = budget_block.write_budget_statuses(page, front.held, estimate, row, right)
    blocks = charts.ChartBlocks(
        centers.groups, models.groups, (row + 1, with_budget - 1), spent.months
    )
    charts.write_charts(page, estimate, blocks, first, right)
    over = with_budget + 3
    row = budget_block.write_overspent(page, front.held, estimate, over, right)
    row = attention.write_attention(page, grid, estimate, front.rows_read, row, right)
    _set_summary_view(front, _write_sign_off(page, max(spent.after, row), right))
    within = page.cell_reference(with_budget, right + 1)
    by_status = f"={within}+{page.cell_reference(with_budget + 1, right + 1)}"
    cost = amount_column(estimate, estimate.basis.currency.name_shown("first_year_cost"))
    lines = (costliest + 1, costliest + len(estimate.totals.largest))
    disorder = {
        "By cost center": _disorder_formula(page, cost, centers.groups),
        "By model": _disorder_formula(page, cost, models.groups),
        "Largest workloads": _disorder_formula(page, cost, lines),
    }
    if len(estimate.totals.over):
        shown = (over + 1, over + min(budget_block.MOST_OVER, len(estimate.totals.over)))
        disorder["Over budget"] = _disorder_formula(page, right + VARIANCE_AT, shown, ">")
    return SummaryCells(by_status, disorder)


def _disorder_formula(page: Page, column: int, lines: tuple[int, int], sign: str = "<") -> str:
    """The formula of how many ``lines`` have more, or less, in ``column`` than the one above."""
    first, last = lines
    if first >= last:
        return "=0"
    above, below = (
        page.column_reference(column, first, last - 1),
        page.column_reference(column, first + 1, last),
    )
    return f"=SUMPRODUCT(--({above}{sign}{below}))"


def _write_top(front: SummaryData) -> int:
    """Writes the title, the master check as a sentence, and cautions; returns the next row."""
    page, estimate = front.page, front.estimate
    files = dict.fromkeys(source.file for source in estimate.priced.sources)
    page.write_top(files=name_some(list(files)))
    words = f'=IF({MASTER_CHECK}="OK","All checks pass","CHECK: see the Checks sheet")'
    page.write_formula(3, 1, words, "All checks pass", "check")
    assumptions.write_scenario_switch(page, estimate, live=not front.grid.elsewhere)
    row = assumptions.ROW + 1
    if front.rows_read > estimate.totals.rows:
        skipped = f"{front.rows_read - estimate.totals.rows:,} of {front.rows_read:,} rows"
        said = f"Skipped because of errors, and in no total: {skipped}. See Rejected."
        page.write_text(row, 1, said, "bad")
        row += 1
    if front.grid.elsewhere:
        page.write_text(row, 1, ELSEWHERE.format(printable(front.grid.elsewhere)), "label")
        row += 1
    if estimate.basis.card.caution:
        page.write_text(row, 1, estimate.basis.card.caution, "caution_line")
        row += 1
    return row


def _write_facts(front: SummaryData, row: int) -> int:
    """Writes portfolio, period, currency and prices in two columns; returns the next row."""
    estimate, card = front.estimate, front.estimate.basis.card
    left = (
        ("Portfolio", count_phrase(estimate.totals.rows, "workload")),
        ("Period", "First year: training once, plus 12 months at the run rate"),
        ("Fiscal year", estimate.basis.plan.fiscal_year_sentence),
        (CURRENCY, check.describe_currency(estimate)),
    )
    right = (
        ("Prepared on", front.made_at.strftime("%Y-%m-%d %H:%M UTC")),
        ("Rate card", f"{card.name}, checked on {card.date_checked}"),
        ("Prices as of", str(estimate.basis.as_of)),
    )
    for label, facts in ((LABEL, left), (front.right_column, right)):
        for at, (name, said) in enumerate(facts, row):
            front.page.write_text(at, label, name, "label")
            text = check.currency_formula(estimate) if name == CURRENCY else ""
            front.page.write_formula(at, label + 1, text, said, "plain")
    return row + len(left) + 1


def _write_portfolio(front: SummaryData, row: int) -> None:
    page, grid, estimate = front.page, front.grid, front.estimate
    write_block_titles(page, estimate, row, "Portfolio")
    page.write_text(row + 1, LABEL, "All workloads", "headline_left")
    page.write_blank(row + 1, KEY, "headline")
    count = grid.if_on_sheet(f"=ROWS({grid.column_range('workload_id')})")
    page.write_formula(row + 1, ROWS, count, estimate.totals.rows, "headline", "rows")
    for column, (name, value) in enumerate(estimate.totals.by_column.items(), FIRST_AMOUNT):
        text = grid.if_on_sheet(f"=SUM({grid.column_range(name)})")
        page.write_formula(row + 1, column, text, value, "headline", "amount")


def _write_sign_off(page: Page, row: int, right: int) -> int:
    page.write_headers(row, ("Sign-off", "", "", "Name", "", "Signature", "", "Date"))
    for at, role in enumerate(SIGN_OFF, row + 1):
        page.write_text(at, LABEL, role)
        for column in range(FIRST_AMOUNT, right - 1):
            page.write_blank(at, column, "line")
        page.sheet.set_row(at - 1, 24)
    return row + len(SIGN_OFF)


def _set_summary_view(front: SummaryData, last: int) -> None:
    amounts = range(FIRST_AMOUNT, FIRST_AMOUNT + len(front.estimate.totals.by_column))
    widths = {**WIDTHS, **dict.fromkeys(amounts, AMOUNT), front.right_column - 2: SHARE}
    right = dict(enumerate(RIGHT_WIDTHS, front.right_column))
    front.page.set_widths({**widths, front.right_column - 1: GAP, **right})
    front.page.sheet.freeze_panes(3, 0)
    front.page.set_printing(0)
    front.page.sheet.fit_to_pages(1, 1)
    front.page.set_print_area(1, 1, last, max(right))
