"""Folding workings into the formulas that read them: the same amounts in fewer columns."""

from collections import Counter

from msgspec.structs import replace

from estimator.formula.excel import written_formula
from estimator.formula.program import compiled_columns
from estimator.formula.simplification import replace_names
from estimator.formula.syntax import Node, divisors_in, names_in, parse_formula
from estimator.model.cost_model import CostModel


def fold_workings(model: CostModel) -> CostModel:
    """``model`` without the optional columns that one other reads, which has their formula then.

    What has a total stays, and so do divisors and the columns that every model has.
    """
    nodes = {one.name: parse_formula(one.formula) for one in model.columns}
    readers = Counter(name for node in nodes.values() for name in {*names_in(node)})
    divisors = {name for node in nodes.values() for name in divisors_in(node)}
    kinds = {one.name: one.kind for one in compiled_columns(model)}
    folded: dict[str, Node] = {}
    kept = []
    for column in model.columns:
        node = replace_names(nodes[column.name], folded, kinds)
        foldable = column.optional and not column.total and column.name not in divisors
        if foldable and readers[column.name] == 1:
            folded[column.name] = node
        else:
            kept.append(replace(column, formula=written_formula(node)))
    return replace(model, columns=tuple(kept))
