"""Formula tree to a polars expression over exact decimals."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce

import polars as pl

from estimator.formula.exactness import power_of_ten
from estimator.formula.syntax import Call, Name, Negative, Node, Number, Operation, TextLiteral
from estimator.model.money import EXACT, LARGEST

# A whole number of 128 bits has all numbers with so many digits.
WHOLE_DIGITS = 38

OPERATIONS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def polars_expression(  # noqa: C901, PLR0911 - one case per node
    node: Node, constants: Mapping[str, Decimal | int]
) -> pl.Expr:
    """The value of ``node`` for every row: Decimal(38, 12), String or Boolean; null is blank.

    A name in ``constants`` (an assumption, or a month as a whole number of days) is its value
    there; any other name is a column.
    """

    def compiled(part: Node) -> pl.Expr:
        return polars_expression(part, constants)

    match node:
        case Number(value):
            return _number_literal(value)
        case TextLiteral(value):
            return pl.lit(value or None, dtype=pl.String)
        case Name(name):
            return _number_literal(constants[name]) if name in constants else pl.col(name)
        case Negative(of):
            return -compiled(of)
        case Operation(sign, Name(_) as tested, TextLiteral("")) | Operation(
            sign, TextLiteral(""), Name(_) as tested
        ):
            return compiled(tested).is_null() if sign == "=" else compiled(tested).is_not_null()
        case Operation("*", of, Name(name)) if constants.get(name) == 1:
            # Most scenario factors are 1: the product would be computed row by row for nothing.
            return compiled(of)
        case Operation(sign, left, right):
            return OPERATIONS[sign](compiled(left), compiled(right))
        case Call("ROUND", (value, Number(digits))):
            return _rounded_expression(value, int(digits), compiled)
        case Call("IF", (condition, then, otherwise)):
            return _choice_expression(condition, then, otherwise, compiled)
        case Call("FIRST_OF_MONTH", (day,)):
            # Months are first days already when they are read.
            return compiled(day)
        case Call(function, arguments):
            return _function_expression(function, [compiled(argument) for argument in arguments])


def _number_literal(value: Decimal | int) -> pl.Expr:
    return pl.lit(value, dtype=EXACT if isinstance(value, Decimal) else pl.Int64)


def _rounded_expression(value: Node, digits: int, compiled: Callable[[Node], pl.Expr]) -> pl.Expr:
    """``value`` rounded half away from zero, as spreadsheets do.

    Division keeps 12 decimals, so a small quotient would be rounded twice. Dividing by a power of
    ten avoids that: round the dividend that many digits earlier, then move the point.
    """
    match value:
        case Operation("/", dividend, Number(divisor)) if shift := power_of_ten(divisor):
            earlier = digits - shift
            if earlier >= 0:
                return _round_half_up(compiled(dividend), earlier) / _number_literal(divisor)
            moved = compiled(dividend) / _number_literal(Decimal(10) ** -earlier)
            return _round_half_up(moved, 0) / _number_literal(Decimal(10) ** digits)
        case Operation("/", dividend, Name(_) as divisor):
            return _rounded_ratio(compiled(dividend), compiled(divisor), digits)
        case _:
            return _round_half_up(compiled(value), digits)


def _rounded_ratio(a: pl.Expr, b: pl.Expr, digits: int) -> pl.Expr:
    """``a / b`` rounded half away from zero; null where ``b`` is 0 or a number too large.

    In whole numbers, because a quotient of decimals is rounded already. They have 128 bits, and
    those of decimals stand for so many 12th places: the last ones of a ratio are the same.
    """
    size, divisor = a.abs().to_physical(), b.abs().to_physical()
    most = 10 ** (WHOLE_DIGITS - 1 - digits)
    divisor = pl.when((divisor > 0) & (divisor < most) & (size < most)).then(divisor)
    steps = (size * (2 * 10**digits) + divisor) // (2 * divisor)
    steps = pl.when(steps < int(LARGEST)).then(steps)
    found = steps.cast(EXACT) / _number_literal(Decimal(10) ** digits)
    return pl.when((a < 0) ^ (b < 0)).then(-found).otherwise(found)


def _round_half_up(value: pl.Expr, digits: int) -> pl.Expr:
    return value.round(digits, mode="half_away_from_zero")


def _choice_expression(
    condition: Node, then: Node, otherwise: Node, compiled: Callable[[Node], pl.Expr]
) -> pl.Expr:
    """``IF``; a ``""`` takes the type of the other case, so that a blank number stays a number."""
    blank = pl.lit(None)
    yes = blank if then == TextLiteral("") else compiled(then)
    no = blank if otherwise == TextLiteral("") else compiled(otherwise)
    return pl.when(compiled(condition)).then(yes).otherwise(no)


def _function_expression(function: str, arguments: list[pl.Expr]) -> pl.Expr:
    match function:
        case "MIN":
            return pl.min_horizontal(arguments)
        case "MAX":
            return pl.max_horizontal(arguments)
        case "ABS":
            return arguments[0].abs()
        case "AND":
            return reduce(lambda a, b: a & b, arguments)
        case "OR":
            return reduce(lambda a, b: a | b, arguments)
        case _:
            return ~arguments[0]
