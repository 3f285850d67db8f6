"""Shorter formula trees: sums without zeros, products without ones, conditions turned round."""

from collections.abc import Callable, Container, Mapping
from decimal import ROUND_HALF_UP, Decimal
from operator import eq, ge, gt, le, lt, ne

from estimator.formula.exactness import ValueKind
from estimator.formula.syntax import (
    COMPARISONS,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    TextLiteral,
    child_nodes,
)

ZERO, ONE, BLANK = Number(Decimal(0)), Number(Decimal(1)), TextLiteral("")
# Conditions that always hold, and never.
ALWAYS, NEVER = Operation("=", ZERO, ZERO), Operation("<>", ZERO, ZERO)
COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": eq,
    "<>": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
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


def replace_names(node: Node, known: Mapping[str, Node], kinds: Mapping[str, ValueKind]) -> Node:
    """``node`` with the ``known`` names replaced, and shorter where that settles a part of it.

    Parts without a known name stay as they are.

    Args:
        node: of a formula that has been checked.
        known: what each of these names is: a number, another name, or ``BLANK``.
        kinds: of the values of names.

    >>> from estimator.formula.syntax import parse_formula
    >>> replace_names(parse_formula('=IF(b = "", a, b) + c * b'), {"b": BLANK, "c": ZERO}, {})
    Name(name='a')
    """
    if isinstance(node, Name):
        return known.get(node.name, node)
    before = child_nodes(node)
    parts = tuple(replace_names(each, known, kinds) for each in before)
    if parts == before:
        return node
    match node:
        case Operation(sign):
            return _shorten_operation(sign, *parts)
        case Call(function):
            return _shorten_call(function, parts, kinds)
        case _:
            return ZERO if parts == (ZERO,) else Negative(*parts)


def _shorten_operation(sign: str, left: Node, right: Node) -> Node:
    match left, right:
        case Number(one), Number(other) if sign in COMPARED:
            return ALWAYS if COMPARED[sign](one, other) else NEVER
        case (Number() | TextLiteral(), Number() | TextLiteral()) if sign in COMPARISONS:
            return ALWAYS if (left == right) == (sign == "=") else NEVER
        case _:
            return (
                Operation(sign, left, right)
                if sign in COMPARISONS
                else simplify_operation(sign, left, right)
            )


def _shorten_call(function: str, parts: tuple[Node, ...], kinds: Mapping[str, ValueKind]) -> Node:
    match function, parts:
        case "IF", (condition, then, other) if then == other or condition in {ALWAYS, NEVER}:
            return other if condition == NEVER else then
        case "NOT", (condition,) if condition in {ALWAYS, NEVER}:
            return NEVER if condition == ALWAYS else ALWAYS
        case "AND" | "OR", _:
            return _shorten_conditions(function, parts)
        case "ROUND", (Number(value), Number(digits)):
            places = Decimal(1).scaleb(-int(digits))
            return Number(value.quantize(places, ROUND_HALF_UP).normalize())
        case "ROUND", (Name(name), Number(digits)) if _is_rounded(kinds.get(name), int(digits)):
            return Name(name)
        case _:
            return Call(function, parts)


def _shorten_conditions(function: str, parts: tuple[Node, ...]) -> Node:
    deciding, idle = (NEVER, ALWAYS) if function == "AND" else (ALWAYS, NEVER)
    if deciding in parts:
        return deciding
    kept = tuple(one for one in parts if one != idle)
    if len(kept) > 1:
        return Call(function, kept)
    return kept[0] if kept else idle


def _is_rounded(kind: ValueKind | None, digits: int) -> bool:
    """Whether a value of this ``kind`` is what it is when rounded to ``digits`` places."""
    return kind is not None and kind.settled and not kind.blank and kind.decimals <= digits
