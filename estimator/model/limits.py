"""How much a file may ask of the machine before it is refused: generous for real sheets."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds on what is read; each is named in the problem when it bites.

    Attributes:
        inflated_bytes: of all parts of a workbook together, unpacked.
        parts: how many parts a workbook has.
        cells: of one sheet's rectangle from A1 to its last cell.
        memory_bytes, seconds: of the process that reads a workbook.
    """

    inflated_bytes: int = 4_000_000_000
    parts: int = 10_000
    cells: int = 100_000_000
    memory_bytes: int = 8_000_000_000
    seconds: int = 300


LIMITS = Limits()
