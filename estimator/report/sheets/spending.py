"""What is spent in which month, on the Summary: the first year of the calendar, from Plan."""

from typing import NamedTuple

from estimator.model.address import letters
from estimator.model.calendar import ONE_TIME, RECURRING
from estimator.model.estimate import Estimate
from estimator.model.plan import YEAR
from estimator.report.page import Page
from estimator.report.sheets.calendar_blocks import AGAIN, ONCE
from estimator.report.sheets.groups import FIRST_AMOUNT, KEY, LABEL, sum_above
from estimator.report.sheets.plan import Places

TITLES = (ONCE, AGAIN, "Together")


class Spent(NamedTuple):
    """Where the months stand: the rows of the first and the last, and the row after the table."""

    months: tuple[int, int]
    after: int


def write(page: Page, estimate: Estimate, places: Places, row: int) -> Spent:
    """Writes a line a month from ``row`` on, and their total: the fiscal-year cost."""
    plan = estimate.calendar.plan
    page.headings(row, ("Twelve months, by the calendar", "", ""))
    page.headings(row, TITLES, FIRST_AMOUNT, "heading_right")
    once, again = letters(FIRST_AMOUNT), letters(FIRST_AMOUNT + 1)
    amounts, first, total = estimate.calendar.all, row + 1, row + 1 + YEAR
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
