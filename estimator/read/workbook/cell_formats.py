"""Formats of cells, in every kind of workbook by one rule: days, times, and words around digits."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from math import floor, isfinite

from estimator.model.cells import DATE, FORMATTED, NUMBER, TEXT
from estimator.model.shown_numbers import NumberFormat
from estimator.read.cells import Cell, cell_content
from estimator.read.workbook.findings import UnreadableError
from estimator.read.workbook.format_codes import parse_format

# How a format shows a number: as itself, as a day or a time of day, or as a number of hours.
PLAIN_NUMBER, DAY, HOURS = 0, 1, 2
# Excel's own formats that show days, those of the Far East among them.
BUILT_IN = dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), DAY) | {
    46: HOURS
}
# Excel's own percentages. Its own amounts are in the currency of whoever looks at them.
PERCENTAGES = {9: "0%", 10: "0.00%"}
# How many different formats that say something a workbook can have: a kind is one byte.
MOST_FORMATS = 256 - FORMATTED
# A format's hours, letters and end, apart from its words, single signs and conditions.
TOKENS = re.compile(
    r'"[^"]*"?|[\\_*].?|\[(?:(?P<hours>h+|m+|s+)(?=\])|[^\]]*)\]?|(?P<end>;)|(?P<letter>[dmhysap/])',
    re.IGNORECASE | re.DOTALL,
)
# The words, the years and the other letters of a format, up to its end.
YEAR_TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.?)|[_*].?|\[[^\]]*\]?|(?P<end>;)|(?P<year>y+)|(?P<other>.)',
    re.IGNORECASE | re.DOTALL,
)
# Days and times that are written out, as XML has them.
HOUR = r"\d\d:\d\d:\d\d(\.\d{1,9})?"
WRITTEN: tuple[tuple[re.Pattern[str], type[date | time]], ...] = (
    (re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), date),
    (re.compile(rf"\d{{4}}-\d\d-\d\dT{HOUR}", re.ASCII), datetime),
    (re.compile(HOUR, re.ASCII), time),
)
MILLISECONDS = 86_400_000
# Excel counts a 29 February of 1900, which there was not: behind it, days count from a day before.
EPOCH, LEAP_DAY, FROM_1904 = datetime(1899, 12, 30), 60, 1_462  # noqa: DTZ001 - as cells are


def classify_format(code: str) -> int:
    """The kind of number that a format ``code`` shows; its first section decides."""
    telling = "dmhys"
    for token in TOKENS.finditer(code):
        letter = (token["letter"] or "").lower()
        if token["hours"]:
            return HOURS
        if letter and letter in telling:
            return DAY
        if token["end"]:
            break
        if letter == "a":
            # What follows is AM/PM, or A/P, or a word without quotation marks: General.
            telling = "pm/"
    return PLAIN_NUMBER


def year_pattern(code: str) -> str:
    """What a format ``code`` shows of a day where that is a year alone: Q1 %Y; else empty."""
    shown, years = "", 0
    for token in YEAR_TOKENS.finditer(code):
        other = token["other"] or ""
        if token["end"]:
            break
        if other.isalpha():
            return ""
        words = token["quoted"] or token["escaped"] or other
        years += bool(token["year"])
        shown += ("%Y" if len(token["year"]) > 2 else "%y") if token["year"] else words
    return shown.strip() if years == 1 else ""


class KnownFormats:
    """The formats of one workbook that say something, as far as its cells have them."""

    def __init__(self) -> None:
        self._places: dict[NumberFormat, int] = {}

    @property
    def formats(self) -> tuple[NumberFormat, ...]:
        """All of them, by their places."""
        return tuple(self._places)

    def number_kind(self, shown: NumberFormat) -> int:
        """The kind of a number that is shown so.

        Raises:
            UnreadableError: there are too many formats.
        """
        if not shown:
            return NUMBER
        place = self._places.setdefault(shown, len(self._places))
        if place >= MOST_FORMATS:
            most = f"more than {MOST_FORMATS} number formats with words, units or leading zeros"
            raise UnreadableError(f"its cells have {most}; save its table alone")
        return FORMATTED + place


class StyleFormats:
    """What the cell styles of one workbook make of numbers.

    Args:
        styles: the number of the format of each style, in their order.
        own: the codes of the workbook's own formats, by their numbers.
        since_1904: whether days are counted from 1904.

    Attributes:
        known: the formats that say something.
    """

    def __init__(self, styles: Iterable[int], own: Mapping[int, str], *, since_1904: bool) -> None:
        kinds = BUILT_IN | {number: classify_format(code) for number, code in own.items()}
        self.known = KnownFormats()
        self._styles, self._codes = list(styles), PERCENTAGES | dict(own)
        self._shown = [kinds.get(number, PLAIN_NUMBER) for number in self._styles]
        self._kinds: dict[int, int] = {}
        patterns = {number: year_pattern(code) for number, code in own.items()}
        # Of a day whose year alone is shown, nobody has said the month.
        self._year_patterns = {
            style: patterns.get(number, "") for style, number in enumerate(self._styles)
        }
        self._offset = FROM_1904 if since_1904 else 0

    def classify_style(self, style: int) -> int:
        """The kind of number that a cell of ``style`` shows."""
        return self._shown[style] if 0 <= style < len(self._shown) else PLAIN_NUMBER

    def number_kind(self, style: int) -> int:
        """The kind of a number that a cell of ``style`` shows: a plain one, or with its format.

        Raises:
            UnreadableError: the workbook has too many formats.
        """
        kind = self._kinds.get(style)
        if kind is None:
            code = (
                self._codes.get(self._styles[style], "") if 0 <= style < len(self._styles) else ""
            )
            kind = self._kinds[style] = self.known.number_kind(parse_format(code))
        return kind

    def read_number(self, number: float, style: int) -> Cell:
        """The text and the kind of ``number`` in a cell of ``style``.

        Raises:
            OverflowError: it is shown as hours that are too many.
        """
        shown = self.classify_style(style)
        if shown == PLAIN_NUMBER or not isfinite(number):
            text, kind = cell_content(number)
            return text, self.number_kind(style) if kind == NUMBER else kind
        if shown == HOURS:
            return cell_content(timedelta(milliseconds=_round_half_away(number * MILLISECONDS)))
        moment = self._find_moment(number)
        if isinstance(moment, datetime) and (years := self._year_patterns.get(style)):
            return _show_year(moment, years), DATE
        return cell_content(moment)

    def _find_moment(self, number: float) -> datetime | time | float:
        """The day or the time that ``number`` is; the number where no calendar has it."""
        days, is_time = number + self._offset, number < 1
        try:
            milliseconds = _round_half_away((days + (days < LEAP_DAY)) * MILLISECONDS)
            if is_time:
                milliseconds %= MILLISECONDS
            moment = EPOCH + timedelta(milliseconds=milliseconds)
        except OverflowError:
            return number
        return moment.time() if is_time else moment


def read_iso(value: str) -> tuple[str, int]:
    """The text and the kind of a day or a time that is written out; a text where it is none."""
    for pattern, kind in WRITTEN:
        if pattern.fullmatch(value):
            with suppress(ValueError):
                text, _ = cell_content(kind.fromisoformat(value))
                return text or "", DATE
    return value, TEXT


def _show_year(moment: datetime, pattern: str) -> str:
    """What a ``pattern`` with a year alone shows of ``moment``."""
    year = f"{moment.year:04}"
    return pattern.replace("%Y", year).replace("%y", year[2:])


def _round_half_away(number: float) -> int:
    """``number`` as a whole one; halves away from 0."""
    return floor(abs(number) + 0.5) * (-1 if number < 0 else 1)
