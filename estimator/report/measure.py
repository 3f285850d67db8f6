"""How much room texts take: what a cell holds, and how high a row is."""

from collections.abc import Mapping, Sequence
from math import ceil

# In points; Excel takes no row higher than 409.
LINE_HEIGHT, HIGHEST = 13, 400
# Of a pixel: rows are a whole number of them high.
POINTS = 0.75
# The code units of UTF-16, of which an emoji takes two, that a cell or a note holds.
LONGEST = 32_767


def fitting(text: str) -> str:
    """``text`` as a cell can hold it: cut, with an ellipsis, where it is longer."""
    if len(text) <= LONGEST // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * LONGEST - 2].decode("utf-16-le", "ignore") + "…"


def lines(text: str, width: float) -> int:
    """How many lines ``text`` takes, wrapped in ``width`` characters."""
    return sum(ceil(len(part) / width) or 1 for part in text.split("\n"))


def height(texts: Sequence[str], widths: Mapping[int, float]) -> float:
    """How high, in points, a row of ``texts`` is that are wrapped in the columns of ``widths``."""
    most = max(lines(text, widths.get(column, 8)) for column, text in enumerate(texts, 1))
    pixels = round(min(most * LINE_HEIGHT, HIGHEST) / POINTS)
    return pixels * POINTS
