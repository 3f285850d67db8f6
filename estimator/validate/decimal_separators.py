"""Decimal separators of a sheet, point or comma, inferred from its cells.

A cell such as ``1.234,5`` or ``0,5`` can only have a decimal comma, ``1,234.5`` only a point. What
a column has of such cells decides the others in it; failing that, what the other columns have. All
forms are in ASCII: the signs of other scripts are spelled in it first.
"""

from collections.abc import Iterable, Mapping
from itertools import chain

import polars as pl

from estimator.model.cells import TEXT
from estimator.model.options import COMMA, LOCALES, POINT
from estimator.model.parallel import parallel_map
from estimator.model.schema import Schema
from estimator.model.table import TablePart
from estimator.model.typed_signs import spell_in_ascii

# Nothing tells the decimal mark. In the second case the file has semicolons between its fields, as
# programs write it where a comma is the decimal mark: not even 1,234 can be told.
UNDECIDED, DOUBTFUL = "", "?"
# Nearly every cell: ASCII digits, with a decimal point a number as they stand, and as many as are
# held exactly. Not 0,123: nothing that can only have a decimal comma is plain.
PLAIN = r"^(?:[0-9]{1,15}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,12})?$"
NUMBER_LIKE = (
    r"^[-+( ]*(?:[A-Za-z]{3}|[A-Za-z]{0,2}\p{Sc})?[-+( ]*[0-9][0-9., ']*[A-Za-z\p{Sc}%). ]*$"
)
ONLY_COMMA = (
    r",[0-9]{1,2}[^0-9]*$|,[0-9]{4,}[^0-9]*$|\.[0-9]{3},[0-9]|\.[0-9]{3}\.[0-9]{3}|^[^0-9]*0,[0-9]"
)
ONLY_POINT = (
    r"\.[0-9]{1,2}[^0-9]*$|\.[0-9]{4,}[^0-9]*$|,[0-9]{3}\.[0-9]|,[0-9]{2,3},[0-9]{3}"
    r"|^[^0-9]*0\.[0-9]"
)
SPACED = r"^[^0-9.,]*[0-9]{1,3}(?:(?: [0-9]{3})+|(?:'[0-9]{3})+)(?:[.,][0-9]*)?[^0-9]*$"
# A point behind a word, as in 5 Mio., is no decimal mark.
WORD_POINT = r"(\p{L})\.($|[^\p{L}0-9])"
# Currencies that people write as words. Canadian dollars keep their country, and are no US dollars.
CURRENCY_WORDS = {r"(?i)\b(?:US )?dollars?\b": "USD", r"(?i)\beuros?\b": "EUR"}
COMMA_GROUPED = r"^[^0-9.,]*[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]*)?[^0-9.,]*$"
COMMA_SIMPLE = r"^[^0-9.,]*[0-9]*,?[0-9]*[^0-9.,]*$"
POINT_GROUPED = r"^[^0-9.,]*[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?[^0-9.,]*$"
POINT_SIMPLE = r"^[^0-9.,]*[0-9]*\.?[0-9]*[^0-9.,]*$"
# One group behind a point: 1.234 is a thousand to some, and one and a bit to others.
EITHER = r"^[^0-9.,]*[1-9][0-9]{0,2}\.[0-9]{3}[^0-9.,]*$"
# The same behind a comma.
EITHER_COMMA = r"^[^0-9.,]*[1-9][0-9]{0,2},[0-9]{3}[^0-9.,]*$"


def clean_number_text(texts: pl.Series) -> pl.Series:
    """``texts`` (String) trimmed, in ASCII as far as signs of numbers go, without thin groups."""
    if not len(texts):
        return texts
    plain = spell_in_ascii(texts).str.strip_chars().str.replace_all(WORD_POINT, "${1}${2}")
    for words, code in CURRENCY_WORDS.items():
        plain = plain.str.replace_all(words, code)
    spaced = plain.str.contains(SPACED).fill_null(value=False)
    return _strip_group_separators(plain).zip_with(spaced, plain) if spaced.any() else plain


