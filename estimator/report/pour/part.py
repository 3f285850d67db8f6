"""A sheet's part as XlsxWriter made it: what stands before and after its pattern row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET


@dataclass(frozen=True)
class Pattern:
    """A sheet with one pattern row.

    Attributes:
        before, after: the part up to the row and from its end on.
        attributes: of the row's tag, each with a blank before it; its number aside.
        styles: the number of the style of each of its cells, by the letters of their columns.
    """

    before: bytes
    after: bytes
    attributes: str
    styles: Mapping[str, str]


def pattern(part: bytes, first: int, last: int) -> Pattern:
    """The sheet ``part``, whose last row ``first`` is the pattern of those down to ``last``."""
    start = part.index(b'<row r="%d"' % first)
    end = part.index(b"</sheetData>", start)
    row = ET.fromstring(part[start:end])  # noqa: S314 - XlsxWriter made it a moment ago
    return Pattern(
        _reaching(part[:start], last),
        part[end:],
        "".join(f' {name}="{value}"' for name, value in row.items() if name != "r"),
        {cell.get("r", "").rstrip("0123456789"): cell.get("s", "0") for cell in row},
    )


def _reaching(before: bytes, last: int) -> bytes:
    """The start of a part, its dimension reaching down to row ``last``."""
    dimension = rb'(<dimension ref="[A-Z]+[0-9]+:[A-Z]+)[0-9]+"'
    return re.sub(dimension, rb'\g<1>%d"' % last, before, count=1)
