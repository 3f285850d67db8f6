"""Headings to columns: by name, title or alias, whatever their case and punctuation."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from estimator.model.column import Column
from estimator.model.schema import Schema
from estimator.model.table import Heading
from estimator.model.words import plain

MULTIPLIERS = {
    1_000: {"k", "thousand", "thousands", "000", "000s", "tsd"},
    1_000_000: {"m", "mm", "mn", "mio", "million", "millions"},
    1_000_000_000: {"b", "bn", "mrd", "billion", "billions"},
}
# How people write the schema's own units; anything else in brackets is not dropped but asked about.
OWN_UNITS = {
    "tokens": {"tokens", "token", "tok"},
    "USD": {"usd", "us", "us$", "$", "", "usdyear", "usdperyear", "usdpa"},
    "share": {"share", "fraction"},
    "passes": {"passes", "epochs"},
    "days": {"days", "d"},
    "requests": {"requests", "calls"},
    "examples": {"examples", "rows"},
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
# A unit stands in brackets behind the name, or is a sign: "Budget (EUR)", "Budget €", "Share %".
WITH_UNIT = (
    re.compile(r"(?P<base>.*\S)\s*[(\[](?P<unit>[^()\[\]]*)[)\]]\s*", re.DOTALL),
    re.compile(r"(?P<base>.*\w)\s*(?P<unit>(?:US)?[%$€£¥₹]+)\s*", re.DOTALL),
)

Known = Mapping[str, tuple[str, str]]


def match(text: str, position: int, schema: Schema) -> Heading:
    """The heading ``text`` at the 1-based ``position``, matched to a column of ``schema`` if any.

    ``matched`` is "name", "title" or "alias"; with ", unit" behind it where a unit in brackets is
    not the schema's own and no plain multiplier.
    """
    known = _known(tuple(schema.columns.values()))
    # The unit first: compared without punctuation, "Budget (€)" would pass for "Budget".
    for form in WITH_UNIT:
        split = form.fullmatch(text)
        if split and (found := known.get(plain(split["base"]))):
            column, how = found
            times = _times(schema.columns[column], split["unit"])
            return Heading(text, position, column, how if times else f"{how}, unit", times or 1)
    return Heading(text, position, *known.get(plain(text), ()))


def _times(column: Column, unit: str) -> int:
    """What ``unit`` multiplies the cells of ``column`` by; 0 where it cannot be told."""
    word = plain(unit).removeprefix("in") or unit.strip()
    if not column.numeric or word in OWN_UNITS.get(column.unit, set()):
        return 1
    # "M tokens" and "USD k" are a multiplier with the schema's own unit.
    rest = {word.removesuffix(own).removeprefix(own) for own in OWN_UNITS.get(column.unit, set())}
    if column.unit == "share":
        return 0
    return next((times for times, words in MULTIPLIERS.items() if words & (rest | {word})), 0)


@cache
def _known(columns: tuple[Column, ...]) -> Known:
    known: dict[str, tuple[str, str]] = {}
    for how, names in (
        ("name", lambda column: [column.name]),
        ("title", lambda column: [column.title]),
        ("alias", lambda column: column.aliases),
    ):
        for column in columns:
            for name in names(column):
                known.setdefault(plain(name), (column.name, how))
    return known


def matches(texts: Iterable[str | None], schema: Schema) -> list[Heading]:
    """The headings of one row; blank cells are left out."""
    return [
        match(text.strip(), position, schema)
        for position, text in enumerate(texts, 1)
        if text and text.strip()
    ]