def _strip_group_separators(texts: pl.Series) -> pl.Series:
    """``texts`` without the blanks and apostrophes between their groups of digits."""
    between = r"([0-9])[ ']([0-9])"
    return texts.str.replace_all(between, "${1}${2}").str.replace_all(between, "${1}${2}")


def spell_with_point(text: pl.Expr, mark: str) -> pl.Expr:
    """Cleaned ``text`` with the decimal ``mark``, spelled with a point; else made unreadable."""
    if mark != COMMA:
        return text
    fits = text.str.contains(COMMA_GROUPED) | text.str.contains(COMMA_SIMPLE)
    point = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    return pl.when(fits).then(point).otherwise(pl.lit("? ") + text)


def detect_decimal_separators(
    parts: Iterable[TablePart], schema: Schema, locale: str = ""
) -> Mapping[str, str]:
    """The decimal mark of each numeric column of a table.

    Args:
        parts: of the table.
        schema: says which columns hold numbers.
        locale: a language of ``LOCALES`` decides for all columns; empty to let the cells decide.

    Returns:
        ".", ",", or where none can be told ``UNDECIDED`` or ``DOUBTFUL``.
    """
    parts = iter(parts)
    first = next(parts)
    if locale:
        return dict.fromkeys(_numeric_columns(first, schema), LOCALES[locale])
    parts = chain([first], parts)
    seen: dict[str, list[tuple[bool, bool]]] = {}
    for found_there in parallel_map(lambda part: _separator_evidence(part, schema), parts):
        for name, evidence in found_there.items():
            seen.setdefault(name, []).append(evidence)
    found = {name: _weigh_evidence(evidence) for name, evidence in seen.items()}
    decided = {mark for mark in found.values() if mark}
    undecided = DOUBTFUL if first.sheet.semicolons else UNDECIDED
    common = decided.pop() if len(decided) == 1 else undecided
    return {name: mark or common for name, mark in found.items()}


def _weigh_evidence(seen: Iterable[tuple[bool, bool]]) -> str:
    """The mark that the evidence of all parts comes to."""
    evidence = list(seen)
    comma, point = any(one for one, _ in evidence), any(one for _, one in evidence)
    if comma == point:
        # Neither or both: a cell of the other spelling is then a problem of its own.
        return POINT if point else UNDECIDED
    return COMMA if comma else POINT


def _numeric_columns(part: TablePart, schema: Schema) -> list[str]:
    return [name for name in part.by_column if schema.columns[name].numeric]


def _separator_evidence(part: TablePart, schema: Schema) -> dict[str, tuple[bool, bool]]:
    """Of each numeric column whether a cell can only have a decimal comma, and whether a point."""
    places = {name: f"c{part.by_column[name].position}" for name in _numeric_columns(part, schema)}
    # One look at all columns: in most of them nothing but digits stands.
    marked = part.texts.select(pl.col(list(places.values())).str.contains("[^0-9]"))
    return {
        name: _column_evidence(
            part.texts[cells].filter(marked[cells] & (part.kinds[cells] == TEXT))
        )
        if marked[cells].any()
        else (False, False)
        for name, cells in places.items()
    }


def _column_evidence(marked: pl.Series) -> tuple[bool, bool]:
    """The evidence of the texts of a column that are not digits alone."""
    if not len(marked):
        return False, False
    plain = marked.str.contains(PLAIN)
    pointed = marked.filter(plain)
    point = bool(pointed.str.contains(ONLY_POINT).any())
    if len(pointed) == len(marked):
        return False, point
    other = clean_number_text(marked.filter(~plain).unique())
    telling = other.filter(other.str.contains(NUMBER_LIKE))
    # A cell that is no number either way, such as 1,23,4, tells nothing.
    commas = telling.str.contains(COMMA_GROUPED) | telling.str.contains(COMMA_SIMPLE)
    points = telling.str.contains(POINT_GROUPED) | telling.str.contains(POINT_SIMPLE)
    comma = bool(telling.filter(commas).str.contains(ONLY_COMMA).any())
    return comma, point or bool(telling.filter(points).str.contains(ONLY_POINT).any())
