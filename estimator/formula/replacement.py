"""The costs of workloads on the replacements of their models: the same columns over other prices.

Each column that the monthly cost and the training cost need, and that depends on a price, is there
a second time, over the prices of the replacement.
"""

from dataclasses import replace

from estimator.formula.excel import legible_formula
from estimator.formula.program import CompiledColumn, compiled_columns, dependent_columns
from estimator.model.calendar import REPLACE, REPLACEMENT, SPREAD
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import CostModel
from estimator.model.output_columns import ON_REPLACEMENT

DESCRIBED = "The same at the prices of the model's replacement. {}"


def add_replacement_columns(model: CostModel) -> CostModel:
    """``model`` with the columns of its costs on replacements, where models are replaced.

    Args:
        model: in the currency of the report, without what nothing uses.
    """
    if model.after_retirement != REPLACE:
        return model
    wanted = [model.currency.name_shown(name) for name in SPREAD]
    twins = dependent_columns(compiled_columns(model), model.prices, wanted)
    names = {name: REPLACEMENT + name for name in (*model.prices, *(one.name for one in twins))}
    known = {column.name: column for column in model.columns}
    made = [_twin_of(known[one.name], one, names) for one in twins]
    # What follows from the fiscal-year cost comes last.
    place = max(n for n, one in enumerate(model.columns, 1) if one.name in wanted)
    return replace(model, columns=(*model.columns[:place], *made, *model.columns[place:]))


def _twin_of(
    column: ComputedColumn, compiled: CompiledColumn, names: dict[str, str]
) -> ComputedColumn:
    return replace(
        column,
        name=names[column.name],
        title=ON_REPLACEMENT.format(column.title),
        formula=legible_formula(compiled.node, names),
        description=DESCRIBED.format(column.description),
        total=False,
    )
