"""The formula of each column of Estimates, and the decimals that its numbers can have."""

from collections.abc import Mapping

from estimator.formula.excel import formula
from estimator.formula.parse import parse
from estimator.formula.program import compile_model, given_kinds
from estimator.model.calendar import PLANNED_COST, PLANNED_VARIANCE
from estimator.model.currency import BUDGET
from estimator.model.estimate import Estimate
from estimator.model.layout import COMPUTED, PLANNED, PRICE, OutputColumn, plan_columns
from estimator.model.scenario import FACTORS
from estimator.report.grid import Grid
from estimator.report.sheets import months

# The decimals of an amount of money.
CENTS = 2


def row_formula(column: OutputColumn, grid: Grid, estimate: Estimate) -> str:
    """The formula of ``column`` in the first row; empty where it has none.

    Only the row's own cells and defined names stand in it: what Excel allows in a shared formula.
    """
    cells = {one.name: grid.cell(one.name, grid.first_row) for one in grid.columns}
    if column.name == "model_key":
        return f"MATCH({cells['model']},rate_models,0)"
    if column.role == PRICE:
        return f"INDEX(rate_{column.name},{cells['model_key']})"
    if column.role == PLANNED and of_budget(column):
        budget, cost = (cells[estimate.currency.shown(one)] for one in (BUDGET, PLANNED_COST))
        return f'IF({budget}="","",ROUND({budget}-{cost},2))'
    if column.role == PLANNED:
        return months.fiscal_year_cost() if grid.live else ""
    if column.role != COMPUTED:
        return ""
    return formula(parse(column.formula), cells | constants(estimate)).removeprefix("=")


def of_budget(column: OutputColumn) -> bool:
    """Whether a column of the calendar is the variance, and not the cost."""
    return column.name.startswith(PLANNED_VARIANCE)


def constants(estimate: Estimate) -> dict[str, str]:
    """What the formulas of all workloads name alike: cells of other sheets, by their names."""
    values = [*FACTORS, *(assumption.name for assumption in estimate.assumptions)]
    return dict(zip(values, values, strict=True))


def decimals_shown(estimate: Estimate) -> Mapping[str, int]:
    """The decimals that the numbers of each column can have, of those in which some have any."""
    kinds = given_kinds(estimate.assumptions)
    kinds |= {one.name: one.kind for one in compile_model(estimate.model)[0]}
    known = {name: kind.decimals for name, kind in kinds.items()}
    known |= {column.name: CENTS for column in plan_columns(estimate.currency)}
    return {name: known[name] for name in estimate.fractional}
