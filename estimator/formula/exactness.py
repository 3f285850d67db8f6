"""Types and bounds of the parts of a formula: what is known of their values at load."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from estimator.formula.syntax import FormulaError
from estimator.model.money import DECIMALS, DIGITS, LARGEST

# As messages name them.
NUMBER = "a number"
TEXT = "text"
BOOLEAN_KIND = "true or false"


class ValueKind(Struct, frozen=True):
    """The type and bounds of a value.

    Attributes:
        type: ``NUMBER``, ``TEXT`` or ``TRUTH``.
        blank: whether it can be blank.
        low, high: the bounds of a number.
        decimals: the most digits after the point that the exact number has.
        settled: whether a spreadsheet holds exactly the nearest double of the exact number, as it
            does for typed numbers and ROUND results; only such numbers compare alike everywhere.
        product: whether it is a product or quotient that has not been rounded.
        month: whether it is typed as a month, which spreadsheets store as one of its days.
        zero: whether it can be 0, as far as conditions say; the bounds may say that it cannot.
        texts: the texts it can be, where they are known; None for text that users type.
    """

    type: str
    blank: bool = False
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    decimals: int = 0
    settled: bool = True
    product: bool = False
    month: bool = False
    zero: bool = True
    texts: frozenset[str] | None = None


def number_kind(low: Decimal, high: Decimal, decimals: int, *, blank: bool = False) -> ValueKind:
    """A typed or rounded number between ``low`` and ``high``."""
    return ValueKind(NUMBER, blank=blank, low=low, high=high, decimals=decimals)


# The digits of a number that a spreadsheet keeps.
SIGNIFICANT = 15


def literal_kind(value: Decimal) -> ValueKind:
    """A number written in the formula."""
    decimals = _decimal_places(value)
    significant = len(value.normalize().as_tuple().digits)
    if decimals > DECIMALS or abs(value) > LARGEST or significant > SIGNIFICANT:
        raise FormulaError(f"{value} has too many digits to be exact in a spreadsheet")
    return number_kind(value, value, decimals)


def refuse_product(kind: ValueKind, what: str) -> ValueKind:
    """``kind``, refused as part of ``what`` where it is a product that has not been rounded."""
    if kind.product:
        raise FormulaError(f"{what} has a product or quotient outside ROUND(…, 2)")
    return kind


def negative_kind(kind: ValueKind) -> ValueKind:
    """``-a``."""
    return _negate_bounds(refuse_product(kind, "a negative"))


def sum_kind(sign: str, a: ValueKind, b: ValueKind) -> ValueKind:
    """``a + b`` or ``a - b``."""
    a, b = refuse_product(a, "a sum"), refuse_product(b, "a sum")
    b = _negate_bounds(b) if sign == "-" else b
    decimals = max(a.decimals, b.decimals)
    return _refuse_unbounded(
        ValueKind(NUMBER, False, a.low + b.low, a.high + b.high, decimals, settled=False)
    )


def product_kind(a: ValueKind, b: ValueKind) -> ValueKind:
    """``a * b``."""
    a, b = refuse_product(a, "a product of products"), refuse_product(b, "a product of products")
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    decimals = a.decimals + b.decimals
    return _refuse_unbounded(
        ValueKind(NUMBER, False, min(corners), max(corners), decimals, settled=False, product=True)
    )


def quotient_kind(a: ValueKind, divisor: Decimal) -> ValueKind:
    """``a / divisor``, with the decimals of ``a``: the quotient may have no last decimal."""
    low, high = sorted((a.low / divisor, a.high / divisor))
    kind = _refuse_unbounded(replace(a, low=low, high=high, settled=False, product=True))
    if _decimal_places(divisor) > DECIMALS:
        raise FormulaError(f"{divisor} has more than {DECIMALS} digits after the point")
    return kind


def ratio_kind(a: ValueKind, b: ValueKind) -> ValueKind:
    """``a / b`` with ``b`` other than 0; blank where it has more digits than are computed."""
    if not a.settled or not b.settled:
        raise FormulaError("divides an unrounded sum or product; put it in ROUND(…, 2) first")
    least = max(b.low, -b.high, Decimal(1).scaleb(-b.decimals))
    most = min(LARGEST, max(abs(a.low), abs(a.high)) / least)
    low = Decimal(0) if a.low >= 0 and b.low >= 0 else -most
    return ValueKind(NUMBER, False, low, most, a.decimals, settled=False, product=True)


def rounded_ratio_kind(kind: ValueKind, b: ValueKind, digits: int) -> ValueKind:
    """``ROUND(a / b, digits)``, where ``kind`` is that of the ratio.

    The digits of the result times ``b`` have to fit into those that decimals have.
    """
    if digits < 2:
        raise FormulaError("round a quotient to 2 or more places; with fewer, spreadsheets differ")
    if digits + 1 + b.decimals > DECIMALS:
        raise FormulaError(
            f"the quotient needs more than {DECIMALS} decimals; ROUND it, or the divisor, to fewer"
        )
    return number_kind(kind.low, kind.high, digits, blank=True)


def rounded_kind(kind: ValueKind, digits: int, divisor: Decimal | None = None) -> ValueKind:
    """``ROUND(a, digits)``, where ``a`` may be a quotient by ``divisor``."""
    if kind.product and digits < 2:
        raise FormulaError("round a product to 2 or more places; with fewer, spreadsheets differ")
    if not kind.settled and kind.decimals and digits < 2:
        raise FormulaError("round a sum with decimals to 2 or more places")
    if divisor is not None:
        _refuse_hidden_tie(kind.decimals, divisor, digits)
    half = Decimal(1).scaleb(-digits)
    low = kind.low - half
    low = max(low, Decimal(0)) if kind.low >= 0 else low
    return _refuse_unbounded(number_kind(low, kind.high + half, digits))


def extreme_kind(function: str, kinds: Sequence[ValueKind]) -> ValueKind:
    """``MIN``, ``MAX`` or ``ABS``, which choose among exact values."""
    lows = [refuse_product(kind, function).low for kind in kinds]
    highs = [kind.high for kind in kinds]
    low = max(lows) if function == "MAX" else min(lows)
    high = min(highs) if function == "MIN" else max(highs)
    if function == "ABS":
        low, high = Decimal(0), max(abs(low), abs(high))
    settled = all(kind.settled for kind in kinds)
    return ValueKind(
        NUMBER, False, low, high, max(kind.decimals for kind in kinds), settled=settled
    )


def power_of_ten(value: Decimal) -> int:
    """The exponent of a power of ten above 1; 0 where ``value`` is not one."""
    parts = value.normalize().as_tuple()
    exponent = parts.exponent
    if parts.digits == (1,) and not parts.sign and isinstance(exponent, int) and exponent > 0:
        return exponent
    return 0


def _refuse_hidden_tie(decimals: int, divisor: Decimal, digits: int) -> None:
    """Refuse a quotient whose first 12 decimals may not show on which side of a tie it lies.

    A quotient that is not a tie is at least 1 / (2 * 10 ** max(decimals, digits) * divisor) away
    from one, with the divisor read as a whole number. Of others the whole numbers that it is
    computed from fit into 128 bits, too.
    """
    if shift := power_of_ten(divisor):
        needed = decimals + max(0, shift - digits)
    else:
        needed = max(decimals, digits) + len(divisor.as_tuple().digits)
    if needed > DECIMALS:
        raise FormulaError(f"the quotient needs more than {DECIMALS} decimals; ROUND part of it")


def _refuse_unbounded(kind: ValueKind) -> ValueKind:
    if max(abs(kind.low), abs(kind.high)) > LARGEST:
        raise FormulaError(
            f"the numbers can grow beyond {DIGITS} digits, the most computed exactly. Give each "
            "assumption in it a maximum, such as maximum = 0.5: without one, a share may be 1 and "
            "any other value 1,000,000"
        )
    if kind.decimals > DECIMALS:
        raise FormulaError(f"needs more than {DECIMALS} decimals; ROUND part of it first")
    return kind


def _negate_bounds(kind: ValueKind) -> ValueKind:
    return replace(kind, low=-kind.high, high=-kind.low)


def _decimal_places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
