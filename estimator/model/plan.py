"""The plan: the months over which costs are spread, from the start of a fiscal year."""

from datetime import date

from msgspec import Struct

# Spreadsheets disagree on the day numbers before March 1900.
FIRST_MONTH = "1901-01"
# The latest start of a plan, so that the year of its last month has four digits.
LAST_START = "9994-12"
YEAR, QUARTER = 12, 3
LEAST_MONTHS, MOST_MONTHS = YEAR, 60
# What happens in the plan after a model has retired: nothing is paid, or its replacement is. The
# word is empty where no model retires.
STOP, REPLACE = "stop", "replace"


class Plan(Struct, frozen=True):
    """The months of a plan, which begins with a fiscal year.

    Attributes:
        start: the first month, as YYYY-MM.
        length: the number of months, from 12 to 60.
        reason: why it starts there, as a clause that follows "because".
    """

    start: str
    length: int = YEAR
    reason: str = ""

    @property
    def months(self) -> tuple[str, ...]:
        """Every month as YYYY-MM, in order."""
        first = month_number(self.start)
        return tuple(month_of_number(first + n) for n in range(self.length))

    @property
    def fiscal_year_name(self) -> str:
        """The first fiscal year: FY2027, or FY2027/28 if it does not start in January."""
        return name_fiscal_year(self.start)

    @property
    def fiscal_year_sentence(self) -> str:
        """The first fiscal year, with the reason for it."""
        year = self.fiscal_year
        because = f" because {self.reason}" if self.reason else ""
        return f"{year[0]} to {year[-1]}{because}"

    @property
    def fiscal_year(self) -> tuple[str, ...]:
        """The months of the first fiscal year."""
        return self.months[:YEAR]


def name_fiscal_year(start: str) -> str:
    """The fiscal year from the month ``start`` on: FY2027, or FY2027/28."""
    year = int(start[:4])
    return f"FY{year}" if start.endswith("-01") else f"FY{year}/{(year + 1) % 100:02}"


def month_number(text: str) -> int:
    """The number of months from year 0 to the month ``text`` (YYYY-MM), for arithmetic."""
    return int(text[:4]) * YEAR + int(text[5:7]) - 1


def month_of_number(counted: int) -> str:
    """The month, as YYYY-MM, with the number ``counted``."""
    return f"{counted // YEAR:04}-{counted % YEAR + 1:02}"


def first_day(text: str) -> date:
    """The first day of the month ``text`` (YYYY-MM)."""
    return date(int(text[:4]), int(text[5:7]), 1)
