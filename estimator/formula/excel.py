"""Formula tree to text: the formula of a cell, or a formula that people read."""

from collections.abc import Mapping

from estimator.formula.syntax import (
    BINDING,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    TextLiteral,
    names_in,
)
from estimator.model.money import plain_number

# What stands between arguments, and on either side of a sign: in a cell, for people, and in the
# file of the cost model.
Spacing = tuple[str, str]
CELL: Spacing = (",", "")
SCREEN: Spacing = (", ", "")
WRITTEN: Spacing = (", ", " ")


def cell_formula(node: Node, cells: Mapping[str, str]) -> str:
    """``node`` with each name replaced by its entry in ``cells``, and no idle parentheses."""
    return f"={_node_text(node, cells, 0, CELL)}"


def legible_formula(node: Node, cells: Mapping[str, str]) -> str:
    """A formula for people, with spaces after commas so that lines can break there."""
    return f"={_node_text(node, cells, 0, SCREEN)}"


def written_formula(node: Node) -> str:
    """A formula as it stands in the file of the cost model, over names."""
    names = {name: name for name in names_in(node)}
    return f"={_node_text(node, names, 0, WRITTEN)}"


def _node_text(  # noqa: PLR0911 - one case per node
    node: Node, cells: Mapping[str, str], binding: int, spacing: Spacing
) -> str:
    comma, gap = spacing
    match node:
        case Number(value):
            return plain_number(value)
        case TextLiteral(value):
            return '"' + value.replace('"', '""') + '"'
        case Name(name):
            return cells[name]
        case Negative(of):
            return f"-{_node_text(of, cells, BINDING['*'], spacing)}"
        case Operation(sign, left, right):
            own = BINDING[sign]
            # The right side of - and / needs its parentheses also at equal strength.
            before, behind = (
                _node_text(left, cells, own - 1, spacing),
                _node_text(right, cells, own, spacing),
            )
            text = f"{before}{gap}{sign}{gap}{behind}"
            return f"({text})" if own <= binding else text
        case Call("FIRST_OF_MONTH", (day,)) if spacing == CELL:
            inside = _node_text(day, cells, 0, spacing)
            return f"DATE(YEAR({inside}),MONTH({inside}),1)"
        case Call(function, arguments):
            inside = comma.join(_node_text(argument, cells, 0, spacing) for argument in arguments)
            return f"{function}({inside})"
