"""The Assumptions sheet: defaults for blank cells and the scenarios, in named cells."""

from estimator.model.address import column_letters
from estimator.model.calendar import ORIGIN, day_number
from estimator.model.cost_model import BASE, FACTORS, Scenario
from estimator.model.estimate import Estimate
from estimator.model.money import RATE, plain_number
from estimator.model.output_columns import AS_OF
from estimator.model.own_workbook import (
    AS_OF_LABEL,
    AS_OF_TITLE,
    ASSUMPTIONS,
    BY_SCENARIO_TITLE,
    IN_FORCE_TITLE,
    NO_FIRST_DAY,
    NO_LAST_DAY,
    PLAN_MONTHS_TITLE,
    RETIREMENT_LABEL,
    RETIREMENT_TITLE,
    SCENARIO_LABEL,
    SCENARIOS_TITLE,
    SUMMARY,
)
from estimator.model.plan import REPLACE, STOP
from estimator.report.data_validation import bounds_rule, expected_sentence
from estimator.report.grid import Grid
from estimator.report.page import Page
from estimator.report.sheets.check import RATE_SOURCE

HEADING_ROW = 5
FIRST_ROW = HEADING_ROW + 1
HEADINGS = ("Assumption", "Value", "Unit", "Default for", "Set by", "Name", "Source")
WIDTHS = {1: 34, 2: 19, 3: 19, 4: 24, 5: 19, 6: 28, 7: 84}
VALUE = HEADINGS.index("Value") + 1
UNIT = VALUE + 1
SOURCE_AT = HEADINGS.index("Source") + 1
# The lines of what happens after a model has retired, and the one below them; its name in formulas.
RETIREMENT_LINES, AFTER_RETIREMENT = 3, "after_retirement"
# The lines of the day from which on prices are taken, and the one below them.
AS_OF_LINES = 3
AS_OF_SAID = (
    "A workload takes the prices of this day, or of the first day of its start month if that is "
    "later, and keeps them."
)
RETIREMENT_SAID = (
    "stop: nothing is paid after the last month of a model. replace: the replacement that Rates "
    "names is paid. Run estimator again after a change to replace."
)
NO_REPLACEMENTS = "The rate card names no replacement that has a price."


def assumption_ranges(grid: Grid, estimate: Estimate) -> dict[str, str]:
    """The defined names of the sheet and their cells; ``grid`` is that of Estimates."""
    values = {
        assumption.name: f"={ASSUMPTIONS}!$B${row}"
        for row, assumption in enumerate(estimate.basis.assumptions, FIRST_ROW)
    }
    for row, assumption in enumerate(estimate.basis.assumptions, FIRST_ROW):
        if assumption.name == RATE:
            values[RATE_SOURCE] = f"={ASSUMPTIONS}!${column_letters(SOURCE_AT)}${row}"
    return (
        values
        | _as_of_range(estimate)
        | _retirement_range(estimate)
        | scenario_ranges(estimate, _scenarios_row(estimate))
        | _plan_ranges(grid, estimate)
    )


def _plan_row(estimate: Estimate) -> int:
    """The row of the title of the months of the plan, below the totals by scenario."""
    by_scenario = _in_force_row(estimate, _scenarios_row(estimate)) + 3
    return by_scenario + len(estimate.basis.model.totals) + 2


def _plan_ranges(grid: Grid, estimate: Estimate) -> dict[str, str]:
    """The defined names of the months of the plan, of the first and of the last."""
    first = _plan_row(estimate) + 1
    last = _plan_row(estimate) + estimate.basis.plan.length
    headers = {"plan_headers": f"={ASSUMPTIONS}!$C${first}:$C${last}"} if grid.is_live else {}
    return {
        "plan_months": f"={ASSUMPTIONS}!$B${first}:$B${last}",
        "plan_first": f"={ASSUMPTIONS}!$B${first}",
        "plan_last": f"={ASSUMPTIONS}!$B${last}",
        **headers,
    }


def _scenarios_row(estimate: Estimate) -> int:
    lines = RETIREMENT_LINES if estimate.basis.model.models_end else 0
    return _retirement_row(estimate) + lines


def _retirement_row(estimate: Estimate) -> int:
    """The row of the title of what happens after a model has retired, where any does."""
    return _as_of_row(estimate) + (AS_OF_LINES if estimate.basis.model.dated else 0)


def _as_of_row(estimate: Estimate) -> int:
    """The row of the title of the day from which on prices are taken, where they differ by day."""
    return FIRST_ROW + len(estimate.basis.assumptions) + 1


def _as_of_range(estimate: Estimate) -> dict[str, str]:
    """The defined name of the cell with the day from which on prices are taken."""
    dated = estimate.basis.model.dated
    return {AS_OF: f"={ASSUMPTIONS}!$B${_as_of_row(estimate) + 1}"} if dated else {}


