"""The Unit costs sheet: what requests, tokens and units cost, by cost center and by model."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from estimator.formula.excel import cell_formula
from estimator.formula.syntax import parse_formula
from estimator.formula.unit_costs import UnitCost
from estimator.model.address import column_letters
from estimator.model.calendar import GROUPED_BY, PLANNED_COST
from estimator.model.estimate import Estimate
from estimator.model.own_workbook import UNIT_COSTS
from estimator.model.schema import workloads_schema
from estimator.report.grid import Grid
from estimator.report.page import HEADER_ROWS, Page
from estimator.report.sheets.blocks import LABEL, NOT_LISTED
from estimator.report.sheets.group_blocks import FEWEST_LIVE, MOST_LINES, MOST_VISITS
from estimator.report.unit_titles import pair_unit_costs, unit_title

FIRST_TABLE, FIRST_FIGURE = 5, 2
# A quantity, its cost, and the one by the other.
FIGURES = 3
# Of the two sums: how they look, and the digits that they have.
SUM_UNITS, SUM_DIGITS = ("fractions", "amount"), (6, 2)
KEY = FIRST_FIGURE + 2 * FIGURES
ALL = "All workloads"
NAMELESS = "no name"
MIXED = "Units differ ({}): what one costs is on Estimates, workload by workload."
STORED = (
    "Figures of the fiscal year hold the values from when this workbook was made: run estimator "
    "again after a change."
)
WIDTHS = {LABEL: 34, **dict.fromkeys(range(FIRST_FIGURE, KEY), 18), KEY: 6}


class UnitTable(Struct, frozen=True):
    """The table of a unit cost, of a month and of the fiscal year.

    Attributes:
        title: of the unit cost of a month.
        columns: the first of the three columns of each unit cost.
        total: the row of all workloads.
        lines: the first row and the last of the groups of each dimension that have a line.
        keys: the keys of these groups.
    """

    title: str
    columns: Mapping[UnitCost, int]
    total: int
    lines: Mapping[str, tuple[int, int]]
    keys: Mapping[str, tuple[int, ...]]

    @property
    def last(self) -> int:
        """The row of what has no line in the last table of groups."""
        return max(last for _, last in self.lines.values()) + 1

    def span(self, column: int, first: int, last: int) -> str:
        """The cells of a column, for formulas on other sheets."""
        letters = column_letters(column)
        return f"'{UNIT_COSTS}'!{letters}{first}:{letters}{last}"

    def cell(self, column: int, row: int) -> str:
        """The address of a cell, for formulas on other sheets."""
        return f"'{UNIT_COSTS}'!{column_letters(column)}{row}"


def write_unit_costs(page: Page, grid: Grid, estimate: Estimate) -> tuple[UnitTable, ...]:
    """Writes the sheet; returns its tables."""
    page.write_top()
    writer = _UnitWriter(page, grid, estimate)
    tables, row = [], FIRST_TABLE
    for pair in pair_unit_costs(estimate):
        tables.append(writer.write_table(pair, row))
        row = tables[-1].last + 2
    for note in _list_notes(grid, estimate, tables):
        page.write_text(row, LABEL, note, "quiet")
        row += 1
    page.set_widths(WIDTHS)
    page.allow_number_texts(row, LABEL)
    page.sheet.freeze_panes(HEADER_ROWS, 0)
    page.set_printing(HEADER_ROWS)
    # The keys of the groups are not printed.
    page.set_print_area(1, LABEL, page.written_extent[0], KEY - 1)
    return tuple(tables)


def _list_notes(grid: Grid, estimate: Estimate, tables: Iterable[UnitTable]) -> Iterator[str]:
    """The notes below the tables: what has no figure for groups, and what does not follow."""
    names = estimate.totals.unit_names
    if len(names) > 1:
        yield MIXED.format(", ".join(name or NAMELESS for name in names))
    if not grid.elsewhere and any(
        not grid.has_column(one.quantity) for table in tables for one in table.columns
    ):
        yield STORED


class _UnitWriter(Struct, frozen=True, dict=True):
    page: Page
    grid: Grid
    estimate: Estimate

    @cached_property
    def most_lines(self) -> int:
        """The most lines of groups: each costs a sum over all workloads in every column."""
        live = MOST_VISITS // max(1, 2 * FIGURES * self.grid.rows)
        return min(MOST_LINES, max(FEWEST_LIVE, live))

    def write_table(self, units: tuple[UnitCost, ...], row: int) -> UnitTable:
        """Writes the table of ``units``, of a month and of the year, with its title in ``row``."""
        columns = {one: FIRST_FIGURE + n * FIGURES for n, one in enumerate(units)}
        title = unit_title(units[0], self.estimate)
        self._write_headers(title, columns, row)
        calendar, total = self.estimate.totals.calendar, row + 1
        self.page.write_text(total, LABEL, ALL, "total")
        for one in units:
            self._write_sums(one, columns[one], total, calendar.portfolio_amounts, "total")
        lines, keys, at = {}, {}, total + 1
        for dimension in GROUPED_BY:
            noun = workloads_schema().columns[dimension].title.lower()
            self.page.write_text(at, LABEL, f"By {noun}", "quiet")
            groups = calendar.groups[dimension].head(self.most_lines)
            first, last = at + 1, at + len(groups)
            for place, group in enumerate(groups.iter_rows(named=True), first):
                self._write_group(dimension, columns, place, group)
            lines[dimension], keys[dimension] = (first, last), tuple(groups["key"])
            self._write_rest(dimension, columns, total, lines[dimension])
            at = last + 2
        return UnitTable(title, columns, total, lines, keys)

    def _write_headers(self, title: str, columns: Mapping[UnitCost, int], row: int) -> None:
        self.page.write_text(row, LABEL, title, "table")
        for one, column in columns.items():
            quantity, amount = self._title(one.quantity), self._amount_title(one)
            titles = (quantity, amount, unit_title(one, self.estimate))
            self.page.write_headers(row, titles, column, "column_right")
        self.page.write_text(row, KEY, "Key", "quiet")
        self.page.sheet.set_row(row - 1, 30)

    def _title(self, name: str) -> str:
        column = self.estimate.basis.model.column(name)
        return column.title if column else self.grid.column_title(name)

    def _amount_title(self, one: UnitCost) -> str:
        year = self.estimate.basis.plan.fiscal_year_name
        title = self._title(one.amount)
        shown = self.estimate.basis.currency.name_shown(PLANNED_COST)
        return f"{title}\n{year}" if one.amount == shown else title

    def _write_group(
        self,
        dimension: str,
        columns: Mapping[UnitCost, int],
        row: int,
        group: Mapping[str, Decimal],
    ) -> None:
        self.page.write_text(row, LABEL, str(group["label"]))
        self.page.write_number(row, KEY, group["key"], "quiet", "key")
        keys = f"{self.grid.column_range(f'{dimension}_key')},${column_letters(KEY)}{row}"
        for one, column in columns.items():
            self._write_sums(one, column, row, group, "formula", keys)

    def _write_sums(
        self,
        one: UnitCost,
        column: int,
        row: int,
        sums: Mapping[str, Decimal],
        look: str,
        keys: str = "",
    ) -> None:
        """Writes both sums, of the workloads with ``keys`` as of ``unit_sums``, and the ratio."""
        for at, (text, name) in enumerate(
            zip(unit_sums(self.grid, one, keys), one.sums, strict=True)
        ):
            formula = self.grid.if_on_sheet(f"={text}") if text else ""
            self.page.write_formula(row, column + at, formula, sums[name], look, SUM_UNITS[at])
        self._write_ratio(one, column, row, sums, look)

    def _write_ratio(
        self, one: UnitCost, column: int, row: int, sums: Mapping[str, Decimal], look: str
    ) -> None:
        quantity, amount = (f"{column_letters(column + n)}{row}" for n in range(2))
        cells = {one.quantity: quantity, one.amount: amount}
        text = cell_formula(parse_formula(one.column.formula), cells)
        found = one.of_sums(sums)
        value = "" if found is None else found
        self.page.write_formula(row, column + 2, text, value, look, "unit cost")

    def _write_rest(
        self,
        dimension: str,
        columns: Mapping[UnitCost, int],
        total: int,
        lines: tuple[int, int],
    ) -> None:
        """Writes what no line of a group has: the others, and those typed later."""
        first, last = lines
        row = last + 1
        rest = self.estimate.totals.calendar.groups[dimension].slice(last - first + 1)
        others = f"{len(rest):,} others, not listed" if len(rest) else NOT_LISTED
        self.page.write_text(row, LABEL, others, "quiet")
        for one, column in columns.items():
            sums = {}
            for at, (name, digits) in enumerate(zip(one.sums, SUM_DIGITS, strict=True)):
                letters = column_letters(column + at)
                above = f"SUM({letters}{first}:{letters}{last})"
                text = self.grid.if_on_sheet(f"=ROUND({letters}{total}-{above},{digits})")
                sums[name] = Decimal(rest[name].sum())
                self.page.write_formula(
                    row, column + at, text, sums[name], "formula", SUM_UNITS[at]
                )
            self._write_ratio(one, column, row, sums, "formula")


def unit_sums(grid: Grid, one: UnitCost, keys: str = "") -> tuple[str, str]:
    """The formulas, to be parts of others, of the quantity and the amount of a unit cost.

    ``keys`` are a range and what is looked for in it; empty for all workloads. The formulas are
    empty where Estimates has no column of the quantity.
    """
    if not grid.has_column(one.quantity):
        return "", ""
    quantity, amount = grid.column_range(one.quantity), grid.column_range(one.amount)
    counted = f'{quantity},"<>0"'
    if not keys:
        return f"SUM({quantity})", f"SUMIFS({amount},{counted})"
    return f"SUMIFS({quantity},{keys})", f"SUMIFS({amount},{keys},{counted})"
