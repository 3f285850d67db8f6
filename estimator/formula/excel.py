"""Formula tree to text: a cell's formula, or the same formula with a row's own numbers in it."""

from collections.abc import Mapping

from estimator.formula.parse import BINDING
from estimator.formula.tree import Call, Name, Negative, Node, Number, Operation, Text
from estimator.model.money import plain


def formula(node: Node, cells: Mapping[str, str]) -> str:
    """``node`` with every name written as ``cells`` says, with no more parentheses than needed."""
    return f"={_text(node, cells, 0)}"


def _text(node: Node, cells: Mapping[str, str], binding: int) -> str:
    match node:
        case Number(value):
            return plain(value)
        case Text(value):
            return '"' + value.replace('"', '""') + '"'
        case Name(name):
            return cells[name]
        case Negative(of):
            return f"-{_text(of, cells, BINDING['*'])}"
        case Operation(sign, left, right):
            return _operation(sign, left, right, cells, binding)
        case Call(function, arguments):
            inside = ",".join(_text(argument, cells, 0) for argument in arguments)
            return f"{function}({inside})"


def _operation(sign: str, left: Node, right: Node, cells: Mapping[str, str], binding: int) -> str:
    own = BINDING[sign]
    # The right side of - and / needs its parentheses also at equal strength.
    text = f"{_text(left, cells, own - 1)}{sign}{_text(right, cells, own)}"
    return f"({text})" if own <= binding else text
