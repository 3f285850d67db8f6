"""Check at load that exact decimals and spreadsheets compute a formula alike.

Anything they compute differently is refused here, with how to fix it, so that no row can raise,
overflow or disagree later.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from estimator.formula import exactness
from estimator.formula.exactness import BOOLEAN_KIND, NUMBER, TEXT, ValueKind
from estimator.formula.syntax import (
    COMPARISONS,
    Call,
    FormulaError,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    TextLiteral,
)
from estimator.model.money import DECIMALS
from estimator.model.text import did_you_mean

Kinds = Mapping[str, ValueKind]


def column_kind(node: Node, kinds: Kinds) -> ValueKind:
    """The kind of a column whose formula is ``node``.

    Raises:
        FormulaError: where the formula cannot be a column.
    """
    kind = _result_kind(node, kinds)
    if kind.type == BOOLEAN_KIND:
        raise FormulaError('a column holds numbers or text; write IF(…, "yes", "no")')
    return exactness.refuse_product(kind, "a column's formula")


def _node_kind(node: Node, kinds: Kinds) -> ValueKind:  # noqa: C901, PLR0911, PLR0912 - one case per node
    match node:
        case Number(value):
            return exactness.literal_kind(value)
        case TextLiteral(value):
            return ValueKind(TEXT, blank=not value, texts=frozenset({value} if value else ()))
        case Name(name):
            return _name_kind(name, kinds)
        case Negative(of):
            return exactness.negative_kind(_kind_if_filled(of, kinds, NUMBER))
        case Operation(sign, left, right) if sign in COMPARISONS:
            return _check_comparison(sign, left, right, kinds)
        case Operation("*", left, right):
            return exactness.product_kind(*_number_kinds(left, right, kinds))
        case Operation("/", left, right):
            return _check_quotient(left, right, kinds)
        case Operation(sign, left, right):
            return exactness.sum_kind(sign, *_number_kinds(left, right, kinds))
        case Call("IF", (condition, then, otherwise)):
            return _check_if(condition, then, otherwise, kinds)
        case Call("ROUND", (value, digits)):
            return _check_round(value, digits, kinds)
        case Call("AND" | "OR" | "NOT", arguments):
            for argument in arguments:
                _kind_if_filled(argument, kinds, BOOLEAN_KIND)
            return ValueKind(BOOLEAN_KIND)
        case Call("FIRST_OF_MONTH", (day,)):
            return _check_month(day, kinds)
        case Call(function, arguments):
            numbers = [_kind_if_filled(argument, kinds, NUMBER) for argument in arguments]
            return exactness.extreme_kind(function, numbers)


def _result_kind(node: Node, kinds: Kinds) -> ValueKind:
    """The kind of the value a cell shows; a cell that refers to an empty one shows 0, not blank."""
    kind = _node_kind(node, kinds)
    if isinstance(node, Name) and kind.blank:
        raise FormulaError(f'{node.name} can be blank; write IF({node.name} = "", "", {node.name})')
    return kind


def _name_kind(name: str, kinds: Kinds) -> ValueKind:
    if name not in kinds:
        raise FormulaError(f'there is no "{name}" before this column.{did_you_mean(name, kinds)}')
    return kinds[name]


def _kind_if_filled(node: Node, kinds: Kinds, wanted: str) -> ValueKind:
    """The kind of ``node``, which must be of the type ``wanted`` and never blank."""
    kind = _node_kind(node, kinds)
    if kind.type != wanted:
        raise FormulaError(f"{_node_phrase(node)} is {kind.type} where {wanted} is needed")
    if kind.blank and not isinstance(node, Name):
        raise FormulaError('part of the formula can be blank; only a whole column may return ""')
    if kind.blank:
        raise FormulaError(
            f'{_node_phrase(node)} can be blank; use it inside IF({_node_phrase(node)} = "", …, …)'
        )
    return kind


def _node_phrase(node: Node) -> str:
    return node.name if isinstance(node, Name) else "part of the formula"


def _number_kinds(left: Node, right: Node, kinds: Kinds) -> tuple[ValueKind, ValueKind]:
    """The kinds of two numbers."""
    return _kind_if_filled(left, kinds, NUMBER), _kind_if_filled(right, kinds, NUMBER)


def _check_quotient(left: Node, right: Node, kinds: Kinds) -> ValueKind:
    a = _kind_if_filled(left, kinds, NUMBER)
    if isinstance(left, Operation) and left.sign == "/":
        raise FormulaError("a quotient is divided again; divide once, by the product")
    if isinstance(right, Name):
        b = _kind_if_filled(right, kinds, NUMBER)
        if b.zero and b.low <= 0 <= b.high:
            raise FormulaError(
                f'{right.name} can be 0; write IF({right.name} = 0, "", ROUND(… / {right.name}, 4))'
            )
        return exactness.ratio_kind(a, b)
    if not isinstance(right, Number) or not right.value:
        raise FormulaError("divide by a number written in the formula, or by a name, and not by 0")
    return exactness.quotient_kind(a, right.value)


def _check_comparison(sign: str, left: Node, right: Node, kinds: Kinds) -> ValueKind:
    if TextLiteral("") in (left, right):
        return _check_blank_test(sign, left, right, kinds)
    a = _node_kind(left, kinds)
    if a.type == TEXT:
        return _check_text_test(sign, left, right, kinds)
    for side in (left, right):
        kind = _kind_if_filled(side, kinds, NUMBER)
        if not kind.settled:
            raise FormulaError("compares an unrounded sum or product; put it in ROUND(…, 2) first")
    return ValueKind(BOOLEAN_KIND)


def _check_blank_test(sign: str, left: Node, right: Node, kinds: Kinds) -> ValueKind:
    tested = left if right == TextLiteral("") else right
    if sign not in {"=", "<>"} or not isinstance(tested, Name):
        raise FormulaError('"" can only be compared with a name, using = or <>')
    _name_kind(tested.name, kinds)
    return ValueKind(BOOLEAN_KIND)


def _check_text_test(sign: str, left: Node, right: Node, kinds: Kinds) -> ValueKind:
    """Refuse texts that differ only in case: spreadsheets ignore case when they compare."""
    a = _kind_if_filled(left, kinds, TEXT)
    b = _kind_if_filled(right, kinds, TEXT)
    if sign not in {"=", "<>"}:
        raise FormulaError("text can only be compared using = or <>")
    if a.texts is None or b.texts is None:
        raise FormulaError("text typed by users cannot be compared; spreadsheets ignore case")
    together = a.texts | b.texts
    if len({text.casefold() for text in together}) < len(together):
        raise FormulaError("texts that differ only in case are the same to a spreadsheet")
    return ValueKind(BOOLEAN_KIND)


def _check_round(value: Node, digits: Node, kinds: Kinds) -> ValueKind:
    whole = isinstance(digits, Number) and digits.value in range(DECIMALS + 1)
    if not isinstance(digits, Number) or not whole:
        raise FormulaError(f"the digits of ROUND must be a whole number from 0 to {DECIMALS}")
    kind = _kind_if_filled(value, kinds, NUMBER)
    match value:
        case Operation("/", _, Number(divisor)):
            return exactness.rounded_kind(kind, int(digits.value), divisor)
        case Operation("/", _, Name(divided_by)):
            return exactness.rounded_ratio_kind(kind, kinds[divided_by], int(digits.value))
        case _:
            return exactness.rounded_kind(kind, int(digits.value))


def _check_month(day: Node, kinds: Kinds) -> ValueKind:
    kind = _kind_if_filled(day, kinds, NUMBER)
    if not kind.month:
        raise FormulaError(f"{_node_phrase(day)} is not a month")
    return kind


def _check_if(condition: Node, then: Node, otherwise: Node, kinds: Kinds) -> ValueKind:
    _kind_if_filled(condition, kinds, BOOLEAN_KIND)
    filled_if, filled_unless = _filled_names(condition)
    not_zero_if, not_zero_unless = _names_not_zero(condition)
    a = _result_kind(then, _known_names(kinds, filled_if, not_zero_if))
    b = _result_kind(otherwise, _known_names(kinds, filled_unless, not_zero_unless))
    exactness.refuse_product(a, "IF")
    exactness.refuse_product(b, "IF")
    blank = a.blank or b.blank
    if then == otherwise == TextLiteral(""):
        raise FormulaError("IF returns a blank in both cases")
    if TextLiteral("") in (then, otherwise):
        return replace(b if then == TextLiteral("") else a, blank=True)
    if a.type != b.type:
        raise FormulaError(f"IF returns {a.type} in one case and {b.type} in the other")
    texts = None if a.texts is None or b.texts is None else a.texts | b.texts
    return ValueKind(
        a.type,
        blank,
        min(a.low, b.low),
        max(a.high, b.high),
        max(a.decimals, b.decimals),
        settled=a.settled and b.settled,
        texts=texts,
    )


def _known_names(kinds: Kinds, filled: AbstractSet[str], not_zero: AbstractSet[str]) -> Kinds:
    """``kinds`` where the ``filled`` names are not blank and those of ``not_zero`` are not 0."""
    known = {name: replace(kinds[name], blank=False) for name in filled if name in kinds}
    apart = {
        name: replace(known.get(name, kinds[name]), zero=False) for name in not_zero & {*kinds}
    }
    return {**kinds, **known, **apart}


def _names_not_zero(condition: Node) -> tuple[AbstractSet[str], AbstractSet[str]]:
    """The names known not to be 0 where ``condition`` is true, and where it is false."""
    match condition:
        case Operation("=" | "<>" as sign, Name(name), Number(value)) if not value:
            return (set(), {name}) if sign == "=" else ({name}, set())
        case _:
            return set(), set()


def _filled_names(condition: Node) -> tuple[frozenset[str], frozenset[str]]:
    """The names known not to be blank where ``condition`` is true, and where it is false."""
    nothing: frozenset[str] = frozenset()
    match condition:
        case Operation(sign, Name(name), TextLiteral("")) | Operation(
            sign, TextLiteral(""), Name(name)
        ):
            here = frozenset({name})
            return (here, nothing) if sign == "<>" else (nothing, here)
        case Call("NOT", (inner,)):
            holds, fails = _filled_names(inner)
            return fails, holds
        case Call("AND", arguments):
            return nothing.union(*(_filled_names(argument)[0] for argument in arguments)), nothing
        case Call("OR", arguments):
            return nothing, nothing.union(*(_filled_names(argument)[1] for argument in arguments))
        case _:
            return nothing, nothing
