"""The formulas of the lines of Budgets: the costs of a cost center, and what follows from them."""

from collections.abc import Mapping

from estimator.formula.excel import cell_formula
from estimator.formula.program import compiled_columns, dependent_columns
from estimator.formula.syntax import parse_formula
from estimator.model.calendar import PLANNED_COST, SPREAD
from estimator.model.estimate import Estimate
from estimator.model.money import BUDGET, STATUS
from estimator.model.period import PERIOD_FIELDS, first_fiscal_year
from estimator.model.plan import REPLACE
from estimator.model.schema import workloads_schema
from estimator.report.grid import CENTER_KEY, Grid
from estimator.report.sheets.plan_blocks import replaced_sum
from estimator.report.sheets.row_checks import differs_from_formula
from estimator.report.sheets.row_formulas import formula_constants

CENTER, ROWS, LINE_CHECK = "cost_center", "rows", "line_check"
PERIOD = PERIOD_FIELDS[0]
ADDED = "added up"


def dependent_formulas(estimate: Estimate) -> Mapping[str, str]:
    """The formulas of the columns that depend on a budget, as for a workload."""
    columns = dependent_columns(
        compiled_columns(estimate.basis.model), {BUDGET}, estimate.basis.currency.budget_columns
    )
    by_name = {one.name: one.formula for one in estimate.basis.model.columns}
    return {one.name: by_name[one.name] for one in columns}


def line_formulas(
    own: Grid, estimates: Grid, estimate: Estimate, period: str, first: str, last: str
) -> Mapping[str, str]:
    """The formula of each column that has one, with {row} for the row.

    Args:
        own: the layout of the sheet.
        estimates: that of Estimates.
        estimate: the estimate to write.
        period: the name of the period of the budget.
        first: its first month, YYYY-MM.
        last: its last month.
    """
    cells = {one.name: own.relative_address(one.name, 0)[:-1] + "{row}" for one in own.columns}
    key, keys = f"${cells[CENTER_KEY]}", estimates.column_range(CENTER_KEY)
    added = {
        one.name: estimates.if_on_sheet(f"=SUMIFS({estimates.column_range(one.name)},{keys},{key})")
        for one in own.columns
        if one.role == ADDED and one.unit != "rows" and not one.text
    }
    if (period, first, last) != first_fiscal_year(estimate.basis.plan).fields:
        cost = estimate.basis.currency.name_shown(PLANNED_COST)
        added[cost] = _planned_formula(estimates, estimate, f"{keys},{key}", first, last)
    computed = {
        name: cell_formula(parse_formula(text), cells | formula_constants(estimate))
        for name, text in dependent_formulas(estimate).items()
    }
    # A line without workloads and without a budget has no status.
    idle = f'AND({cells[ROWS]}=0,{cells[BUDGET]}="")'
    computed[STATUS] = f'=IF({idle},"",{computed[STATUS].removeprefix("=")})'
    found = {ROWS: estimates.if_on_sheet(f"=COUNTIFS({keys},{key})"), **added, **computed}
    terms = [
        differs_from_formula(one, cells[one.name], found[one.name].removeprefix("="))
        for one in own.columns
        if found.get(one.name)
    ]
    decimals = workloads_schema().columns[BUDGET].decimals
    terms.append(f"(ROUND({cells[BUDGET]},{decimals})<>{cells[BUDGET]})*1")
    if own.has_column(PERIOD):
        terms.append(f'({cells[PERIOD]}<>"{period}")*1')
    if CENTER in estimate.totals.spellings:
        named = f"INDEX(cost_center_labels,MATCH({key},cost_center_keys,0))"
        terms.append(f"IF({key}=0,0,({named}<>{cells[CENTER]})*1)")
    return {**found, LINE_CHECK: f"={'+'.join(terms)}"}


def _planned_formula(estimates: Grid, estimate: Estimate, keyed: str, first: str, last: str) -> str:
    """The formula of what a cost center costs in some months, from the months of Estimates.

    It is empty where these are stored values, or not there.

    Args:
        estimates: the layout of Estimates.
        estimate: the estimate to write.
        keyed: the keys of the cost centers, and the one of the line.
        first: the first month, YYYY-MM.
        last: the last one.
    """
    if not estimates.is_live:
        return ""
    every, model = estimate.basis.plan.months, estimate.basis.model
    starts = estimates.column_range("starts")
    costs = [estimate.basis.currency.name_shown(name) for name in SPREAD]
    # Where models end, only training that can be bought is paid.
    training = "one_time_cost" if model.models_end else costs[0]
    begin, end = (f"INDEX(plan_months,{every.index(one) + 1})" for one in (first, last))
    within = f'{keyed},{starts},">="&{begin},{starts},"<="&{end}'
    terms = [f"SUMIFS({estimates.column_range(training)},{within})"]
    terms += [
        f"SUMIFS({estimates.column_range(month)},{keyed})"
        for month in every
        if first <= month <= last
    ]
    if model.after_retirement == REPLACE:
        cells = (
            f"INDEX(plan_months,{n})" for n, one in enumerate(every, 1) if first <= one <= last
        )
        terms += [replaced_sum(estimates, costs, cell, [keyed]) for cell in cells]
    return f"=ROUND({'+'.join(terms)},2)"
