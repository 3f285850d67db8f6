"""Exact numbers of polars, computed in whole steps of 128 bits: 12.34 is 1234 at scale 2.

The checker knows the decimals of each number of a formula and has proved that its digits fit. So a
product is one multiplication, and only a ROUND that takes digits away divides. polars multiplies
decimals with 256 bits and divides by their scale each time, which takes four times as long.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from estimator.formula.exactness import ValueKind
from estimator.model.money import DECIMALS, DIGITS, EXACT

# A whole number of 128 bits has all numbers with so many digits.
WHOLE, WHOLE_DIGITS = pl.Int128, 38


class Scaled(NamedTuple):
    """A number: a decimal, or whole steps of ``10**-scale``.

    Attributes:
        value: Decimal(38, 12), or the steps, Int128.
        scale: the digits after the point that the steps have; None for a decimal.
        decimals: the most digits after the point that the number itself has, no more than these.
        negative: whether it can be below 0.
        literal: what it is in every row; None for all but literals.
    """

    value: pl.Expr
    scale: int | None
    decimals: int
    negative: bool
    literal: Decimal | None = None

    @property
    def own_scale(self) -> int:
        """The digits after the point that its steps have as they are stored."""
        return DECIMALS if self.scale is None else self.scale

    def in_steps(self, scale: int) -> pl.Expr:
        """The steps of a ``scale`` no less than the decimals: Int128."""
        if self.literal is not None:
            steps, least = whole_steps(self.literal)
            return whole_literal(steps * 10 ** (scale - least))
        found = self.value.to_physical() if self.scale is None else self.value
        if scale < self.own_scale:
            found = found // whole_literal(10 ** (self.own_scale - scale))
        elif scale > self.own_scale:
            found = found * whole_literal(10 ** (scale - self.own_scale))
        return found

    def to_decimal(self) -> pl.Expr:
        """The number as Decimal(38, 12), rounded to it if need be."""
        if self.scale is None:
            return self.value
        steps: pl.Expr = self.rounded(DECIMALS).in_steps(DECIMALS)
        return steps.reinterpret(dtype=EXACT)

    def rounded(self, digits: int) -> "Scaled":
        """``ROUND``: half away from zero, as spreadsheets do."""
        return self if self.decimals <= digits else self.divided(Decimal(1), digits)

    def divided(self, divisor: Decimal, digits: int) -> "Scaled":
        """The quotient by a literal ``divisor`` above 0, rounded once, half away from zero."""
        step, scale = whole_steps(divisor)
        shift = self.own_scale - scale - digits
        whole = self.in_steps(self.own_scale + max(0, -shift))
        step *= 10 ** max(0, shift)
        half = whole_literal(step // 2)
        if self.negative and step % 2 == 0:
            # Polars divides down, which is away from zero below it.
            half = pl.when(whole < 0).then(whole_literal(step // 2 - 1)).otherwise(half)
        return Scaled((whole + half) // whole_literal(step), digits, digits, self.negative)


def scaled_column(name: str, kind: ValueKind) -> Scaled:
    """The column ``name``, Decimal(38, 12), with numbers of a ``kind``."""
    return Scaled(pl.col(name), None, kind.decimals, kind.low < 0)


@lru_cache(maxsize=512)
def scaled_literal(value: Decimal) -> Scaled:
    """The number ``value`` of a formula or an assumption."""
    return Scaled(pl.lit(value, dtype=EXACT), None, whole_steps(value)[1], value < 0, value)


@lru_cache(maxsize=512)
def whole_literal(steps: int) -> pl.Expr:
    """A whole number of 128 bits."""
    return pl.lit(steps, dtype=WHOLE)


@lru_cache(maxsize=512)
def whole_steps(value: Decimal) -> tuple[int, int]:
    """``value`` as whole steps of the least scale, and that scale: 1.50 is 15 at scale 1."""
    numerator, denominator = value.as_integer_ratio()
    scale = 0
    while 10**scale % denominator:
        scale += 1
    return numerator * 10**scale // denominator, scale


def product(a: Scaled, b: Scaled) -> Scaled:
    """``a * b``, with all its decimals."""
    steps = a.in_steps(a.decimals) * b.in_steps(b.decimals)
    scale = a.decimals + b.decimals
    return Scaled(steps, scale, scale, a.negative or b.negative)


def ratio(a: Scaled, b: Scaled, digits: int) -> Scaled:
    """``a / b`` rounded half away from zero; null where ``b`` is 0 or a number too large."""
    scale = max(a.decimals, b.decimals)
    size, divisor = (
        one.in_steps(scale).abs() if one.negative else one.in_steps(scale) for one in (a, b)
    )
    # The dividend has room for the digits of the ratio, and the ratio for 12 decimals.
    fits = size < whole_literal(10 ** (WHOLE_DIGITS - 1 - digits))
    fits &= size // whole_literal(10 ** (DIGITS - digits)) < divisor
    half, grown = divisor // whole_literal(2), size * whole_literal(10**digits)
    steps: pl.Expr = pl.when(fits).then((grown + half) // divisor)
    for one in (a, b):
        steps = steps * one.in_steps(scale).sign() if one.negative else steps
    return Scaled(steps, digits, digits, a.negative or b.negative)


def alike(numbers: Sequence[Scaled]) -> tuple[list[pl.Expr], int | None]:
    """``numbers`` in one form, and the scale of it: decimals if all are, or else steps."""
    if all(one.scale is None for one in numbers):
        return [one.value for one in numbers], None
    # A literal has any scale for nothing.
    scale = max(one.decimals if one.literal is not None else one.own_scale for one in numbers)
    return [one.in_steps(scale) for one in numbers], scale


def combined(numbers: Sequence[Scaled], combine: Callable[[list[pl.Expr]], pl.Expr]) -> Scaled:
    """What ``combine`` makes of ``numbers`` made ``alike``: their sum, or one of them."""
    values, scale = alike(numbers)
    decimals = max(one.decimals for one in numbers)
    return Scaled(combine(values), scale, decimals, any(one.negative for one in numbers))


def difference(a: Scaled, b: Scaled) -> Scaled:
    """``a - b``."""
    return combined([a, b], lambda values: values[0] - values[1])._replace(negative=True)
