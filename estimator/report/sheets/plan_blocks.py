"""The blocks of Plan: two lines per group, with a cell for each month, and their sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from estimator.model.address import column_letters
from estimator.model.calendar import ONE_TIME, RECURRING, day_number
from estimator.model.plan import QUARTER, YEAR, Plan
from estimator.model.schema import workloads_schema
from estimator.report.grid import Grid
from estimator.report.page import Page

PLAN_LABEL, PLAN_KEY, KIND, FIRST = 1, 2, 3, 4
ONCE, AGAIN = "One-time", "Recurring"
KINDS = ((ONCE, ONE_TIME), (AGAIN, RECURRING))
UNIT = "whole amount"
# A formula and its value, by month.
Cells = Mapping[str, tuple[str, Decimal]]
Amounts = Mapping[str, Decimal]


@dataclass(frozen=True)
class PlanGroup:
    """A group of workloads and its costs.

    Attributes:
        key: its number; None for the rest, whose numbers follow the last one above.
        amounts: by the column names of ``Calendar``.
    """

    label: str
    key: int | None
    amounts: Amounts


@dataclass(frozen=True)
class TotalColumn:
    """A column that sums others.

    Attributes:
        column: its own; of: the columns that it sums; months: the months that these cover.
    """

    column: int
    title: str
    of: tuple[int, ...]
    months: tuple[str, ...]


@dataclass(frozen=True)
class CalendarColumns:
    """The columns of the calendar from left to right.

    Attributes:
        months: the column of each month.
        quarters, years: each after the months that it sums; the last can be a part of one.
        whole: the sum of all years; of a plan of one year, that year.
    """

    months: Mapping[str, int]
    quarters: tuple[TotalColumn, ...]
    years: tuple[TotalColumn, ...]
    whole: TotalColumn

    @property
    def total_columns(self) -> tuple[TotalColumn, ...]:
        """The columns that sum others, each once, after those that they sum."""
        whole = () if self.whole in self.years else (self.whole,)
        return (*self.quarters, *self.years, *whole)


@dataclass(frozen=True)
class PlanBlocks:
    """The writer of the blocks of the calendar."""

    page: Page
    grid: Grid
    by_month: Grid
    across: CalendarColumns

    def write_all(self, whole: PlanGroup, row: int) -> int:
        """Writes the block of all workloads; returns the next free row."""
        self._write_headers(row, whole.label)
        for at, (kind, before) in enumerate(KINDS, row + 1):
            self._write_plan_line(
                at, whole, kind, self._month_sums(kind, before, row, whole.amounts)
            )
        return self._write_grand_total(row + 1 + len(KINDS), whole)

    def write_dimension(
        self, dimension: str, groups: list[PlanGroup], whole: PlanGroup, row: int
    ) -> int:
        """Writes the block of a ``dimension``; returns the next free row."""
        self._write_headers(row, f"By {workloads_schema().columns[dimension].title.lower()}")
        at = row + 1
        for group in groups:
            # The keys of the rest follow the last one above.
            key = f"$B{at}" if group.key is not None else f'">"&$B{at - len(KINDS)}'
            for kind, before in KINDS:
                keyed = (f"{dimension}_key", key)
                self._write_plan_line(
                    at, group, kind, self._month_sums(kind, before, row, group.amounts, keyed)
                )
                at += 1
        last = at - 1
        for kind, before in KINDS:
            kinds = f"$C${row + 1}:$C${last}"
            cells = {
                month: (
                    f"=SUMIFS({letters}${row + 1}:{letters}${last},{kinds},$C{at})",
                    whole.amounts[before + month],
                )
                for month, n in self.across.months.items()
                for letters in (column_letters(n),)
            }
            self._write_plan_line(at, PlanGroup("Total", None, whole.amounts), kind, cells, "label")
            at += 1
        return self._write_grand_total(at, whole)

    def _write_headers(self, row: int, label: str) -> None:
        self.page.write_headers(row, (label,))
        self.page.write_headers(row, ("Key",), PLAN_KEY, "heading_right")
        self.page.write_headers(row, ("Cost",), KIND)
        for month, column in self.across.months.items():
            self.page.write_number(row, column, day_number(month), "heading_right", "month")
        for total in self.across.total_columns:
            self.page.write_headers(row, (total.title,), total.column, "heading_right")

    def _month_sums(
        self,
        kind: str,
        before: str,
        heading: int,
        amounts: Amounts,
        keyed: tuple[str, str] | None = None,
    ) -> Cells:
        of_group = [self.grid.column_range(keyed[0]), keyed[1]] if keyed else []
        cells = {}
        for month, column in self.across.months.items():
            costs, criteria = self.by_month.column_range(month), [*of_group]
            if kind == ONCE:
                costs = self.by_month.column_range("training_cost")
                criteria += [
                    self.by_month.column_range("starts"),
                    f"{column_letters(column)}${heading}",
                ]
            text = f"=SUMIFS({','.join([costs, *criteria])})" if criteria else f"=SUM({costs})"
            cells[month] = (text if self.by_month.is_live else "", amounts[before + month])
        return cells

    def _write_plan_line(
        self, row: int, group: PlanGroup, kind: str, cells: Cells, look: str = "formula"
    ) -> None:
        first = kind != AGAIN  # of the lines of a group
        self.page.write_text(row, PLAN_LABEL, group.label if first else "", look)
        if first and group.key is not None:
            self.page.write_number(row, PLAN_KEY, group.key, "quiet", "key")
        else:
            self.page.write_blank(row, PLAN_KEY, look)
        self.page.write_text(row, KIND, kind, look)
        for month, (text, value) in cells.items():
            self.page.write_formula(row, self.across.months[month], text, value, look, UNIT)
        for total in self.across.total_columns:
            text = f"={'+'.join(f'{column_letters(column)}{row}' for column in total.of)}"
            value = sum((cells[month][1] for month in total.months), Decimal(0))
            self.page.write_formula(row, total.column, text, value, look, UNIT)

    def _write_grand_total(self, row: int, whole: PlanGroup) -> int:
        """Writes the sum of the two lines above; returns the next free row."""
        cells = {
            month: (
                f"={column_letters(n)}{row - 2}+{column_letters(n)}{row - 1}",
                sum((whole.amounts[before + month] for _, before in KINDS), Decimal(0)),
            )
            for month, n in self.across.months.items()
        }
        self._write_plan_line(
            row, PlanGroup("Grand total", None, whole.amounts), "Both", cells, "total"
        )
        return row + 2


def lay_out_calendar(plan: Plan, first: int) -> CalendarColumns:
    """The columns of ``plan`` from the column ``first``."""
    months = {month: first + n + n // QUARTER + n // YEAR for n, month in enumerate(plan.months)}
    quarters = tuple(
        TotalColumn(months[some[-1]] + 1, f"Q{n % 4 + 1}", tuple(months[one] for one in some), some)
        for n, some in enumerate(_chunk_months(plan.months, QUARTER))
    )
    years = tuple(
        TotalColumn(
            months[some[-1]] + 2,
            _fiscal_year_title(some[0]),
            tuple(quarter.column for quarter in quarters if quarter.months[0] in some),
            some,
        )
        for some in _chunk_months(plan.months, YEAR)
    )
    whole = years[0]
    if len(years) > 1:
        columns = tuple(year.column for year in years)
        whole = TotalColumn(years[-1].column + 1, "Whole plan", columns, plan.months)
    return CalendarColumns(months, quarters, years, whole)


def _chunk_months(months: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(months[at : at + size]) for at in range(0, len(months), size)]


def _fiscal_year_title(first: str) -> str:
    year = int(first[:4])
    return f"FY {year}" if first.endswith("-01") else f"FY {year}/{(year + 1) % 100:02}"
