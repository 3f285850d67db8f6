"""The costs of workloads on the replacements of their models: the same columns over other prices.

Each column that the monthly cost and the training cost need, and that depends on a price, is there
a second time, over the prices of the replacement.
"""

from dataclasses import replace

from estimator.formula.excel import written_formula
from estimator.formula.program import compiled_columns, dependent_columns, known_kinds
from estimator.formula.simplification import ZERO, replace_names
from estimator.formula.syntax import Name, Node
from estimator.model.calendar import REPLACEMENT, SPREAD
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import CostModel
from estimator.model.output_columns import ON_REPLACEMENT
from estimator.model.plan import REPLACE

DESCRIBED = "The same at the prices of the model's replacement. {}"
# What is paid once for a workload, and not again for its replacement.
PAID_ONCE = "other_one_time_cost_applied"


def add_replacement_columns(model: CostModel) -> CostModel:
    """``model`` with the columns of its costs on replacements, where models are replaced.

    Args:
        model: in the currency of the report, without what nothing uses.
    """
    if model.after_retirement != REPLACE:
        return model
    shown = model.currency.name_shown
    wanted = [shown(name) for name in SPREAD]
    twins = dependent_columns(compiled_columns(model), model.prices, wanted)
    priced = [*model.prices, *(one.name for one in twins)]
    known: dict[str, Node] = {name: Name(REPLACEMENT + name) for name in priced}
    known |= {PAID_ONCE: ZERO, shown(PAID_ONCE): ZERO}
    kinds = known_kinds(model) | {one.name: one.kind for one in compiled_columns(model)}
    kinds |= {REPLACEMENT + one.name: one.kind for one in twins}
    columns = {one.name: one for one in model.columns}
    made = [
        _twin_of(columns[one.name], written_formula(replace_names(one.node, known, kinds)))
        for one in twins
    ]
    # What follows from the fiscal-year cost comes last.
    place = max(n for n, one in enumerate(model.columns, 1) if one.name in wanted)
    return replace(model, columns=(*model.columns[:place], *made, *model.columns[place:]))


def _twin_of(column: ComputedColumn, formula: str) -> ComputedColumn:
    return replace(
        column,
        name=REPLACEMENT + column.name,
        title=ON_REPLACEMENT.format(column.title),
        formula=formula,
        description=DESCRIBED.format(column.description),
        total=False,
    )
