"""The estimate and the outcome of a run, from which every report is made."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

import polars as pl
from msgspec import Struct, field

from estimator.model.basis import Basis
from estimator.model.calendar import PLANNED_COST, Calendar
from estimator.model.cost_model import Assumption
from estimator.model.findings import Findings
from estimator.model.money import BUDGET
from estimator.model.own_workbook import ChangeLogLine
from estimator.model.period import PERIOD_FIELDS
from estimator.model.problem import ERROR, NOTICE, TableSource
from estimator.model.rejected import RejectedRows
from estimator.model.table import Table

# The dimensions by which the Summary breaks the totals down, in its order.
DIMENSIONS = ("model", "cost_center", "department", "project", "owner")
HEADLINES = ("training_cost", "monthly_cost", "annual_cost", "first_year_cost")
# The budget statuses: a cost is near its budget from the assumption near_budget_share of it on, and
# over it from the first cent above it.
WITHIN, NEAR, OVER, NO_BUDGET = "within", "near", "over", "none"
STATUSES = (WITHIN, NEAR, OVER, NO_BUDGET)
# The columns added up by budget status.
BUDGET_SUMS = (BUDGET, PLANNED_COST)
LARGEST = 10
# The number of workloads of a group that have a budget, beside their sum.
BUDGETED_ROWS = "budgets"
# The columns of groups, and of the largest workloads, that are no figures of the cost model.
GROUP_FIELDS = ("text", "key", "label", "rows", "position", BUDGETED_ROWS)


class AssumptionUse(Struct, frozen=True):
    """The use of a default for blank cells.

    Attributes:
        rows: the number of rows that take it.
        first_year_cost: of these rows.
        added_cost: what their fiscal year costs, less what it would cost with this one default at
            its neutral value; None if it has no neutral value.
    """

    assumption: Assumption
    rows: int
    first_year_cost: Decimal
    added_cost: Decimal | None


class BudgetStatus(Struct, frozen=True):
    """The rows with one budget status, or several: their number, budget and fiscal-year cost."""

    status: str
    rows: int
    annual_budget: Decimal
    fiscal_year_cost: Decimal

    @property
    def fiscal_year_variance(self) -> Decimal:
        """All of the budget minus all of the cost."""
        return self.annual_budget - self.fiscal_year_cost


class CardComparison(Struct, frozen=True):
    """What the workloads would cost on another rate card, in the currency of the report.

    Attributes:
        card: the name of the other card.
        rows: the number of workloads whose models it has prices for.
        cost_here, cost_there: their fiscal-year cost on the estimate's card and on the other one,
            as long as the models are offered on the former.
        uncovered_there: what of the fiscal year is not covered on the other card, whose models end.
        missing: the number of workloads of each model that it has no price for.
    """

    card: str
    rows: int
    cost_here: Decimal
    cost_there: Decimal
    uncovered_there: Decimal
    missing: Mapping[str, int]


class Slice(Struct, frozen=True):
    """Consecutive workloads of an estimate.

    Attributes:
        frame: one row per workload, in input order: ``source_file``, ``source_sheet`` and
            ``source_row``, the inputs as typed, ``model`` the canonical id, ``model_as_given``,
            the prices, the place of their rate among the list prices, as ``rate_row``, a
            whole-number ``<dimension>_key`` for every dimension, the computed columns, and the
            cost and variance of the first fiscal year.
        by_month: the columns of the calendar, one row for each of ``frame``; months as day numbers,
            amounts in the currency of the report; the column of a month is named YYYY-MM.
        passed_through: the pass-through columns, one row for each of ``frame``; String.
        carried_kinds: UInt8, the kind of each of these cells.
    """

    frame: pl.DataFrame
    by_month: pl.DataFrame
    passed_through: pl.DataFrame
    carried_kinds: pl.DataFrame

    def __len__(self) -> int:
        """The number of workloads."""
        return len(self.frame)

    @property
    def sheet_frame(self) -> pl.DataFrame:
        """``frame`` with the columns of the calendar that it lacks."""
        known = set(self.frame.columns)
        more = [one for one in self.by_month if one.name not in known]
        return self.frame.with_columns(more)


class Totals(Struct, frozen=True):
    """The totals of an estimate, in the report's currency except for ``sums`` and ``leaves``.

    Attributes:
        rows: the number of workloads priced.
        by_column: the totals that are shown, by column.
        sums: the total of every column of amounts; where the report is in another currency, of
            those in US dollars too.
        spellings: for each dimension a frame of ``spelling`` (as typed, trimmed), ``key`` and
            ``label``; blank cells first; without dimensions that have too many.
        numbered: the dimensions whose spellings are too many to look up; each workload has the
            line of its own, as ``<dimension>_spelling``.
        groups: for each dimension a frame of ``key``, ``label``, ``rows``, the totals, the
            fiscal-year cost, the sum of the workloads' own budgets and their number
            (``BUDGETED_ROWS``, Int64), the most expensive first year first.
        assumed: the assumptions that fill blanks, with their use.
        budgeted: the rows of each budget status; lines where budgets are by cost center.
        largest: the workloads with the highest fiscal-year cost, at most ``LARGEST``, with their
            ``position`` among all from 1.
        over: the workloads furthest over budget, at most ``LARGEST``, with their ``position``; or
            cost centers.
        calendar: the costs of each month of the plan.
        budgets: where budgets are by cost center, one row for each in the order of their keys:
            ``key``, ``label``, ``rows``, ``annual_budget``, the sums of its workloads, and the
            columns that follow from these; None where workloads have the budgets. Where budgets
            say what period they are for, one row for each cost center and period, with the columns
            of ``PERIOD_FIELDS``, and what is planned for that period as the fiscal-year cost.
        leaves: the total of each of the leaf costs in USD, rounded row by row, and not rounded.
        products: the sums of the products of some pairs of columns, as floats: with any of their
            numbers they change, but not with the order of the rows.
        blank: the columns without a value in any row.
        fractional: the columns with a number that is not whole.
        by_scenario: the totals that are shown, and those of the fiscal year, by the name of each
            scenario and by column.
        unit_names: the names of the units of the user's own, at most five; empty for units without
            one.
        on_other_card: the cost on the rate card that the estimate's card names; None without one.
        rate_uses: the number of workloads that each of the list prices prices, by its place from 1.
    """

    rows: int
    by_column: Mapping[str, Decimal]
    sums: Mapping[str, Decimal]
    groups: Mapping[str, pl.DataFrame]
    spellings: Mapping[str, pl.DataFrame]
    numbered: frozenset[str]
    assumed: tuple[AssumptionUse, ...]
    budgeted: tuple[BudgetStatus, ...]
    largest: pl.DataFrame
    over: pl.DataFrame
    calendar: Calendar
    budgets: pl.DataFrame | None
    leaves: Mapping[str, tuple[Decimal, Decimal]]
    products: Mapping[tuple[str, ...], float]
    blank: frozenset[str]
    fractional: frozenset[str]
    by_scenario: Mapping[str, Mapping[str, Decimal]]
    unit_names: tuple[str, ...] = ()
    on_other_card: CardComparison | None = None
    rate_uses: Mapping[int, int] = field(default_factory=dict)

    @property
    def has_budgets(self) -> bool:
        """Whether there is any budget, of a workload or a cost center."""
        return self.budgets is not None or BUDGET not in self.blank

    @property
    def by_period(self) -> bool:
        """Whether budgets say what period they are for."""
        return self.budgets is not None and PERIOD_FIELDS[0] in self.budgets.columns

    @property
    def against_budget(self) -> BudgetStatus:
        """All cost against all budget, whether a row has one or not."""
        return _add_statuses("all", self.budgeted)

    @property
    def without_budget(self) -> BudgetStatus:
        """The rows without a budget."""
        return next(one for one in self.budgeted if one.status == NO_BUDGET)

    @property
    def with_budget(self) -> BudgetStatus:
        """The rows with a budget."""
        return _add_statuses("some", [one for one in self.budgeted if one.status != NO_BUDGET])


def _add_statuses(status: str, found: Sequence[BudgetStatus]) -> BudgetStatus:
    budget = sum((one.annual_budget for one in found), Decimal(0))
    cost = sum((one.fiscal_year_cost for one in found), Decimal(0))
    return BudgetStatus(status, sum(one.rows for one in found), budget, cost)


class PricedWorkloads(Protocol):
    """The workloads of an estimate, in input order, priced again at each iteration."""

    @property
    def sources(self) -> tuple[TableSource, ...]:
        """The tables with the workloads."""

    def __iter__(self) -> Iterator[Slice]:
        """Each slice of the workloads."""


class Estimate(Struct, frozen=True):
    """A priced portfolio.

    Attributes:
        basis: of the prices.
        priced: the workloads.
        totals: of the workloads.
        carried_headings: the headers of the pass-through columns.
        rejected: the rows with errors, as the user wrote them.
        problems: all errors and notices.
        change_log: of a workbook made by estimator that is an input.
    """

    basis: Basis
    priced: PricedWorkloads
    totals: Totals
    carried_headings: tuple[str, ...]
    rejected: RejectedRows
    problems: Findings
    change_log: tuple[ChangeLogLine, ...] = ()

    @property
    def dollars(self) -> Mapping[str, Decimal]:
        """The totals in US dollars, where they are shown in another currency too."""
        return {name: self.totals.sums[name] for name in self.basis.model.dollars}

    @property
    def frame(self) -> pl.DataFrame:
        """All workloads in one frame; many take all the memory there is."""
        return pl.concat([part.frame for part in self.priced])

    @property
    def passed_through(self) -> pl.DataFrame:
        """The pass-through columns of all workloads in one frame; String."""
        return pl.concat([part.passed_through for part in self.priced])


DONE, WRONG_DATA, WRONG_USAGE, SKIPPED, UNREADABLE, OVER_BUDGET = 0, 1, 2, 3, 4, 5
INTERNAL_FAILURE = 70

# The meaning of each exit code, for the README and the help.
EXIT_CODES: Mapping[int, str] = {
    DONE: "done",
    WRONG_DATA: "the data has problems; nothing was written",
    WRONG_USAGE: "wrong usage: an unknown option or name, a missing file, an output that already "
    "exists, an invalid rate card or cost model",
    SKIPPED: "written, with rows skipped",
    UNREADABLE: "the input cannot be read, or the output cannot be written",
    OVER_BUDGET: "written, and something is over budget, where `--fail-over-budget` asks for it; "
    "rows may be skipped too",
    INTERNAL_FAILURE: "internal error; please report it",
}


class Outcome(Struct, frozen=True):
    """The outcome of a run.

    Attributes:
        tables: the tables that were found.
        rows: the number of workloads in them; good: the number that can be priced.
        basis: of the judgment; None where it has errors.
        stopped: whether errors prevent an estimate.
        estimate: None where nothing was priced.
        problems: all errors and notices, in reading order.
        over_budget: what is over budget, the furthest first, where options ask for it: the
            ``workload_id``, ``workload_name`` and ``cost_center`` of workloads or the
            ``cost_center`` of lines by cost center, the columns of ``PERIOD_FIELDS`` of those by
            period, and the budget, the cost and the variance. None where nothing was priced.
    """

    problems: Findings
    tables: tuple[Table, ...] = ()
    rows: int = 0
    good: int = 0
    basis: Basis | None = None
    stopped: bool = True
    estimate: Estimate | None = None
    over_budget: pl.DataFrame | None = None

    @property
    def errors(self) -> Findings:
        """The problems that prevent an estimate."""
        return self.problems.with_severity(ERROR)

    @property
    def notices(self) -> Findings:
        """The problems that do not prevent an estimate."""
        return self.problems.with_severity(NOTICE)

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""
        if not self.stopped and self.over_budget is not None and len(self.over_budget):
            return OVER_BUDGET
        if not self.stopped:
            return SKIPPED if self.errors else DONE
        return self.problems.exit_code
