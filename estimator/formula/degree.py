"""How an amount depends on the amounts that it is made of: as their sum, or as their product.

A formula of degree 1 gives in one currency what it gives in another: twice the amounts come to
twice as much, whatever they are counted in. A fixed fee in dollars among them breaks that.
"""

from collections.abc import Iterable, Mapping

from estimator.formula.tree import (
    COMPARISONS,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Text,
)


class MixedError(ValueError):
    """Amounts are added to, or compared with, what is no amount."""


def degree(node: Node, degrees: Mapping[str, int]) -> int | None:  # noqa: PLR0911 - a case a node
    """The degree of ``node`` in amounts: 0 of a plain number, 1 of an amount.

    Args:
        node: of a formula that has been checked.
        degrees: of the names; 0 of those that are not there.

    Returns:
        None of what goes with every degree: the number 0, and texts, the blank one among them.

    Raises:
        MixedError: where it has none.
    """
    match node:
        case Number(value):
            return 0 if value else None
        case Text():
            return None
        case Name(name):
            return degrees.get(name, 0)
        case Negative(of):
            return degree(of, degrees)
        case Operation("*", left, right):
            one, other = degree(left, degrees), degree(right, degrees)
            return None if one is None or other is None else one + other
        case Operation("/", left, _):
            return degree(left, degrees)
        case Operation(sign, left, right):
            same = _same(degree(one, degrees) for one in (left, right))
            return 0 if sign in COMPARISONS else same
        case Call(function, arguments):
            return _call(function, arguments, degrees)


def _call(function: str, arguments: tuple[Node, ...], degrees: Mapping[str, int]) -> int | None:
    match function:
        case "ROUND":
            return degree(arguments[0], degrees)
        case "IF":
            degree(arguments[0], degrees)
            return _same(degree(one, degrees) for one in arguments[1:])
        case "AND" | "OR" | "NOT":
            for one in arguments:
                degree(one, degrees)
            return 0
        case _:
            return _same(degree(one, degrees) for one in arguments)


def _same(found: Iterable[int | None]) -> int | None:
    known = {one for one in found if one is not None}
    if len(known) > 1:
        raise MixedError
    return known.pop() if known else None
