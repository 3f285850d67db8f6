"""The estimate as a value: what every report is made from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

import polars as pl

from estimator.model.basis import Basis
from estimator.model.calendar import PLANNED_VARIANCE, Calendar
from estimator.model.cost_model import Assumption
from estimator.model.currency import BUDGET
from estimator.model.findings import Problems
from estimator.model.problem import ERROR, NOTICE, Source
from estimator.model.rejected import Rejected
from estimator.model.table import Table

# What the Summary breaks the totals down by, in its order.
DIMENSIONS = ("model", "cost_center", "department", "project", "owner")
HEADLINES = ("training_cost", "monthly_cost", "annual_cost", "first_year_cost")
STATUSES = ("within", "near", "over", "none")
NO_BUDGET = "none"
# What is added up by budget status.
BUDGET_SUMS = ("annual_budget", "first_year_cost", "budget_variance")
LARGEST = 10
# The leaves: a cost, the tokens and the price that it is the rounded product of. The input that is
# not cached is a difference, so its tokens are two columns.
LEAVES = (
    ("training_cost", ("billed_training_tokens",), "training_price"),
    ("monthly_input_cost", ("monthly_input_tokens_applied", "cached_input_tokens"), "input_price"),
    ("monthly_cached_input_cost", ("cached_input_tokens",), "cached_input_price"),
    ("monthly_output_cost", ("monthly_output_tokens_applied",), "output_price"),
)


@dataclass(frozen=True)
class Assumed:
    """How many rows took an assumption, and what they cost in the first year."""

    assumption: Assumption
    rows: int
    first_year_cost: Decimal


@dataclass(frozen=True)
class Budgeted:
    """The rows of one budget status: how many, their budget, first-year cost and variance."""

    status: str
    rows: int
    annual_budget: Decimal
    first_year_cost: Decimal
    budget_variance: Decimal


@dataclass(frozen=True)
class Slice:
    """Consecutive workloads of an estimate.

    Attributes:
        frame: a row a workload, in the inputs' order: ``source_file``, ``source_sheet`` and
            ``source_row``, the inputs as typed, ``model`` the canonical id, ``model_as_given``,
            the prices, a whole-number ``<dimension>_key`` for every dimension, the computed
            columns, what falls in the first fiscal year, and ``line_key``, from 1 on.
        carried: the columns that are not ours, row by row beside ``frame``; String.
        carried_kinds: UInt8, what each of these cells held, as in ``table``.
    """

    frame: pl.DataFrame
    carried: pl.DataFrame
    carried_kinds: pl.DataFrame

    def __len__(self) -> int:
        """How many workloads there are."""
        return len(self.frame)


@dataclass(frozen=True)
class Totals:
    """The totals of an estimate, in the report's currency but for ``sums`` and ``leaves``.

    Attributes:
        rows: the number of workloads that were priced.
        by_column: the totals that are shown, by column.
        sums: the total of every column of amounts, those in US dollars too where that is not the
            currency.
        groups: for each dimension a frame of ``key``, ``label``, ``rows`` and the totals, the
            costliest first year first.
        assumed: the assumptions, with the rows that took them.
        budgeted: the rows of each budget status, or lines where budgets are by cost center.
        largest: the workloads with the costliest first year, at most ``LARGEST``, with their
            ``position`` among all from 1 on.
        over: the workloads that go furthest beyond their budget, likewise; or cost centers.
        calendar: the costs of each month of the plan.
        budgets: one row per cost center in the order of their keys, where budgets are given so:
            ``key``, ``label``, ``rows``, ``annual_budget``, the sums of its workloads, and what
            follows from these; None where the workloads have the budgets.
        leaves: the total of each of the ``LEAVES``, rounded row by row, and rounded once; USD.
        blank: the columns without a value in any row.
        fractional: the columns with a number that is not whole.
        by_scenario: the totals that are shown, by the name of each scenario and by column.
    """

    rows: int
    by_column: Mapping[str, Decimal]
    sums: Mapping[str, Decimal]
    groups: Mapping[str, pl.DataFrame]
    assumed: tuple[Assumed, ...]
    budgeted: tuple[Budgeted, ...]
    largest: pl.DataFrame
    over: pl.DataFrame
    calendar: Calendar
    budgets: pl.DataFrame | None
    leaves: Mapping[str, tuple[Decimal, Decimal]]
    blank: frozenset[str]
    fractional: frozenset[str]
    by_scenario: Mapping[str, Mapping[str, Decimal]]

    @property
    def has_budgets(self) -> bool:
        """Whether there is any budget, of a workload or a cost center."""
        return self.budgets is not None or BUDGET not in self.blank


class PricedWorkloads(Protocol):
    """The workloads of an estimate, in the inputs' order; computed anew each time."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The tables that they are in."""

    @property
    def months(self) -> Iterable[pl.DataFrame]:
        """Frames of ``workload_id``, ``line`` and the months of the plan."""

    def __iter__(self) -> Iterator[Slice]:
        """Each slice of them."""


