"""How much a file may ask of the machine before it is refused: generous for real sheets."""

from dataclasses import dataclass, field, fields


def _limit(default: int, of: str) -> int:
    """A bound with what it is a bound of, for the documentation."""
    made: int = field(default=default, metadata={"of": of})
    return made


@dataclass(frozen=True)
class Limits:
    """Bounds on what is read; each is named in the problem when it bites."""

    file_bytes: int = _limit(4_000_000_000, "bytes of the file")
    inflated_bytes: int = _limit(
        4_000_000_000, "bytes of all parts of a workbook, unpacked; characters of all its texts"
    )
    parts: int = _limit(10_000, "parts of a workbook")
    rows: int = _limit(100_000_000, "rows that a sheet or a text file reaches down to")
    columns: int = _limit(16_384, "columns that it reaches out to")
    cells: int = _limit(100_000_000, "cells from A1 to the last one, of all sheets together")
    cell_length: int = _limit(32_767, "characters of a workbook's cell, as many as Excel holds")
    memory_bytes: int = _limit(
        8_000_000_000, "bytes of memory of the process that reads a workbook"
    )
    seconds: int = _limit(300, "seconds that it may take")


LIMITS = Limits()
NAMES = tuple(one.name for one in fields(Limits))
