"""A formula as a tree."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Number:
    """A literal number, exact."""

    value: Decimal


@dataclass(frozen=True)
class Text:
    """A literal text; the empty one stands for a blank."""

    value: str


@dataclass(frozen=True)
class Name:
    """A column, a price or an assumption."""

    name: str


@dataclass(frozen=True)
class Negative:
    """A leading minus."""

    of: "Node"


@dataclass(frozen=True)
class Operation:
    """Two values and the sign between them: + - * / = <> < <= > >=."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Call:
    """A function and its arguments."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | Text | Name | Negative | Operation | Call

COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


def children(node: Node) -> tuple[Node, ...]:
    """The parts of ``node``, in order."""
    match node:
        case Negative(of):
            return (of,)
        case Operation(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def names(node: Node) -> Iterator[str]:
    """Every name in ``node``, in the order of writing, repeats included."""
    if isinstance(node, Name):
        yield node.name
    for child in children(node):
        yield from names(child)


def depth(node: Node) -> int:
    """How many nodes lie on the longest way down; found without recursion, however deep."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        waiting += [(child, level + 1) for child in children(current)]
    return deepest


class FormulaError(ValueError):
    """A formula that cannot be used; its text says why and how to mend it."""
