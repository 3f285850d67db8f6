"""Codes of number formats, as ``0.0,,"M"``: what they add to the digits of a number."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from estimator.model.money import currency_codes
from estimator.model.multipliers import MULTIPLIER_WORDS
from estimator.model.shown_numbers import NO_DIGITS, FormatSection, NumberFormat
from estimator.read.workbook.format_currencies import currency_words

TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.?)|[_*].?|\[(?P<bracket>[^\]]*)\]?|(?P<end>;)'
    r"|(?P<place>General|Standard|[0#?@])|(?P<point>[.,])|(?P<power>E[+-]0*|/\s*[0-9?#]+)"
    r"|(?P<percent>%)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
CONDITION = re.compile(r"\s*(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)\s*", re.ASCII)
# What stands around digits and says nothing: blanks, brackets of negative numbers, dashes.
SILENT = " \u00a0\u202f()[]-\u2013\u2014+:;,.'/|*_\u2019!"
GROUPING = frozenset(" \u00a0\u202f.,'\u2019")
# What scaling commas alone stand for; four of them for something that means two things.
SCALES = {-3: "k", -6: "M", -9: "bn", -12: "T"}
# What the sections of a format are for, by their number, where they do not say.
REST = "", 0.0
USUAL: dict[int, list[tuple[str, float]]] = {
    1: [REST],
    2: [(">=", 0.0), ("<", 0.0)],
    3: [(">", 0.0), ("<", 0.0), REST],
}
LETTERS = re.compile(r"[^\W\d_]+")


class _Parts(Struct):
    """A section as it is read from left to right.

    Attributes:
        items: its digits ("0", "#", "?", "." and ",") one by one, and words as ("words", text).
        condition: the numbers it is for, if it says so.
    """

    items: list[tuple[str, str]] = field(default_factory=list)
    condition: tuple[str, float] | None = None
    percents: int = 0
    power: bool = False

    def add_words(self, text: str) -> None:
        """Adds ``text``, which is shown as it stands."""
        self.items.append(("words", text))


def parse_format(code: str) -> NumberFormat:
    """The sections of the format ``code``; none where all that it shows are plain digits."""
    parts = list(_split_sections(code))
    sections = [_read_section(one) for one in parts[:3]]
    return finish_sections(sections, [one.condition for one in parts[:3]])


def finish_sections(
    sections: Sequence[FormatSection], conditions: Sequence[tuple[str, float] | None]
) -> NumberFormat:
    """``sections`` with the numbers that they are for; none where all are plain.

    Args:
        sections: one to three.
        conditions: what a section says of itself; without, its place tells what it is for.
    """
    usual = USUAL[len(sections)]
    told = [own or one for own, one in zip(conditions, usual, strict=True)]
    if len(told) > 1 and any(conditions) and conditions[-1] is None:
        told[-1] = REST
    made = [
        _strip_minus(replace(one, sign=sign, limit=limit), first=not number)
        for number, (one, (sign, limit)) in enumerate(zip(sections, told, strict=True))
    ]
    return () if all(one.plain for one in made) else tuple(made)


def _strip_minus(section: FormatSection, *, first: bool) -> FormatSection:
    """``section`` without the minus or brackets that numbers below 0 have anyway, and 0 as a dash.

    In the first section, that of the others, a minus counts: 5 is shown as -5.
    """
    before, behind = section.before, section.behind
    if not first and section.digits != NO_DIGITS:
        return replace(section, before=before.strip("-( "), behind=behind.rstrip(") "))
    return replace(section, before="-", agrees=False) if before in {"-", "("} else section


def _split_sections(code: str) -> Iterator[_Parts]:
    """The sections of the format ``code``."""
    parts = _Parts()
    for token in TOKENS.finditer(code):
        if token["end"]:
            yield parts
            parts = _Parts()
        else:
            _add_token(parts, token)
    yield parts


def _add_token(parts: _Parts, token: re.Match[str]) -> None:
    if token["quoted"] is not None or token["escaped"] is not None or token["other"]:
        parts.add_words(token["quoted"] or token["escaped"] or token["other"] or "")
    elif token["bracket"] is not None:
        condition = CONDITION.fullmatch(token["bracket"])
        if condition:
            parts.condition = condition[1], float(condition[2])
        elif token["bracket"].startswith("$"):
            parts.add_words(currency_words(token["bracket"][1:]))
    elif token["percent"]:
        parts.percents += 1
        parts.add_words("%")
    elif token["power"]:
        parts.power = True
    elif token["place"]:
        place = token["place"] if len(token["place"]) == 1 else "#"
        parts.items.append(("digit", place))
    elif token["point"]:
        parts.items.append((token["point"], token["point"]))


def _read_section(parts: _Parts) -> FormatSection:
    items = parts.items
    places = [n for n, (kind, _) in enumerate(items) if kind == "digit"]
    if any(text == "@" for _, text in items):
        return FormatSection()
    if not places:
        words = "".join(text for kind, text in items if kind == "words").strip()
        silent = not words.strip(SILENT)
        return FormatSection() if silent else FormatSection(before=words, digits=NO_DIGITS)
    first, last = places[0], places[-1]
    before = "".join(text for kind, text in items[:first] if kind == "words")
    behind = "".join(text for kind, text in items[last:] if kind == "words")
    shift = 2 * parts.percents - 3 * _count_scaling(items, first, last)
    section = make_section(before, behind, shift)
    if parts.power or not _whole_places(items, first, last):
        return section
    return _lay_out_digits(section, items[first : last + 1])


def _count_scaling(items: Sequence[tuple[str, str]], first: int, last: int) -> int:
    """The commas behind the digits, or behind those before the point: each is a thousand."""
    kinds = [kind for kind, _ in items]
    commas = _leading_commas(kinds[last + 1 :])
    if "." in kinds[first:last]:
        point = kinds.index(".", first)
        commas += _leading_commas(reversed(kinds[first:point]))
    return commas


def _leading_commas(kinds: Sequence[str] | Iterator[str]) -> int:
    count = 0
    for kind in kinds:
        if kind != ",":
            break
        count += 1
    return count


def _whole_places(items: Sequence[tuple[str, str]], first: int, last: int) -> list[str]:
    """The places of digits before the point."""
    found = []
    for kind, text in items[first : last + 1]:
        if kind == ".":
            break
        if kind == "digit":
            found.append(text)
    return found


def _lay_out_digits(section: FormatSection, items: Sequence[tuple[str, str]]) -> FormatSection:
    """``section`` with the fewest digits before the point, and the groups that words cut."""
    groups, between = [0], list[str]()
    for kind, text in items:
        if kind == ".":
            break
        if kind == "digit":
            groups[-1] += 1
        elif kind == "words" and text:
            if groups[-1]:
                groups.append(0)
                between.append(text)
            else:
                between[-1] += text
    zeros = [text for kind, text in items if kind == "digit"]
    places = zeros[: sum(groups)]
    cut = len(groups) > 1 and not all(set(text) <= GROUPING for text in between)
    least = len(places) - places.index("0") if "0" in places else 1
    # Groups are only told apart where all their digits are always shown.
    if not cut or least < sum(groups):
        return replace(section, digits=1 if cut else least)
    return replace(section, digits=least, groups=tuple(groups), between=tuple(between))


def make_section(before: str, behind: str, shift: int) -> FormatSection:
    """A section with the words ``before`` and ``behind`` the digits, where they say something."""
    before, behind = _telling_words(before), _telling_words(behind, behind=True)
    words = f"{before} {behind}"
    scale = next((MULTIPLIER_WORDS[one] for one in _scale_words(words)), 1)
    if scale == 1 and shift in SCALES and not LETTERS.search(behind):
        behind = f" {SCALES[shift]}{behind}"
        return FormatSection(before=before, behind=behind, shift=shift, agrees=False)
    factor = shift - 2 * words.count("%") + len(str(scale)) - 1
    faked = any(character.isdecimal() for character in words)
    return FormatSection(before=before, behind=behind, shift=shift, agrees=not factor and not faked)


def _telling_words(words: str, *, behind: bool = False) -> str:
    """``words`` where they say something; a minus and an open bracket before the digits too."""
    telling = words.strip(SILENT)
    if telling:
        return f" {words.strip()}" if behind and words[:1].isspace() else words.strip()
    sign = words.strip()
    return sign if not behind and sign in {"-", "("} else ""


def _scale_words(words: str) -> Iterator[str]:
    """The multipliers among ``words``, also where a currency stands right behind: kEUR."""
    for found in LETTERS.findall(words):
        word = found[:-3] if len(found) > 3 and found[-3:].upper() in currency_codes() else found
        if word.lower() in MULTIPLIER_WORDS:
            yield word.lower()