def _write_as_of(page: Page, estimate: Estimate) -> None:
    """Writes the day from which on prices are taken, which the price dates on Estimates follow."""
    row, day = _as_of_row(estimate), (estimate.basis.as_of - ORIGIN).days
    page.write_headers(row, (AS_OF_TITLE,))
    page.write_headers(row, ("Day",), VALUE, "heading_right")
    page.write_text(row + 1, 1, AS_OF_LABEL, "label")
    page.write_number(row + 1, VALUE, day, "input", "date")
    rule = {"validate": "date", "criteria": "between"}
    bounds = {"minimum": NO_FIRST_DAY, "maximum": NO_LAST_DAY}
    page.add_validation(row + 1, VALUE, row + 1, (AS_OF_LABEL, AS_OF_SAID), {**rule, **bounds})
    page.write_text(row + 1, UNIT, AS_OF_SAID)


def _retirement_range(estimate: Estimate) -> dict[str, str]:
    """The defined name of the cell that says what happens after a model has retired."""
    if not estimate.basis.model.models_end:
        return {}
    return {AFTER_RETIREMENT: f"={ASSUMPTIONS}!$B${_retirement_row(estimate) + 1}"}


def _write_retirement(page: Page, estimate: Estimate) -> None:
    """Writes what happens after a model has retired, which the replacements on Rates follow."""
    row, basis = _retirement_row(estimate), estimate.basis
    page.write_headers(row, (RETIREMENT_TITLE, "Choice"))
    page.write_text(row + 1, 1, RETIREMENT_LABEL, "label")
    choices = (STOP, REPLACE) if basis.replacements else (STOP,)
    said = RETIREMENT_SAID if basis.replacements else NO_REPLACEMENTS
    page.write_choice(row + 1, VALUE, basis.model.after_retirement, choices, said)
    page.write_text(row + 1, UNIT, said)


