"""The Plan sheet: the calendar, in all, by cost center and by model, summed over Months."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from estimator.model.address import letters
from estimator.model.calendar import GROUPED_BY, ONE_TIME, PLANNED_VARIANCE, RECURRING
from estimator.model.estimate import Estimate
from estimator.model.schema import workloads
from estimator.model.words import counted
from estimator.report.grid import MOST_LIVE, Grid
from estimator.report.page import Page
from estimator.report.serial import serial
from estimator.report.sheets.across import Across, across
from estimator.report.sheets.groups import most_groups, parted
from estimator.report.sheets.held import Held
from estimator.report.sheets.months import AS_AT_THE_RUN

SHEET = "Plan"
FIGURES_ROW = 5
LABEL, KEY, KIND, FIRST = 1, 2, 3, 4
ONCE, AGAIN = "One-time", "Recurring"
KINDS = ((ONCE, ONE_TIME), (AGAIN, RECURRING))
# In characters, of which each takes seven pixels, and a cell five more.
LABELS = {LABEL: 30, KEY: 5, KIND: 11}
NARROWEST = 9
# How many pixels a page is wide, A4 across; a quarter is spared for fonts that run wider.
PAGE = 780
UNIT = "whole amount"
# A formula, and the number that it comes to, by the month.
Cells = Mapping[str, tuple[str, Decimal]]
Amounts = Mapping[str, Decimal]


@dataclass(frozen=True)
class Places:
    """Where the totals of the calendar stand, for the checks.

    Attributes:
        totals: the row of the grand total of each block: "all", and the dimensions.
        year, whole: the columns of the first fiscal year and of the whole plan.
        months: the column of each month.
    """

    totals: Mapping[str, int]
    year: int
    whole: int
    months: Mapping[str, int]

    def month(self, month: str, kind: str) -> str:
        """The address of what all workloads cost in a month, of one ``kind``."""
        kinds = [before for _, before in KINDS]
        row = self.totals["all"] - len(kinds) + kinds.index(kind)
        return f"{SHEET}!${letters(self.months[month])}${row}"

    def cell(self, block: str, column: int) -> str:
        """The address of a grand total, for formulas on other sheets."""
        return f"{SHEET}!${letters(column)}${self.totals[block]}"


@dataclass(frozen=True)
class Group:
    """A group of workloads, and what it costs.

    Attributes:
        key: its number; None for the rest, which have numbers after the last one above.
        amounts: by the names of the columns of ``Calendar``.
    """

    label: str
    key: int | None
    amounts: Amounts


def write(page: Page, grid: Grid, by_month: Grid, held: Held, estimate: Estimate) -> Places:
    """Writes the sheet and says where its totals stand."""
    plan = estimate.calendar.plan
    page.title("Plan", _said(estimate, by_month))
    page.status("Nothing here is to be changed: it adds up Months, which follows Estimates.")
    row = _figures(page, grid, held, estimate)
    sheet = _Sheet(page, grid, by_month, across(plan, FIRST))
    whole = Group("All workloads", None, estimate.calendar.all)
    totals = {"all": row + 1 + len(KINDS)}
    row = sheet.all(whole, row)
    for dimension in GROUPED_BY:
        groups = _groups(estimate, dimension)
        totals[dimension] = row + 1 + len(KINDS) * (len(groups) + 1)
        row = sheet.block(dimension, groups, whole, row)
    _view(page, sheet.across, _width(estimate))
    columns = sheet.across
    return Places(totals, columns.years[0].column, columns.whole.column, columns.months)


def _said(estimate: Estimate, by_month: Grid) -> str:
    plan, code = estimate.calendar.plan, estimate.currency.code
    said = (
        f"{plan.length} months from {plan.start}, in whole {code}: training in the month in which "
        "a workload starts, usage in the months in which it runs, with its growth."
    )
    if by_month.live:
        return said
    return f"{said} {AS_AT_THE_RUN}, for more than {MOST_LIVE:,} workloads; Checks compares."


def _figures(page: Page, grid: Grid, held: Held, estimate: Estimate) -> int:
    """What falls in the fiscal year beside the run rate, each by its name; the row after it."""
    row, left = FIGURES_ROW, estimate.currency.shown(PLANNED_VARIANCE)
    values = {**estimate.totals, **estimate.calendar.all, left: estimate.fiscal_year_variance}
    lines = (
        ("Fiscal-year cost", "fiscal_year_cost",
         "calendar: what falls in the first twelve months of the plan"),
        ("Fiscal-year variance", "fiscal_year_variance",
         f"calendar: annual budgets less fiscal-year cost, of the {held.noun.lower()} with one"),
        ("First-year cost", "first_year_cost",
         "run rate: training and twelve whole months, whenever they are"),
        ("Annual cost", "annual_cost", "run rate: twelve whole months"),
    )  # fmt: skip
    page.headings(row, ("Calendar and run rate", "", ""))
    page.headings(row, (estimate.currency.code,), FIRST, "heading_right")
    for at, (title, logical, said) in enumerate(lines, row + 1):
        page.text(at, LABEL, title, "label")
        name = estimate.currency.shown(logical)
        where = held.grid if name == left else grid
        text = where.over(f"=SUM({where.span(name)})")
        page.formula(at, FIRST, text, values[name], "link", UNIT)
        page.text(at, FIRST + 1, said, "beside")
    return row + len(lines) + 2


def _groups(estimate: Estimate, dimension: str) -> list[Group]:
    """The groups of ``dimension``, costliest first, and one for the rest of many."""
    frame, most = estimate.calendar.groups[dimension], most_groups(estimate, dimension)
    shown, rest = parted(frame, estimate, dimension, most)
    groups = [Group(row["label"], row["key"], row) for row in shown.iter_rows(named=True)]
    if len(rest):
        sums = rest.select(pl.selectors.decimal()).sum().row(0, named=True)
        groups.append(Group(counted(len(rest), "other"), None, sums))
    return groups


@dataclass(frozen=True)
class _Sheet:
    """What the blocks of the calendar are written with."""

    page: Page
    grid: Grid
    by_month: Grid
    across: Across

    def all(self, whole: Group, row: int) -> int:
        """Writes the block of all workloads; the row for what comes next."""
        self._headings(row, whole.label)
        for at, (kind, before) in enumerate(KINDS, row + 1):
            self._line(at, whole, kind, self._sums(kind, before, row, whole.amounts))
        return self._grand_total(row + 1 + len(KINDS), whole)

    def block(self, dimension: str, groups: list[Group], whole: Group, row: int) -> int:
        """Writes the block of a ``dimension``; the row for what comes next."""
        self._headings(row, f"By {workloads().columns[dimension].title.lower()}")
        at = row + 1
        for group in groups:
            # The rest have the keys after the last one above.
            key = f"$B{at}" if group.key is not None else f'">"&$B{at - len(KINDS)}'
            for kind, before in KINDS:
                keyed = (f"{dimension}_key", key)
                self._line(at, group, kind, self._sums(kind, before, row, group.amounts, keyed))
                at += 1
        last = at - 1
        for kind, before in KINDS:
            kinds = f"$C${row + 1}:$C${last}"
            cells = {
                month: (
                    f"=SUMIFS({letters(n)}${row + 1}:{letters(n)}${last},{kinds},$C{at})",
                    whole.amounts[before + month],
                )
                for month, n in self.across.months.items()
            }
            self._line(at, Group("Total", None, whole.amounts), kind, cells, "label")
            at += 1
        return self._grand_total(at, whole)

    def _headings(self, row: int, label: str) -> None:
        self.page.headings(row, (label,))
        self.page.headings(row, ("Key",), KEY, "heading_right")
        self.page.headings(row, ("Cost",), KIND)
        for month, column in self.across.months.items():
            self.page.number(row, column, serial(month), "heading_right", "month")
        for total in self.across.totals:
            self.page.headings(row, (total.title,), total.column, "heading_right")

    def _sums(
        self,
        kind: str,
        before: str,
        heading: int,
        amounts: Amounts,
        keyed: tuple[str, str] | None = None,
    ) -> Cells:
        """The sums over Months of one kind of cost, those of a group where it is ``keyed``."""
        of_group = [self.grid.span(keyed[0]), keyed[1]] if keyed else []
        cells = {}
        for month, column in self.across.months.items():
            costs, criteria = self.by_month.span(month), [*of_group]
            if kind == ONCE:
                costs = self.by_month.span("training_cost")
                criteria += [self.by_month.span("starts"), f"{letters(column)}${heading}"]
            text = f"=SUMIFS({','.join([costs, *criteria])})" if criteria else f"=SUM({costs})"
            cells[month] = (text if self.by_month.live else "", amounts[before + month])
        return cells

    def _line(self, row: int, group: Group, kind: str, cells: Cells, look: str = "formula") -> None:
        """Writes a line: its label, a cell for each month, and what they add up to."""
        first = kind != AGAIN  # of the lines of a group
        self.page.text(row, LABEL, group.label if first else "", look)
        if first and group.key is not None:
            self.page.number(row, KEY, group.key, "quiet", "key")
        else:
            self.page.blank(row, KEY, look)
        self.page.text(row, KIND, kind, look)
        for month, (text, value) in cells.items():
            self.page.formula(row, self.across.months[month], text, value, look, UNIT)
        for total in self.across.totals:
            text = f"={'+'.join(f'{letters(column)}{row}' for column in total.of)}"
            value = sum((cells[month][1] for month in total.months), Decimal(0))
            self.page.formula(row, total.column, text, value, look, UNIT)

    def _grand_total(self, row: int, whole: Group) -> int:
        """Writes the sum of the two lines above; the row for what comes next."""
        cells = {
            month: (
                f"={letters(n)}{row - 2}+{letters(n)}{row - 1}",
                sum((whole.amounts[before + month] for _, before in KINDS), Decimal(0)),
            )
            for month, n in self.across.months.items()
        }
        self._line(row, Group("Grand total", None, whole.amounts), "Both", cells, "total")
        return row + 2


def _width(estimate: Estimate) -> int:
    """How wide the amounts are, with room for one more digit."""
    amounts = estimate.calendar.all.values()
    most = max(*map(abs, amounts), *estimate.totals.values(), sum(amounts, Decimal(0)))
    return max(NARROWEST, len(f"{most:,.0f}") + 2)


def _view(page: Page, columns: Across, width: int) -> None:
    page.widths(LABELS | dict.fromkeys(range(FIRST, columns.whole.column + 1), width))
    page.sheet.freeze_panes(3, KIND)
    page.printed(3)
    if len(columns.years) > 1:
        _paged(page, columns, width)


def _paged(page: Page, columns: Across, width: int) -> None:
    """Prints a page for each year, with the labels on all of them; what is fitted has no breaks."""
    year = columns.whole.column - columns.years[-2].column
    most = max(year, columns.years[0].column - FIRST + 1)
    pixels = sum(7 * one + 5 for one in [*LABELS.values(), *[width] * most])
    page.sheet.set_print_scale(min(100, 100 * PAGE // pixels))
    page.sheet.set_v_pagebreaks([one.column for one in columns.years[:-1]])
    page.sheet.repeat_columns(0, KIND - 1)
