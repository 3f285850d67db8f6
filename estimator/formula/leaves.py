"""The leaf costs of a cost model: those that are a price times a quantity."""

from decimal import Decimal

from msgspec import Struct

from estimator.formula.syntax import Call, Name, Node, Number, Operation, parse_formula
from estimator.model.cost_model import CostModel
from estimator.model.schema import price_columns

ONE = Decimal(1)


class LeafCost(Struct, frozen=True):
    """A cost in USD that is the rounded product of a quantity and a price.

    Attributes:
        cost: the column.
        quantities: the columns whose difference is the quantity; mostly one.
        price: by its name.
        units: how many units of the quantity the price is for.
    """

    cost: str
    quantities: tuple[str, ...]
    price: str
    units: Decimal

    @property
    def product(self) -> Node:
        """The quantity times the price, not rounded."""
        whole, *parts = self.quantities
        quantity: Node = Name(whole)
        for part in parts:
            quantity = Operation("-", quantity, Name(part))
        return Operation("*", quantity, Name(self.price))


def leaf_costs(model: CostModel) -> tuple[LeafCost, ...]:
    """The leaf costs of ``model``, in the order of its columns."""
    found = (_read_leaf(one.name, parse_formula(one.formula)) for one in model.columns)
    return tuple(one for one in found if one)


def _read_leaf(cost: str, node: Node) -> LeafCost | None:
    match node:
        case Call("ROUND", (Operation("/", Operation("*") as product, Number(units)), _)):
            return _read_product(cost, product, units)
        case Call("ROUND", (Operation("*") as product, _)):
            return _read_product(cost, product, ONE)
        case _:
            return None


def _read_product(cost: str, product: Operation, units: Decimal) -> LeafCost | None:
    match product:
        case Operation("*", Name(quantity), Name(price)) if price in price_columns():
            return LeafCost(cost, (quantity,), price, units)
        case Operation("*", Operation("-", Name(whole), Name(part)), Name(price)) if (
            price in price_columns()
        ):
            return LeafCost(cost, (whole, part), price, units)
        case _:
            return None
