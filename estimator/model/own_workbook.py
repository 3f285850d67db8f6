"""Names in a workbook made by estimator: written by the report, and read back from an input."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from estimator.model.shipped import load_toml

# The document property that marks such a workbook.
MARKER = "estimator-version"
# The id of the example above the headers of the template.
TEMPLATE_EXAMPLE = "EXAMPLE"

# The names of the sheets, which data/sheets.toml declares.
SUMMARY, BREAKDOWN, PLAN, BUDGETS = "Summary", "Breakdown", "Plan", "Budgets"
ESTIMATES, MONTHS, RATES, ASSUMPTIONS = "Estimates", "Months", "Rates", "Assumptions"
COST_MODEL, CHECKS, ABOUT, REJECTED = "Cost model", "Checks", "About", "Rejected"


@dataclass(frozen=True)
class OwnSheet:
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
TABLE_TITLES = (SCENARIOS_TITLE, IN_FORCE_TITLE, BY_SCENARIO_TITLE)

# The end of the headers on Rates of the prices that follow the scenario.
IN_SCENARIO = " in the scenario"

# The labels on About beside the plan, and on Cost model beside the name of the file; the title
# above the lines of that file.
PLAN_START_LABEL, PLAN_LENGTH_LABEL = "First month of the plan", "Months in the plan"
FILE_LABEL, LINES_TITLE = "File", "Cost model in TOML"
