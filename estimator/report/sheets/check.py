"""A check as a value: two figures that must agree."""

from dataclasses import dataclass
from decimal import Decimal

# The cell of the Checks sheet with what adding up binary numbers may leave over, and its value: all
# amounts are whole cents.
TOLERANCE_CELL, TOLERANCE = "$B$4", Decimal("0.005")


@dataclass(frozen=True)
class Check:
    """Two figures that must agree, each as a formula and as a value, and what may lie between."""

    said: str
    left: str
    right: str
    left_value: Decimal
    right_value: Decimal
    allowed: str = f"={TOLERANCE_CELL}"
    allowed_value: Decimal = TOLERANCE
    unit: str = "amount"


def count(said: str, left: str, right: str, value: int) -> Check:
    """A check of two counts, both of which were ``value`` at the run."""
    number = Decimal(value)
    return Check(said, left, right, number, number, "=0", Decimal(0), "rows")
