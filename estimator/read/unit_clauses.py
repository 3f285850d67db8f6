"""The clauses of a text that may state units, and units among them that are not understood."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from estimator.read.header_words import PER_TOKENS, HeaderWords, parse_words
from estimator.read.headers import MILLION

# One text may state several units: "tokens in millions, USD in thousands". The point of an
# abbreviation ends nothing.
CLAUSES = re.compile(
    r"([;:=\n|()\[\]]|,(?!\d)|(?<!\bMio)(?<!\bMrd)(?<!\bTsd)\.(?=\s|$)|\s[-\u2013\u2014]\s)",
    re.IGNORECASE,
)
OPENING = frozenset("([")
# A letter in brackets is a unit, whatever the words before it are: "Plan of the team (M)".
LETTER = re.compile("[KkMm]")
# Whatever these words are beside has a unit.
SUBJECTS_OF_UNITS = frozenset(
    {"tokens", "price", PER_TOKENS, "money", "budget", "cost", "figures", "unit", "currency"}
)
ODD_UNIT = "odd_unit"
DATES = re.compile(r"\b(?:\d{1,4}([./-])\d{1,2}\1\d{1,4}|20\d\d)\b")
POWER = r"10*(?:[.,' ]?000)*(?:e?r|s)?\b"
# A number that a unit is made of: "in 10k", "/ 1000", "per 100 calls"; not "in 10 languages".
COUNTED_IN = re.compile(
    rf"(?:\b(?:in|en)\s|[/\u00f7x\u00d7*])\s*{POWER}|\b(?:in|en)\s+1?0+\s?[kmb]\b", re.IGNORECASE
)
ENDS = re.compile(r"\s*(?:[kmb]\b)?\s*(?:tokens?\b)?\s*$", re.IGNORECASE)
# Units, whatever they are of: "tokens / 1000", "in 1 000", "in T", "x1000", "1000 tokens", "10^6".
ODD = re.compile(
    r"\btok\w*\s*[/\u00f7]\s*\d|\b(?:in|en)\s+(?:1 000|t)\s*$|^\s*[x\u00d7*]\s*1[0.,' ]*0\s*$"
    r"|^\s*1[0.,' ]*0\s+tokens?\s*$|\b10\s*(?:\^|\*\*)\s*\d|\b10[\u00b3\u2076\u2079]|\b1e[369]\b",
    re.IGNORECASE,
)
# T is a thousand to some, and a trillion to others.
THOUSAND = frozenset({"T", "t"})
PER_PERIOD = re.compile(r"\b(?:per|pro|par|por|je)\b|/", re.IGNORECASE)
PERIODS = frozenset({"/hour", "/day", "/week", "/month", "/quarter"})
PRICED_FOR = re.compile(r"(?:\b(?:per|pro|je|par|por)\b|/)\s*\d", re.IGNORECASE)
# The last word of "tokens in dozens". A name has a capital: "tokens in Europe".
LAST_WORD = re.compile(r"\b(?:in|en)\s+([^\W\d_]+)\s*$")
HARMLESS = frozenset({
    "review", "progress", "draft", "production", "use", "effect", "force", "detail", "details",
    "total", "summary", "scope", "place", "preparation", "planning", "discussion", "full",
    "general", "short", "brief", "revision", "curso", "detalle", "vigor", "cours", "vigueur",
})  # fmt: skip
# What a price per so much is no price of tokens.
OTHER_PRICES = PERIODS | {"/request", "/example"}


def split_clauses(text: str, joined: AbstractSet[str]) -> Iterator[str]:
    """The clauses of ``text``; a bare unit is with the words before it: "Tokens (M)".

    Args:
        text: of a cell beside the headers.
        joined: the kinds of words that a unit may be of.
    """
    before, mark = "", ""
    for n, piece in enumerate(CLAUSES.split(text)):
        clause = piece.strip()
        if n % 2:
            mark = clause or "-"
        elif clause:
            yield _join_bare_unit(before, mark, clause, joined)
            before, mark = clause, ""


def _join_bare_unit(before: str, mark: str, clause: str, joined: AbstractSet[str]) -> str:
    bare, words = parse_words(f"({clause})"), parse_words(before)
    if bare.unit.stated and bare.unit == words.unit and not bare.kinds:
        return ""  # said twice: "Tokens in millions (M)"
    if clause in THOUSAND and words.kinds & joined and not words.unknown:
        return f"{before} in {clause}"
    if not bare.unit.stated or bare.unknown or bare.kinds:
        return clause
    if before and words.kinds <= joined and not (words.unknown or words.unit.stated):
        return f"{before} ({clause})"
    return f"({clause})" if mark in OPENING and LETTER.fullmatch(clause) else clause


def states_odd_unit(clause: str, words: HeaderWords) -> bool:
    """Whether ``clause``, of these ``words``, states a unit that is not understood."""
    if ODD_UNIT in words.kinds or ODD.search(clause):
        return True
    if not words.kinds & SUBJECTS_OF_UNITS:
        return False
    plain = DATES.sub(" ", clause)
    if words.unknown and any(ENDS.match(plain, one.end()) for one in COUNTED_IN.finditer(plain)):
        return True
    if words.kinds <= {"budget", "money"} | PERIODS and words.kinds & PERIODS:
        return PER_PERIOD.search(plain) is not None  # budgets are of a year
    if words.kinds & {"price", PER_TOKENS} and _prices_something_else(plain, words):
        return True
    last = LAST_WORD.search(plain)
    unit = last[1] if last else ""
    return words.unknown == (unit,) and unit.islower() and unit not in HARMLESS


def _prices_something_else(clause: str, words: HeaderWords) -> bool:
    """Whether a price is for something else than tokens, or for some of them only."""
    if words.unit.per is None:
        of_others = words.kinds & OTHER_PRICES and not words.unknown
        return bool(of_others or PRICED_FOR.search(clause))
    return bool(words.unknown) and words.unit.per != MILLION
