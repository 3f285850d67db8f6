"""What a name or a part of a formula is: its type, and what is known of its values at load."""

from dataclasses import dataclass
from decimal import Decimal

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
        texts: the texts that it can be, where they are known; None for a user's words.
    """

    type: str
    blank: bool = False
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    decimals: int = 0
    settled: bool = True
    product: bool = False
    texts: frozenset[str] | None = None


def number(low: Decimal, high: Decimal, decimals: int, *, blank: bool = False) -> Kind:
    """A typed or rounded number between ``low`` and ``high``."""
    return Kind(NUMBER, blank=blank, low=low, high=high, decimals=decimals)
