"""Headings to columns: by name, title or alias, whatever their case and punctuation."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from estimator.model.cells import Sheet
from estimator.model.column import Column
from estimator.model.money import USD, currency_codes, currency_spellings
from estimator.model.output_columns import PROBLEMS_HEADING
from estimator.model.schema import Schema
from estimator.model.table import ONCE, PERCENT, Heading
from estimator.model.text import plain_words

MULTIPLIERS: Mapping[Decimal, set[str]] = {
    Decimal(1_000): {"k", "thousand", "thousands", "000", "000s", "tsd"},
    Decimal(1_000_000): {"m", "mm", "mn", "mio", "million", "millions"},
    Decimal(1_000_000_000): {"b", "bn", "mrd", "billion", "billions"},
}
PERCENTS = {"%", "percent", "percentage", "pct", "prozent", "pourcent", "porcentaje"}
# The times of a unit that cannot be converted.
UNKNOWN = Decimal(0)
# How people write the schema's own units; anything else in brackets is not dropped but asked about.
OWN_UNITS = {
    "tokens": {"tokens", "token", "tok"},
    "USD": {"usd", "us", "us$", "$", "", "usdyear", "usdperyear", "usdpa"},
    "share": {"share", "fraction"},
    "passes": {"passes", "epochs"},
    "days": {"days", "d"},
    "requests": {"requests", "calls"},
    "examples": {"examples", "rows"},
    "month": {"month", "date", "yyyymm", "yyyymmdd"},
    "USD per 1M tokens": {
        "permillion",
        "permilliontokens",
        "per1m",
        "usdpermillion",
        "usdpermilliontokens",
        "usdper1mtokens",
        "usd1mtokens",
        "per1mtokens",
        "1mtokens",
        "usd",
    },
}
# One-character signs that stand for a currency wherever they are.
SIGNS_USED = "$€£¥₹₪₩₦₱₺₴₫฿"
# A unit stands in brackets behind the name, or is a sign: "Budget (EUR)", "Budget €", "Share %".
WITH_UNIT = (
    re.compile(r"(?P<base>.*\S)\s*[(\[](?P<unit>[^()\[\]]*)[)\]]\s*", re.DOTALL),
    re.compile(rf"(?P<base>.*?\w)\s*(?P<unit>(?:US)?[%{SIGNS_USED}]+)\s*", re.DOTALL),
)

# A multiplier or a currency may also stand behind the name as a word of its own: "Budget USD",
# "Training tokens, millions", "Input tokens in thousands". A lone m or k is too short to tell.
UNIT_WORDS = (
    "thousands", "thousand", "millions", "million", "billions", "billion", "mm", "mn", "mio",
    "tsd", "bn", "mrd", "percent", "pct", "usd", "eur", "gbp", "jpy", "chf", "cad", "aud", "inr",
    "cny", "nzd", "sgd", "hkd", "sek", "nok", "dkk", "pln", "czk", "huf", "brl", "mxn", "zar",
    "krw", "keur", "teur", "meur", "k€", "t€", "m€",
)  # fmt: skip
WORDED = re.compile(
    rf"(?P<base>.*?\w)\s*[\s,:/-]\s*(?P<unit>(?:in\s+)?(?:US\s*\$|USD)?\s*(?:{'|'.join(UNIT_WORDS)}))\s*",
    re.IGNORECASE | re.DOTALL,
)

Known = Mapping[str, tuple[str, str]]
# What the user says headings mean: our column by the heading's plain words; "" carries it through.
Mapped = Mapping[str, str]
NOTHING_MAPPED: Mapped = MappingProxyType({})
# What a heading with a unit ends in, but for blanks: most have none, and are not taken apart.
UNIT_ENDS = tuple(f")]%{SIGNS_USED}")
# No heading that is known, with whatever unit, is longer; a whole file may stand in one cell.
LONGEST_KNOWN = 1_000
# What makes a unit a currency or a percentage, which no mapping explains away.
SIGNS = re.compile(rf"[%{SIGNS_USED}]|\b(?:EUR|GBP|JPY|CHF|CAD|AUD|INR|CNY)\b", re.IGNORECASE)


def match_header(text: str, position: int, schema: Schema, mapped: Mapped) -> Heading:
    """The heading ``text`` at the 1-based ``position``, matched to a column of ``schema`` if any.

    ``matched`` is "name", "title", "alias" or "map"; with ", unit" behind it where a unit is not
    the schema's own and no plain multiplier, and ", unread" where the user's word goes over it.
    """
    if len(text) > LONGEST_KNOWN:
        return Heading(text, position)
    if mapped and (column := mapped.get(plain_words(text))) is not None:
        return _mapped_header(text, position, schema, column)
    known = _columns_by_word(schema)
    # The unit first: compared without punctuation, "Budget (€)" would pass for "Budget".
    for base, unit in [
        *_split_unit(text),
        *([] if plain_words(text) in known else _split_unit_word(text)),
    ]:
        if found := known.get(plain_words(base)):
            column, how = found
            times, currency = _unit_multiplier(schema.columns[column], unit)
            how = how if times else f"{how}, unit"
            return Heading(text, position, column, how, times or ONCE, currency)
    return Heading(text, position, *known.get(plain_words(text), ()))


def _mapped_header(text: str, position: int, schema: Schema, column: str) -> Heading:
    """The heading that the user has mapped to ``column``; a multiplier or currency in it counts."""
    if not column:
        return Heading(text, position, matched="map")
    for _, unit in [*_split_unit(text), *_split_unit_word(text)]:
        times, currency = _unit_multiplier(schema.columns[column], unit)
        unread = "" if times else ", unit" if SIGNS.search(unit) else ", unread"
        return Heading(text, position, column, f"map{unread}", times or ONCE, currency)
    return Heading(text, position, column, "map")


def _split_unit(text: str) -> Iterator[tuple[str, str]]:
    """The heading without its unit, and the unit, by every way to write one."""
    if not text.rstrip().endswith(UNIT_ENDS):
        return
    for form in WITH_UNIT:
        if split := form.fullmatch(text):
            yield split["base"], split["unit"]


def _split_unit_word(text: str) -> Iterator[tuple[str, str]]:
    """The header without its unit, and the unit, where the unit is a word of its own."""
    if text.rstrip().lower().endswith(UNIT_WORDS) and (split := WORDED.fullmatch(text)):
        yield split["base"], split["unit"]


def _unit_multiplier(column: Column, unit: str) -> tuple[Decimal, str]:
    """The multiplier of ``unit`` for the cells of ``column``, 0 if unknown; and its currency.

    Whether a currency may be had is for those to say who know what the report is in.
    """
    if column.unit != USD:
        return _parse_multiplier(column, unit), ""
    currency, unit = split_currency(unit)
    return _parse_multiplier(column, unit), currency


def _parse_multiplier(column: Column, unit: str) -> Decimal:
    word = plain_words(unit).removeprefix("in") or unit.strip()
    if not column.numeric or word in OWN_UNITS.get(column.unit, set()):
        return ONCE
    # "M tokens" and "USD k" are a multiplier with the schema's own unit.
    rest = {word.removesuffix(own).removeprefix(own) for own in OWN_UNITS.get(column.unit, set())}
    if column.unit == "share":
        return PERCENT if word in PERCENTS else UNKNOWN
    return next((times for times, words in MULTIPLIERS.items() if words & (rest | {word})), UNKNOWN)


@cache
def _columns_by_word(schema: Schema) -> Known:
    known: dict[str, tuple[str, str]] = {}
    for how, names in (
        ("name", lambda column: [column.name]),
        ("title", lambda column: [column.title]),
        ("alias", lambda column: column.aliases),
    ):
        for column in schema.columns.values():
            for name in names(column):
                known.setdefault(plain_words(name), (column.name, how))
    return known


def match_headers(
    texts: Iterable[str | None], schema: Schema, mapped: Mapped = NOTHING_MAPPED
) -> list[Heading]:
    """The headings of one row; blank cells are left out."""
    return [
        match_header(text.strip(), position, schema, mapped)
        for position, text in enumerate(texts, 1)
        if text and text.strip()
    ]


WORD = re.compile(r"[^\W\d_]+\$?|[^\w\s]")
# A multiplier joined to a code: kEUR, TEUR, EURm. T is a thousand to those who write it so.
BEFORE = {"k": "k", "t": "tsd", "m": "m"}
BEHIND = {"k": "k", "m": "m"}


def split_currency(unit: str) -> tuple[str, str]:
    """The code of the currency in ``unit``, empty without one; and ``unit`` as if it were dollars.

    >>> split_currency("TEUR per year")
    ('EUR', 'tsd USD per year')
    """
    for found in WORD.finditer(unit):
        code, times = _parse_currency(found[0])
        if code:
            before = unit[: found.start()]
            before = BEFORE.get(before.strip().lower(), before)
            said = f"{times} {USD}".strip()
            return code, f"{before}{said}{unit[found.end() :]}"
    return "", unit


def _parse_currency(word: str) -> tuple[str, str]:
    """The currency that ``word`` stands for, and the multiplier joined to it."""
    upper = word.upper()
    if upper in currency_codes() or upper == "US":
        return (USD if upper == "US" else upper), ""
    for code in currency_codes():
        if word in currency_spellings(code):
            return code, ""
    if upper[1:] in currency_codes() and word[0].lower() in BEFORE:
        return upper[1:], BEFORE[word[0].lower()]
    if upper[:-1] in currency_codes() and word[-1].lower() in BEHIND:
        return upper[:-1], BEHIND[word[-1].lower()]
    return "", ""


# A heading row stands among the first rows.
ROWS_SEARCHED = 50

Texts = Sequence[str | None]
Line = tuple[int, list[Heading]]


def find_header_row(sheet: Sheet, schema: Schema, mapped: Mapped, header_row: int = 0) -> Line:
    """The row of ``sheet`` with the most headings of ``schema``, and the headings; 0 if none.

    Two rows count as one line of headings where they name more columns together than any row
    alone; the row is then the lower one. ``header_row`` decides, where it is not 0.
    """
    first = max(header_row - 2, 0)
    rows = sheet.rows_between(first + 1, header_row or ROWS_SEARCHED).rows()
    numbered = list(enumerate(rows, first + 1))
    wanted = [(row, texts) for row, texts in numbered if header_row in {0, row}]
    alone = [(row, match_headers(texts, schema, mapped)) for row, texts in wanted]
    paired = [
        (row, _join_two_rows(_spread_group_headers(sheet, row - 1, upper), lower, schema, mapped))
        for (_, upper), (row, lower) in pairwise(numbered)
        if header_row in {0, row}
    ]
    own = [
        (row, [one for one in line if one.text != PROBLEMS_HEADING])
        for row, line in [*alone, *paired]
    ]
    # Of equals the first is taken: a row alone before two, and the upper one before the lower.
    return max(own, key=lambda line: count_matches(line[1]), default=(0, []))


def count_matches(headings: Sequence[Heading]) -> int:
    """The number of columns that ``headings`` name."""
    return len({heading.column for heading in headings if heading.column})


def _spread_group_headers(sheet: Sheet, row: int, texts: Texts) -> list[tuple[str, str]]:
    """Each cell of an upper row as (its own text, the group heading that it stands under).

    A group heading reaches over the columns that it is merged with, or up to the next one; but one
    text alone in its row is a title, and heads nothing but its own column.
    """
    own = [(text or "").strip() for text in texts]
    groups = list(own)
    covered = 0
    for left, right in sorted(
        (left, right) for top, left, bottom, right in sheet.merged if top <= row <= bottom
    ):
        # Ranges that overlap, as no program makes them, are not gone through again and again.
        for n in range(max(left - 1, covered), min(right, len(own))):
            groups[n] = own[left - 1]
        covered = max(covered, right)
    if sum(map(bool, own)) > 1:
        for n in range(1, len(groups)):
            groups[n] = groups[n] or groups[n - 1]
    return list(zip(own, groups, strict=True))


def _join_two_rows(
    upper: Sequence[tuple[str, str]], lower: Texts, schema: Schema, mapped: Mapped
) -> list[Heading]:
    headings = []
    for position, ((own, group), text) in enumerate(zip(upper, lower, strict=True), 1):
        below = (text or "").strip()
        # An upper text alone counts only over a blank: over data it is another table's heading.
        ways = [f"{group} {below}" if group else "", below] if below else [own]
        tried = [match_header(way, position, schema, mapped) for way in ways if way]
        known = [heading for heading in tried if heading.column]
        if tried:
            plainly = match_header(f"{own} {below}".strip(), position, schema, mapped)
            headings.append(known[0] if known else plainly)
    return [heading for heading in headings if heading.text]
