"""Text as people type it: compared without case and punctuation, and printed safely."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

# Below this likeness (0 to 100) a suggestion is noise; measured on a set of real headers.
ALIKE = 60
# The number of items named in a list of examples.
SOME = 3
# The characters compared of a text that is far too long to resemble any name.
LONGEST_NAME = 1_000


def plain_words(text: str) -> str:
    """``text`` reduced for comparison: letters and digits only, without case or Unicode variants.

    >>> plain_words(" Cost-Centre (ID) ")
    'costcentreid'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


# A year in this century, or a fiscal one: 2026, FY26, FY 2026, 2025/26. The groups are the last
# digits of the one or two years.
YEARS = re.compile(
    r"\b(?:(?:FY|CY|GJ)\s*'?\s*(?:20)?|20)(\d\d)(?:\s*[/\u2013-]\s*(?:20)?(\d\d))?\b", re.IGNORECASE
)


def list_years(text: str) -> list[str]:
    """The years that ``text`` names, as four digits.

    >>> list_years("Budget FY26/27")
    ['2026', '2027']
    """
    found = YEARS.findall(text)
    return list(dict.fromkeys(f"20{one}" for years in found for one in years if one))


def printable(text: str, limit: int = 60) -> str:
    """``text`` made safe for a terminal or report: control characters escaped, cut to ``limit``."""
    safe = "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text[: limit + 1]
    )
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"


# Spreadsheet programs read a text of a CSV file that begins like this as a formula (OWASP, CSV
# injection), unless it is a number, or dashes alone. An apostrophe before it keeps them from it.
# The last four signs are the wide ones of East Asia.
FORMULA_START = r"\s*[=+\-@\t\r\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}]"
NO_FORMULA = (
    r"^\s*(?:[+-]?[$€£¥]?(?:(?:[0-9]+|[0-9]{1,3}(?:[,.'][0-9]{3})+)(?:[.,][0-9]*)?|[.,][0-9]+)"
    r"(?:[eE][+-]?[0-9]+)?\s*%?\s*|[\s-]*)$"
)
# Where a text has such an apostrophe of its own, it gets another: removing one restores either.
ARMED_START = rf"^'('*{FORMULA_START})"


def count_units(text: str) -> int:
    """The length of ``text`` in UTF-16 code units, as Excel counts it: an emoji takes two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "replace")) // 2


def nearest_names(text: str, names: Iterable[str], most: int = 3, least: int = ALIKE) -> list[str]:
    """Up to ``most`` of ``names`` that look like ``text``, the most similar first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed only after an error

    found = process.extract(
        text[:LONGEST_NAME],
        list(dict.fromkeys(names)),
        scorer=fuzz.ratio,
        processor=plain_words,
        limit=most,
    )
    return [name for name, likeness, _ in found if likeness >= least]


def like_any(texts: Iterable[str], names: Collection[str]) -> list[str]:
    """Those of ``texts`` that look like one of ``names``."""
    return [text for text in texts if nearest_names(text, names, 1)]


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """A question for the end of a message: `` Did you mean "gpt-4o"?``; empty without a guess."""
    likely = nearest_names(text, names)
    return (
        f" Did you mean {join_phrase([quote_text(name) for name in likely], 'or')}?"
        if likely
        else ""
    )


def quote_text(text: str) -> str:
    """``text`` in double quotes, safe to print."""
    return f'"{printable(text)}"'


def join_phrase(items: Collection[str], last: str = "and") -> str:
    """``items`` as a phrase: a, b and c."""
    *head, tail = items
    return f"{', '.join(head)} {last} {tail}" if head else tail


def name_some(items: Collection[str], most: int = SOME, *, of: int = 0, last: str = "and") -> str:
    """The first ``most`` of ``items`` as a phrase, and the number of others.

    ``of`` is the number of all items, where ``items`` are only the first.
    """
    first = list(items)[:most]
    more = max(of, len(items)) - len(first)
    return join_phrase([*first, f"{more:,} more"] if more else first, last)


def count_phrase(number: int, noun: str, nouns: str | None = None) -> str:
    """``number`` with its noun: 1 row, 2,000 rows."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def unused_name(name: str, taken: Collection[str] | Mapping[str, object]) -> str:
    """``name``, numbered if needed so that it is not in ``taken`` (compared without case)."""
    folded = {other.casefold() for other in taken}
    candidate, number = name, 1
    while candidate.casefold() in folded:
        number += 1
        candidate = f"{name} ({number})"
    return candidate
