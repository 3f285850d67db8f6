"""Parsing a formula into a tree."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from msgspec import Struct


class Number(Struct, frozen=True):
    """A literal number, exact."""

    value: Decimal


class TextLiteral(Struct, frozen=True):
    """A literal text; an empty one is a blank."""

    value: str


class Name(Struct, frozen=True):
    """A column, a price or an assumption."""

    name: str


class Negative(Struct, frozen=True):
    """A leading minus."""

    of: "Node"


class Operation(Struct, frozen=True):
    """An operator between two values: + - * / = <> < <= > >=."""

    sign: str
    left: "Node"
    right: "Node"


class Call(Struct, frozen=True):
    """A function call with its arguments."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | TextLiteral | Name | Negative | Operation | Call

COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


def child_nodes(node: Node) -> tuple[Node, ...]:
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


# Asked for thousands of times in a run, of a few hundred formulas.
@cache
def names_in(node: Node) -> tuple[str, ...]:
    """Every name in ``node``, from left to right, repeats included."""
    if isinstance(node, Name):
        return (node.name,)
    return tuple(name for child in child_nodes(node) for name in names_in(child))


def divisors_in(node: Node) -> Iterator[str]:
    """Every name in ``node`` that something is divided by."""
    match node:
        case Operation("/", _, Name(name)):
            yield name
    for child in child_nodes(node):
        yield from divisors_in(child)


def tree_depth(node: Node) -> int:
    """The number of levels of the tree ``node``, found without recursion, however deep it is."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        waiting += [(child, level + 1) for child in child_nodes(current)]
    return deepest


class FormulaError(ValueError):
    """A formula that cannot be used; the message says why and how to fix it."""


# Excel's limits: nested functions, arguments of a function, characters of a text. DEEPEST keeps a
# tree well within Python's recursion limit; the shipped formulas need 8 levels.
MOST_LEVELS, MOST_ARGUMENTS, MOST_CHARACTERS = 64, 255, 255
DEEPEST = 100
TOO_DEEP = "is nested too deeply for one column; compute part of it in a column before"

# The number of arguments of each function: least, most.
FUNCTIONS: dict[str, tuple[int, int]] = {
    "ROUND": (2, 2),
    "IF": (3, 3),
    "MIN": (2, MOST_ARGUMENTS),
    "MAX": (2, MOST_ARGUMENTS),
    "ABS": (1, 1),
    "AND": (2, MOST_ARGUMENTS),
    "OR": (2, MOST_ARGUMENTS),
    "NOT": (1, 1),
    "FIRST_OF_MONTH": (1, 1),
}

BINDING = {"=": 1, "<>": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3}

TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?(?![\w.]))
      | (?P<text>"(?:[^"]|"")*")
      | (?P<word>[A-Za-z_]\w*)
      | (?P<sign><>|<=|>=|[-+*/=<>(),])
    )""",
    re.VERBOSE,
)


@cache
def parse_formula(formula: str) -> Node:
    """The tree of ``formula``, which starts with ``=``.

    Raises:
        FormulaError: the text is not in the formula language.
    """
    if not formula.startswith("="):
        raise FormulaError('a formula starts with "="')
    reader = _FormulaParser(_split_tokens(formula))
    node = reader.parse_expression(0)
    if reader.kind != "end":
        raise FormulaError(f'"{reader.text}" is not expected after a complete formula')
    if tree_depth(node) > DEEPEST:
        raise FormulaError(TOO_DEEP)
    return node


# How to write what some spreadsheets take, or people do, by its first character.
ANSWERS = {
    ";": "; put commas between arguments",
    "%": "; write 20% as 0.2",
    "^": "; multiply with *",
    "&": "; it has no signs that join texts",
    ":": "; it has names of columns and no ranges of cells",
    "$": "; it has names of columns and no addresses of cells",
}


def _split_tokens(formula: str) -> list[tuple[str, str]]:
    tokens = []
    position = 1
    end = len(formula.rstrip())
    while position < end:
        match = TOKEN.match(formula, position)
        if match is None or match.lastgroup is None:
            rest = formula[position:].strip()[:10]
            answer = ANSWERS.get(rest[:1], "")
            raise FormulaError(f'"{rest}" is not part of the formula language{answer}')
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return [*tokens, ("end", "the end")]


class _FormulaParser:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._calls = 0

    @property
    def kind(self) -> str:
        return self._tokens[self._next][0]

    @property
    def text(self) -> str:
        return self._tokens[self._next][1]

    def parse_expression(self, binding: int) -> Node:
        """Read a value, and all operations that bind more tightly than ``binding``."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError(TOO_DEEP)
        left = self._parse_operand()
        while self.kind == "sign" and BINDING.get(self.text, 0) > binding:
            sign = self._next_token()
            if BINDING[sign] == 1 and isinstance(left, Operation) and BINDING[left.sign] == 1:
                raise FormulaError("a comparison of a comparison means different things in Excel")
            left = Operation(sign, left, self.parse_expression(BINDING[sign]))
        self._depth -= 1
        return left

    def _parse_operand(self) -> Node:
        kind, text = self.kind, self._next_token()
        if kind == "number":
            return Number(Decimal(text))
        if kind == "text":
            return self._parse_text(text[1:-1].replace('""', '"'))
        if kind == "word":
            return self._parse_call(text) if self.text == "(" else Name(text)
        if text == "-":
            return Negative(self.parse_expression(BINDING["*"]))
        if text == "(":
            inside = self.parse_expression(0)
            self._expect_sign(")")
            return inside
        raise FormulaError(f'"{text}" found where a value is expected')

    def _parse_text(self, text: str) -> Node:
        if len(text) > MOST_CHARACTERS:
            raise FormulaError(f"text in a formula may have at most {MOST_CHARACTERS} characters")
        return TextLiteral(text)

    def _parse_call(self, function: str) -> Node:
        if function not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise FormulaError(f"there is no function {function}; use {known}")
        self._calls += 1
        if self._calls > MOST_LEVELS:
            raise FormulaError(f"spreadsheets allow at most {MOST_LEVELS} nested functions")
        self._expect_sign("(")
        arguments = [self.parse_expression(0)]
        while self.text == ",":
            self._next_token()
            arguments.append(self.parse_expression(0))
        self._expect_sign(")")
        self._calls -= 1
        least, most = FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            several = f"{least} or more" if len(arguments) < least else f"at most {most}"
            count = f"{least}" if least == most else several
            noun = "argument" if count == "1" else "arguments"
            raise FormulaError(f"{function} takes {count} {noun}, not {len(arguments)}")
        return Call(function, tuple(arguments))

    def _next_token(self) -> str:
        text = self.text
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return text

    def _expect_sign(self, sign: str) -> None:
        found = self.text
        if self._next_token() != sign or found != sign:
            raise FormulaError(f'"{sign}" is missing before {found}')
