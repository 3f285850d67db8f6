"""Names in a workbook made by estimator: written by the report, and read back from an input."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from estimator.model.shipped import load_toml

# The document property that marks such a workbook.
MARKER = "estimator-version"
# The id of the example above the headers of the template.
TEMPLATE_EXAMPLE = "EXAMPLE"

# The names of the sheets, which data/sheets.toml declares.
SUMMARY, BREAKDOWN, PLAN, BUDGETS = "Summary", "Breakdown", "Plan", "Budgets"
UNIT_COSTS = "Unit costs"
ESTIMATES, RATES, ASSUMPTIONS, GROUPS = "Estimates", "Rates", "Assumptions", "Groups"
COST_MODEL, CHECKS, ABOUT, REJECTED = "Cost model", "Checks", "About", "Rejected"


class OwnSheet(Struct, frozen=True):
    """A sheet of the workbook; data/sheets.toml explains the fields."""

    name: str
    subtitle: str
    purpose: str
    editable: str
    title: str = ""
    status: str = ""
    locked: bool = True
    checked: bool = False
    printed: str = "all"


@cache
def own_sheets() -> Mapping[str, OwnSheet]:
    """The sheets of the workbook by name, in order."""
    return {entry["name"]: OwnSheet(**entry) for entry in load_toml("sheets.toml")["sheet"]}


# The label on Summary beside the scenario in force.
SCENARIO_LABEL = "Scenario"

# The titles of the tables on Assumptions below the first.
SCENARIOS_TITLE = "Scenario"
IN_FORCE_TITLE = "Scenario in force"
BY_SCENARIO_TITLE = "Totals by scenario when this workbook was made"
PLAN_MONTHS_TITLE = "Months of the plan"
# What happens after a model has retired, above them.
RETIREMENT_TITLE, RETIREMENT_LABEL = "Retired models", "After a model retires"
# The day from which on prices are taken, above that.
AS_OF_TITLE, AS_OF_LABEL = "Dates of prices", "Prices as of"
TABLE_TITLES = (
    AS_OF_TITLE,
    RETIREMENT_TITLE,
    SCENARIOS_TITLE,
    IN_FORCE_TITLE,
    BY_SCENARIO_TITLE,
    PLAN_MONTHS_TITLE,
)

# The columns of Rates that follow from others: the ends of the headers of contracted prices and of
# prices in the scenario, and the headers of the counts and of the months in which models and
# replacements end.
CONTRACTED, IN_SCENARIO = ", contracted", " in the scenario"
RATES_IN_USE, WRONG_PRICES = "Workloads", "Wrong prices in use"
RATES_MONTHS = (
    "Last month",
    "Last month of training",
    "Row of replacement",
    "Replaced from",
    "Replaced until",
    "Replacement trained until",
)

# The headers, where prices differ by day, of the place of each rate, of that of the first of its
# model, and of what is wrong with its days; and the days in place of none. Spreadsheets disagree on
# days before March 1900.
RATES_PLACES = ("Place", "Place of the model", "Wrong periods")
NO_FIRST_DAY, NO_LAST_DAY = date(1901, 1, 1), date.max


def is_rates_formula(header: str) -> bool:
    """Whether the column of Rates with this ``header`` follows from others."""
    derived = {RATES_IN_USE, WRONG_PRICES, *RATES_MONTHS, *RATES_PLACES}
    return header.endswith((CONTRACTED, IN_SCENARIO)) or header in derived


# The label on About beside the time of the run, and the form of times there.
MADE_AT_LABEL, RUN_TIME = "Made at", "%Y-%m-%d %H:%M UTC"
# The author of a workbook as it is made.
CREATOR = "estimator"

# The title above the change log on About, and the text for what a file does not state.
CHANGE_LOG_TITLE, NOT_STATED = "Change log", "not stated in the file"


class ChangeLogLine(NamedTuple):
    """A line of the change log: texts as About shows them.

    Attributes:
        saved_at, saved_by: when the workbook was last saved, and by whom.
        made_at: the time of the run that made it.
        file: its name.
    """

    saved_at: str
    saved_by: str
    made_at: str
    file: str


# The labels on About beside the plan, and on Cost model beside the name of the file; the title
# above the lines of that file.
PLAN_START_LABEL, PLAN_LENGTH_LABEL = "First month of the plan", "Months in the plan"
FILE_LABEL, LINES_TITLE = "File", "Cost model in TOML"
