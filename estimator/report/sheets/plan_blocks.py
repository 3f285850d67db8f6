"""The blocks of the calendar on Plan: two lines a group, a cell for each month, and their sums."""

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
# A formula, and the number that it comes to, by the month.
Cells = Mapping[str, tuple[str, Decimal]]
Amounts = Mapping[str, Decimal]


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


@dataclass(frozen=True)
class Total:
    """A column that adds up others.

    Attributes:
        column: where it stands; of: the columns that it adds up; months: what it comes to.
    """

    column: int
    title: str
    of: tuple[int, ...]
    months: tuple[str, ...]


@dataclass(frozen=True)
class Across:
    """What stands where from left to right.

    Attributes:
        months: the column of each month.
        quarters, years: behind the months that they add up; of a plan that ends amidst of one, as
            far as it goes.
        whole: all years; the year itself where there is but one.
    """

    months: Mapping[str, int]
    quarters: tuple[Total, ...]
    years: tuple[Total, ...]
    whole: Total

    @property
    def totals(self) -> tuple[Total, ...]:
        """The columns that add up others, each once; those that they add up go before."""
        whole = () if self.whole in self.years else (self.whole,)
        return (*self.quarters, *self.years, *whole)


@dataclass(frozen=True)
class Blocks:
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
        self._headings(row, f"By {workloads_schema().columns[dimension].title.lower()}")
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


def across(plan: Plan, first: int) -> Across:
    """The columns of ``plan`` from the column ``first`` on."""
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
    """``months`` so many at a time."""
    return [tuple(months[at : at + size]) for at in range(0, len(months), size)]


def _year(first: str) -> str:
    """A fiscal year by its first month: FY 2027, or FY 2027/28 where it is not the calendar's."""
    year = int(first[:4])
    return f"FY {year}" if first.endswith("-01") else f"FY {year}/{(year + 1) % 100:02}"
