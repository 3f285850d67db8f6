"""The unit costs that groups of workloads have, and what they are called."""

from collections.abc import Iterator

from estimator.formula.unit_costs import UnitCost, unit_costs
from estimator.model.column import PER
from estimator.model.estimate import Estimate

# The unit of the user's own, in titles and in units.
UNIT = "unit"
# What the name of a unit cost of the fiscal year begins with.
OF_YEAR = "fiscal_year_"


def group_unit_costs(estimate: Estimate) -> list[UnitCost]:
    """The unit costs of groups; tickets and pages, units of the user's own, are not added up."""
    found = unit_costs(estimate.basis.model)
    mixed = len(estimate.totals.unit_names) > 1
    return [one for one in found if not (mixed and is_of_own_unit(one))]


def pair_unit_costs(estimate: Estimate) -> Iterator[tuple[UnitCost, ...]]:
    """Each unit cost of a month with that of the fiscal year, where there is one."""
    found = {one.name: one for one in group_unit_costs(estimate)}
    of_year = {f"{OF_YEAR}{name}" for name in found}
    for name, one in found.items():
        if name not in of_year:
            yield tuple(filter(None, (one, found.get(f"{OF_YEAR}{name}"))))


def unit_title(one: UnitCost, estimate: Estimate) -> str:
    """The title of a unit cost, with the name of the user's own unit where there is one."""
    names = estimate.totals.unit_names
    if not any(names) or not is_of_own_unit(one):
        return one.column.title
    return one.column.title.replace(f"{PER}{UNIT}", f"{PER}{names[0]}")


def is_of_own_unit(one: UnitCost) -> bool:
    """Whether it is per unit of the user's own, such as a ticket."""
    return one.column.unit.endswith(f"{PER}{UNIT}")
