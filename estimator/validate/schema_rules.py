"""The JSON Schema of a row as polars masks: which rows break which keyword, without Python objects.

jsonschema stays the authority on what is wrong; a mask says only whom to ask about. What jsonschema
would judge and no mask can is an error when the schema is compiled.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl

from estimator.model.column import WORDS, Column
from estimator.model.money import DECIMALS, EXACT, LARGEST
from estimator.model.plan import FIRST_MONTH
from estimator.model.schema import Schema
from estimator.validate.jsonschema import Violation, violations

# What says something about a schema and nothing about a row; so do the keywords of our own, x-....
ANNOTATIONS = frozenset(
    {"$schema", "$id", "$comment", "title", "description", "default", "deprecated", "examples"}
)
# Patterns that Python's and polars' regular expressions read alike, a closing "$" aside.
PATTERN = re.compile(
    r"\^?(?:(?:[A-Za-z0-9 _:/-]|\[\^?(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9 ._:/])+-?\])[*+?]?)*\$?"
)


@dataclass(frozen=True)
class Rule:
    """One way to break a schema, of which jsonschema says the same in every row.

    Attributes:
        column: the column that is wrong, or missing.
        keyword: of JSON Schema; a column may have several rules of one keyword.
        broken: Boolean, never null, over the typed columns; true where the rule is broken.
    """

    column: str
    keyword: str
    broken: pl.Expr


# A keyword and a mask of the cells that break it; what it says of blank cells does not count.
Broken = tuple[str, pl.Expr]


@cache
def masks(schema: Schema) -> tuple[Rule, ...]:
    """Every way to break ``schema`` that there is for a typed row.

    Raises:
        ValueError: a keyword is not known here, or not in the form that it has.
    """
    return (
        *_of_row(schema),
        *(rule for column in schema.columns.values() for rule in _of_column(schema, column)),
    )


def split_words(cell: pl.Expr) -> pl.Expr:
    """The words of a cell (String) that semicolons separate: List(String), null where blank."""
    words = cell.str.split(";").list.eval(pl.element().str.strip_chars())
    return pl.when(cell != "").then(words.list.filter(pl.element() != ""))


def _of_row(schema: Schema) -> Iterator[Rule]:
    for keyword, value in _judging(schema.row):
        match keyword, value:
            case "required", [*names] if all(name in schema.columns for name in names):
                for name in names:
                    yield Rule(name, keyword, _absent(schema.columns[name]))
            # A typed row is an object of the schema's columns, which are compiled one by one.
            case ("type", "object") | ("additionalProperties", False) | ("properties", _):
                pass
            case _:
                raise _unknown("a row", keyword, value)


def _of_column(schema: Schema, column: Column) -> Iterator[Rule]:
    spec, cell = schema.row["properties"][column.name], pl.col(column.name)
    of = _of_numbers if column.numeric else _of_list if column.kind == WORDS else _of_texts
    for keyword, broken in of(column.name, spec, cell):
        yield Rule(column.name, keyword, ~_absent(column) & broken)


def _of_list(name: str, spec: Mapping[str, Any], cell: pl.Expr) -> Iterator[Broken]:
    """The masks of a cell that lists words; jsonschema names the keyword that a word breaks."""
    for keyword, value in _judging(spec):
        match keyword, value:
            case "type", "array":
                pass
            case "items", {"type": "string"}:
                for broken, mask in _of_texts(name, value, pl.element()):
                    yield broken, split_words(cell).list.eval(mask).list.any()
            case _:
                raise _unknown(name, keyword, value)


def _of_numbers(name: str, spec: Mapping[str, Any], cell: pl.Expr) -> Iterator[Broken]:
    for keyword, value in _judging(spec):
        match keyword, value:
            case "type", "number":
                pass
            case "type", "integer":
                yield keyword, cell % 1 != 0
            case "minimum", _ if _kept(value):
                # What is said of a negative number is another thing.
                yield keyword, (cell < _exact(value)) & (cell < 0)
                yield keyword, (cell < _exact(value)) & (cell >= 0)
            case "maximum", _ if _kept(value):
                yield keyword, cell > _exact(value)
            case _:
                raise _unknown(name, keyword, value)


def _of_texts(name: str, spec: Mapping[str, Any], cell: pl.Expr) -> Iterator[Broken]:
    for keyword, value in _judging(spec):
        match keyword, value:
            case "type", "string":
                pass
            case "minLength", int():
                yield keyword, cell.str.len_chars() < value
            case "maxLength", int():
                yield keyword, cell.str.len_chars() > value
            case "enum", [str(), *_] if all(isinstance(text, str) for text in value):
                yield keyword, ~cell.is_in(value)
            case "pattern", str() if PATTERN.fullmatch(value):
                # Python's "$" holds before a closing line feed too.
                same = re.sub(r"\$$", r"\\n?\\z", value)
                yield keyword, ~cell.str.contains(same)
            case "format", "date":
                yield keyword, ~_is_date(cell)
            case "format", "month":
                yield keyword, ~_is_month(cell)
            case _:
                raise _unknown(name, keyword, value)


def _is_date(cell: pl.Expr) -> pl.Expr:
    """Whether ``cell`` is a day written YYYY-MM-DD, of the years that Python knows."""
    day = cell.str.to_date("%Y-%m-%d", strict=False)
    same = day.dt.to_string("%Y-%m-%d") == cell
    return (same & day.dt.year().is_between(1, 9999)).fill_null(False)


def _is_month(cell: pl.Expr) -> pl.Expr:
    """Whether ``cell`` is a month written YYYY-MM, of the years that spreadsheets count alike."""
    return cell.str.contains(r"^[0-9]{4}-(?:0[1-9]|1[0-2])\z") & (cell >= FIRST_MONTH)


def _exact(value: int | Decimal) -> pl.Expr:
    return pl.lit(value, dtype=EXACT)


def _kept(value: object) -> bool:
    """Whether ``value`` is a number that is compared with as it is: not too large, not too fine."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    number = Fraction(value)
    return abs(number) <= LARGEST and (number * 10**DECIMALS).denominator == 1


