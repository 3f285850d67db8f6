"""The tables of groups on the Summary: the largest of them, each figure linked to Breakdown."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

import polars as pl
from msgspec import Struct

from estimator.model.address import column_letters
from estimator.model.schema import workloads_schema
from estimator.model.text import count_phrase
from estimator.report.page_cells import CellValue
from estimator.report.sheets.blocks import first_groups, sum_above_formula
from estimator.report.sheets.budget_block import variance_formula
from estimator.report.sheets.front import AMOUNTS, COUNTED, NAME, NOT_COVERED, PART, Front
from estimator.report.sheets.group_blocks import COUNT, LEFT, SHARE, GroupBlock

WITH_OTHERS = "Total, with others"


class SummaryRows(NamedTuple):
    """The rows of such a table: those of its first and last group, and that of the total."""

    first: int
    last: int
    total: int


class SummaryGroups(Struct, frozen=True):
    """The writer of one table.

    Attributes:
        block: its dimension on Breakdown.
        amounts: the name and the title of each amount.
    """

    front: Front
    block: GroupBlock
    amounts: Mapping[str, str]

    @property
    def columns(self) -> dict[str, int]:
        """The column of each figure, by its name."""
        return {COUNT: COUNTED, **dict(zip(self.amounts, AMOUNTS, strict=True)), SHARE: PART}

    def write(self, row: int, most: int) -> SummaryRows:
        """Writes the first groups in use, one line for the others, and the total."""
        page, block = self.front.page, self.block
        used = block.in_use
        shown = first_groups(used, most)
        rest = used.slice(len(shown))
        self._write_headers(row)
        first, last = row + 1, row + len(shown)
        for at, group in enumerate(shown.iter_rows(named=True)):
            page.write_text(first + at, NAME, self.front.fit_name(str(group["label"])))
            self._write_links(first + at, block.first + at, group, "formula")
        total = last + 1
        if len(rest):
            self._write_others(total, first, rest)
            total += 1
        self._write_total_label(total, first, exact=not len(rest))
        self._write_links(total, block.total, block.sums(block.groups), "sum")
        if LEFT in self.amounts:
            left = self.columns[LEFT]
            page.flag_negatives(first, left, total, left)
        page.add_share_bars(PART, first, total - 1)
        return SummaryRows(first, last, total)

    def differences(self, rows: SummaryRows) -> dict[str, str]:
        """For each figure the formula of how many of its cells are not as on Breakdown."""
        page, block = self.front.page, self.block
        said = {}
        for name, column in self.columns.items():
            lines = page.column_reference(column, rows.first, rows.last)
            last = block.first + rows.last - rows.first
            listed = f"{block.cell(name, block.first)}:{column_letters(block.columns[name])}{last}"
            total = page.cell_reference(rows.total, column)
            whole = f"{total}<>{block.cell(name, block.total)}"
            said[name] = f"=SUMPRODUCT(({lines}<>{listed})*1)+({whole})"
        return said

    def _write_headers(self, row: int) -> None:
        title = workloads_schema().columns[self.block.dimension].title.lower()
        self.front.page.write_text(row, NAME, f"By {title}", "table")
        titles = ("Workloads", *self.amounts.values(), "Share")
        self.front.page.write_headers(row, titles, COUNTED, "column_right")

    def _write_links(self, row: int, line: int, group: Mapping[str, Decimal], look: str) -> None:
        """Writes the figures of a ``line`` of Breakdown into a row."""
        cost, budget = self.block.names
        whole = Decimal(self.block.groups[cost].sum())
        values: dict[str, CellValue] = {**group, SHARE: float(group[cost] / whole) if whole else 0}
        if LEFT in self.amounts:
            values[LEFT] = group[budget] - group[cost]
        for name, column in self.columns.items():
            text = f"={self.block.cell(name, line)}"
            self.front.page.write_formula(row, column, text, values[name], look, _unit(name))

    def _write_others(self, row: int, first: int, rest: pl.DataFrame) -> None:
        """Writes the groups not shown: the total of Breakdown less the lines from ``first``."""
        self.front.page.write_text(row, NAME, count_phrase(len(rest), "other"))
        cost, budget = self.block.names
        sums = self.block.sums(rest)
        whole = Decimal(self.block.groups[cost].sum())
        for name, column in self.columns.items():
            above = sum_above_formula(column, first, row).removeprefix("=")
            text = f"=ROUND({self.block.cell(name, self.block.total)}-{above},2)"
            value: CellValue
            if name == LEFT:
                cells = (f"{column_letters(self.columns[one])}{row}" for one in (budget, cost))
                text = variance_formula(self.front.estimate, *cells)
                value = sums[budget] - sums[cost]
            elif name == SHARE:
                spent = f"{column_letters(self.columns[cost])}{row}"
                every = self.block.cell(cost, self.block.total)
                text = f"=IF({every}=0,0,{spent}/{every})"
                value = float(sums[cost] / whole) if whole else 0
            else:
                value = sums[name]
            self.front.page.write_formula(row, column, text, value, "formula", _unit(name))

    def _write_total_label(self, row: int, first: int, *, exact: bool) -> None:
        """Writes the label of the total, which says if workloads are in no line above."""
        text = ""
        if exact:
            above = sum_above_formula(COUNTED, first, row).removeprefix("=")
            text = f'=IF({column_letters(COUNTED)}{row}={above},"Total","{WITH_OTHERS}")'
        self.front.page.write_formula(row, NAME, text, "Total", "sum")


def _unit(name: str) -> str:
    return {COUNT: "count", SHARE: "part"}.get(name, "money")


def count_lines_of(block: GroupBlock, most: int) -> int:
    """The number of rows of a table of ``block`` that shows at most so many groups."""
    return 2 + min(len(block.in_use), most + 1)


def group_amounts(front: Front, block: GroupBlock, *, budgets: bool) -> dict[str, str]:
    """The amounts of a table and their titles, with ``budgets`` if its groups have any.

    What is not covered is among them where it is not 0.
    """
    cost, budget = block.names
    training, monthly, annual = map(
        front.estimate.basis.currency.name_shown, ("training_cost", "monthly_cost", "annual_cost")
    )
    year = front.estimate.basis.plan.fiscal_year_name
    # What is not covered takes the place of a figure of the run rate.
    of_year = {name: NOT_COVERED for name in front.uncovered if block.groups[name].sum()}
    if budgets and front.estimate.totals.has_budgets and LEFT in block.columns:
        before = {} if of_year else {monthly: "Monthly"}
        return {**before, cost: year, **of_year, budget: "Budget", LEFT: "Left"}
    before = {} if of_year else {annual: "Annual"}
    return {training: "Training, once", monthly: "Monthly", **before, cost: year, **of_year}