@dataclass(frozen=True)
class Estimate:
    """A priced portfolio.

    Attributes:
        basis: what it is priced by.
        priced: its workloads.
        totals: of these.
        carried_headings: of the columns that are not ours.
        rejected: the rows left out, as the user wrote them.
        problems: everything found.
    """

    basis: Basis
    priced: PricedWorkloads
    totals: Totals
    carried_headings: tuple[str, ...]
    rejected: Rejected
    problems: Problems

    @property
    def fiscal_year_variance(self) -> Decimal:
        """The part of all budgets that the fiscal year leaves."""
        name = self.basis.currency.shown(PLANNED_VARIANCE)
        if self.totals.budgets is None:
            return self.totals.calendar.all[name]
        return Decimal(self.totals.budgets[name].sum())

    @property
    def dollars(self) -> Mapping[str, Decimal]:
        """The totals in US dollars, where they are shown in another currency too."""
        return {name: self.totals.sums[name] for name in self.basis.model.dollars}

    @property
    def frame(self) -> pl.DataFrame:
        """All workloads in one frame; of many, this is all the memory there is."""
        return pl.concat([part.frame for part in self.priced])

    @property
    def carried(self) -> pl.DataFrame:
        """The carried columns of all workloads in one frame; String."""
        return pl.concat([part.carried for part in self.priced])


DONE, WRONG_DATA, WRONG_USAGE, SKIPPED, UNREADABLE, OUR_BUG = 0, 1, 2, 3, 4, 70

# What each exit code means, for the README and the help.
EXIT_CODES: Mapping[int, str] = {
    DONE: "done",
    WRONG_DATA: "the data has problems; nothing was written",
    WRONG_USAGE: "wrong usage: an unknown option or name, a missing file, an output that is there "
    "already, a bad rate card or cost model",
    SKIPPED: "written, with rows skipped",
    UNREADABLE: "the input cannot be read, or the output cannot be written",
    OUR_BUG: "a bug of ours; please report it",
}


@dataclass(frozen=True)
class Outcome:
    """What a run came to.

    Attributes:
        tables: those that were found.
        rows: how many workloads they have; good: how many of them can be estimated.
        basis: what they are judged by; None where that has errors.
        stopped: whether the errors allow no estimate.
        estimate: None where nothing was estimated.
        problems: everything found, in the reader's order.
    """

    problems: Problems
    tables: tuple[Table, ...] = ()
    rows: int = 0
    good: int = 0
    basis: Basis | None = None
    stopped: bool = True
    estimate: Estimate | None = None

    @property
    def errors(self) -> Problems:
        """The problems that stop."""
        return self.problems.of(ERROR)

    @property
    def notices(self) -> Problems:
        """The problems that do not."""
        return self.problems.of(NOTICE)

    @property
    def exit_code(self) -> int:
        """What the command exits with."""
        if not self.stopped:
            return SKIPPED if self.errors else DONE
        return self.problems.exit_code