def _absent(column: Column) -> pl.Expr:
    """Whether a cell is no part of the row as JSON Schema sees it."""
    cell = pl.col(column.name)
    return cell.is_null() if column.numeric else cell.is_null() | (cell == "")


def _judging(spec: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The keywords of ``spec`` that judge, and their values."""
    for keyword, value in spec.items():
        if keyword not in ANNOTATIONS and not keyword.startswith("x-"):
            yield keyword, value


def _unknown(what: str, keyword: str, value: object) -> ValueError:
    return ValueError(f"the schema of {what}: no mask is made of {keyword!r} as {value!r}")


@dataclass(frozen=True)
class Refused:
    """The cells of one column that the schema refuses for one reason.

    Attributes:
        rows: the positions of their rows, ascending; UInt32.
    """

    column: str
    code: str
    expected: str
    rows: pl.Series


def refused(frame: pl.DataFrame, schema: Schema) -> Iterator[Refused]:
    """What ``schema`` refuses of the typed rows of ``frame``.

    jsonschema is asked about one row of each rule that is broken: its answer to one holds for all.
    """
    rules = masks(schema)
    broken = frame.select(rule.broken.alias(str(n)) for n, rule in enumerate(rules))
    for rule, mask in zip(rules, broken, strict=True):
        rows = mask.arg_true()
        if len(rows):
            first = next(documents(frame.slice(rows[0], 1), schema))
            for said in _answers(rule, schema, first):
                yield Refused(said.column, said.code, said.expected, rows)


def documents(frame: pl.DataFrame, schema: Schema) -> Iterator[dict[str, Any]]:
    """Typed rows as the JSON Schema sees them: blanks absent, lists of words as lists."""
    columns = schema.columns.values()
    words = [split_words(pl.col(column.name)) for column in columns if column.kind == WORDS]
    for row in frame.select(*schema.columns).with_columns(words).iter_rows(named=True):
        yield {name: value for name, value in row.items() if value not in (None, "")}


def _answers(rule: Rule, schema: Schema, values: dict[str, Any]) -> set[Violation]:
    """What jsonschema says of ``rule``: nothing, or one thing, be it of several words."""
    asked = (rule.column, rule.keyword)
    told = violations(schema, values)
    return {violation for violation in told if (violation.column, violation.keyword) == asked}
