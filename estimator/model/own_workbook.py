"""Names in a workbook made by estimator: written by the report, and read back from an input."""

# The document property that marks such a workbook.
MARKER = "estimator-version"

# The sheets, in their order.
SUMMARY, BREAKDOWN, PLAN, BUDGETS = "Summary", "Breakdown", "Plan", "Budgets"
ESTIMATES, MONTHS, RATES, ASSUMPTIONS = "Estimates", "Months", "Rates", "Assumptions"
CHECKS, ABOUT, REJECTED = "Checks", "About", "Rejected"

# The label on Summary beside the scenario in force.
SCENARIO_LABEL = "Scenario"

# The titles of the tables on Assumptions below the first.
SCENARIOS_TITLE = "Scenario"
IN_FORCE_TITLE = "Scenario in force"
BY_SCENARIO_TITLE = "Totals by scenario when this workbook was made"
TABLE_TITLES = (SCENARIOS_TITLE, IN_FORCE_TITLE, BY_SCENARIO_TITLE)

# The end of the headers on Rates of the prices that follow the scenario.
IN_SCENARIO = " in the scenario"
