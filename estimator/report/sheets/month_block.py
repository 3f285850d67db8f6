"""Spend by month, on Breakdown: the months of the fiscal year, each linked to Plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from estimator.model.address import column_letters
from estimator.model.calendar import ONE_TIME, RECURRING
from estimator.model.estimate import Estimate
from estimator.model.own_workbook import BREAKDOWN
from estimator.model.plan import first_day
from estimator.report.page import Page
from estimator.report.sheets.blocks import (
    FIRST_AMOUNT,
    LABEL,
    ROWS,
    count_true_formula,
    sum_above_formula,
)
from estimator.report.sheets.plan import PlanTotals
from estimator.report.sheets.plan_blocks import AGAIN, ONCE

# The column of each kind of cost, and that of both.
KIND_COLUMNS = {ONE_TIME: FIRST_AMOUNT, RECURRING: FIRST_AMOUNT + 1}
BOTH = FIRST_AMOUNT + 2


@dataclass(frozen=True)
class MonthBlock:
    """The table of the months.

    Attributes:
        first, total: the row of the first month and that of the total.
        typed_over: for each column a formula of how many of its cells were typed over.
    """

    first: int
    total: int
    typed_over: Mapping[str, str]

    def cells(self, column: int) -> str:
        """The address of a column of the table, for charts on other sheets."""
        letters = column_letters(column)
        return f"={BREAKDOWN}!${letters}${self.first}:${letters}${self.total - 1}"


def write_month_block(page: Page, estimate: Estimate, calendar: PlanTotals, row: int) -> MonthBlock:
    """Writes one line per month of the fiscal year from ``row``, and their total."""
    months, amounts = (
        estimate.basis.plan.fiscal_year,
        estimate.totals.calendar.portfolio_amounts,
    )
    page.write_text(row, LABEL, "By month", "table")
    page.write_blank(row, ROWS, "column_right")
    page.write_headers(row, (ONCE, AGAIN, "Total"), FIRST_AMOUNT, "column_right")
    last = row + len(months)
    block = MonthBlock(row + 1, last + 1, _months_typed_over(calendar, months, row + 1, last))
    for at, month in enumerate(months, block.first):
        page.write_text(at, LABEL, month)
        page.write_text(at, ROWS, f"{first_day(month):%b}", "quiet_right")
        for kind, column in KIND_COLUMNS.items():
            text, value = f"={calendar.month_cell(month, kind)}", amounts[kind + month]
            page.write_formula(at, column, text, value, "link", "money")
        once, again = (f"{column_letters(column)}{at}" for column in KIND_COLUMNS.values())
        both = amounts[ONE_TIME + month] + amounts[RECURRING + month]
        page.write_formula(at, BOTH, f"={once}+{again}", both, "formula", "money")
    page.write_text(block.total, LABEL, "Total", "total")
    page.write_blank(block.total, ROWS, "total")
    sums = [sum((amounts[k + m] for m in months), Decimal(0)) for k in KIND_COLUMNS]
    for column, value in enumerate((*sums, sum(sums, Decimal(0))), FIRST_AMOUNT):
        text = sum_above_formula(column, block.first, block.total)
        page.write_formula(block.total, column, text, value, "total", "money")
    return block


def _months_typed_over(
    calendar: PlanTotals, months: Sequence[str], first: int, last: int
) -> dict[str, str]:
    """For each kind of cost, and both, the formula of how many cells are not what they must be."""

    def span(column: int) -> str:
        letters = column_letters(column)
        return f"{BREAKDOWN}!{letters}{first}:{letters}{last}"

    once, again = map(span, KIND_COLUMNS.values())
    found = {"both": f"=SUMPRODUCT(({span(BOTH)}<>{once}+{again})*1)"}
    for kind, column in KIND_COLUMNS.items():
        letters = column_letters(column)
        terms = [
            f"({BREAKDOWN}!{letters}{at}<>{calendar.month_cell(month, kind)})"
            for at, month in enumerate(months, first)
        ]
        found[kind] = count_true_formula(terms)
    columns = (*KIND_COLUMNS.values(), BOTH)
    totals = (f"({BREAKDOWN}!{column_letters(n)}{last + 1}<>SUM({span(n)}))" for n in columns)
    return {**found, "total": count_true_formula(totals)}
