"""The dates of .xlsb that the native reader takes for numbers: those stored as whole numbers.

Excel itself stores them as binary fractions, which the reader knows; other programs do not.
"""

import re
import struct
from dataclasses import dataclass
from datetime import date, timedelta

from estimator.read.scan.package import Package
from estimator.read.scan.records import records, text

STYLES = "xl/styles.bin"
FORMAT, BEGIN_STYLES, STYLE, END_STYLES = 0x2C, 0x269, 0x2F, 0x26A
# Excel's own numbers of formats that show a day or a time.
BUILT_IN = frozenset({*range(14, 23), 45, 46, 47})
# What in a format is no letter of a day: words, single signs, and colors and conditions.
NO_LETTERS = re.compile(r'"[^"]*"|[\\_*].|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
# The day after 9999-12-31, the last that Excel knows.
END = 2_958_466


@dataclass(frozen=True)
class Days:
    """How a workbook shows days.

    Attributes:
        styles: the numbers of the cell styles that show a number as a day or a time.
        since_1904: whether days are counted from 1904.
    """

    styles: frozenset[int]
    since_1904: bool

    def day(self, number: int, style: int) -> str:
        """The day that ``number`` is in a cell of ``style``; empty where it is no day."""
        if style not in self.styles or not 0 < number < END:
            return ""
        if self.since_1904:
            first = date(1904, 1, 1)
            return (first + timedelta(min(number, (date.max - first).days))).isoformat()
        # Excel counts a 29 February of 1900, which there was not.
        return (date(1899, 12, 31) + timedelta(number - (number > 59))).isoformat()


def date_styles(package: Package) -> frozenset[int]:
    """The numbers of the cell styles of ``package`` that show a number as a day or a time."""
    if STYLES not in package.names:
        return frozenset()
    formats, found, number, inside = set(BUILT_IN), set(), 0, False
    for kind, data in records(package.blocks(STYLES), frozenset({FORMAT, STYLE})):
        if kind == FORMAT and _shows_day(text(data, 2)[0]):
            formats.add(*struct.unpack_from("<H", data))
        elif kind in {BEGIN_STYLES, END_STYLES}:
            inside = kind == BEGIN_STYLES
        elif kind == STYLE and inside:
            if struct.unpack_from("<2xH", data)[0] in formats:
                found.add(number)
            number += 1
    return frozenset(found)


def _shows_day(code: str) -> bool:
    return bool(re.search("[ymdhs]", NO_LETTERS.sub("", code).split(";")[0], re.IGNORECASE))
