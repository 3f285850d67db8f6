"""The currency of a report: costs are computed in US dollars, and shown in it by one dated rate."""

from dataclasses import dataclass
from functools import cache

from estimator.model import shipped

USD = "USD"
# The rate in formulas, and the name of its cell: how much of the currency is one dollar.
RATE = "fx_rate"
BUDGET = "annual_budget"
STATUS, VARIANCE = "budget_status", "budget_variance"


@dataclass(frozen=True)
class Currency:
    """What amounts are shown in.

    Attributes:
        code: of ISO 4217.
        budgets: what the budgets of the input are in, this currency or US dollars.
    """

    code: str = USD
    budgets: str = USD

    @property
    def converts(self) -> bool:
        """Whether amounts are shown in another currency than they are computed in."""
        return self.code != USD

    @property
    def accepted(self) -> tuple[str, ...]:
        """The currencies that a budget may be typed in."""
        return (USD, self.code) if self.converts else (USD,)

    @property
    def of_budgets(self) -> tuple[str, ...]:
        """The columns that say of a budget what it is and what is left of it."""
        return (self.shown(BUDGET), self.shown(VARIANCE), STATUS)

    def shown(self, name: str) -> str:
        """The column that has in this currency what ``name`` has in US dollars."""
        if not self.converts or (name == BUDGET and self.budgets == self.code):
            return name
        return f"{name}_{self.code.lower()}"

    def titled(self, title: str, code: str = "") -> str:
        """``title`` with the currency of the amounts below, which goes without saying in USD."""
        return f"{title} ({code or self.code})" if self.converts else title


DOLLARS = Currency()


@cache
def codes() -> frozenset[str]:
    """The codes of all currencies."""
    return frozenset(str(shipped.toml("currencies.toml")["codes"]).split())


@cache
def written(code: str) -> tuple[str, ...]:
    """What people write for the currency ``code``: its code and its signs."""
    signs: list[str] = shipped.toml("currencies.toml")["signs"].get(code, [])
    return (code, *signs)
