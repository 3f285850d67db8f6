"""Check at load that exact decimals and spreadsheets compute a formula alike.

Anything they compute differently is refused here, with how to fix it, so that no row can raise,
overflow or disagree later.
"""

from collections.abc import Mapping
from dataclasses import replace

from estimator.formula import exactness
from estimator.formula.exactness import NUMBER, TEXT, TRUTH, Kind
from estimator.formula.syntax import (
    COMPARISONS,
    Call,
    FormulaError,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Text,
)
from estimator.model.money import DECIMALS
from estimator.model.text import did_you_mean

Kinds = Mapping[str, Kind]


def column_kind(node: Node, kinds: Kinds) -> Kind:
    """The kind of a column whose formula is ``node``.

    Raises:
        FormulaError: where the formula cannot be a column.
    """
    kind = _result(node, kinds)
    if kind.type == TRUTH:
        raise FormulaError('a column holds numbers or text; write IF(…, "yes", "no")')
    return exactness.no_product(kind, "a column's formula")


def _kind(node: Node, kinds: Kinds) -> Kind:  # noqa: C901, PLR0911, PLR0912 - one case per node
    match node:
        case Number(value):
            return exactness.literal(value)
        case Text(value):
            return Kind(TEXT, blank=not value, texts=frozenset({value} if value else ()))
        case Name(name):
            return _named(name, kinds)
        case Negative(of):
            return exactness.negative(_present(of, kinds, NUMBER))
        case Operation(sign, left, right) if sign in COMPARISONS:
            return _comparison(sign, left, right, kinds)
        case Operation("*", left, right):
            return exactness.product(*_pair(left, right, kinds))
        case Operation("/", left, right):
            return _quotient(left, right, kinds)
        case Operation(sign, left, right):
            return exactness.total(sign, *_pair(left, right, kinds))
        case Call("IF", (condition, then, otherwise)):
            return _choice(condition, then, otherwise, kinds)
        case Call("ROUND", (value, digits)):
            return _round(value, digits, kinds)
        case Call("AND" | "OR" | "NOT", arguments):
            for argument in arguments:
                _present(argument, kinds, TRUTH)
            return Kind(TRUTH)
        case Call("FIRST_OF_MONTH", (day,)):
            return _month(day, kinds)
        case Call(function, arguments):
            numbers = [_present(argument, kinds, NUMBER) for argument in arguments]
            return exactness.extreme(function, numbers)


def _result(node: Node, kinds: Kinds) -> Kind:
    """The kind of the value a cell shows; a cell that refers to an empty one shows 0, not blank."""
    kind = _kind(node, kinds)
    if isinstance(node, Name) and kind.blank:
        raise FormulaError(f'{node.name} can be blank; write IF({node.name} = "", "", {node.name})')
    return kind


def _named(name: str, kinds: Kinds) -> Kind:
    if name not in kinds:
        raise FormulaError(f'there is no "{name}" before this column.{did_you_mean(name, kinds)}')
    return kinds[name]


def _present(node: Node, kinds: Kinds, wanted: str) -> Kind:
    """The kind of ``node``, which must be of the type ``wanted`` and never blank."""
    kind = _kind(node, kinds)
    if kind.type != wanted:
        raise FormulaError(f"{_said(node)} is {kind.type} where {wanted} is needed")
    if kind.blank and not isinstance(node, Name):
        raise FormulaError('part of the formula can be blank; only a whole column may return ""')
    if kind.blank:
        raise FormulaError(
            f'{_said(node)} can be blank; use it inside IF({_said(node)} = "", …, …)'
        )
    return kind


def _said(node: Node) -> str:
    return node.name if isinstance(node, Name) else "part of the formula"


def _pair(left: Node, right: Node, kinds: Kinds) -> tuple[Kind, Kind]:
    """The kinds of two numbers."""
    return _present(left, kinds, NUMBER), _present(right, kinds, NUMBER)


def _quotient(left: Node, right: Node, kinds: Kinds) -> Kind:
    if not isinstance(right, Number) or not right.value:
        raise FormulaError("divide by a number written in the formula, and not by 0")
    a = _present(left, kinds, NUMBER)
    if isinstance(left, Operation) and left.sign == "/":
        raise FormulaError("a quotient is divided again; divide once, by the product")
    return exactness.quotient(a, right.value)


