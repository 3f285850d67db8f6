"""Spend by month, on Breakdown: the months of the fiscal year, each linked to Plan."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from estimator.model.address import column_letters
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
from estimator.report.sheets.plan_blocks import KIND_TITLES


class MonthBlock(Struct, frozen=True):
    """The table of the months.

    Attributes:
        columns: the column of each kind of cost.
        first, total: the row of the first month and that of the total.
        typed_over: for each column a formula of how many of its cells were typed over.
    """

    columns: Mapping[str, int]
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
    columns = {kind: n for n, kind in enumerate(calendar.kinds, FIRST_AMOUNT)}
    titles = [*(KIND_TITLES[kind] for kind in columns), "Total"]
    page.write_headers(row, titles, FIRST_AMOUNT, "column_right")
    every = FIRST_AMOUNT + len(columns)
    last = row + len(months)
    typed_over = _months_typed_over(calendar, columns, months, row + 1, last)
    block = MonthBlock(columns, row + 1, last + 1, typed_over)
    for at, month in enumerate(months, block.first):
        page.write_text(at, LABEL, month)
        page.write_text(at, ROWS, f"{first_day(month):%b}", "quiet_right")
        for kind, column in columns.items():
            text, value = f"={calendar.month_cell(month, kind)}", amounts[kind + month]
            page.write_formula(at, column, text, value, "link", "money")
        text = "=" + "+".join(f"{column_letters(column)}{at}" for column in columns.values())
        whole = sum((amounts[kind + month] for kind in columns), Decimal(0))
        page.write_formula(at, every, text, whole, "formula", "money")
    page.write_text(block.total, LABEL, "Total", "total")
    page.write_blank(block.total, ROWS, "total")
    sums = [sum((amounts[k + m] for m in months), Decimal(0)) for k in columns]
    for column, value in enumerate((*sums, sum(sums, Decimal(0))), FIRST_AMOUNT):
        text = sum_above_formula(column, block.first, block.total)
        page.write_formula(block.total, column, text, value, "total", "money")
    return block


def _months_typed_over(
    calendar: PlanTotals,
    kinds: Mapping[str, int],
    months: Sequence[str],
    first: int,
    last: int,
) -> dict[str, str]:
    """For each kind of cost, and all, the formula of how many cells are not what they must be."""

    def span(column: int) -> str:
        letters = column_letters(column)
        return f"{BREAKDOWN}!{letters}{first}:{letters}{last}"

    every = FIRST_AMOUNT + len(kinds)
    parts = "+".join(map(span, kinds.values()))
    found = {"both": f"=SUMPRODUCT(({span(every)}<>{parts})*1)"}
    for kind, column in kinds.items():
        letters = column_letters(column)
        terms = [
            f"({BREAKDOWN}!{letters}{at}<>{calendar.month_cell(month, kind)})"
            for at, month in enumerate(months, first)
        ]
        found[kind] = count_true_formula(terms)
    columns = (*kinds.values(), every)
    totals = (f"({BREAKDOWN}!{column_letters(n)}{last + 1}<>SUM({span(n)}))" for n in columns)
    return {**found, "total": count_true_formula(totals)}
