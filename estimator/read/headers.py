"""Headers to columns: by name, title or alias, or by the words that a column's headers have."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType

from estimator.model.column import MONTH, SHARE, Column
from estimator.model.money import USD
from estimator.model.schema import Schema
from estimator.model.table import ONCE, PERCENT, Heading
from estimator.model.text import plain_words
from estimator.read.header_words import NOTHING_KNOWN, HeaderWords, Unit, fits_form, parse_words

PER_MILLION = "USD per 1M tokens"
MILLION = Decimal(1_000_000)
# The units of quantities that are counted in thousands, millions and so on.
COUNTED_UNITS = frozenset({"tokens", "examples", "requests"})
# Words of amounts that every number's header may have, and those of averages.
AMOUNTS, AVERAGE = frozenset({"total", "count", "planned"}), "average"
NOT_FITTING = Unit(clash=True)
# How a header was matched, with the unit that cannot be used, or that the user's word goes over.
BAD_UNIT, UNREAD_UNIT = ", unit", ", unread"
# No header that is known is longer; a whole file may stand in one cell.
LONGEST_KNOWN = 200
# The first so many texts of a row tell whether it has headers.
HEADERS_TRIED = 500
ERROR_VALUE = re.compile(r"#(?:[A-Z/0]+[!?]|N/A|[A-Z]+)", re.IGNORECASE)
HAS_LETTER = re.compile(r"[^\W\d_]")
BRACKETED = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")

# What the user says headers mean: our column by the header's plain words; "" carries it through.
Mapped = Mapping[str, str]
NOTHING_MAPPED: Mapped = MappingProxyType({})


def match_header(text: str, position: int, schema: Schema, mapped: Mapped) -> Heading:
    """The header ``text`` at the 1-based ``position``, matched to a column of ``schema`` if any.

    A header is a column's where its words, units and words of amounts aside, are all understood
    and are those of one column: of no other, and none is left over.

    ``matched`` is "name", "title", "alias", "words" or "map"; with ``BAD_UNIT`` behind it where the
    unit is not the schema's own and no plain multiplier, and ``UNREAD_UNIT`` where the user's word
    goes over it.
    """
    if len(text) > LONGEST_KNOWN or ERROR_VALUE.fullmatch(text):
        return Heading(text, position)
    if mapped and (column := mapped.get(plain_words(text))) is not None:
        return _mapped_header(text, position, schema, column)
    if not HAS_LETTER.search(text):
        return Heading(text, position)
    name, how, times, currency, stated = _match_words(text, schema)
    return Heading(text, position, name, how, times, currency, stated)


def match_headers(
    texts: Iterable[str | None], schema: Schema, mapped: Mapped = NOTHING_MAPPED
) -> list[Heading]:
    """The headers of one row; blank cells are left out."""
    return [
        match_header(text.strip(), position, schema, mapped)
        for position, text in enumerate(texts, 1)
        if text and text.strip()
    ]


Match = tuple[str, str, Decimal, str, bool]
NO_MATCH: Match = ("", "", ONCE, "", False)


@lru_cache(10_000)
def _match_words(text: str, schema: Schema) -> Match:
    """The column of a header, how it is matched, its factor and currency, and if it has a unit."""
    words = parse_words(text)
    if found := _find_column(words, schema):
        return _with_unit(*found, words.unit)
    if words.readings == NOTHING_KNOWN:
        return NO_MATCH
    for remark in BRACKETED.finditer(text):
        rest = f"{text[: remark.start()]} {text[remark.end() :]}"
        if found := _find_column(parse_words(rest), schema):
            column, how, known = found
            if not column.numeric and column.kind != MONTH:
                harmless = _is_remark(parse_words(remark[1]))
                return _with_unit(column, how, known, Unit()) if harmless else NO_MATCH
            return _with_unit(column, how, known, NOT_FITTING)
    return NO_MATCH


def _is_remark(words: HeaderWords) -> bool:
    """Whether no word of a remark in brackets has a meaning for headers."""
    return not words.unit.stated and len(words.unknown) > 0 and words.kinds <= {"unknown", "number"}


def _with_unit(column: Column, how: str, known: Unit, unit: Unit) -> Match:
    if unit == known:  # the column's own title has it
        return column.name, how, ONCE, "", False
    times, currency = unit_factor(column, unit)
    if not times and not column.numeric and unit != NOT_FITTING:
        return NO_MATCH
    return column.name, how if times else how + BAD_UNIT, times or ONCE, currency, unit.stated


def _mapped_header(text: str, position: int, schema: Schema, column: str) -> Heading:
    """The header that the user has mapped to ``column``; a multiplier or currency in it counts."""
    if not column:
        return Heading(text, position, matched="map")
    words = parse_words(text)
    remarks = [parse_words(one) for one in BRACKETED.findall(text)]
    times, currency = unit_factor(schema.columns[column], words.unit)
    if not times:
        bad = words.unit.currency or words.unit.percent or words.unit.clash
        unread = BAD_UNIT if bad else UNREAD_UNIT
        return Heading(text, position, column, f"map{unread}", stated=True)
    unread = "" if words.unit.stated or not any(one.readings for one in remarks) else UNREAD_UNIT
    return Heading(text, position, column, f"map{unread}", times, currency, words.unit.stated)


def unit_factor(column: Column, unit: Unit) -> tuple[Decimal, str]:
    """The factor by which ``unit`` multiplies the cells of ``column``, 0 if it does not fit it.

    With it the currency, of which those judge who know what the report is in.
    """
    if not unit.stated:
        return ONCE, ""
    plain = not (unit.clash or unit.percent or unit.per is not None)
    if column.unit == PER_MILLION:
        fits = not (unit.clash or unit.percent) and unit.times == ONCE
        fits = fits and unit.currency in {"", USD}
        return (MILLION / (unit.per or MILLION) if fits else Decimal(0)), ""
    if column.unit.startswith(f"{USD} per "):
        fits = plain and unit.times == ONCE and unit.currency in {"", USD}
        return (ONCE if fits else Decimal(0)), ""
    if column.unit == USD:
        return (unit.times if plain else Decimal(0)), unit.currency
    if column.kind == SHARE:
        return (PERCENT if unit == Unit(percent=True) else Decimal(0)), ""
    counted = plain and not unit.currency and column.unit in COUNTED_UNITS
    return (unit.times if counted else Decimal(0)), ""


Found = tuple[Column, str, Unit]


def _find_column(words: HeaderWords, schema: Schema) -> Found | None:
    """The one column whose name, title, alias or words ``words`` are; and the unit of its name."""
    if known := _columns_by_word(schema).get(words.spelled):
        return known
    if words.unknown:
        return None
    fitting = [
        column
        for column in schema.columns.values()
        if any(
            _fits(column, form, kinds, words) for form in column.forms for kinds in words.readings
        )
    ]
    return (fitting[0], "words", Unit()) if len(fitting) == 1 else None


def _fits(column: Column, form: str, kinds: frozenset[str], words: HeaderWords) -> bool:
    """Whether a reading of a header is ``form``, but for words of amounts and a percent sign."""
    if column.kind == SHARE and words.unit.percent:
        kinds = kinds | {"share"}
    if column.numeric:
        kinds -= AMOUNTS
        kinds -= {AVERAGE} if "/" in form or column.kind == SHARE else set()
    elif column.kind == MONTH:
        kinds -= {"planned"}
    return bool(kinds) and fits_form(kinds, form)


@cache
def _columns_by_word(schema: Schema) -> Mapping[str, Found]:
    known: dict[str, Found] = {}
    for how, column, name in _named_columns(schema):
        words = parse_words(name)
        if words.spelled:
            known.setdefault(words.spelled, (column, how, words.unit))
    return known


def _named_columns(schema: Schema) -> Iterator[tuple[str, Column, str]]:
    columns = schema.columns.values()
    yield from (("name", column, column.name) for column in columns)
    yield from (("title", column, column.title) for column in columns)
    yield from (("alias", column, alias) for column in columns for alias in column.aliases)