def write_assumptions(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes the assumptions, the scenarios and the months; ``grid`` is that of Estimates."""
    page.write_top()
    page.write_headers(HEADING_ROW, HEADINGS)
    page.write_text(HEADING_ROW, VALUE, HEADINGS[VALUE - 1], "heading_right")
    for row, one in enumerate(estimate.basis.assumptions, FIRST_ROW):
        fills = estimate.basis.model.schema.columns[one.fills].title if one.fills else ""
        page.write_text(row, 1, one.title, "label")
        page.write_number(row, VALUE, one.value, "input", one.unit)
        typed = (one.title, f"{expected_sentence(one.column)} {one.source}")
        page.add_validation(row, VALUE, row, typed, bounds_rule(one.column))
        page.write_text(row, UNIT, one.unit, "word")
        texts = (fills, _name_setter(one.set_by), one.name, one.source)
        for position, text in enumerate(texts, UNIT + 1):
            page.write_text(row, position, text, "wrapped")
        if one.name == RATE:
            # The date of a changed rate is entered as its source.
            page.write_text(row, SOURCE_AT, one.source, "input_wrapped")
        page.fit_height(row, ("", "", "", *texts), WIDTHS)
    if estimate.basis.model.dated:
        _write_as_of(page, estimate)
    if estimate.basis.model.models_end:
        _write_retirement(page, estimate)
    write_scenario_tables(page, estimate, _scenarios_row(estimate))
    _write_plan_months(page, grid, estimate)
    page.set_widths(WIDTHS)
    page.sheet.freeze_panes(HEADING_ROW, 2)
    page.set_printing(HEADING_ROW)


def _name_setter(set_by: str) -> str:
    """Who chose a value: an option of the run is that run."""
    return "this run" if set_by.startswith("--") else set_by


def _write_plan_months(page: Page, grid: Grid, estimate: Estimate) -> None:
    """Writes the months of the plan, which Estimates and Plan refer to.

    The headers of a table are texts, so beside each month stands whether its header is the same.
    """
    row = _plan_row(estimate)
    page.write_headers(row, (PLAN_MONTHS_TITLE,))
    page.write_headers(row, ("Month",), VALUE, "heading_right")
    if grid.is_live:
        page.write_headers(row, ("Header of Estimates",), UNIT)
    for n, month in enumerate(estimate.basis.plan.months, 1):
        page.write_text(row + n, 1, str(n))
        page.write_number(row + n, VALUE, day_number(month), "plain", "month")
        if grid.is_live:
            page.write_formula(row + n, UNIT, _compare_header(grid, month, row + n), "OK", "link")


def _compare_header(grid: Grid, month: str, row: int) -> str:
    """A formula for whether the header of ``month`` on Estimates is the month in ``row``."""
    text = f'YEAR($B{row})&"-"&RIGHT("0"&MONTH($B{row}),2)'
    return f'=IF({grid.sheet}!{grid.relative_address(month, grid.header_row)}={text},"OK","CHECK")'


# The row of the scenario cell on Summary.
ROW = 4
SAID_AT = 4
MESSAGE = "Choose a scenario; every figure follows. Its factors are on the sheet Assumptions."
WORDS = '=IF(AND(volume_factor=1,price_factor=1),"{}","{}"&volume_factor&"{}"&price_factor)'
AS_IT_STANDS = "the plan as it stands"
NOT_AS_IT_STANDS = "not the plan as it stands: quantities multiplied by "
PRICES_TIMES = ", prices multiplied by "
# The headers of the factors on Assumptions.
TITLES = [column.title for column in FACTORS.values()]
VOLUME, PRICE = 2, 3
IN_FORCE_NOW, SET_BY, SOURCE = 4, 5, 7
IN_FORCE = "yes"


def scenario_sentence(scenario: Scenario) -> str:
    """The effect of ``scenario`` on the plan, as a phrase."""
    if not scenario.has_effect:
        return AS_IT_STANDS
    volume, price = map(plain_number, scenario.factors.values())
    return f"{NOT_AS_IT_STANDS}{volume}{PRICES_TIMES}{price}"


def write_scenario_switch(page: Page, estimate: Estimate, *, live: bool) -> None:
    """Writes the scenario cell on Summary, and its effect on the plan.

    It is not ``live`` if the workloads are not in the workbook, as no figure could follow it.
    """
    one = estimate.basis.scenario
    page.write_text(ROW, 1, SCENARIO_LABEL, "label")
    if live:
        page.write_choice(ROW, 2, one.name, "scenario_names", MESSAGE)
        words = WORDS.format(AS_IT_STANDS, NOT_AS_IT_STANDS, PRICES_TIMES)
        page.write_formula(ROW, SAID_AT, words, scenario_sentence(one), "label")
    else:
        page.write_text(ROW, 2, one.name)
        page.write_text(
            ROW, SAID_AT, f"{scenario_sentence(one)}; fixed when this workbook was made", "label"
        )


def scenario_ranges(estimate: Estimate, row: int) -> dict[str, str]:
    """The defined names of the scenarios, whose tables on Assumptions begin in ``row``."""
    first, last = row + 1, row + len(estimate.basis.model.scenarios)
    force = _in_force_row(estimate, row) + 1
    return {
        "scenario": f"={SUMMARY}!$B${ROW}",
        "scenario_names": f"=Assumptions!$A${first}:$A${last}",
        "scenario_volume_factors": f"=Assumptions!$B${first}:$B${last}",
        "scenario_price_factors": f"=Assumptions!$C${first}:$C${last}",
        "scenarios_in_force": f"=Assumptions!$D${first}:$D${last}",
        "volume_factor": f"=Assumptions!$B${force}",
        "price_factor": f"=Assumptions!$C${force}",
    }


def _in_force_row(estimate: Estimate, row: int) -> int:
    return row + len(estimate.basis.model.scenarios) + 2


def write_scenario_tables(page: Page, estimate: Estimate, row: int) -> None:
    """Writes the scenarios from ``row``, the factors in force, and the totals of each scenario."""
    page.write_headers(row, (SCENARIOS_TITLE,))
    page.write_headers(row, TITLES, VOLUME, "heading_right")
    page.write_headers(row, ("In force", "Set by", "", "Source"), IN_FORCE_NOW)
    for at, one in enumerate(estimate.basis.model.scenarios, row + 1):
        _write_scenario(page, at, one, estimate.basis.scenario)
    row = _in_force_row(estimate, row)
    page.write_headers(row, (IN_FORCE_TITLE,))
    page.write_headers(row, TITLES, VOLUME, "heading_right")
    page.write_formula(row + 1, 1, "=scenario", estimate.basis.scenario.name, "link")
    for column, (name, value) in enumerate(estimate.basis.scenario.factors.items(), VOLUME):
        page.write_formula(row + 1, column, factor_in_force(name), value, "formula", "factor")
    _write_scenario_totals(page, estimate, row + 3)


def factor_in_force(name: str) -> str:
    """The formula of the factor ``name`` of the scenario on Summary.

    A text with a wildcard is equal to no name on the list, while MATCH would find one.
    """
    listed = f'INDEX(scenario_{name}s,MATCH("{IN_FORCE}",scenarios_in_force,0))'
    return f"=ROUND({listed},{FACTORS[name].decimals})"


def _write_scenario(page: Page, row: int, one: Scenario, chosen: Scenario) -> None:
    """Writes a scenario; its factors are inputs, except those of Base."""
    page.write_text(row, 1, one.name, "label")
    for column, value in enumerate(one.factors.values(), VOLUME):
        page.write_number(row, column, value, "plain" if one.name == BASE else "input", "factor")
    mark = IN_FORCE if one.name == chosen.name else ""
    page.write_formula(row, IN_FORCE_NOW, f'=IF($A{row}=scenario,"{IN_FORCE}","")', mark)
    page.write_text(row, SET_BY, _name_setter(one.set_by))
    page.write_text(row, SOURCE, one.source)


def _write_scenario_totals(page: Page, estimate: Estimate, row: int) -> None:
    """Writes the totals of each scenario when the workbook was made, as stored values."""
    page.write_headers(row, (BY_SCENARIO_TITLE,))
    page.write_headers(row, list(estimate.totals.by_scenario), 2, "heading_right")
    for at, total in enumerate(estimate.basis.model.totals, row + 1):
        words = ", ".join(filter(None, (total.title, total.frequency)))
        page.write_text(at, 1, words, "label")
        for column, totals in enumerate(estimate.totals.by_scenario.values(), 2):
            page.write_number(at, column, totals[total.name], "plain", "amount")
