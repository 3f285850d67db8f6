"""Rewriting a formula to run over whole columns at once, inside SUMPRODUCT.

There a spreadsheet computes arithmetic, comparisons, ROUND and ABS element by element, but not IF,
AND, OR, NOT, MIN and MAX (older versions of Excel need an array formula for these). They become
products of comparisons, which count as 1 where they are true and as 0 where they are not.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import reduce

from estimator.formula.syntax import (
    COMPARISONS,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    TextLiteral,
)

ZERO, ONE = Number(Decimal(0)), Number(Decimal(1))
OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

Formulas = Mapping[str, Node]


def elementwise_node(node: Node, formulas: Formulas) -> Node:  # noqa: PLR0911 - one case per node
    """``node`` without the functions that cannot take columns; a blank result is 0.

    Args:
        node: a number or a true/false value, as the check of the language found.
        formulas: of the names to be replaced by their formulas.
    """
    match node:
        case Name(name) if name in formulas:
            return elementwise_node(formulas[name], formulas)
        case TextLiteral():
            return ZERO
        case Negative(of):
            return Negative(elementwise_node(of, formulas))
        case Operation("=" | "<>" as sign, left, right) if _compares_texts(left, right, formulas):
            same = equality_node(left, right, formulas)
            return same if sign == "=" else _negation_node(same)
        case Operation(sign, left, right):
            return Operation(
                sign, elementwise_node(left, formulas), elementwise_node(right, formulas)
            )
        case Call("IF", (condition, then, otherwise)):
            return _choice_node(elementwise_node(condition, formulas), then, otherwise, formulas)
        case Call(function, arguments):
            return _call_node(function, [elementwise_node(one, formulas) for one in arguments])
        case _:
            return node


def equality_node(left: Node, right: Node, formulas: Formulas) -> Node:
    """Test whether two texts are equal, or a value is blank: 1 or 0 for each element."""
    match left, right:
        case Name(name), _ if name in formulas:
            return equality_node(formulas[name], right, formulas)
        case Call("IF", (condition, then, otherwise)), _:
            holds = elementwise_node(condition, formulas)
            same, other = (
                equality_node(then, right, formulas),
                equality_node(otherwise, right, formulas),
            )
            return _sum_node(
                _conjunction_node(holds, same), _conjunction_node(_negation_node(holds), other)
            )
        case TextLiteral(one), TextLiteral(other):
            return ONE if one == other else ZERO
        case TextLiteral(), _:
            return equality_node(right, left, formulas)
        case Name(), TextLiteral():
            return Operation("=", left, right)
        case _:
            # A computed number is not text, and never blank.
            return ZERO


def _compares_texts(left: Node, right: Node, formulas: Formulas) -> bool:
    return _gives_text(left, formulas) or _gives_text(right, formulas)


def _gives_text(node: Node, formulas: Formulas) -> bool:
    match node:
        case TextLiteral():
            return True
        case Name(name) if name in formulas:
            return _gives_text(formulas[name], formulas)
        case Call("IF", (_, then, otherwise)):
            return _gives_text(then, formulas) and _gives_text(otherwise, formulas)
        case _:
            return False


def _choice_node(holds: Node, then: Node, otherwise: Node, formulas: Formulas) -> Node:
    first, second = elementwise_node(then, formulas), elementwise_node(otherwise, formulas)
    return _sum_node(_product_node(holds, first), _product_node(_negation_node(holds), second))


def _call_node(function: str, arguments: list[Node]) -> Node:
    match function:
        case "AND":
            return reduce(_conjunction_node, arguments)
        case "OR":
            return _negation_node(reduce(_conjunction_node, map(_negation_node, arguments)))
        case "NOT":
            return _negation_node(arguments[0])
        case "MAX" | "MIN":
            sign = ">=" if function == "MAX" else "<="
            return reduce(lambda one, other: _extreme_node(sign, one, other), arguments)
        case _:
            return Call(function, tuple(arguments))


def _extreme_node(sign: str, one: Node, other: Node) -> Node:
    chosen = Operation(sign, one, other)
    return _sum_node(_product_node(chosen, one), _product_node(_negation_node(chosen), other))


def _negation_node(truth: Node) -> Node:
    if isinstance(truth, Operation) and truth.sign in COMPARISONS:
        return Operation(OPPOSITE[truth.sign], truth.left, truth.right)
    if truth in (ZERO, ONE):
        return ONE if truth == ZERO else ZERO
    return Operation("-", ONE, truth)


def _conjunction_node(one: Node, other: Node) -> Node:
    if ONE in (one, other):
        return other if one == ONE else one
    return _product_node(one, other)


def _product_node(truth: Node, value: Node) -> Node:
    """``value`` where ``truth`` is 1, and 0 elsewhere; a number even for a single element."""
    return ZERO if ZERO in (truth, value) else Operation("*", truth, value)


def _sum_node(one: Node, other: Node) -> Node:
    if ZERO in (one, other):
        return other if one == ZERO else one
    return Operation("+", one, other)
