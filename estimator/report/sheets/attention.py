"""Needs attention, on the Summary: one line per matter, with its workloads and their money."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from estimator.model.address import column_letters, quoted_sheet
from estimator.model.calendar import PLANNED_COST
from estimator.model.estimate import NO_BUDGET, OVER
from estimator.model.money import STATUS, VARIANCE
from estimator.model.own_workbook import BREAKDOWN, REJECTED
from estimator.model.plan import first_day
from estimator.model.problem import NOTICE
from estimator.model.text import count_phrase
from estimator.report.page_cells import CellValue
from estimator.report.sheets.front import (
    AMOUNTS,
    NAME,
    NOT_COVERED,
    RIGHT,
    RIGHT_AMOUNTS,
    Front,
)
from estimator.report.sheets.group_blocks import COUNT
from estimator.report.sheets.rejected import FIRST_ROW as FIRST_REJECTED

# The most lines that fit on one page.
MOST_MATTERS = 7
# In characters, for a matter without figures beside it.
LONGEST_MATTER = 90
NOT_PRICED = frozenset({"unknown-model", "no-price-on-date"})
NO_COST = "costs-nothing"
# A workload with this share of the fiscal year is pointed out, if there are at least so many rows.
HIGH_SHARE, LEAST_ROWS = Decimal("0.2"), 10
NOTHING = "Nothing."


class Figure(Struct, frozen=True):
    """A number with its formula; without a formula it is a stored value."""

    formula: str
    value: CellValue


class Matter(Struct, frozen=True):
    """A matter that needs attention.

    Attributes:
        said: the matter in a few words.
        cell: the cell to go to; empty if there is none.
        rows, amount: the number of lines concerned, and their money; None if there is none.
    """

    said: str
    cell: str
    rows: Figure | None = None
    amount: Figure | None = None


def find_matters(front: Front, largest: int) -> list[Matter]:
    """The matters that fit on the page; ``largest`` is the row of the largest workload on it."""
    found = (
        *_rejected_matters(front),
        *_budget_matters(front),
        *_share_matters(front, largest),
        *_ending_matters(front),
        *_costless_matters(front),
    )
    return list(found[:MOST_MATTERS])


def write_attention(front: Front, row: int, matters: Sequence[Matter]) -> int:
    """Writes the ``matters`` from ``row``; returns the next free row."""
    page, year = front.page, front.estimate.basis.plan.fiscal_year_name
    page.write_text(row, RIGHT, "Needs attention", "table")
    for column in RIGHT_AMOUNTS[:2]:
        page.write_blank(row, column, "column")
    titles = ("Count", year) if matters else ("", "")
    page.write_headers(row, titles, RIGHT_AMOUNTS[2], "column_right")
    for at, one in enumerate(matters, row + 1):
        if one.cell:
            page.write_link(at, RIGHT, one.cell, one.said, "linked_line")
        else:
            page.write_text(at, RIGHT, one.said)
        figures = ((one.rows, "count"), (one.amount, "money"))
        for column, (figure, unit) in zip(RIGHT_AMOUNTS[2:], figures, strict=True):
            if figure:
                page.write_formula(at, column, figure.formula, figure.value, "formula", unit)
    if not matters:
        page.write_text(row + 1, RIGHT, NOTHING)
    after = row + 1 + max(1, len(matters))
    page.flag_negatives(row + 1, RIGHT_AMOUNTS[3], after - 1, RIGHT_AMOUNTS[3])
    return _write_notice_link(front, after)


def _write_notice_link(front: Front, row: int) -> int:
    """Writes a link to the notices about the input, if there are any."""
    notices = len(front.estimate.problems.with_severity(NOTICE))
    if not notices:
        return row
    said = f"{count_phrase(notices, 'notice')} about the input and its prices: see {BREAKDOWN}"
    front.page.write_link(
        row, RIGHT, f"'{BREAKDOWN}'!A{front.breakdown.notices}", said, "linked_line"
    )
    return row + 1


def _rejected_matters(front: Front) -> Iterator[Matter]:
    rows = front.rows_read - front.estimate.totals.rows
    if rows:
        unpriced = len(front.estimate.problems.with_codes(NOT_PRICED))
        said = "Rows skipped because of errors, in no total"
        said += f"; {unpriced:,} without a price" if unpriced else ""
        yield Matter(said, f"'{REJECTED}'!A{FIRST_REJECTED}", Figure("", rows))


def _budget_matters(front: Front) -> Iterator[Matter]:
    """What has no budget, and what is over it."""
    totals, held = front.estimate.totals, front.held
    if not totals.has_budgets:
        return
    shown = front.estimate.basis.currency.name_shown
    status = held.grid.column_range(STATUS)
    noun = held.plural_noun
    over = next(one for one in totals.budgeted if one.status == OVER)
    matters = (
        (f"{held.bare_noun.capitalize()}s without a budget", NO_BUDGET, PLANNED_COST,
         totals.without_budget.rows, totals.without_budget.fiscal_year_cost),
        (f"{noun} over their budget, by", OVER, VARIANCE, over.rows, over.fiscal_year_variance),
    )  # fmt: skip
    for said, word, name, rows, value in matters:
        if rows:
            cells = held.grid.column_range(shown(name))
            count = held.grid.if_on_sheet(f'=COUNTIFS({status},"{word}")')
            text = held.grid.if_on_sheet(f'=SUMIFS({cells},{status},"{word}")')
            place = f"{quoted_sheet(held.grid.sheet)}!A{held.grid.header_row}"
            cell = "" if held.grid.elsewhere else place
            yield Matter(said, cell, Figure(count, rows), Figure(text, value))


def _share_matters(front: Front, row: int) -> Iterator[Matter]:
    """The largest workload, if it is much of the fiscal year."""
    totals = front.estimate.totals
    cost = front.estimate.basis.currency.name_shown(PLANNED_COST)
    whole = totals.calendar.portfolio_amounts[cost]
    if totals.rows < LEAST_ROWS or not whole:
        return
    one = totals.largest.row(0, named=True)
    if one[cost] / whole >= HIGH_SHARE:
        said = "The largest workload, a large part of the year"
        figure = Figure(f"={column_letters(AMOUNTS[3])}{row}", one[cost])
        place = f"'{front.page.name}'!{column_letters(NAME)}{row}"
        yield Matter(said, place, Figure("", 1), figure)


def _ending_matters(front: Front) -> Iterator[Matter]:
    """The models that end in the plan: replaced, not covered, or else what is spent on them."""
    block, basis = front.breakdown.groups["model"], front.estimate.basis
    last = first_day(basis.plan.months[-1])
    rates = {rate.model: rate for rate in reversed(basis.list_prices)}
    for at, group in enumerate(block.groups.iter_rows(named=True), block.first):
        rate = rates[group["label"]]
        retires, ends = rate.retires_on, rate.training_ends_on
        when = f"which retires on {retires}" if retires else f"not trained from {ends} on"
        said = dict.fromkeys(basis.model.replacement_costs, f"Replaced: {rate.model}, {when}")
        said |= dict.fromkeys(front.uncovered, f"{NOT_COVERED}: {rate.model}, {when}")
        matters = {name: words for name, words in said.items() if group[name]}
        if not matters and group[COUNT] and retires and retires <= last:
            matters = {block.names[0]: f"Use of {rate.model}, {when}"}
        for name, words in matters.items():
            figures = [Figure(f"={block.cell(one, at)}", group[one]) for one in (COUNT, name)]
            yield Matter(words, f"'{BREAKDOWN}'!A{at}", *figures)


def _costless_matters(front: Front) -> Iterator[Matter]:
    """The workloads that cost nothing, as the notice about them says it."""
    for one in front.estimate.problems.with_codes(frozenset({NO_COST}))[:1]:
        said = one.message
        said = said if len(said) <= LONGEST_MATTER else f"{said[: LONGEST_MATTER - 1]}…"
        # A link would repeat the names in it.
        yield Matter(said, "")
