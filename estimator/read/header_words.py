"""The words of a header: what each means, in four languages, and the unit that stands among them.

The vocabulary is data/header_words.toml; a column's ``x-header`` says which words its headers have.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from itertools import product

from estimator.model import shipped
from estimator.model.money import USD, currency_codes, currency_spellings
from estimator.model.table import ONCE

# Classes of the vocabulary whose entries are kinds of words; the others are treated one by one.
KINDS = ("quantity", "measure", "period", "amount", "other")
SCALE, CURRENCY, PERCENT, IN, PER, ARTICLE = "scale", "currency_word", "percent", "in", "per", "article"
UNKNOWN, NUMBER, BREAK = "unknown", "number", "break"
PER_TOKENS, YEARLY = "/tokens", "/year"
# Before these, "in" does not mean input.
UNITS = frozenset({SCALE, CURRENCY, PERCENT, NUMBER})
# Marks of required fields and of footnotes say nothing; other signs part words.
FOOTNOTES = re.compile(r"(?<=\w)[*†‡¹²³⁰⁴-⁹]+(?=\s|$)|[*†‡]")
YEARS = re.compile(
    r"\b(?:(?:fy|gj)\s*'?\s*(?:20)?\d\d|20\d\d)(?:\s*[/\u2013-]\s*(?:20)?\d\d)?\b", re.IGNORECASE
)
CAMEL = re.compile(r"(?<=[a-z][a-z])(?=[A-Z])")
TOKEN = re.compile(
    r"(?:US|AU|CA|HK|MX|NZ|[ACRS])\$|[^\W\d_]+|\d(?:[\d.,']*\d)?(?:s\b)?|[^\w\s]"
)
# Signs between words that part them, and those that part them and nothing else.
BREAKS, PARTS = "()[]{},;:|\u2013\u2014", ".'\u2019\u2018`\u00b4\u00b0\"\u201c\u201d\u201e\u00ab\u00bb-_?!\u2026\u00b7\u2022"
# Words that mean "per" only before what can be counted, and nothing elsewhere.
WEAK = frozenset({"a", "al", "p", "par", "por"})
# A few letters that are a period behind "per", and something else or nothing elsewhere.
SHORT = {"d": "/day", "y": YEARLY, "a": YEARLY}
# What may stand between "per" and what is counted: per training example, per output token.
BETWEEN = frozenset({"training", "input", "output", "cached"})
# What joins the parts of a German word.
JOINTS = ("", "s", "es", "n", "en")
SHORTEST_PART, LONGEST_PHRASE, MOST_READINGS, MOST_WORDS = 3, 4, 16, 30
TIMES_SIGNS = frozenset({"x", "\u00d7"})
ONES = re.compile(r"1(?:[.,']?000)*s?")
# Codes of currencies in small letters; others are words of a language: all, top, try.
SMALL_CODES = frozenset(["usd", "eur", "gbp", "jpy", "chf", "cad", "aud", "inr", "cny", "sek", "nok", "dkk", "pln", "czk", "huf"])
# Factors joined to a code: kEUR, TEUR, EURm. T is a thousand to those who write it so.
JOINED = {"k": Decimal(1_000), "t": Decimal(1_000), "m": Decimal(1_000_000)}


@dataclass(frozen=True)
class Unit:
    """The unit that a header or another text states.

    Attributes:
        times: the factor of thousands, millions or billions; 1 without one.
        currency: the code of a currency; else empty.
        percent: whether it is percent.
        per: of a price, the number of tokens that it is for; None without one.
        clash: whether it states two units.
    """

    times: Decimal = ONCE
    currency: str = ""
    percent: bool = False
    per: Decimal | None = None
    clash: bool = False

    @property
    def stated(self) -> bool:
        """Whether there is any unit."""
        return self != Unit()


@dataclass(frozen=True)
class HeaderWords:
    """The words of a text.

    Attributes:
        readings: the kinds of its words, in every way to take words with several meanings.
        unit: the unit among them.
        unknown: the words that the vocabulary does not have.
        spelled: the text but for its unit, to compare with names.
    """

    readings: tuple[frozenset[str], ...]
    unit: Unit
    unknown: tuple[str, ...]
    spelled: str

    @property
    def kinds(self) -> frozenset[str]:
        """All kinds that any reading has."""
        return frozenset().union(*self.readings)


@dataclass(frozen=True)
class Token:
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
        if group == "counted":
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


@lru_cache(10_000)
def parse_words(text: str) -> HeaderWords:
    """The words of ``text``.

    >>> sorted(parse_words("Eingabetoken pro Monat (Mio.)").kinds)
    ['/month', 'input', 'tokens']
    """
    texts = _split_tokens(text)
    if len(texts) > MOST_WORDS or not any(map(_is_known, texts)):
        spelled = "".join(fold_word(one) for one in texts if one not in BREAKS)
        return HeaderWords((frozenset({UNKNOWN}),), Unit(), tuple(texts), spelled)
    items = _bind_counted(_settle_letters(_read_tokens(texts)))
    unit, items = _take_unit(items)
    words = [one for one in items if one.kinds and not {BREAK, ARTICLE, IN} & {*one.kinds}]
    unknown = tuple(one.text for one in words if {UNKNOWN, PER, NUMBER} & {*one.kinds})
    ways = product(*[one.kinds for one in words])
    readings = tuple(
        dict.fromkeys(frozenset(way) for way, _ in zip(ways, range(MOST_READINGS), strict=False))
    )
    if unit.per is not None:
        readings = tuple((one - {"tokens"}) | {PER_TOKENS} for one in readings)
    return HeaderWords(readings, unit, unknown, "".join(_spell(one) for one in items))


@lru_cache(10_000)
def _is_known(text: str) -> bool:
    """Whether a word or sign means anything by itself; most cells of a sheet have no such word."""
    if fold_word(text) in _phrase_starts():
        return True
    return not text[0].isdigit() and UNKNOWN not in _read_tokens([text])[0].kinds


def _spell(token: Token) -> str:
    return "" if BREAK in token.kinds else fold_word(token.text)


def _split_tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", FOOTNOTES.sub(" ", text)).replace("_", " ")
    plain = CAMEL.sub(" ", YEARS.sub(" fy ", plain))
    return [one for one in TOKEN.findall(plain) if one not in PARTS]


def _read_tokens(texts: Sequence[str]) -> list[Token]:
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
        for cut in range(len(word), max(len(word) - 4, SHORTEST_PART), -1):
            found += begun.get(word[:cut], [])
            if found:
                break
    if found:
        return [_merge_meanings(text, found)]
    return list(_split_compound(word)) if alone and word.isalpha() else []


def _merge_meanings(text: str, found: Sequence[Token]) -> Token:
    kinds = tuple(dict.fromkeys(kind for one in found for kind in one.kinds))
    special = next((one for one in found if one.times != ONCE or one.currency), found[0])
    return replace(special, text=text, kinds=kinds)


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
    if (joined := re.fullmatch("([kmb])(tok(?:ens?|s)?)", text, re.IGNORECASE)) is not None:
        return _read_tokens([*joined.groups()])
    return [Token(text, (UNKNOWN,))]


@cache
def _spelled_currencies() -> Mapping[str, str]:
    """The code of each way to write a currency."""
    return {word: code for code in currency_codes() for word in currency_spellings(code)}


def _read_currency(word: str) -> Token | None:
    """The currency that ``word`` stands for, with the factor joined to it."""
    if code := _spelled_currencies().get(word):
        return Token(word, (CURRENCY,), currency=code)
    upper = word.upper()
    if word in SMALL_CODES or (word == word.title() and word.lower() in SMALL_CODES):
        return Token(word, (CURRENCY,), currency=upper)
    for code, letter in ((upper[1:], word[0]), (upper[:-1], word[-1])):
        written = code.lower() in SMALL_CODES or (code in currency_codes() and code in word)
        if written and len(code) == len(USD) and letter.lower() in JOINED:
            return Token(word, (CURRENCY,), JOINED[letter.lower()], code)
    return None


def _settle_letters(items: list[Token]) -> list[Token]:
    """Words that mean something only beside others: a lone k, m, b or t, "in", and "mm"."""
    return [_settle_letter(items, at) for at in range(len(items))]


def _settle_letter(items: Sequence[Token], at: int) -> Token:
    one, before, after = items[at], _neighbor(items, at, -1), _neighbor(items, at, 1)
    beside = {*before.kinds, *after.kinds}
    if one.text.lower() == "in" and "tokens" in beside and not UNITS & {*after.kinds}:
        return replace(one, kinds=("input",))
    if SCALE not in one.kinds and one.text.lower() != "t":
        return one
    if len(one.kinds) > 1:
        return replace(one, kinds=("date",) if "date" in beside else (SCALE,))
    if one.text.lower() == "t":
        return Token(one.text, (SCALE,), JOINED["t"]) if CURRENCY in beside else one
    alone = beside <= {BREAK} and len(items) > 1
    if len(one.text) > 1 or alone or beside & {"tokens", IN, NUMBER, PER, CURRENCY}:
        return one
    return Token(one.text, (UNKNOWN,))


def _neighbor(items: Sequence[Token], at: int, step: int) -> Token:
    beside = at + step
    return items[beside] if 0 <= beside < len(items) else Token("")


def _bind_counted(items: list[Token]) -> list[Token]:
    """What follows "per" bound to it: per month, per 1M tokens; and the unit "1M tokens"."""
    bound: list[Token] = []
    at = 0
    while at < len(items):
        one = items[at]
        at += 1
        if one.text == "1" and SCALE in _neighbor(items, at - 1, 1).kinds:
            bound.append(Token("1", (PER_TOKENS,), items[at].times))
            at += 1
        elif PER not in one.kinds:
            bound.append(one)
        elif found := _find_counted(items, at):
            place, token = found
            bound += [one for one in items[at:place] if not {ARTICLE, NUMBER} & {*one.kinds}]
            bound.append(token)
            at = place + 1
        else:
            bound.append(Token(one.text, (ARTICLE if one.text.lower() in WEAK else PER,)))
    return bound


def _find_counted(items: Sequence[Token], at: int) -> tuple[int, Token] | None:
    """The place, from ``at`` on, of what "per" counts, and its token; None without it."""
    if at < len(items) and items[at].text in SHORT:
        after = _neighbor(items, at, 1).kinds
        if not after or BREAK in after:
            return at, replace(items[at], kinds=(SHORT[items[at].text],))
    rest = [n for n in range(at, len(items)) if not {ARTICLE, PER} & {*items[n].kinds}][:2]
    for n in rest:
        kinds = items[n].kinds
        if {SCALE, NUMBER} & {*kinds} and n == rest[0]:
            return _price_unit(items, n)
        counts = [countables().get(kind, kind) for kind in kinds]
        if named := [kind for kind in counts if kind.startswith("/")]:
            return n, replace(items[n], kinds=(named[0],))
        if not {*kinds} & BETWEEN:
            return None
    return None


def _price_unit(items: Sequence[Token], n: int) -> tuple[int, Token] | None:
    """The number of tokens that a price is for: 1M, 1,000, million, K."""
    many, last = ONCE, n
    if NUMBER in items[n].kinds:
        if not ONES.fullmatch(items[n].text):
            return None
        many = Decimal(re.sub(r"\D", "", items[n].text))
        last = n + 1 if SCALE in _neighbor(items, n, 1).kinds else n
    many *= items[last].times
    return last, Token(items[n].text, (PER_TOKENS,), many)


def _take_unit(items: Sequence[Token]) -> tuple[Unit, list[Token]]:
    """The unit among ``items``, and the other ones."""
    times, currencies, per = set[Decimal](), set[str](), set[Decimal]()
    left, percent = list[Token](), False
    for at, one in enumerate(items):
        if PER_TOKENS in one.kinds:
            per.add(one.times)
        elif SCALE in one.kinds:
            times.add(one.times)
        elif CURRENCY in one.kinds:
            currencies.add(one.currency)
            times |= {one.times} - {ONCE}
        elif PERCENT in one.kinds:
            percent = True
        elif NUMBER in one.kinds and _is_factor(items, at):
            times.add(Decimal(re.sub(r"\D", "", one.text)))
        else:
            left.append(one)
    unit = Unit(
        next(iter(times), ONCE),
        next(iter(currencies), ""),
        percent,
        next(iter(per), None),
        max(map(len, (times, currencies, per))) > 1,
    )
    return unit, left


def _is_factor(items: Sequence[Token], at: int) -> bool:
    """Whether a number is a factor: "in 1,000", "x 1000", "(1,000)"."""
    number, before = items[at].text, _neighbor(items, at, -1)
    if number == "1" or not ONES.fullmatch(number):
        return False
    return bool({IN, BREAK} & {*before.kinds}) or before.text.lower() in TIMES_SIGNS


@cache
def form_slots(form: str) -> tuple[tuple[frozenset[str], bool], ...]:
    """The words of a header of the form ``input tokens [share|date]``: kinds, and if required."""
    return tuple(
        (frozenset(slot.strip("[]").split("|")), not slot.startswith("[")) for slot in form.split()
    )


def fits_form(kinds: frozenset[str], form: str) -> bool:
    """Whether words of these ``kinds`` are those of ``form``: all that it requires, none else."""
    slots = form_slots(form)
    allowed = frozenset().union(*(one for one, _ in slots))
    return kinds <= allowed and all(kinds & one for one, required in slots if required)
