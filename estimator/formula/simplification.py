"""Shorter formula trees: sums without zeros, products without ones, conditions turned round."""

from collections.abc import Container
from decimal import Decimal

from estimator.formula.syntax import Call, Name, Node, Number, Operation, TextLiteral

ZERO, ONE = Number(Decimal(0)), Number(Decimal(1))
# The comparison that holds where another does not.
OPPOSITES = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def negate_condition(condition: Node) -> Node:
    """The condition that holds where ``condition`` does not."""
    match condition:
        case Operation(sign, left, right) if sign in OPPOSITES:
            return Operation(OPPOSITES[sign], left, right)
        case Call("AND" | "OR" as function, arguments):
            negated = tuple(negate_condition(each) for each in arguments)
            return Call("OR" if function == "AND" else "AND", negated)
        case Call("NOT", (of,)):
            return of
        case _:
            return Call("NOT", (condition,))


def fold_blanks(node: Node, blank: Container[str], filled: Container[str]) -> Node:
    """``node`` without the branches not taken where ``blank`` names are blank, ``filled`` are not.

    >>> from estimator.formula.syntax import parse_formula
    >>> fold_blanks(parse_formula('=IF(a <> "", a, IF(b = "", 0, b))'), {"a"}, {"b"})
    Name(name='b')
    """
    match node:
        case Call(
            "IF", (Operation("=" | "<>" as sign, Name(name), TextLiteral("")), then, other)
        ) if name in blank or name in filled:
            taken = then if (name in blank) == (sign == "=") else other
            return fold_blanks(taken, blank, filled)
        case Call(function, arguments):
            return Call(function, tuple(fold_blanks(one, blank, filled) for one in arguments))
        case Operation(sign, left, right):
            return Operation(
                sign, fold_blanks(left, blank, filled), fold_blanks(right, blank, filled)
            )
        case _:
            return node


def simplify_operation(sign: str, left: Node, right: Node) -> Node:  # noqa: PLR0911 - a case each
    """``left`` and ``right`` joined by ``sign``, shorter where one of them changes nothing."""
    match sign, left, right:
        case ("*", _, _) if ZERO in {left, right}:
            return ZERO
        case ("/", _, _) if left == ZERO:
            return ZERO
        case ("*", _, _) if left == ONE:
            return right
        case ("*" | "/", _, _) if right == ONE:
            return left
        case ("+" | "-", _, _) if right == ZERO:
            return left
        case ("+", _, _) if left == ZERO:
            return right
        case ("+", _, _):
            return _add_term(left, right) or Operation("+", left, right)
        case _:
            return Operation(sign, left, right)


def _add_term(total: Node, term: Node) -> Node | None:
    """``total`` with ``term`` counted once more, where that is its last; else None."""
    match total:
        case Operation("*", Number(times), of) if of == term:
            return Operation("*", Number(times + 1), term)
        case Operation("+", before, last) if again := _add_term(last, term):
            return Operation("+", before, again)
        case _ if total == term:
            return Operation("*", Number(Decimal(2)), term)
        case _:
            return None
