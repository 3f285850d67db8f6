"""The unit costs that groups of workloads have, and what they are called."""

from estimator.formula.unit_costs import UnitCost, unit_costs
from estimator.model.column import PER
from estimator.model.estimate import Estimate

# The unit of the user's own, in titles and in units.
UNIT = "unit"


def group_unit_costs(estimate: Estimate) -> list[UnitCost]:
    """The unit costs of groups; tickets and pages, units of the user's own, are not added up."""
    found = unit_costs(estimate.basis.model)
    mixed = len(estimate.totals.unit_names) > 1
    return [one for one in found if not (mixed and _is_of_own_unit(one))]


def unit_title(one: UnitCost, estimate: Estimate) -> str:
    """The title of a unit cost, with the name of the user's own unit where there is one."""
    names = estimate.totals.unit_names
    if not names or not _is_of_own_unit(one):
        return one.column.title
    return one.column.title.replace(f"{PER}{UNIT}", f"{PER}{names[0]}")


def _is_of_own_unit(one: UnitCost) -> bool:
    return one.column.unit.endswith(f"{PER}{UNIT}")
