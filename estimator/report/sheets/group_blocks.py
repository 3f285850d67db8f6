"""A table of Breakdown: one line per group of a dimension, summed over Estimates by its key."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import polars as pl
from msgspec import Struct

from estimator.model.address import column_letters
from estimator.model.calendar import PLANNED_COST
from estimator.model.column import ComputedColumn
from estimator.model.estimate import Estimate
from estimator.model.money import BUDGET
from estimator.model.output_columns import year_columns
from estimator.model.own_workbook import BREAKDOWN, BUDGETS
from estimator.model.schema import workloads_schema
from estimator.model.text import count_phrase, plain_words
from estimator.report.grid import BudgetLines, Grid
from estimator.report.page import Page
from estimator.report.page_cells import CellValue
from estimator.report.sheets.blocks import (
    FIRST_AMOUNT,
    LABEL,
    NOT_LISTED,
    ROWS,
    add_unused_models,
    amount_columns,
    first_groups,
    workload_count,
)
from estimator.report.sheets.budget_block import variance_formula

# The columns that are computed on Breakdown.
COUNT, LEFT, SHARE = "rows", "left", "share"
# The column of keys, as it is called where its cells are asked for.
KEYS = "key"
# The key of workloads whose text was in no row when the workbook was made.
UNLISTED_KEY = 0
# The most cells that the formulas in one column of a table visit; lines beyond that are stored
# values. LibreOffice visits about ten million cells a second: 2,000 sums over 20,000 rows took 4 s.
MOST_VISITS = 10_000_000
# The lines of a table that are live whatever they cost.
FEWEST_LIVE = 20
# The most lines of a table; the others share the line below them.
MOST_LINES = 2_000
STORED_NOTE = "The last {} of the groups hold the values from when this workbook was made."


class GroupBlock(Struct, frozen=True):
    """The table of one dimension, as it is on Breakdown.

    Attributes:
        dimension: the column that groups the workloads.
        groups: ``key``, ``label``, ``rows`` and the amounts of each group, in order, the highest
            fiscal-year cost first; 0 where there is nothing. The first ``MOST_LINES`` have lines.
        columns: the column of each figure, by its name in ``groups``, and of ``LEFT`` and
            ``SHARE``; without ``LEFT`` where the groups have no budgets.
        names: the names of the fiscal-year cost and of the budget in ``groups``.
        first: the row of the first line.
        key_column: the column of the keys, right of all figures of the sheet.
    """

    dimension: str
    groups: pl.DataFrame
    columns: Mapping[str, int]
    names: tuple[str, str]
    first: int
    key_column: int

    @property
    def in_use(self) -> pl.DataFrame:
        """The lines with a figure that is not 0."""
        return self.groups.filter(_is_in_use(self.columns))

    def sums(self, groups: pl.DataFrame) -> dict[str, Decimal]:
        """The number of workloads and the amounts of ``groups``, some lines, together."""
        return {name: Decimal(groups[name].sum()) for name in _figures(self.columns)}

    @property
    def lines(self) -> pl.DataFrame:
        """The groups that have lines."""
        return first_groups(self.groups, MOST_LINES)

    @property
    def unlisted(self) -> int:
        """The row of the workloads that are in no line above."""
        return self.first + len(self.lines)

    @property
    def total(self) -> int:
        """The row of the total."""
        return self.unlisted + 1

    def cell(self, name: str, row: int) -> str:
        """The address of a figure, for formulas on other sheets."""
        return f"{BREAKDOWN}!{column_letters(self.columns[name])}{row}"

    def span(self, name: str, last: int = 0) -> str:
        """The cells of a figure, or of the keys, in all lines above the total, or to a row."""
        letters = column_letters(self.key_column if name == KEYS else self.columns[name])
        return f"{BREAKDOWN}!{letters}{self.first}:{letters}{last or self.unlisted}"

    def derived_off(self) -> str:
        """The formula of how far shares, and what is left of budgets, are from what they must be.

        Nothing is left where there is no budget at all.
        """
        cost, budget = self.names
        spent, share = self.span(cost, self.total), self.span(SHARE, self.total)
        off = f"SUMPRODUCT(ABS({share}*{self.cell(cost, self.total)}-{spent}))"
        if LEFT not in self.columns:
            return f"=ROUND({off},2)"
        left, given = self.span(LEFT, self.total), self.span(budget, self.total)
        over = f"IF(COUNT({left})=0,0,SUMPRODUCT(ABS({left}-{given}+{spent})))"
        return f"=ROUND({off}+{over},2)"

    def lines_sum(self, name: str) -> str:
        """The formula of the sum of a figure over all lines above the total."""
        return f"=SUM({self.span(name)})"


def _figures(columns: Iterable[str]) -> list[str]:
    """Those of the ``columns`` of a table that are not computed from others of it."""
    return [name for name in columns if name not in {LEFT, SHARE}]


def _is_in_use(columns: Iterable[str]) -> pl.Expr:
    """Whether a group has a figure that is not 0 in any of the ``columns`` of its table."""
    return pl.any_horizontal(pl.col(_figures(columns)) != 0)


class GroupWriter(Struct, frozen=True):
    """The writer of the tables.

    Attributes:
        held: the lines that have budgets.
    """

    page: Page
    grid: Grid
    held: BudgetLines
    estimate: Estimate

    def write(self, dimension: str, row: int) -> GroupBlock:
        """Writes the table of ``dimension`` with its headers in ``row``."""
        block = self._lay_out(dimension, row + 1)
        self._write_headers(block, row)
        live = self.live_lines
        for at, group in enumerate(block.lines.iter_rows(named=True)):
            line = block.first + at
            self.page.write_text(line, LABEL, str(group["label"]))
            self.page.write_number(line, block.key_column, group["key"], "quiet", "key")
            self._write_line(block, line, group, live=at < live)
        self._write_unlisted(block)
        self._write_total(block)
        if live < len(block.lines):
            note = STORED_NOTE.format(count_phrase(len(block.lines) - live, "line"))
            self.page.write_text(block.total + 1, LABEL, note, "quiet")
        if LEFT in block.columns:
            left = block.columns[LEFT]
            self.page.flag_negatives(block.first, left, block.total, left)
        self.page.add_share_bars(block.columns[SHARE], block.first, block.unlisted)
        return block

    def after(self, block: GroupBlock) -> int:
        """The row of the next table: below the total, and the note of stored lines."""
        return block.total + (3 if self.live_lines < len(block.lines) else 2)

    @property
    def live_lines(self) -> int:
        """The most lines of a table that are formulas."""
        return max(FEWEST_LIVE, MOST_VISITS // max(1, self.grid.rows))

    def _has_budgets(self, dimension: str) -> bool:
        """Whether budgets can be typed that are of its groups; there may be none yet.

        Those of periods are held against no fiscal year.
        """
        by_center = self.held.grid.sheet == BUDGETS
        return not by_center or (dimension == "cost_center" and not self.held.by_period)

    def _lay_out(self, dimension: str, first: int) -> GroupBlock:
        totals, shown = self.estimate.totals, self.estimate.basis.currency.name_shown
        cost, budget = shown(PLANNED_COST), shown(BUDGET)
        groups = totals.groups[dimension]
        if dimension == "model":
            groups = add_unused_models(groups, self.estimate)
        elif totals.budgets is not None and self._has_budgets(dimension):
            # Cost centers that have a budget and no workload are lines too.
            groups = totals.budgets
        names = [*amount_columns(self.estimate)]
        names += [budget, LEFT] if self._has_budgets(dimension) else []
        columns = {name: n for n, name in enumerate([*names, SHARE], FIRST_AMOUNT)}
        places = {COUNT: ROWS, **columns}
        # Summary links the first lines: what costs nothing in the year stands before what is idle.
        of_year = self.estimate.basis.model.year_costs
        order = [*(-pl.col(name) for name in of_year), ~_is_in_use(places), "key"]
        groups = groups.fill_null(0).sort(order)
        return GroupBlock(dimension, groups, places, (cost, budget), first, self.last_column + 1)

    @property
    def last_column(self) -> int:
        """The last column of figures of the widest table."""
        return FIRST_AMOUNT + len([*amount_columns(self.estimate), BUDGET, LEFT])

    def _write_headers(self, block: GroupBlock, row: int) -> None:
        title = workloads_schema().columns[block.dimension].title.lower()
        self.page.write_text(row, LABEL, f"By {title}", "table")
        self.page.write_text(row, ROWS, "Workloads", "column_right")
        self.page.write_text(row, block.key_column, "Key", "quiet")
        model = self.estimate.basis.model
        titles = {one.name: _name_total(one) for one in model.totals}
        year = self.estimate.basis.plan.fiscal_year_name
        cost, budget = block.names
        titles |= {one.name: f"{one.title}\n{year}" for one in year_columns(model)}
        titles |= {cost: year, budget: "Budget", LEFT: "Left", SHARE: f"Share of\n{year}"}
        for name, column in block.columns.items():
            if name != COUNT:
                self.page.write_text(row, column, titles[name], "column_right")
        self.page.sheet.set_row(row - 1, 30)

    def _write_line(
        self, block: GroupBlock, row: int, group: Mapping[str, Decimal], *, live: bool
    ) -> None:
        """Writes the figures of the workloads whose key is in the line."""
        keys, key = f"{block.dimension}_key", f"${column_letters(block.key_column)}{row}"
        for name, column in block.columns.items():
            grid = self.held.grid if name == block.names[1] else self.grid
            if name in {LEFT, SHARE}:
                continue
            if name == COUNT:
                text = f"=COUNTIFS({grid.column_range(keys)},{key})"
            else:
                text = f"=SUMIFS({grid.column_range(name)},{grid.column_range(keys)},{key})"
            unit = _unit_of(name)
            text = grid.if_on_sheet(text) if live else ""
            self.page.write_formula(row, column, text, group[name], "formula", unit)
        self._write_derived(block, row, group, "formula")

    def _write_unlisted(self, block: GroupBlock) -> None:
        """Writes the workloads that are in no line: those of other groups, and of no known one."""
        row, rest = block.unlisted, block.groups.slice(len(block.lines))
        if not len(rest):
            self.page.write_text(row, LABEL, NOT_LISTED, "quiet")
            self.page.write_number(row, block.key_column, UNLISTED_KEY, "quiet", "key")
            self._write_line(block, row, block.sums(rest), live=True)
            return
        self.page.write_text(row, LABEL, f"{len(rest):,} others, not listed", "quiet")
        sums = block.sums(rest)
        for name, value in sums.items():
            column = block.columns[name]
            letters = column_letters(column)
            above = f"SUM({letters}{block.first}:{letters}{row - 1})"
            text = self.grid.if_on_sheet(f"=ROUND({letters}{block.total}-{above},2)")
            self.page.write_formula(row, column, text, value, "formula", _unit_of(name))
        self._write_derived(block, row, sums, "formula")

    def _write_total(self, block: GroupBlock) -> None:
        row, sums = block.total, block.sums(block.groups)
        self.page.write_text(row, LABEL, "Total", "total")
        for name, column in block.columns.items():
            grid = self.held.grid if name == block.names[1] else self.grid
            if name in {LEFT, SHARE}:
                continue
            whole = workload_count(grid) if name == COUNT else f"SUM({grid.column_range(name)})"
            text = grid.if_on_sheet(f"={whole}")
            self.page.write_formula(row, column, text, sums[name], "total", _unit_of(name))
        self._write_derived(block, row, sums, "total")

    def _write_derived(
        self, block: GroupBlock, row: int, figures: Mapping[str, Decimal], look: str
    ) -> None:
        """Writes what is left of the budget in a row, and its share of the fiscal year."""
        cost, budget = block.names
        spent = column_letters(block.columns[cost])
        if LEFT in block.columns:
            given = f"{column_letters(block.columns[budget])}{row}"
            text = variance_formula(self.estimate, given, f"{spent}{row}").removeprefix("=")
            none = f"COUNT({self.held.grid.column_range(budget)})=0"
            text = self.held.grid.if_on_sheet(f'=IF({none},"",{text})')
            has_budgets = self.estimate.totals.has_budgets
            value = figures[budget] - figures[cost] if has_budgets else ""
            self.page.write_formula(row, block.columns[LEFT], text, value, look, "money")
        text = f"=IF({spent}${block.total}=0,0,{spent}{row}/{spent}${block.total})"
        whole = Decimal(block.groups[cost].sum())
        share: CellValue = float(figures[cost] / whole) if whole else 0
        self.page.write_formula(row, block.columns[SHARE], text, share, look, "part")


def _unit_of(name: str) -> str:
    return "count" if name == COUNT else "money"


def _name_total(total: ComputedColumn) -> str:
    """The header of a total: its title, and its frequency if the title does not name it."""
    named = plain_words(total.frequency) in plain_words(total.title)
    return total.title if named else f"{total.title}\n{total.frequency}"
