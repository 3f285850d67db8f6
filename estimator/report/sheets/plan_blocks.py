"""The blocks of Plan: two lines per group, with a cell for each month, and their sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from estimator.model.address import letters
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
class Group:
    """A group of workloads and its costs.

    Attributes:
        key: its number; None for the rest, whose numbers follow the last one above.
        amounts: by the column names of ``Calendar``.
    """

    label: str
    key: int | None
    amounts: Amounts


@dataclass(frozen=True)
class Total:
    """A column that sums others.

    Attributes:
        column: its own; of: the columns that it sums; months: the months that these cover.
    """

    column: int
    title: str
    of: tuple[int, ...]
    months: tuple[str, ...]


@dataclass(frozen=True)
class Across:
    """The columns of the calendar from left to right.

    Attributes:
        months: the column of each month.
        quarters, years: each after the months that it sums; the last can be a part of one.
        whole: the sum of all years; of a plan of one year, that year.
    """

    months: Mapping[str, int]
    quarters: tuple[Total, ...]
    years: tuple[Total, ...]
    whole: Total

    @property
    def totals(self) -> tuple[Total, ...]:
        """The columns that sum others, each once, after those that they sum."""
        whole = () if self.whole in self.years else (self.whole,)
        return (*self.quarters, *self.years, *whole)


@dataclass(frozen=True)
class Blocks:
    """The writer of the blocks of the calendar."""

    page: Page
    grid: Grid
    by_month: Grid
    across: Across

    def all(self, whole: Group, row: int) -> int:
        """Writes the block of all workloads; returns the next free row."""
        self._headings(row, whole.label)
        for at, (kind, before) in enumerate(KINDS, row + 1):
            self._line(at, whole, kind, self._sums(kind, before, row, whole.amounts))
        return self._grand_total(row + 1 + len(KINDS), whole)

    def block(self, dimension: str, groups: list[Group], whole: Group, row: int) -> int:
        """Writes the block of a ``dimension``; returns the next free row."""
        self._headings(row, f"By {workloads_schema().columns[dimension].title.lower()}")
        at = row + 1
        for group in groups:
            # The keys of the rest follow the last one above.
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
        self.page.headings(row, ("Key",), PLAN_KEY, "heading_right")
        self.page.headings(row, ("Cost",), KIND)
        for month, column in self.across.months.items():
            self.page.number(row, column, day_number(month), "heading_right", "month")
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
        first = kind != AGAIN  # of the lines of a group
        self.page.text(row, PLAN_LABEL, group.label if first else "", look)
        if first and group.key is not None:
            self.page.number(row, PLAN_KEY, group.key, "quiet", "key")
        else:
            self.page.blank(row, PLAN_KEY, look)
        self.page.text(row, KIND, kind, look)
        for month, (text, value) in cells.items():
            self.page.formula(row, self.across.months[month], text, value, look, UNIT)
        for total in self.across.totals:
            text = f"={'+'.join(f'{letters(column)}{row}' for column in total.of)}"
            value = sum((cells[month][1] for month in total.months), Decimal(0))
            self.page.formula(row, total.column, text, value, look, UNIT)

    def _grand_total(self, row: int, whole: Group) -> int:
        """Writes the sum of the two lines above; returns the next free row."""
        cells = {
            month: (
                f"={letters(n)}{row - 2}+{letters(n)}{row - 1}",
                sum((whole.amounts[before + month] for _, before in KINDS), Decimal(0)),
            )
            for month, n in self.across.months.items()
        }
        self._line(row, Group("Grand total", None, whole.amounts), "Both", cells, "total")
        return row + 2


def across(plan: Plan, first: int) -> Across:
    """The columns of ``plan`` from the column ``first``."""
    months = {month: first + n + n // QUARTER + n // YEAR for n, month in enumerate(plan.months)}
    quarters = tuple(
        Total(months[some[-1]] + 1, f"Q{n % 4 + 1}", tuple(months[one] for one in some), some)
        for n, some in enumerate(_parts(plan.months, QUARTER))
    )
    years = tuple(
        Total(
            months[some[-1]] + 2,
            _year(some[0]),
            tuple(quarter.column for quarter in quarters if quarter.months[0] in some),
            some,
        )
        for some in _parts(plan.months, YEAR)
    )
    whole = years[0]
    if len(years) > 1:
        columns = tuple(year.column for year in years)
        whole = Total(years[-1].column + 1, "Whole plan", columns, plan.months)
    return Across(months, quarters, years, whole)


def _parts(months: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(months[at : at + size]) for at in range(0, len(months), size)]


def _year(first: str) -> str:
    year = int(first[:4])
    return f"FY {year}" if first.endswith("-01") else f"FY {year}/{(year + 1) % 100:02}"
