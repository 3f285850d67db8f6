"""How a run ended: what was read, what came of it, and everything there is to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from estimator.model.cost_model import Assumption
from estimator.model.currency import Currency
from estimator.model.estimate import Estimate
from estimator.model.problem import ERROR, NOTICE
from estimator.model.problems import Problems
from estimator.model.rate_card import RateCard
from estimator.model.scenario import Scenario
from estimator.model.table import Table

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
        currency: what the report is in; rate: how much of it one US dollar is.
        stopped: whether the errors allow no estimate.
        estimate: None where nothing was estimated.
        problems: everything found, in the reader's order.
    """

    problems: Problems
    tables: tuple[Table, ...] = ()
    rows: int = 0
    good: int = 0
    card: RateCard | None = None
    as_of: date | None = None
    scenario: Scenario | None = None
    currency: Currency | None = None
    rate: Assumption | None = None
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
