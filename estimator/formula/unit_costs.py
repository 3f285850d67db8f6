"""The unit costs of a cost model: columns that divide a cost by what it is for."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from estimator.formula.syntax import (
    Call,
    Name,
    Node,
    Number,
    Operation,
    TextLiteral,
    names_in,
    parse_formula,
)
from estimator.model.calendar import USAGE_MONTHS
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import CostModel


class UnitCost(Struct, frozen=True):
    """A column whose formula is ``IF(b = 0, "", ROUND(a / b, digits))``.

    Of a group it is the ratio of the sums over the workloads that have a quantity: what others
    cost is for something that is not counted.

    Attributes:
        column: of the workloads.
        amount, quantity: the columns ``a`` and ``b``.
        digits: the places that it is rounded to.
    """

    column: ComputedColumn
    amount: str
    quantity: str
    digits: int

    @property
    def name(self) -> str:
        """The name of the column."""
        return self.column.name

    @property
    def amount_sum(self) -> str:
        """The name of the sum of the amounts, of workloads with a quantity."""
        return f"amount {self.name}"

    @property
    def quantity_sum(self) -> str:
        """The name of the sum of the quantities."""
        return f"quantity {self.name}"

    @property
    def sums(self) -> tuple[str, str]:
        """The names of the sums of quantities and of amounts."""
        return self.quantity_sum, self.amount_sum

    @property
    def figures(self) -> tuple[pl.Expr, pl.Expr]:
        """Both sums, over priced workloads."""
        counted = pl.when(pl.col(self.quantity) != 0).then(self.amount).otherwise(0)
        return counted.alias(self.amount_sum), pl.col(self.quantity).alias(self.quantity_sum)

    def of_sums(self, sums: Mapping[str, Decimal]) -> Decimal | None:
        """The unit cost of a group with these ``sums``; None without a quantity."""
        amount, quantity = Fraction(sums[self.amount_sum]), Fraction(sums[self.quantity_sum])
        if not quantity:
            return None
        steps = floor(abs(amount / quantity) * 10**self.digits + Fraction(1, 2))
        return Decimal(-steps if amount * quantity < 0 else steps).scaleb(-self.digits)


def unit_costs(model: CostModel) -> tuple[UnitCost, ...]:
    """The unit costs of ``model``, in the order of its columns."""
    found = (_read_unit_cost(one, parse_formula(one.formula)) for one in model.columns)
    return tuple(one for one in found if one)


def without_units_of_year(model: CostModel) -> CostModel:
    """``model`` without what follows from the months of usage, unless that has a total."""
    names = {USAGE_MONTHS}
    for one in model.columns:
        if names.intersection(names_in(parse_formula(one.formula))):
            names.add(one.name)
    kept = tuple(one for one in model.columns if one.name not in names)
    return replace(model, columns=kept) if {*model.totals} <= {*kept} else model


def without_unit_costs(model: CostModel) -> CostModel:
    """``model`` without unit costs, and without the quantities that nothing else needs."""
    units = {one.name for one in unit_costs(model)}
    kept = tuple(one for one in model.columns if one.name not in units)
    named = {name for one in kept for name in names_in(parse_formula(one.formula))}
    counted = {one.quantity for one in unit_costs(model)} - named
    return replace(model, columns=tuple(one for one in kept if one.name not in counted))


def _read_unit_cost(column: ComputedColumn, node: Node) -> UnitCost | None:
    match node:
        case Call(
            "IF",
            (
                Operation("=", Name(tested), Number()),
                TextLiteral(""),
                Call("ROUND", (Operation("/", Name(amount), Name(quantity)), Number(digits))),
            ),
        ) if column.per_unit and tested == quantity:
            return UnitCost(column, amount, quantity, int(digits))
        case _:
            return None
