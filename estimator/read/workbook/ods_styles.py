"""Number formats of an .ods package, as the codes that .xlsx has for the same."""

import re
from collections.abc import Mapping

from msgspec import Struct, field

from estimator.model.cells import NUMBER
from estimator.read.workbook import stream
from estimator.read.workbook.cell_formats import KnownFormats
from estimator.read.workbook.format_codes import parse_format
from estimator.read.workbook.package import Package

STYLES = "styles.xml"
# The styles of numbers; those of days and times change no number.
NUMBER_STYLES = frozenset(
    {"number:number-style", "number:currency-style", "number:percentage-style"}
)
WORDS = frozenset({"number:text", "number:currency-symbol"})
CONDITION = re.compile(r"value\(\)(<=|>=|!=|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)", re.ASCII)
CURRENCY = re.compile(r"\[\$[^\]]*\]")
# No format of a person has more zeros, commas or words than these.
MOST_DIGITS, MOST_SECTIONS, LONGEST_CODE = 30, 2, 500
# No style has more parents.
GENERATIONS = 8


class _DataStyle(Struct):
    """A number style: its code, and the styles that apply on a condition."""

    code: str = ""
    percent: bool = False
    maps: list[tuple[str, str]] = field(default_factory=list)


class NumberStyles:
    """Takes in the styles of a package as they stand in its XML, and tells how numbers are shown.

    Attributes:
        known: the formats that say something.
    """

    def __init__(self) -> None:
        self.known = KnownFormats()
        self._data: dict[str, _DataStyle] = {}
        self._cells: dict[str, tuple[str, str]] = {}
        self._kinds: dict[tuple[str, str, bool], int] = {}
        self._open: _DataStyle | None = None
        self._words: str | None = None
        self._language = ""

    def read_common(self, package: Package) -> None:
        """Reads the styles that stand in a part of their own.

        Raises:
            UnreadableError: the part is damaged.
        """
        if STYLES not in package:
            return
        parser = stream.make_parser()
        parser.StartElementHandler = self.start_element
        parser.EndElementHandler = self.end_element
        parser.CharacterDataHandler = self.add_text
        stream.parse_part(parser, package, STYLES)

    def start_element(self, name: str, attributes: Mapping[str, str]) -> None:
        """Takes in the beginning of an element."""
        if name in NUMBER_STYLES:
            self._open = _DataStyle(percent=name == "number:percentage-style")
            self._data[attributes.get("style:name", "")] = self._open
        elif name == "style:style" and attributes.get("style:family") == "table-cell":
            parents = (
                attributes.get("style:data-style-name", ""),
                attributes.get("style:parent-style-name", ""),
            )
            self._cells[attributes.get("style:name", "")] = parents
        elif self._open is not None:
            self._add_part(self._open, name, attributes)

    def _add_part(self, style: _DataStyle, name: str, attributes: Mapping[str, str]) -> None:
        if name in WORDS:
            self._words = ""
            names = (attributes.get(f"number:{one}", "") for one in ("language", "country"))
            self._language = "-".join(one for one in names if one)
        elif name == "number:number":
            style.code += _digit_code(attributes)
        elif name in {"number:scientific-number", "number:fraction"}:
            style.code += "0"
        elif name == "style:map" and len(style.maps) < MOST_SECTIONS:
            condition = attributes.get("style:condition", "")
            style.maps.append((condition, attributes.get("style:apply-style-name", "")))

    def add_text(self, text: str) -> None:
        """Takes in the text of an element."""
        if self._words is not None:
            self._words += text

    def end_element(self, name: str) -> None:
        """Takes in the end of an element."""
        if name in NUMBER_STYLES:
            self._open = None
        elif name in WORDS and self._words is not None:
            words, self._words = self._words, None
            if self._open is not None and len(self._open.code) < LONGEST_CODE:
                if name == "number:currency-symbol":
                    self._open.code += _sign_code(words, self._language)
                else:
                    self._open.code += _word_code(words, percent=self._open.percent)

    def number_kind(self, style: str, currency: str, *, percent: bool) -> int:
        """The kind of a number in a cell.

        Args:
            style: the name of the cell's style.
            currency: the code of the one that the cell says its amount is in; else empty.
            percent: whether the cell says that it is a percentage.

        Raises:
            UnreadableError: the workbook has too many formats.
        """
        asked = style, currency, percent
        if asked not in self._kinds:
            code = self._code_of_cells(style)
            if percent and "%" not in code.replace('"%"', ""):
                code = "0%"
            if currency:
                own = f"[${currency.replace(']', '')}]"
                named = CURRENCY.sub(own, code)
                code = named if CURRENCY.search(named) else f"{named or '0'} {own}"
            self._kinds[asked] = self.known.number_kind(parse_format(code)) if code else NUMBER
        return self._kinds[asked]

    def _code_of_cells(self, style: str) -> str:
        """The code of the format of the cells that have a ``style``; empty without any."""
        for _ in range(GENERATIONS):
            data, parent = self._cells.get(style, ("", ""))
            if data or not parent:
                return self._whole_code(data)
            style = parent
        return ""

    def _whole_code(self, name: str) -> str:
        """The code of a data style with its sections."""
        style = self._data.get(name)
        if style is None:
            return ""
        sections = []
        for condition, applied in style.maps:
            found, other = CONDITION.fullmatch(condition), self._data.get(applied)
            if found and other:
                sign = "<>" if found[1] == "!=" else found[1]
                sections.append(f"[{sign}{found[2]}]{other.code}")
        return ";".join([*sections, style.code])


def _digit_code(attributes: Mapping[str, str]) -> str:
    """The digits of a number and the scale that it is shown in."""
    least, factor = (
        attributes.get(name, "") for name in ("number:min-integer-digits", "number:display-factor")
    )
    known = least.isascii() and least.isdecimal() and len(least) < 4
    zeros = min(max(int(least), 1) if known else 1, MOST_DIGITS)
    thousands = {"1000": 1, "1000000": 2, "1000000000": 3, "1000000000000": 4}.get(factor, 0)
    return "0" * zeros + "," * thousands


def _sign_code(sign: str, language: str) -> str:
    """The sign of a currency, with the ``language`` that says whose sign it is."""
    written = f"{sign}-{language}" if language else sign
    return f"[${written.replace(']', '')}]"


def _word_code(words: str, *, percent: bool) -> str:
    """Words around the digits: the sign of a percentage, or what is shown as it is."""
    parts = words.split("%") if percent else [words]
    return "%".join(f'"{part}"' if part else "" for part in (one.replace('"', "") for one in parts))
