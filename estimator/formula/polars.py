"""Formula tree to a polars expression over exact decimals."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import add, and_, or_

import polars as pl

from estimator.formula.exactness import NUMBER, ValueKind
from estimator.formula.scaled import (
    Scaled,
    alike,
    combined,
    difference,
    product,
    ratio,
    scaled_column,
    scaled_literal,
)
from estimator.formula.syntax import Call, Name, Negative, Node, Number, Operation, TextLiteral
from estimator.model.money import DECIMALS

ZERO, NOTHING = scaled_literal(Decimal(0)), pl.lit(None)
COMPARED: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
# A number, or a text, a month or a condition as it is.
Part = Scaled | pl.Expr


def polars_expression(
    node: Node, constants: Mapping[str, Decimal | int], kinds: Mapping[str, ValueKind]
) -> pl.Expr:
    """The value of ``node`` for every row: Decimal(38, 12), String or Boolean; null is blank.

    A name in ``constants`` (an assumption, or a month as a whole number of days) is its value
    there; any other name is a column. Those that are numbers in ``kinds`` are Decimal(38, 12), of
    these decimals and bounds; all others are taken as they are.
    """
    return _as_found(_compile_part(node, constants, kinds))


def _as_found(part: Part) -> pl.Expr:
    return part.to_decimal() if isinstance(part, Scaled) else part


def _compile_part(  # noqa: C901, PLR0911, PLR0912 - one case per node
    node: Node, constants: Mapping[str, Decimal | int], kinds: Mapping[str, ValueKind]
) -> Part:
    def compiled(part: Node) -> Part:
        return _compile_part(part, constants, kinds)

    def number(part: Node) -> Scaled:
        found = compiled(part)
        if not isinstance(found, Scaled):
            raise TypeError(f"{part} is not known to be a number")
        return found

    match node:
        case Number(value):
            return scaled_literal(value)
        case TextLiteral(value):
            return pl.lit(value or None, dtype=pl.String)
        case Name(name) if name in constants:
            known = constants[name]
            return scaled_literal(known) if isinstance(known, Decimal) else pl.lit(known, pl.Int64)
        case Name(name):
            kind = kinds.get(name)
            return scaled_column(name, kind) if kind and kind.type == NUMBER else pl.col(name)
        case Negative(of):
            return difference(ZERO, number(of))
        case Operation(sign, Name(_) as tested, TextLiteral("")) | Operation(
            sign, TextLiteral(""), Name(_) as tested
        ):
            cell = _as_found(compiled(tested))
            return cell.is_null() if sign == "=" else cell.is_not_null()
        case Operation("*", of, Name(name)) if constants.get(name) == 1:
            # Most scenario factors are 1: the product would be computed row by row for nothing.
            return compiled(of)
        case Operation("*", left, right):
            return product(number(left), number(right))
        case Operation("/", _, _):
            return _round_part(node, DECIMALS, number)
        case Operation("+", left, right):
            return combined([number(left), number(right)], lambda values: reduce(add, values))
        case Operation("-", left, right):
            return difference(number(left), number(right))
        case Operation(sign, left, right):
            return COMPARED[sign](*_alike([compiled(left), compiled(right)]))
        case Call("ROUND", (value, Number(digits))):
            return _round_part(value, int(digits), number)
        case Call("IF", (condition, then, otherwise)):
            return _choose_part(condition, then, otherwise, compiled)
        case Call("FIRST_OF_MONTH", (day,)):
            # Months are first days already when they are read.
            return compiled(day)
        case Call(function, arguments):
            return _apply_function(function, [compiled(argument) for argument in arguments])


def _round_part(value: Node, digits: int, number: Callable[[Node], Scaled]) -> Scaled:
    """``value`` rounded half away from zero; a quotient is rounded once."""
    match value:
        case Operation("/", dividend, Number(divisor)):
            return number(dividend).divided(divisor, digits)
        case Operation("/", dividend, divisor):
            return ratio(number(dividend), number(divisor), digits)
        case _:
            return number(value).rounded(digits)


def _combined(parts: Sequence[Part], combine: Callable[[list[pl.Expr]], pl.Expr]) -> Part:
    """What ``combine`` makes of ``parts``, which are numbers, or none of them is."""
    numbers = [part for part in parts if isinstance(part, Scaled)]
    return combined(numbers, combine) if numbers else combine(_alike(parts))


def _alike(parts: Sequence[Part]) -> list[pl.Expr]:
    """``parts``, which are numbers, or none of them is, such that they can be compared."""
    numbers = [part for part in parts if isinstance(part, Scaled)]
    return alike(numbers)[0] if numbers else [_as_found(part) for part in parts]


def _choose_part(
    condition: Node, then: Node, otherwise: Node, compiled: Callable[[Node], Part]
) -> Part:
    """``IF``; a ``""`` takes the type of the other case, so that a blank number stays a number."""
    holds = _as_found(compiled(condition))
    filled = [one for one in (then, otherwise) if one != TextLiteral("")]

    def choose(values: list[pl.Expr]) -> pl.Expr:
        known = dict(zip(filled, values, strict=True))
        yes, no = (known.get(one, NOTHING) for one in (then, otherwise))
        return pl.when(holds).then(yes).otherwise(no)

    return _combined([compiled(one) for one in filled], choose)


def _apply_function(function: str, arguments: Sequence[Part]) -> Part:
    match function:
        case "MIN":
            return _combined(arguments, pl.min_horizontal)
        case "MAX":
            return _combined(arguments, pl.max_horizontal)
        case "ABS":
            return _combined(arguments, lambda values: values[0].abs())
        case "AND":
            return _combined(arguments, lambda values: reduce(and_, values))
        case "OR":
            return _combined(arguments, lambda values: reduce(or_, values))
        case _:
            return _combined(arguments, lambda values: ~values[0])
