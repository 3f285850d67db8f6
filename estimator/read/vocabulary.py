"""The vocabulary of headers: what each word, sign and abbreviation means, in four languages.

It is data/header_words.toml. German words may be joined of several; codes and signs of currencies
are those of currencies.toml.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from estimator.model import shipped
from estimator.model.money import USD, currency_codes, currency_spellings
from estimator.model.table import ONCE

SCALE, CURRENCY, PERCENT = "scale", "currency_word", "percent"
IN, PER, ARTICLE = "in", "per", "article"
UNKNOWN, NUMBER, BREAK = "unknown", "number", "break"
# Tables of the vocabulary that have no words of headers.
APART = frozenset({"counted", "placeholder"})
# The signs between the parts of a header.
BREAKS = "()[]{},;:|\u2013\u2014"
# What joins the parts of a German word.
JOINTS = ("", "s", "es", "n", "en")
SHORTEST_PART, LONGEST_WORD, LONGEST_PHRASE = 3, 60, 4
# The letters that a star in the vocabulary stands for.
STAR = 3
# Factors joined to a code: kEUR, TEUR, EURm. T is a thousand to those who write it so.
JOINED = {"k": Decimal(1_000), "t": Decimal(1_000), "m": Decimal(1_000_000)}
JOINED_TOKENS = re.compile("([kmb])(tok(?:ens?|s)?)", re.IGNORECASE)


class Token(Struct, frozen=True):
    """A word, a sign or a number, with what it may mean."""

    text: str
    kinds: tuple[str, ...] = ()
    times: Decimal = ONCE
    currency: str = ""


@lru_cache(10_000)
def fold_word(text: str) -> str:
    """``text`` without case and accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


@cache
def _vocabulary() -> tuple[Mapping[str, list[Token]], Mapping[str, list[Token]]]:
    """What each word or phrase means; and the same of beginnings of words."""
    whole: dict[str, list[Token]] = {}
    begun: dict[str, list[Token]] = {}
    for group, entries in shipped.load_toml("header_words.toml").items():
        if group in APART:
            continue
        for kind, words in entries.items():
            token = Token("", (kind,))
            if group == SCALE:
                token = Token("", (SCALE,), times=Decimal(kind))
            elif group == CURRENCY:
                token = Token("", (CURRENCY,), currency=kind)
            for word in words:
                known = begun if word.endswith("*") else whole
                spelled = fold_word(word.rstrip("*"))
                # "taeglich" stands for "täglich" too.
                for one in {spelled, re.sub("([aou])e", r"\1", spelled)}:
                    known.setdefault(one, []).append(token)
    return whole, begun


@cache
def _phrase_starts() -> frozenset[str]:
    """The first words of phrases."""
    return frozenset(phrase.split()[0] for phrase in _vocabulary()[0] if " " in phrase)


@cache
def countables() -> Mapping[str, str]:
    """The kinds of what may follow "per", by the kind of the word."""
    counted = shipped.load_toml("header_words.toml")["counted"]
    return {kind: name for name, kinds in counted.items() for kind in kinds}


def read_tokens(texts: Sequence[str]) -> list[Token]:
    """Phrases of the vocabulary, the longest first; then units, numbers and unknown words."""
    items: list[Token] = []
    at = 0
    while at < len(texts):
        longest = LONGEST_PHRASE if fold_word(texts[at]) in _phrase_starts() else 1
        for length in range(min(longest, len(texts) - at), 0, -1):
            found = _look_up(" ".join(texts[at : at + length]), alone=length == 1)
            if found:
                break
        items += found or _read_other(texts[at])
        at += length
    return items


@lru_cache(10_000)
def _look_up(text: str, *, alone: bool) -> Sequence[Token]:
    """What the vocabulary says of ``text``: one token, or one for each part of a German word."""
    whole, begun = _vocabulary()
    word = fold_word(text)
    found = list(whole.get(word, []))
    if not found and alone:
        for cut in range(len(word), max(len(word) - STAR - 1, SHORTEST_PART), -1):
            found += begun.get(word[:cut], [])
            if found:
                break
    if found:
        return [_merge_meanings(text, found)]
    return _split_compound(word) if alone and word.isalpha() and len(word) <= LONGEST_WORD else []


def _merge_meanings(text: str, found: Sequence[Token]) -> Token:
    kinds = tuple(dict.fromkeys(kind for one in found for kind in one.kinds))
    special = next((one for one in found if one.times != ONCE or one.currency), found[0])
    return replace(special, text=text, kinds=kinds)


@lru_cache(10_000)
def _split_compound(word: str) -> Sequence[Token]:
    """The parts of a word joined of several: Trainings-token, Jahres-budget, input-tokens."""
    whole, begun = _vocabulary()
    for cut in range(len(word), SHORTEST_PART - 1, -1):
        found = whole.get(word[:cut], []) + begun.get(word[:cut], [])
        if not found or not {*found[0].kinds} - {SCALE, ARTICLE, PER, IN, CURRENCY}:
            continue
        head = _merge_meanings(word[:cut], found)
        rest = word[cut:]
        if not rest:
            return [head]
        for joint in JOINTS:
            if rest.startswith(joint) and (tail := _split_compound(rest[len(joint) :])):
                return [head, *tail]
    return []


def _read_other(text: str) -> list[Token]:
    if text in BREAKS:
        return [Token(text, (BREAK,))]
    if text[0].isdigit():
        return [Token(text, (NUMBER,))]
    if found := _read_currency(text):
        return [found]
    if (joined := JOINED_TOKENS.fullmatch(text)) is not None:
        return read_tokens([*joined.groups()])
    return [Token(text, (UNKNOWN,))]


@cache
def _everyday_codes() -> frozenset[str]:
    """Codes of currencies that may be in small letters; others are words: all, top, try."""
    words = shipped.load_toml("header_words.toml")[CURRENCY]
    return frozenset(code.lower() for code in words)


@cache
def _spelled_currencies() -> Mapping[str, str]:
    """The code of each way to write a currency."""
    return {word: code for code in currency_codes() for word in currency_spellings(code)}


def _read_currency(word: str) -> Token | None:
    """The currency that ``word`` stands for, with the factor joined to it."""
    if code := _spelled_currencies().get(word):
        return Token(word, (CURRENCY,), currency=code)
    upper = word.upper()
    if word.lower() in _everyday_codes():
        return Token(word, (CURRENCY,), currency=upper)
    for code, letter in ((upper[1:], word[0]), (upper[:-1], word[-1])):
        written = code.lower() in _everyday_codes() or (code in currency_codes() and code in word)
        if written and len(code) == len(USD) and letter.lower() in JOINED:
            return Token(word, (CURRENCY,), JOINED[letter.lower()], code)
    return None


@lru_cache(10_000)
def is_known_word(text: str) -> bool:
    """Whether a word or sign means anything by itself; most cells of a sheet have no such word."""
    if fold_word(text) in _phrase_starts() or fold_word(text) in _vocabulary()[0]:
        return True
    return not text[0].isdigit() and UNKNOWN not in read_tokens([text])[0].kinds
