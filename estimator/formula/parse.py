"""Formula text to tree: a tokenizer and a precedence parser of the small language.

Ranges, arrays, ``^``, ``%``, ``&``, ``;`` and open parentheses are refused, not guessed at.
"""

import re
from decimal import Decimal
from functools import cache

from estimator.formula.tree import (
    Call,
    FormulaError,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Text,
    depth,
)

# What Excel holds: functions inside one another, arguments of one, characters of a text. And how
# deep a tree may be, well inside what can be walked; the shipped formulas need 8.
MOST_LEVELS, MOST_ARGUMENTS, MOST_CHARACTERS = 64, 255, 255
DEEPEST = 100
TOO_DEEP = "is too deep for one column; compute a part of it in a column before"

# How many arguments each function takes: least, most.
FUNCTIONS: dict[str, tuple[int, int]] = {
    "ROUND": (2, 2),
    "IF": (3, 3),
    "MIN": (2, MOST_ARGUMENTS),
    "MAX": (2, MOST_ARGUMENTS),
    "ABS": (1, 1),
    "AND": (2, MOST_ARGUMENTS),
    "OR": (2, MOST_ARGUMENTS),
    "NOT": (1, 1),
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
def parse(formula: str) -> Node:
    """The tree of ``formula``, which starts with ``=``.

    Raises:
        FormulaError: where the text is not of the language.
    """
    if not formula.startswith("="):
        raise FormulaError('a formula starts with "="')
    reader = _Reader(_tokens(formula))
    node = reader.expression(0)
    if reader.kind != "end":
        raise FormulaError(f'"{reader.text}" is one too many after a whole formula')
    if depth(node) > DEEPEST:
        raise FormulaError(TOO_DEEP)
    return node


def _tokens(formula: str) -> list[tuple[str, str]]:
    tokens = []
    position = 1
    end = len(formula.rstrip())
    while position < end:
        match = TOKEN.match(formula, position)
        if match is None or match.lastgroup is None:
            rest = formula[position:].strip()[:10]
            raise FormulaError(f'"{rest}" is not part of the formula language')
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return [*tokens, ("end", "the end")]


class _Reader:
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

    def expression(self, binding: int) -> Node:
        """A value and all that binds to it tighter than ``binding``."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError(TOO_DEEP)
        left = self._value()
        while self.kind == "sign" and BINDING.get(self.text, 0) > binding:
            sign = self._take()
            if BINDING[sign] == 1 and isinstance(left, Operation) and BINDING[left.sign] == 1:
                raise FormulaError("a comparison of a comparison means different things elsewhere")
            left = Operation(sign, left, self.expression(BINDING[sign]))
        self._depth -= 1
        return left

    def _value(self) -> Node:
        kind, text = self.kind, self._take()
        if kind == "number":
            return Number(Decimal(text))
        if kind == "text":
            return self._text(text[1:-1].replace('""', '"'))
        if kind == "word":
            return self._call(text) if self.text == "(" else Name(text)
        if text == "-":
            return Negative(self.expression(BINDING["*"]))
        if text == "(":
            inside = self.expression(0)
            self._expect(")")
            return inside
        raise FormulaError(f'"{text}" where a value should stand')

    def _text(self, text: str) -> Node:
        if len(text) > MOST_CHARACTERS:
            raise FormulaError(f"a text in a formula has at most {MOST_CHARACTERS} characters")
        return Text(text)

    def _call(self, function: str) -> Node:
        if function not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise FormulaError(f"there is no function {function}; there are {known}")
        self._calls += 1
        if self._calls > MOST_LEVELS:
            raise FormulaError(f"spreadsheets hold at most {MOST_LEVELS} functions in one another")
        self._expect("(")
        arguments = [self.expression(0)]
        while self.text == ",":
            self._take()
            arguments.append(self.expression(0))
        self._expect(")")
        self._calls -= 1
        least, most = FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            several = f"{least} or more" if len(arguments) < least else f"at most {most}"
            count = f"{least}" if least == most else several
            raise FormulaError(f"{function} takes {count} arguments, not {len(arguments)}")
        return Call(function, tuple(arguments))

    def _take(self) -> str:
        text = self.text
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return text

    def _expect(self, sign: str) -> None:
        found = self.text
        if self._take() != sign or found != sign:
            raise FormulaError(f'"{sign}" is missing before {found}')
