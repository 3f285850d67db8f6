"""What a name or a part of a formula is: its type, and what is known of its values at load."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from estimator.formula.syntax import FormulaError
from estimator.model.money import DECIMALS, LARGEST

NUMBER = "number"
TEXT = "text"
TRUTH = "truth"


@dataclass(frozen=True)
class Kind:
    """The static side of a value.

    Attributes:
        type: "number", "text" or "truth".
        blank: whether it can be blank.
        low, high: the bounds of a number.
        decimals: the most digits after the point that the exact number has.
        settled: whether a spreadsheet holds exactly the nearest double of the exact number, as it
            does for typed numbers and ROUND results; only such numbers compare alike everywhere.
        product: whether it is a product or quotient not yet rounded.
        month: whether it is typed as a month, which spreadsheets take for one of its days.
        texts: the texts that it can be, where they are known; None for a user's words.
    """

    type: str
    blank: bool = False
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    decimals: int = 0
    settled: bool = True
    product: bool = False
    month: bool = False
    texts: frozenset[str] | None = None


def number(low: Decimal, high: Decimal, decimals: int, *, blank: bool = False) -> Kind:
    """A typed or rounded number between ``low`` and ``high``."""
    return Kind(NUMBER, blank=blank, low=low, high=high, decimals=decimals)


# What a spreadsheet keeps of a number.
SIGNIFICANT = 15


def literal(value: Decimal) -> Kind:
    """A number written in the formula."""
    decimals = _decimals(value)
    significant = len(value.normalize().as_tuple().digits)
    if decimals > DECIMALS or abs(value) > LARGEST or significant > SIGNIFICANT:
        raise FormulaError(f"{value} has more digits than are computed with")
    return number(value, value, decimals)


def no_product(kind: Kind, what: str) -> Kind:
    """``kind``, which ``what`` takes only where it is no product that still is to be rounded."""
    if kind.product:
        raise FormulaError(f"{what} has a product or quotient outside ROUND(…, 2)")
    return kind


def negative(kind: Kind) -> Kind:
    """``-a``."""
    return _negated(no_product(kind, "a negative"))


def total(sign: str, a: Kind, b: Kind) -> Kind:
    """``a + b`` or ``a - b``."""
    a, b = no_product(a, "a sum"), no_product(b, "a sum")
    b = _negated(b) if sign == "-" else b
    decimals = max(a.decimals, b.decimals)
    return _bounded(Kind(NUMBER, False, a.low + b.low, a.high + b.high, decimals, settled=False))


def product(a: Kind, b: Kind) -> Kind:
    """``a * b``."""
    a, b = no_product(a, "a product of products"), no_product(b, "a product of products")
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    decimals = a.decimals + b.decimals
    return _bounded(
        Kind(NUMBER, False, min(corners), max(corners), decimals, settled=False, product=True)
    )


def quotient(a: Kind, divisor: Decimal) -> Kind:
    """``a / divisor``, with the decimals of ``a``: those of the quotient may never end."""
    low, high = sorted((a.low / divisor, a.high / divisor))
    kind = _bounded(replace(a, low=low, high=high, settled=False, product=True))
    if _decimals(divisor) > DECIMALS:
        raise FormulaError(f"{divisor} has more digits than are computed with")
    return kind


def rounded(kind: Kind, digits: int, divisor: Decimal | None = None) -> Kind:
    """``ROUND(a, digits)``, where ``a`` may be a quotient by ``divisor``."""
    if kind.product and digits < 2:
        raise FormulaError("a product is rounded to 2 or more places; spreadsheets differ below")
    if not kind.settled and kind.decimals and digits < 2:
        raise FormulaError("a sum with decimals is rounded to 2 or more places")
    if divisor is not None:
        _divisible(kind.decimals, divisor, digits)
    half = Decimal(1).scaleb(-digits)
    low = kind.low - half
    low = max(low, Decimal(0)) if kind.low >= 0 else low
    return _bounded(number(low, kind.high + half, digits))


def extreme(function: str, kinds: Sequence[Kind]) -> Kind:
    """MIN, MAX and ABS choose among exact values."""
    low = min(no_product(kind, function).low for kind in kinds)
    high = max(kind.high for kind in kinds)
    if function == "ABS":
        low, high = Decimal(0), max(abs(low), abs(high))
    settled = all(kind.settled for kind in kinds)
    return Kind(NUMBER, False, low, high, max(kind.decimals for kind in kinds), settled=settled)


def power_of_ten(value: Decimal) -> int:
    """How many digits dividing by ``value`` moves the point; 0 where it is no power of ten."""
    parts = value.normalize().as_tuple()
    exponent = parts.exponent
    if parts.digits == (1,) and not parts.sign and isinstance(exponent, int) and exponent > 0:
        return exponent
    return 0


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


def _bounded(kind: Kind) -> Kind:
    if max(abs(kind.low), abs(kind.high)) > LARGEST:
        raise FormulaError("the numbers can grow past what is computed exactly (25 digits)")
    if kind.decimals > DECIMALS:
        raise FormulaError(f"needs more than {DECIMALS} decimals; ROUND a part of it first")
    return kind


def _negated(kind: Kind) -> Kind:
    return replace(kind, low=-kind.high, high=-kind.low)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
