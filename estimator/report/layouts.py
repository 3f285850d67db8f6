"""The layouts of Estimates, from the one with every column to those that take the least room."""

from collections.abc import Iterator

from msgspec.structs import replace

from estimator.formula.folding import fold_workings
from estimator.formula.unit_costs import without_unit_costs, without_units_of_year
from estimator.model.cost_model import CostModel
from estimator.model.estimate import Estimate
from estimator.report.grid import Grid, estimates_grid


def list_layouts(estimate: Estimate, elsewhere: str) -> Iterator[tuple[Estimate, Grid]]:
    """What to try in turn, each with its estimate, whose model has the columns of the layout.

    Where months are stored, so are the unit costs of the fiscal year, and Estimates does without
    them. It takes less room without its months, with few workings, and without any unit cost.

    Args:
        estimate: to write.
        elsewhere: the file beside the workbook that holds the workloads, if any.
    """
    grid = estimates_grid(estimate, elsewhere)
    if grid.is_live:
        yield estimate, grid
        return
    model = without_units_of_year(estimate.basis.model)
    shown = _with_model(estimate, model)
    yield shown, estimates_grid(shown, elsewhere)
    yield shown, estimates_grid(shown, elsewhere, months=False)
    for smaller in (fold_workings(model), fold_workings(without_unit_costs(model))):
        if len(smaller.columns) < len(model.columns):
            shown = _with_model(estimate, smaller)
            layout = estimates_grid(shown, elsewhere, months=False)
            yield shown, replace(layout, has_workings=False)


def _with_model(estimate: Estimate, model: CostModel) -> Estimate:
    return replace(estimate, basis=replace(estimate.basis, model=model))
