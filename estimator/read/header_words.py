"""The words of a header: what each means, in four languages, and the unit that stands among them.

The vocabulary is data/header_words.toml; a column's ``x-header`` says which words its headers have.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from estimator.model.table import ONCE
from estimator.model.text import YEARS
from estimator.read.vocabulary import (
    ARTICLE,
    BREAK,
    BREAKS,
    CURRENCY,
    IN,
    JOINED,
    NUMBER,
    PER,
    PERCENT,
    SCALE,
    UNKNOWN,
    Token,
    countables,
    fold_word,
    is_known_word,
    read_tokens,
)

PER_TOKENS, YEARLY = "/tokens", "/year"
# Before these, "in" does not mean input.
UNITS = frozenset({SCALE, CURRENCY, PERCENT, NUMBER})
# Marks of required fields and of footnotes say nothing.
FOOTNOTES = re.compile(r"(?<=\w)[*†‡¹²³⁰⁴-⁹]+(?=\s|$)|[*†‡]")
CAMEL = re.compile(r"(?<=[a-z][a-z])(?=[A-Z])")
TOKEN = re.compile(r"(?:US|AU|CA|HK|MX|NZ|[ACRS])\$|[^\W\d_]+|\d(?:[\d.,']*\d)?(?:s\b)?|[^\w\s]")
# Signs that part words and do nothing else.
PARTS = ".'\u2019\u2018`\u00b4\u00b0\"\u201c\u201d\u201e\u00ab\u00bb-_?!\u2026\u00b7\u2022"
# Words that mean "per" only before what can be counted, and nothing elsewhere.
WEAK = frozenset({"a", "al", "p", "par", "por"})
# A few letters that are a period behind "per", and something else or nothing elsewhere.
SHORT = {"d": "/day", "y": YEARLY, "a": YEARLY}
# What may stand between "per" and what is counted: per training example, per output token.
BETWEEN = frozenset({"training", "input", "output", "cached"})
MOST_READINGS, MOST_WORDS = 16, 30
NOTHING_KNOWN = (frozenset({UNKNOWN}),)
TIMES_SIGNS = frozenset({"x", "\u00d7"})
ONES = re.compile(r"1(?:[.,']?000)*s?")
# Prices are for as many tokens.
POWERS = re.compile(r"10{0,2}(?:[.,']?000)*s?")
# What a price for so many of them is no price of tokens.
OTHERS_COUNTED = frozenset({UNKNOWN, "requests", "examples", "example", "records", "days"})


class Unit(Struct, frozen=True):
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


class HeaderWords(Struct, frozen=True):
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


@lru_cache(10_000)
def parse_words(text: str) -> HeaderWords:
    """The words of ``text``.

    >>> sorted(parse_words("Eingabetoken pro Monat (Mio.)").kinds)
    ['/month', 'input', 'tokens']
    """
    texts = _header_tokens(text)
    if len(texts) > MOST_WORDS or not _any_known(texts):
        plain = [one for one in texts if one not in BREAKS]
        spelled = "".join(map(fold_word, plain))
        return HeaderWords(NOTHING_KNOWN, Unit(), tuple(plain), spelled)
    items = _bind_counted(_settle_letters(read_tokens(texts)))
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


def has_known_word(text: str) -> bool:
    """Whether any word of ``text`` is in the vocabulary; of most cells of a sheet, none is."""
    return _any_known(_header_tokens(text))


def _any_known(texts: Iterable[str]) -> bool:
    return any(is_known_word(one) for one in texts if one not in BREAKS)


def _spell(token: Token) -> str:
    return "" if BREAK in token.kinds else fold_word(token.text)


def _header_tokens(text: str) -> list[str]:
    seen = "".join(one for one in text if unicodedata.category(one) != "Cf")
    plain = unicodedata.normalize("NFKC", FOOTNOTES.sub(" ", seen)).replace("_", " ")
    plain = CAMEL.sub(" ", YEARS.sub(" fy ", plain))
    return [one for one in TOKEN.findall(plain) if one not in PARTS]


def _settle_letters(items: list[Token]) -> list[Token]:
    """Words that mean something only beside others: a lone k, m, b or t, "in", and "mm"."""
    return [_settle_letter(items, at) for at in range(len(items))]


def _settle_letter(items: Sequence[Token], at: int) -> Token:
    one, before, after = items[at], _neighbor(items, at, -1), _neighbor(items, at, 1)
    beside = {*before.kinds, *after.kinds}
    if one.text.lower() == "in" and _means_input(before, after):
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


def _means_input(before: Token, after: Token) -> bool:
    """Whether "in" means input: "tokens in per month", but not "tokens in thousands"."""
    if "tokens" in before.kinds:
        return not (UNITS | {"training", "data"}) & {*after.kinds}
    return "tokens" in after.kinds and {*before.kinds} <= {BREAK}


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
        if not POWERS.fullmatch(items[n].text):
            return None
        many = Decimal(re.sub(r"\D", "", items[n].text))
        last = n + 1 if SCALE in _neighbor(items, n, 1).kinds else n
    if OTHERS_COUNTED & {*_neighbor(items, last, 1).kinds}:
        return None
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
        elif not (one.text.lower() in TIMES_SIGNS and _is_factor(items, at + 1)):
            left.append(one)
    unit = Unit(
        next(iter(times), ONCE),
        next(iter(currencies), ""),
        percent,
        next(iter(per), None),
        any(len(one) > 1 for one in (times, currencies, per)),
    )
    return unit, left


def _is_factor(items: Sequence[Token], at: int) -> bool:
    """Whether a number is a factor: "in 1,000", "x 1000", "(1,000)"."""
    number, before = _neighbor(items, at, 0).text, _neighbor(items, at, -1)
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