def _comparison(sign: str, left: Node, right: Node, kinds: Kinds) -> Kind:
    if Text("") in (left, right):
        return _blank_test(sign, left, right, kinds)
    a = _kind(left, kinds)
    if a.type == TEXT:
        return _text_test(sign, left, right, kinds)
    for side in (left, right):
        kind = _present(side, kinds, NUMBER)
        if not kind.settled:
            raise FormulaError("compares an unrounded sum or product; put it in ROUND(…, 2) first")
    return Kind(TRUTH)


def _blank_test(sign: str, left: Node, right: Node, kinds: Kinds) -> Kind:
    tested = left if right == Text("") else right
    if sign not in {"=", "<>"} or not isinstance(tested, Name):
        raise FormulaError('"" can only be compared with a name, using = or <>')
    _named(tested.name, kinds)
    return Kind(TRUTH)


def _text_test(sign: str, left: Node, right: Node, kinds: Kinds) -> Kind:
    """Refuse texts that differ only in case: spreadsheets ignore case when they compare."""
    a = _present(left, kinds, TEXT)
    b = _present(right, kinds, TEXT)
    if sign not in {"=", "<>"}:
        raise FormulaError("text can only be compared using = or <>")
    if a.texts is None or b.texts is None:
        raise FormulaError("text typed by users cannot be compared; spreadsheets ignore case")
    together = a.texts | b.texts
    if len({text.casefold() for text in together}) < len(together):
        raise FormulaError("texts that differ only in case are the same to a spreadsheet")
    return Kind(TRUTH)


def _round(value: Node, digits: Node, kinds: Kinds) -> Kind:
    whole = isinstance(digits, Number) and digits.value in range(DECIMALS + 1)
    if not isinstance(digits, Number) or not whole:
        raise FormulaError(f"the digits of ROUND must be a whole number from 0 to {DECIMALS}")
    kind = _present(value, kinds, NUMBER)
    match value:
        case Operation("/", _, Number(divisor)):
            return exactness.rounded(kind, int(digits.value), divisor)
        case _:
            return exactness.rounded(kind, int(digits.value))


def _month(day: Node, kinds: Kinds) -> Kind:
    kind = _present(day, kinds, NUMBER)
    if not kind.month:
        raise FormulaError(f"{_said(day)} is not a month")
    return kind


def _choice(condition: Node, then: Node, otherwise: Node, kinds: Kinds) -> Kind:
    _present(condition, kinds, TRUTH)
    filled_if, filled_unless = _filled(condition)
    a = _result(then, _knowing(kinds, filled_if))
    b = _result(otherwise, _knowing(kinds, filled_unless))
    exactness.no_product(a, "IF")
    exactness.no_product(b, "IF")
    blank = a.blank or b.blank
    if then == otherwise == Text(""):
        raise FormulaError("IF returns a blank in both cases")
    if Text("") in (then, otherwise):
        return replace(b if then == Text("") else a, blank=True)
    if a.type != b.type:
        raise FormulaError(f"IF returns {a.type} in one case and {b.type} in the other")
    texts = None if a.texts is None or b.texts is None else a.texts | b.texts
    return Kind(
        a.type,
        blank,
        min(a.low, b.low),
        max(a.high, b.high),
        max(a.decimals, b.decimals),
        settled=a.settled and b.settled,
        texts=texts,
    )


def _knowing(kinds: Kinds, filled: frozenset[str]) -> Kinds:
    known = {name: replace(kinds[name], blank=False) for name in filled if name in kinds}
    return {**kinds, **known}


def _filled(condition: Node) -> tuple[frozenset[str], frozenset[str]]:
    """The names known not to be blank where ``condition`` is true, and where it is false."""
    nothing: frozenset[str] = frozenset()
    match condition:
        case Operation(sign, Name(name), Text("")) | Operation(sign, Text(""), Name(name)):
            here = frozenset({name})
            return (here, nothing) if sign == "<>" else (nothing, here)
        case Call("NOT", (inner,)):
            holds, fails = _filled(inner)
            return fails, holds
        case Call("AND", arguments):
            return nothing.union(*(_filled(argument)[0] for argument in arguments)), nothing
        case Call("OR", arguments):
            return nothing, nothing.union(*(_filled(argument)[1] for argument in arguments))
        case _:
            return nothing, nothing
