"""The blocks of Plan: two lines per group, with a cell for each month, and their sums."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from estimator.model.address import column_letters
from estimator.model.calendar import (
    ONE_TIME,
    RECURRING,
    REPLACED,
    REPLACEMENT,
    UNCOVERED,
    cost_kinds,
    day_number,
)
from estimator.model.plan import QUARTER, REPLACE, YEAR, Plan, name_fiscal_year
from estimator.model.schema import workloads_schema
from estimator.report.grid import Grid
from estimator.report.page import Page

PLAN_LABEL, KIND, FIRST = 1, 2, 3
ONCE, AGAIN, INSTEAD, MISSED = "One-time", "Recurring", "Replacement", "Not covered"
# The kinds of cost, and what is not covered and in no total.
KIND_TITLES = {ONE_TIME: ONCE, RECURRING: AGAIN, REPLACED: INSTEAD}
BOTH_KINDS = (ONCE, AGAIN)
MISSED_KIND, NO_TOTAL = (MISSED, UNCOVERED), "In no total"
UNIT = "money"
# Subtotals by quarter and year stand out from the months.
SUBTOTAL_LOOKS = {"formula": "subtotal", "label": "subtotal"}
# A formula and its value, by month.
Cells = Mapping[str, tuple[str, Decimal]]
Amounts = Mapping[str, Decimal]


class PlanGroup(Struct, frozen=True):
    """A group of workloads and its costs.

    Attributes:
        key: its number; empty for the rest, which no line above has.
        amounts: by the column names of ``Calendar``.
    """

    label: str
    key: str
    amounts: Amounts


class TotalColumn(Struct, frozen=True):
    """A column that sums others.

    Attributes:
        column: its own; of: the columns that it sums; months: the months that these cover.
    """

    column: int
    title: str
    of: tuple[int, ...]
    months: tuple[str, ...]


class CalendarColumns(Struct, frozen=True):
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


class PlanBlocks(Struct, frozen=True):
    """The writer of the blocks of the calendar, over the columns of Estimates in ``grid``.

    Attributes:
        training, monthly: the columns of Estimates with the cost of training, and of a month.
        after: "stop" or "replace", what happens after a model has retired; empty where none does.
    """

    page: Page
    grid: Grid
    training: str
    monthly: str
    across: CalendarColumns
    after: str

    @property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """The kind of each line of a group, and the prefix of its amounts."""
        return (*self.paid, MISSED_KIND) if self.after else self.paid

    @property
    def paid(self) -> tuple[tuple[str, str], ...]:
        """The kinds of cost that are in the totals."""
        return tuple((KIND_TITLES[kind], kind) for kind in cost_kinds(self.after))

    def write_all(self, whole: PlanGroup, row: int) -> int:
        """Writes the block of all workloads; returns the next free row."""
        self._write_headers(row, whole.label)
        for at, (kind, before) in enumerate(self.paid, row + 1):
            cells = self._month_sums(kind, before, row, whole.amounts, "")
            self._write_plan_line(at, PlanGroup("Total", "", whole.amounts), kind, cells)
        after = self._write_grand_total(row + 1 + len(self.paid), whole)
        if not self.after:
            return after
        cells = self._month_sums(*MISSED_KIND, row, whole.amounts, "")
        return self._write_missed_total(after, whole, cells)

    def write_dimension(
        self, dimension: str, groups: list[PlanGroup], whole: PlanGroup, row: int, of_all: int
    ) -> int:
        """Writes the block of a ``dimension``; returns the next free row.

        Args:
            dimension: that the groups are of.
            groups: the last of them is the rest.
            whole: all workloads.
            row: the first free row.
            of_all: the first row of the amounts of all workloads.
        """
        self._write_headers(row, f"By {workloads_schema().columns[dimension].title.lower()}")
        at = row + 1
        for group in groups:
            for kind, before in self.kinds:
                keyed = f"{self.grid.column_range(f'{dimension}_key')},{group.key}"
                cells = (
                    self._month_sums(kind, before, row, group.amounts, keyed)
                    if group.key
                    else self._rest_sums(
                        before, group.amounts, (row + 1, at - 1), self._line_of_all(kind, of_all)
                    )
                )
                self._write_plan_line(at, group, kind, cells)
                at += 1
        last = at - 1
        for kind, before in self.paid:
            cells = self._sums_of_kind(before, whole.amounts, (row + 1, last), at)
            self._write_plan_line(at, PlanGroup("Total", "", whole.amounts), kind, cells, "label")
            at += 1
        after = self._write_grand_total(at, whole)
        if not self.after:
            return after
        cells = self._sums_of_kind(UNCOVERED, whole.amounts, (row + 1, last), after - 1)
        return self._write_missed_total(after, whole, cells)

    def _sums_of_kind(
        self, before: str, amounts: Amounts, above: tuple[int, int], row: int
    ) -> Cells:
        """The sums of the lines ``above`` whose kind is that of the line in ``row``."""
        first, last = above
        kinds = f"$B${first}:$B${last}"
        return {
            month: (
                f"=SUMIFS({letters}${first}:{letters}${last},{kinds},$B{row})",
                amounts[before + month],
            )
            for month, n in self.across.months.items()
            for letters in (column_letters(n),)
        }

    def _write_missed_total(self, after: int, whole: PlanGroup, cells: Cells) -> int:
        """Writes what is not covered below a grand total; returns the next free row."""
        group = PlanGroup(NO_TOTAL, "", whole.amounts)
        self._write_plan_line(after - 1, group, MISSED, cells)
        return after + 1

    def _write_headers(self, row: int, label: str) -> None:
        self.page.write_text(row, PLAN_LABEL, label, "block_title")
        self.page.write_text(row, KIND, "", "block_head")
        for n, column in enumerate(self.across.months.values(), 1):
            month = [*self.across.months][n - 1]
            self.page.write_formula(
                row,
                column,
                f"=INDEX(plan_months,{n})",
                day_number(month),
                "block_head_right",
                "month",
            )
        for total in self.across.total_columns:
            self.page.write_text(row, total.column, total.title, "block_head_right")

    def _month_sums(
        self, kind: str, before: str, heading: int, amounts: Amounts, keyed: str
    ) -> Cells:
        """The sums of each month, of the rows that ``keyed`` asks for: a range and its value."""
        cells = {}
        for month, column in self.across.months.items():
            header = f"{column_letters(column)}${heading}"
            text = self._month_sum(kind, month, header, keyed) if self.grid.is_live else ""
            cells[month] = (text, amounts[before + month])
        return cells

    def _month_sum(self, kind: str, month: str, header: str, keyed: str) -> str:
        costs, criteria = self.grid.column_range(month), [keyed] if keyed else []
        if kind == MISSED:
            return self._missed_sum(header, criteria)
        if kind == INSTEAD:
            return f"={replaced_sum(self.grid, (self.training, self.monthly), header, criteria)}"
        if kind == ONCE:
            costs = self.grid.column_range("one_time_cost" if self.after else self.training)
            criteria.append(f"{self.grid.column_range('starts')},{header}")
        return f"=SUMIFS({','.join([costs, *criteria])})" if criteria else f"=SUM({costs})"

    def _missed_sum(self, header: str, criteria: Sequence[str]) -> str:
        """The months that a model does not cover, and training that can no longer be bought."""
        span = self.grid.column_range
        answered = "replaced_end" if self.after == REPLACE else "ends"
        months = [f'{span("starts")},"<="&{header}', f'{span(answered)},"<"&{header}']
        months.append(f'{span("planned_end")},">="&{header}')
        trained = f"{span('starts')},{header}"
        usage = ",".join([span("uncovered_month_cost"), *criteria, *months])
        training = ",".join([span("uncovered_training"), *criteria, trained])
        return f"=SUMIFS({usage})+SUMIFS({training})"

    def _rest_sums(
        self, before: str, amounts: Amounts, above: tuple[int, int], of_all: int
    ) -> Cells:
        """The sums of what no line ``above`` has: those of all workloads less theirs."""
        first, last = above
        cells = {}
        for month, n in self.across.months.items():
            letters = column_letters(n)
            amounts_above, kinds = f"{letters}${first}:{letters}${last}", f"$B${first}:$B${last}"
            listed = f"SUMIFS({amounts_above},{kinds},$B${of_all})"
            text = f"=ROUND({letters}${of_all}-{listed},2)"
            cells[month] = (text if self.grid.is_live else "", amounts[before + month])
        return cells

    def _write_plan_line(
        self, row: int, group: PlanGroup, kind: str, cells: Cells, look: str = "formula"
    ) -> None:
        said = kind not in {AGAIN, INSTEAD, MISSED} or group.label == NO_TOTAL
        self.page.write_text(row, PLAN_LABEL, group.label if said else "", look)
        self.page.write_text(row, KIND, kind, look)
        for month, (text, value) in cells.items():
            self.page.write_formula(row, self.across.months[month], text, value, look, UNIT)
        strong = SUBTOTAL_LOOKS.get(look, look)
        for total in self.across.total_columns:
            text = f"={'+'.join(f'{column_letters(column)}{row}' for column in total.of)}"
            value = sum((cells[month][1] for month in total.months), Decimal(0))
            self.page.write_formula(row, total.column, text, value, strong, UNIT)

    def _write_grand_total(self, row: int, whole: PlanGroup) -> int:
        """Writes the sum of the lines of cost above; returns the next free row."""
        lines = range(row - len(self.paid), row)
        cells = {
            month: (
                f"={'+'.join(f'{column_letters(n)}{line}' for line in lines)}",
                sum((whole.amounts[before + month] for _, before in self.paid), Decimal(0)),
            )
            for month, n in self.across.months.items()
        }
        grand = PlanGroup("Grand total", "", whole.amounts)
        kinds = "Both" if len(lines) == len(BOTH_KINDS) else "All"
        self._write_plan_line(row, grand, kinds, cells, "total")
        return row + 2

    def _line_of_all(self, kind: str, of_all: int) -> int:
        """The row of a ``kind`` in the block of all workloads, which begins in ``of_all``."""
        kinds = [one for one, _ in self.paid]
        # The grand total stands between the kinds of cost and what is not covered.
        return of_all + (kinds.index(kind) if kind in kinds else len(kinds) + 1)


def replaced_sum(grid: Grid, costs: Sequence[str], month: str, criteria: Sequence[str]) -> str:
    """The sums of a month on replacements, and of their training if it is the first of them.

    Args:
        grid: the layout of Estimates.
        costs: its columns of the cost of training, and of a month.
        month: its cell, or a formula for it.
        criteria: of the rows.
    """
    span, until = grid.column_range, f'">="&{month}'
    ended = f"{span('replaced_end')},{until}"
    months = [f'{span("replaced_from")},"<="&{month}', ended]
    trained = [f"{span('replaced_from')},{month}", ended]
    trained.append(f"{span('last_replacement_training')},{until}")
    training, monthly = (REPLACEMENT + name for name in costs)
    usage = ",".join([span(monthly), *criteria, *months])
    once = ",".join([span(training), *criteria, *trained])
    return f"SUMIFS({usage})+SUMIFS({once})"


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
            name_fiscal_year(some[0]),
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
