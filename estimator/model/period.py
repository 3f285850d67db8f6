"""Periods of budgets: a month, or a quarter or year of the fiscal years of a plan."""

import re

from msgspec import Struct

from estimator.model.plan import (
    FIRST_MONTH,
    QUARTER,
    YEAR,
    Plan,
    month_number,
    month_of_number,
    name_fiscal_year,
)

# The columns of a frame that describe a period: its name, and its first and last month.
PERIOD_FIELDS = ("period", "first_month", "last_month")
JANUARY = "-01"
MONTH_FORM = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))")
# FY2026/27 is a fiscal year that starts in 2026, whatever the month.
YEAR_FORM = r"(?:FY ?(?P<from>\d{4})/(?P<to>\d{2}|\d{4})|(?:FY ?)?(?P<year>\d{4}))"
YEAR_FORMS = (
    re.compile(YEAR_FORM),
    re.compile(rf"{YEAR_FORM}[- ]?Q(?P<quarter>[1-4])"),
    re.compile(rf"Q(?P<quarter>[1-4])[- /]?{YEAR_FORM}"),
)


class Period(Struct, frozen=True):
    """The period of a budget.

    Attributes:
        name: as reports call it: 2027, 2027-Q1 or 2027-01; FY2026/27 and FY2026/27-Q1 where the
            fiscal year does not start in January.
        first: its first month, YYYY-MM.
        length: the number of its months.
    """

    name: str
    first: str
    length: int

    @property
    def months(self) -> tuple[str, ...]:
        """Its months, YYYY-MM, in order."""
        first = month_number(self.first)
        return tuple(month_of_number(first + n) for n in range(self.length))

    @property
    def last(self) -> str:
        """Its last month, YYYY-MM."""
        return self.months[-1]

    @property
    def fields(self) -> tuple[str, str, str]:
        """Its values in the columns of ``PERIOD_FIELDS``."""
        return (self.name, self.first, self.last)

    def contains(self, other: "Period") -> bool:
        """Whether ``other`` is a part of it, and not all of it."""
        return self.length > other.length and self.first <= other.first <= self.last


class UnclearPeriodError(ValueError):
    """A year that two fiscal years could be called by."""


def first_fiscal_year(plan: Plan) -> Period:
    """The first fiscal year of ``plan``."""
    return _fiscal_year(plan.start, 0)


def _fiscal_year(start: str, quarter: int) -> Period:
    """The fiscal year that starts in the month ``start``, or one of its quarters from 1."""
    name = start[:4] if start.endswith(JANUARY) else name_fiscal_year(start)
    if not quarter:
        return Period(name, start, YEAR)
    first = month_of_number(month_number(start) + QUARTER * (quarter - 1))
    return Period(f"{name}-Q{quarter}", first, QUARTER)


def parse_period(text: str, plan: Plan) -> Period | None:
    """The period that ``text`` names, by the fiscal years of ``plan``; None if it names none.

    Raises:
        UnclearPeriodError: it is named after a calendar year that is no fiscal year.
    """
    words = " ".join(text.upper().split())
    if MONTH_FORM.fullmatch(words):
        return Period(words, words, 1) if words >= FIRST_MONTH else None
    found = next((match for form in YEAR_FORMS if (match := form.fullmatch(words))), None)
    if found is None:
        return None
    parts = found.groupdict()
    start = _first_month(parts["year"], parts["from"], parts["to"], plan.start[4:])
    quarter = int(parts.get("quarter") or 0)
    return _fiscal_year(start, quarter) if start >= FIRST_MONTH else None


def _first_month(year: str | None, begin: str | None, end: str | None, month: str) -> str:
    """The first month of the fiscal year ``year``, or ``begin``/``end``; empty if there is none."""
    if year and month != JANUARY:
        raise UnclearPeriodError(year)
    if year:
        return f"{year}{month}"
    follows = begin and end and (int(begin) + 1) % 100 == int(end[-2:])
    return f"{begin}{month}" if follows and month != JANUARY else ""
