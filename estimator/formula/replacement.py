"""The costs of workloads on the replacements of their models: the same columns over other prices.

Each column that the monthly cost and the training cost need, and that depends on a price, is there
a second time, over the prices of the replacement.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from estimator.formula.excel import written_formula
from estimator.formula.program import (
    column_kinds,
    compiled_columns,
    dependent_columns,
    needed_columns,
)
from estimator.formula.simplification import ZERO, replace_names
from estimator.formula.syntax import Name, Node
from estimator.model.calendar import REPLACEMENT, SPREAD
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import ONE_OFF, CostModel
from estimator.model.output_columns import ON_REPLACEMENT
from estimator.model.plan import REPLACE

DESCRIBED = "The same at the prices of the model's replacement. {}"
# The cost of the sheet that is paid once.
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
    once = {one: ZERO for name in _paid_once(model) for one in (name, shown(name))} | known
    # What is paid every month depends on what was paid once as before.
    monthly = {one.name for one in needed_columns(compiled_columns(model), wanted[1:])}
    kinds = {**column_kinds(model), **{REPLACEMENT + one.name: one.kind for one in twins}}
    columns = {one.name: one for one in model.columns}
    made = [
        _twin_of(columns[one.name], written_formula(replace_names(one.node, names, kinds)))
        for one in twins
        for names in [known if one.name in monthly else once]
    ]
    # What follows from the fiscal-year cost comes last.
    place = max(n for n, one in enumerate(model.columns, 1) if one.name in wanted)
    return replace(model, columns=(*model.columns[:place], *made, *model.columns[place:]))


def _paid_once(model: CostModel) -> Iterator[str]:
    """What is paid once for a workload, and not again for its replacement, if no price is in it."""
    yield PAID_ONCE
    yield from (one.name for one in model.columns if one.counts and one.frequency == ONE_OFF)


def _twin_of(column: ComputedColumn, formula: str) -> ComputedColumn:
    return replace(
        column,
        name=REPLACEMENT + column.name,
        title=ON_REPLACEMENT.format(column.title),
        formula=formula,
        description=DESCRIBED.format(column.description),
        total=False,
    )
