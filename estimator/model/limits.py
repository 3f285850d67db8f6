"""How much a file may ask of the machine before it is refused: generous for real sheets."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Limits:
    """Bounds on what is read; each is named in the problem when it bites.

    Attributes:
        file_bytes: of the file as it lies.
        inflated_bytes: of all parts of a workbook together, unpacked, and of all its texts.
        parts: how many parts a workbook has.
        rows, columns: how far a sheet reaches.
        cells: of the rectangles from A1 to the last cell, of all sheets together.
        cell_length: characters of one cell; 32,767 is what Excel holds.
        memory_bytes, seconds: of the process that reads a workbook.
    """

    file_bytes: int = 4_000_000_000
    inflated_bytes: int = 4_000_000_000
    parts: int = 10_000
    rows: int = 100_000_000
    columns: int = 16_384
    cells: int = 100_000_000
    cell_length: int = 32_767
    memory_bytes: int = 8_000_000_000
    seconds: int = 300


LIMITS = Limits()
NAMES = tuple(one.name for one in fields(Limits))
