"""Is a formula one that every engine computes alike? Answered when the cost model is loaded.

What differs between exact decimals and spreadsheets is refused here with the way to mend it, so
that no row can raise, overflow or disagree later. The rounding law this holds: a spreadsheet's
ROUND equals exact half-up where it holds one product, rounded to two or more places.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from estimator.formula.kind import NUMBER, TEXT, TRUTH, Kind
from estimator.formula.tree import (
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
from estimator.model.money import DECIMALS, LARGEST
from estimator.model.words import did_you_mean

Kinds = Mapping[str, Kind]

# What a spreadsheet keeps of a number.
SIGNIFICANT = 15


def column_kind(node: Node, kinds: Kinds) -> Kind:
    """The kind of a column whose formula is ``node``.

    Raises:
        FormulaError: where the formula cannot be a column.
    """
    kind = _result(node, kinds)
    if kind.type == TRUTH:
        raise FormulaError('a column holds numbers or text; write IF(…, "yes", "no")')
    return _rounded(kind, "a column's formula")


def _kind(node: Node, kinds: Kinds) -> Kind:  # noqa: C901, PLR0911, PLR0912 - a case a node
    match node:
        case Number(value):
            return _literal(value)
        case Text(value):
            return Kind(TEXT, blank=not value, texts=frozenset({value} if value else ()))
        case Name(name):
            return _named(name, kinds)
        case Negative(of):
            return _negated(_rounded(_present(of, kinds, NUMBER), "a negative"))
        case Operation(sign, left, right) if sign in COMPARISONS:
            return _comparison(sign, left, right, kinds)
        case Operation("*", left, right):
            return _product(left, right, kinds)
        case Operation("/", left, right):
            return _quotient(left, right, kinds)
        case Operation(sign, left, right):
            return _sum(sign, left, right, kinds)
        case Call("IF", (condition, then, otherwise)):
            return _choice(condition, then, otherwise, kinds)
        case Call("ROUND", (value, digits)):
            return _round(value, digits, kinds)
        case Call("AND" | "OR" | "NOT", arguments):
            for argument in arguments:
                _present(argument, kinds, TRUTH)
            return Kind(TRUTH)
        case Call(function, arguments):
            return _extreme(function, [_present(argument, kinds, NUMBER) for argument in arguments])


def _result(node: Node, kinds: Kinds) -> Kind:
    """The kind of what a cell shows; a cell that refers to an empty one shows 0, not a blank."""
    kind = _kind(node, kinds)
    if isinstance(node, Name) and kind.blank:
        raise FormulaError(f'{node.name} can be blank; write IF({node.name} = "", "", {node.name})')
    return kind


def _literal_decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _literal(value: Decimal) -> Kind:
    decimals = _literal_decimals(value)
    significant = len(value.normalize().as_tuple().digits)
    if decimals > DECIMALS or abs(value) > LARGEST or significant > SIGNIFICANT:
        raise FormulaError(f"{value} has more digits than are computed with")
    return Kind(NUMBER, low=value, high=value, decimals=decimals)


def _named(name: str, kinds: Kinds) -> Kind:
    if name not in kinds:
        raise FormulaError(f'there is no "{name}" before this column.{did_you_mean(name, kinds)}')
    return kinds[name]


def _present(node: Node, kinds: Kinds, wanted: str) -> Kind:
    """The kind of ``node``, which must be of the type ``wanted`` and never blank."""
    kind = _kind(node, kinds)
    if kind.type != wanted:
        raise FormulaError(f"{_said(node)} is {kind.type} where a {wanted} is needed")
    if kind.blank and not isinstance(node, Name):
        raise FormulaError('a part of the formula can be blank; only a whole column may give ""')
    if kind.blank:
        raise FormulaError(
            f'{_said(node)} can be blank; use it inside IF({_said(node)} = "", …, …)'
        )
    return kind


def _said(node: Node) -> str:
    return node.name if isinstance(node, Name) else "a part of the formula"


def _rounded(kind: Kind, what: str) -> Kind:
    if kind.product:
        raise FormulaError(f"{what} has a product or quotient outside ROUND(…, 2)")
    return kind


def _bounded(kind: Kind) -> Kind:
    if max(abs(kind.low), abs(kind.high)) > LARGEST:
        raise FormulaError("the numbers can grow past what is computed exactly (25 digits)")
    if kind.decimals > DECIMALS:
        raise FormulaError(f"needs more than {DECIMALS} decimals; ROUND a part of it first")
    return kind


def _negated(kind: Kind) -> Kind:
    return replace(kind, low=-kind.high, high=-kind.low)


def _sum(sign: str, left: Node, right: Node, kinds: Kinds) -> Kind:
    a = _rounded(_present(left, kinds, NUMBER), "a sum")
    b = _rounded(_present(right, kinds, NUMBER), "a sum")
    b = _negated(b) if sign == "-" else b
    decimals = max(a.decimals, b.decimals)
    return _bounded(Kind(NUMBER, False, a.low + b.low, a.high + b.high, decimals, settled=False))


def _product(left: Node, right: Node, kinds: Kinds) -> Kind:
    a = _rounded(_present(left, kinds, NUMBER), "a product of products")
    b = _rounded(_present(right, kinds, NUMBER), "a product of products")
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    decimals = a.decimals + b.decimals
    return _bounded(
        Kind(NUMBER, False, min(corners), max(corners), decimals, settled=False, product=True)
    )


def _quotient(left: Node, right: Node, kinds: Kinds) -> Kind:
    if not isinstance(right, Number) or not right.value:
        raise FormulaError("divide by a number written in the formula, not 0")
    a = _present(left, kinds, NUMBER)
    if isinstance(left, Operation) and left.sign == "/":
        raise FormulaError("a quotient of a quotient; divide once, by the product")
    low, high = sorted((a.low / right.value, a.high / right.value))
    kind = _bounded(replace(a, low=low, high=high, settled=False, product=True))
    if _literal_decimals(right.value) > DECIMALS:
        raise FormulaError(f"{right.value} has more digits than are computed with")
    return kind


def _comparison(sign: str, left: Node, right: Node, kinds: Kinds) -> Kind:
    if Text("") in (left, right):
        return _blank_test(sign, left, right, kinds)
    a = _kind(left, kinds)
    if a.type == TEXT:
        return _text_test(sign, left, right, kinds)
    for side in (left, right):
        kind = _present(side, kinds, NUMBER)
        if not kind.settled:
            raise FormulaError("compares a sum or product; put it in ROUND(…, 2) first")
    return Kind(TRUTH)


def _blank_test(sign: str, left: Node, right: Node, kinds: Kinds) -> Kind:
    tested = left if right == Text("") else right
    if sign not in {"=", "<>"} or not isinstance(tested, Name):
        raise FormulaError('"" is compared only with a name, by = or <>')
    _named(tested.name, kinds)
    return Kind(TRUTH)


def _text_test(sign: str, left: Node, right: Node, kinds: Kinds) -> Kind:
    """Spreadsheets compare text without case: only texts that differ by more are compared."""
    a = _present(left, kinds, TEXT)
    b = _present(right, kinds, TEXT)
    if sign not in {"=", "<>"}:
        raise FormulaError("texts are compared by = or <> only")
    if a.texts is None or b.texts is None:
        raise FormulaError("a user's words are not compared in formulas; spreadsheets ignore case")
    together = a.texts | b.texts
    if len({text.casefold() for text in together}) < len(together):
        raise FormulaError("texts that differ only in case are the same to a spreadsheet")
    return Kind(TRUTH)


def _round(value: Node, digits: Node, kinds: Kinds) -> Kind:
    whole = isinstance(digits, Number) and digits.value in range(DECIMALS + 1)
    if not isinstance(digits, Number) or not whole:
        raise FormulaError(f"ROUND takes a whole number of digits from 0 to {DECIMALS}")
    kind = _present(value, kinds, NUMBER)
    if kind.product and digits.value < 2:
        raise FormulaError("a product is rounded to 2 or more places; spreadsheets differ below")
    if not kind.settled and kind.decimals and digits.value < 2:
        raise FormulaError("a sum with decimals is rounded to 2 or more places")
    if isinstance(value, Operation) and value.sign == "/" and isinstance(value.right, Number):
        _divisible(kind.decimals, value.right.value, int(digits.value))
    half = Decimal(1).scaleb(-int(digits.value))
    low, high = kind.low - half, kind.high + half
    low = max(low, Decimal(0)) if kind.low >= 0 else low
    return _bounded(Kind(NUMBER, False, low, high, int(digits.value)))


def _divisible(decimals: int, divisor: Decimal, digits: int) -> None:
    """Refuses a quotient whose 12 computed decimals could hide on which side of a tie it lies.

    A quotient that is no tie is at least 1 / (2 * 10 ** max(decimals, digits) * divisor) away from
    one, the divisor taken as a whole number.
    """
    if shift := power_of_ten(divisor):
        needed = decimals + max(0, shift - digits)
    else:
        needed = max(decimals, digits) + len(divisor.as_tuple().digits)
    if needed > DECIMALS:
        raise FormulaError(f"the quotient needs more than {DECIMALS} decimals; ROUND a part first")


def power_of_ten(value: Decimal) -> int:
    """How many digits dividing by ``value`` moves the point; 0 where it is no power of ten."""
    parts = value.normalize().as_tuple()
    exponent = parts.exponent
    if parts.digits == (1,) and not parts.sign and isinstance(exponent, int) and exponent > 0:
        return exponent
    return 0


def _extreme(function: str, kinds: list[Kind]) -> Kind:
    """MIN, MAX and ABS choose among exact values."""
    low = min(kind.low for kind in kinds)
    high = max(kind.high for kind in kinds)
    if function == "ABS":
        low, high = Decimal(0), max(abs(low), abs(high))
    for kind in kinds:
        _rounded(kind, function)
    settled = all(kind.settled for kind in kinds)
    return Kind(NUMBER, False, low, high, max(kind.decimals for kind in kinds), settled=settled)


def _choice(condition: Node, then: Node, otherwise: Node, kinds: Kinds) -> Kind:
    _present(condition, kinds, TRUTH)
    filled_if, filled_unless = _filled(condition)
    a = _result(then, _knowing(kinds, filled_if))
    b = _result(otherwise, _knowing(kinds, filled_unless))
    _rounded(a, "IF")
    _rounded(b, "IF")
    blank = a.blank or b.blank
    if then == otherwise == Text(""):
        raise FormulaError("IF gives a blank in both cases")
    if Text("") in (then, otherwise):
        return replace(b if then == Text("") else a, blank=True)
    if a.type != b.type:
        raise FormulaError(f"IF gives {a.type} in one case and {b.type} in the other")
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
    """The names that are not blank where ``condition`` holds, and where it does not."""
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
