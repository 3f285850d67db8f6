"""The currency of a report: costs are computed in US dollars and converted at one dated rate."""

from dataclasses import dataclass
from functools import cache

from estimator.model import shipped

USD = "USD"
# The exchange rate in formulas, and the name of its cell: units of the currency per US dollar.
RATE = "fx_rate"
BUDGET = "annual_budget"
STATUS, VARIANCE = "budget_status", "budget_variance"


@dataclass(frozen=True)
class Currency:
    """The currency that amounts are shown in.

    Attributes:
        code: of ISO 4217.
        budgets: the code of the currency of the budgets in the input, this one or US dollars.
    """

    code: str = USD
    budgets: str = USD

    @property
    def converts(self) -> bool:
        """Whether amounts are converted from US dollars."""
        return self.code != USD

    @property
    def accepted(self) -> tuple[str, ...]:
        """The currencies that a budget may be typed in."""
        return (USD, self.code) if self.converts else (USD,)

    @property
    def of_budgets(self) -> tuple[str, ...]:
        """The columns with a budget, its variance and its status."""
        return (self.shown(BUDGET), self.shown(VARIANCE), STATUS)

    def shown(self, name: str) -> str:
        """The column with the amounts of the column ``name`` in this currency."""
        if not self.converts or (name == BUDGET and self.budgets == self.code):
            return name
        return f"{name}_{self.code.lower()}"

    def titled(self, title: str, code: str = "") -> str:
        """``title`` with the currency of the amounts, left out where all are in US dollars."""
        return f"{title} ({code or self.code})" if self.converts else title


DOLLARS = Currency()


@cache
def codes() -> frozenset[str]:
    """The codes of all currencies."""
    return frozenset(str(shipped.toml("currencies.toml")["codes"]).split())


@cache
def written(code: str) -> tuple[str, ...]:
    """The ways people write the currency ``code``: its code and its signs."""
    signs: list[str] = shipped.toml("currencies.toml")["signs"].get(code, [])
    return (code, *signs)
