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
)
from estimator.model.money import plain_number

# The separator between arguments, in a cell and for people.
CELL, SCREEN = ",", ", "


def cell_formula(node: Node, cells: Mapping[str, str]) -> str:
    """``node`` with each name replaced by its entry in ``cells``, and no idle parentheses."""
    return f"={_node_text(node, cells, 0, CELL)}"


def legible_formula(node: Node, cells: Mapping[str, str]) -> str:
    """A formula for people, with spaces after commas so that lines can break there."""
    return f"={_node_text(node, cells, 0, SCREEN)}"


def _node_text(  # noqa: PLR0911 - one case per node
    node: Node, cells: Mapping[str, str], binding: int, comma: str
) -> str:
    match node:
        case Number(value):
            return plain_number(value)
        case TextLiteral(value):
            return '"' + value.replace('"', '""') + '"'
        case Name(name):
            return cells[name]
        case Negative(of):
            return f"-{_node_text(of, cells, BINDING['*'], comma)}"
        case Operation(sign, left, right):
            own = BINDING[sign]
            # The right side of - and / needs its parentheses also at equal strength.
            before, behind = (
                _node_text(left, cells, own - 1, comma),
                _node_text(right, cells, own, comma),
            )
            return f"({before}{sign}{behind})" if own <= binding else f"{before}{sign}{behind}"
        case Call("FIRST_OF_MONTH", (day,)) if comma == CELL:
            inside = _node_text(day, cells, 0, comma)
            return f"DATE(YEAR({inside}),MONTH({inside}),1)"
        case Call(function, arguments):
            inside = comma.join(_node_text(argument, cells, 0, comma) for argument in arguments)
            return f"{function}({inside})"
