"""The limits on input files, each declared once: options and docs are made from them."""

from typing import Annotated

from msgspec import Struct
from msgspec.structs import asdict


class Limits(Struct, frozen=True):
    """Bounds on input files; a problem names the bound that was exceeded."""

    file_bytes: Annotated[int, "bytes of the file"] = 4_000_000_000
    inflated_bytes: Annotated[
        int, "unpacked bytes of all parts of a workbook; characters of all its texts"
    ] = 4_000_000_000
    parts: Annotated[int, "parts of a workbook"] = 10_000
    rows: Annotated[int, "last used row of a sheet or a text file"] = 100_000_000
    columns: Annotated[int, "last used column of a sheet or a text file"] = 16_384
    cells: Annotated[int, "cells from A1 to the last one, for all sheets together"] = 100_000_000
    cell_length: Annotated[int, "characters of a cell in a workbook, as in Excel"] = 32_767
    memory_bytes: Annotated[int, "bytes of memory for the process that reads a workbook"] = (
        8_000_000_000
    )
    seconds: Annotated[int, "seconds for that process"] = 300


LIMITS = Limits()
LIMIT_NAMES = tuple(asdict(LIMITS))


def _short_number(number: int) -> str:
    """``number`` as people type it: 4G, 100M, 16384."""
    for times, letter in ((10**9, "G"), (10**6, "M")):
        if number % times == 0:
            return f"{number // times}{letter}"
    return str(number)


DEFAULT_LIMITS = ", ".join(f"{name}={_short_number(most)}" for name, most in asdict(LIMITS).items())
