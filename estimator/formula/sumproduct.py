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
    Text,
)

ZERO, ONE = Number(Decimal(0)), Number(Decimal(1))
OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

Formulas = Mapping[str, Node]


def elementwise(node: Node, formulas: Formulas) -> Node:  # noqa: PLR0911 - one case per node
    """``node`` without the functions that cannot take columns; a blank result is 0.

    Args:
        node: a number or a true/false value, as the check of the language found.
        formulas: of the names to be replaced by their formulas.
    """
    match node:
        case Name(name) if name in formulas:
            return elementwise(formulas[name], formulas)
        case Text():
            return ZERO
        case Negative(of):
            return Negative(elementwise(of, formulas))
        case Operation("=" | "<>" as sign, left, right) if _of_texts(left, right, formulas):
            same = equal(left, right, formulas)
            return same if sign == "=" else _not(same)
        case Operation(sign, left, right):
            return Operation(sign, elementwise(left, formulas), elementwise(right, formulas))
        case Call("IF", (condition, then, otherwise)):
            return _choice(elementwise(condition, formulas), then, otherwise, formulas)
        case Call(function, arguments):
            return _call(function, [elementwise(one, formulas) for one in arguments])
        case _:
            return node


def equal(left: Node, right: Node, formulas: Formulas) -> Node:
    """Test whether two texts are equal, or a value is blank: 1 or 0 for each element."""
    match left, right:
        case Name(name), _ if name in formulas:
            return equal(formulas[name], right, formulas)
        case Call("IF", (condition, then, otherwise)), _:
            holds = elementwise(condition, formulas)
            same, other = equal(then, right, formulas), equal(otherwise, right, formulas)
            return _sum(_both(holds, same), _both(_not(holds), other))
        case Text(one), Text(other):
            return ONE if one == other else ZERO
        case Text(), _:
            return equal(right, left, formulas)
        case Name(), Text():
            return Operation("=", left, right)
        case _:
            # A computed number is not text, and never blank.
            return ZERO


def _of_texts(left: Node, right: Node, formulas: Formulas) -> bool:
    return _is_text(left, formulas) or _is_text(right, formulas)


def _is_text(node: Node, formulas: Formulas) -> bool:
    match node:
        case Text():
            return True
        case Name(name) if name in formulas:
            return _is_text(formulas[name], formulas)
        case Call("IF", (_, then, otherwise)):
            return _is_text(then, formulas) and _is_text(otherwise, formulas)
        case _:
            return False


def _choice(holds: Node, then: Node, otherwise: Node, formulas: Formulas) -> Node:
    first, second = elementwise(then, formulas), elementwise(otherwise, formulas)
    return _sum(_where(holds, first), _where(_not(holds), second))


def _call(function: str, arguments: list[Node]) -> Node:
    match function:
        case "AND":
            return reduce(_both, arguments)
        case "OR":
            return _not(reduce(_both, map(_not, arguments)))
        case "NOT":
            return _not(arguments[0])
        case "MAX" | "MIN":
            sign = ">=" if function == "MAX" else "<="
            return reduce(lambda one, other: _extreme(sign, one, other), arguments)
        case _:
            return Call(function, tuple(arguments))


def _extreme(sign: str, one: Node, other: Node) -> Node:
    chosen = Operation(sign, one, other)
    return _sum(_where(chosen, one), _where(_not(chosen), other))


def _not(truth: Node) -> Node:
    if isinstance(truth, Operation) and truth.sign in COMPARISONS:
        return Operation(OPPOSITE[truth.sign], truth.left, truth.right)
    if truth in (ZERO, ONE):
        return ONE if truth == ZERO else ZERO
    return Operation("-", ONE, truth)


def _both(one: Node, other: Node) -> Node:
    if ONE in (one, other):
        return other if one == ONE else one
    return _where(one, other)


def _where(truth: Node, value: Node) -> Node:
    """``value`` where ``truth`` is 1, and 0 elsewhere; a number even for a single element."""
    return ZERO if ZERO in (truth, value) else Operation("*", truth, value)


def _sum(one: Node, other: Node) -> Node:
    if ZERO in (one, other):
        return other if one == ZERO else one
    return Operation("+", one, other)
