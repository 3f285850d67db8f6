"""The columns of the calendar: months, with their quarters behind every three, and years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from estimator.model.plan import QUARTER, YEAR, Plan


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
