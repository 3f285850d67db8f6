"""JSON Schema of a row, compiled to polars masks: the rows that break a rule, and its problem code.

No Python object is made of a row. jsonschema judges documents (``documents.py``), and is the oracle
of these masks in the tests. A keyword that jsonschema would judge and no mask can is an error when
the schema is compiled.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl
from msgspec import Struct

from estimator.model.column import WORDS, Column
from estimator.model.money import DECIMALS, EXACT, LARGEST, grouped_number
from estimator.model.plan import FIRST_MONTH
from estimator.model.schema import Schema
from estimator.model.text import join_phrase, quote_text

# What says something about a schema and nothing about a row; so do the keywords of our own, x-....
ANNOTATIONS = frozenset(
    {"$schema", "$id", "$comment", "title", "description", "default", "deprecated", "examples"}
)
REQUIRED = "a value; every row needs one"
# Patterns that Python's and polars' regular expressions read alike, a closing "$" aside.
PATTERN = re.compile(
    r"\^?(?:(?:[A-Za-z0-9 _:/-]|\[\^?(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9 ._:/])+-?\])[*+?]?)*\$?"
)


class SchemaRule(Struct, frozen=True):
    """One way to break a schema.

    Attributes:
        column: the column that is wrong, or missing.
        keyword: of JSON Schema; a column may have several rules of one keyword.
        code: of the problem.
        expected: what could stand there, as in ``Problem``.
        broken: Boolean, never null, over the typed columns; true where the rule is broken.
    """

    column: str
    keyword: str
    code: str
    expected: str
    broken: pl.Expr


# The keyword, code and expectation of a rule, and a mask of the cells that break it; what the mask
# has for blank cells does not count.
CellRule = tuple[str, str, str, pl.Expr]


@cache
def compile_rules(schema: Schema) -> tuple[SchemaRule, ...]:
    """Every way to break ``schema`` that there is for a typed row.

    Raises:
        ValueError: a keyword is not known here, or not in the form that it has.
    """
    return (
        *_row_rules(schema),
        *(rule for column in schema.columns.values() for rule in _column_rules(schema, column)),
    )


def split_words(cell: pl.Expr) -> pl.Expr:
    """The words of a cell (String) that semicolons separate: List(String), null where blank."""
    words = cell.str.split(";").list.eval(pl.element().str.strip_chars())
    return pl.when(cell != "").then(words.list.filter(pl.element() != ""))


def _row_rules(schema: Schema) -> Iterator[SchemaRule]:
    for keyword, value in _judging_keywords(schema.row):
        match keyword, value:
            case "required", [*names] if all(name in schema.columns for name in names):
                for name in names:
                    absent = _is_absent(schema.columns[name])
                    yield SchemaRule(name, keyword, "missing-value", REQUIRED, absent)
            # A typed row is an object of the schema's columns, which are compiled one by one.
            case ("type", "object") | ("additionalProperties", False) | ("properties", _):
                pass
            case _:
                raise _refuse_keyword("a row", keyword, value)


def _column_rules(schema: Schema, column: Column) -> Iterator[SchemaRule]:
    spec, cell = schema.row["properties"][column.name], pl.col(column.name)
    of = _number_rules if column.numeric else _list_rules if column.kind == WORDS else _text_rules
    for keyword, code, expected, broken in of(column, spec, cell):
        yield SchemaRule(column.name, keyword, code, expected, ~_is_absent(column) & broken)


def _list_rules(column: Column, spec: Mapping[str, Any], cell: pl.Expr) -> Iterator[CellRule]:
    """The masks of a cell that lists words; the keyword is the one that a word breaks."""
    for keyword, value in _judging_keywords(spec):
        match keyword, value:
            case "type", "array":
                pass
            case "items", {"type": "string"}:
                for broken, code, expected, mask in _text_rules(column, value, pl.element()):
                    yield broken, code, expected, split_words(cell).list.eval(mask).list.any()
            case _:
                raise _refuse_keyword(column.name, keyword, value)


def _number_rules(column: Column, spec: Mapping[str, Any], cell: pl.Expr) -> Iterator[CellRule]:
    expected = column.expected
    for keyword, value in _judging_keywords(spec):
        match keyword, value:
            case "type", "number":
                pass
            case "type", "integer":
                yield keyword, "not-a-whole-number", expected, cell % 1 != 0
            case "minimum", _ if _is_exact(value):
                code = "negative" if value >= 0 else "too-small"
                yield keyword, code, expected, (cell < _exact_literal(value)) & (cell < 0)
                yield keyword, "too-small", expected, (cell < _exact_literal(value)) & (cell >= 0)
            case "maximum", _ if _is_exact(value):
                yield keyword, "too-large", expected, cell > _exact_literal(value)
            case _:
                raise _refuse_keyword(column.name, keyword, value)


def _text_rules(column: Column, spec: Mapping[str, Any], cell: pl.Expr) -> Iterator[CellRule]:
    described = (column.description[:1].lower() + column.description[1:]).rstrip(".")
    for keyword, value in _judging_keywords(spec):
        match keyword, value:
            case "type", "string":
                pass
            case "minLength", int():
                yield keyword, "not-allowed", described, cell.str.len_chars() < value
            case "maxLength", int():
                expected = f"at most {grouped_number(Decimal(value))} characters"
                yield keyword, "too-long", expected, cell.str.len_chars() > value
            case "enum", [str(), *_] if all(isinstance(text, str) for text in value):
                expected = join_phrase([quote_text(text) for text in value], "or")
                yield keyword, "not-allowed", expected, ~cell.is_in(value)
            case "pattern", str() if PATTERN.fullmatch(value):
                # Python's "$" holds before a closing line feed too.
                same = re.sub(r"\$$", r"\\n?\\z", value)
                yield keyword, "not-allowed", described, ~cell.str.contains(same)
            case "format", "date":
                yield keyword, "not-a-date", column.expected, ~_is_date(cell)
            case "format", "month":
                yield keyword, "not-a-month", column.expected, ~_is_month(cell)
            case _:
                raise _refuse_keyword(column.name, keyword, value)


def _is_date(cell: pl.Expr) -> pl.Expr:
    """Whether ``cell`` is a day written YYYY-MM-DD, of the years that Python knows."""
    day = cell.str.to_date("%Y-%m-%d", strict=False)
    same = day.dt.to_string("%Y-%m-%d") == cell
    return (same & day.dt.year().is_between(1, 9999)).fill_null(False)


def _is_month(cell: pl.Expr) -> pl.Expr:
    """Whether ``cell`` is a month written YYYY-MM, of the years that spreadsheets count alike."""
    return cell.str.contains(r"^[0-9]{4}-(?:0[1-9]|1[0-2])\z") & (cell >= FIRST_MONTH)


def _exact_literal(value: int | Decimal) -> pl.Expr:
    return pl.lit(value, dtype=EXACT)


def _is_exact(value: object) -> bool:
    """Whether ``value`` is a number that is compared with as it is: not too large, not too fine."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    number = Fraction(value)
    return abs(number) <= LARGEST and (number * 10**DECIMALS).denominator == 1


def _is_absent(column: Column) -> pl.Expr:
    """Whether a cell is no part of the row as JSON Schema sees it."""
    cell = pl.col(column.name)
    return cell.is_null() if column.numeric else cell.is_null() | (cell == "")


def _judging_keywords(spec: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The keywords of ``spec`` that judge, and their values."""
    for keyword, value in spec.items():
        if keyword not in ANNOTATIONS and not keyword.startswith("x-"):
            yield keyword, value


def _refuse_keyword(what: str, keyword: str, value: object) -> ValueError:
    return ValueError(f"the schema of {what}: no mask is made of {keyword!r} as {value!r}")


def broken_rules(frame: pl.DataFrame, schema: Schema) -> Iterator[tuple[SchemaRule, pl.Series]]:
    """The rules of ``schema`` that typed rows break, with the ascending positions of those rows."""
    rules = compile_rules(schema)
    broken = frame.select(rule.broken.alias(str(n)) for n, rule in enumerate(rules))
    for rule, mask in zip(rules, broken, strict=True):
        # Positions are a step of polars for each rule; nearly all rules hold.
        if mask.any():
            yield rule, mask.arg_true()


def keeps_rules(cells: pl.Series, schema: Schema) -> pl.Series:
    """Which of ``cells``, typed ones of the column that they are named after, break no rule."""
    broken = [rule.broken for rule in compile_rules(schema) if rule.column == cells.name]
    return cells.to_frame().select(~pl.any_horizontal(broken)).to_series()


def row_documents(frame: pl.DataFrame, schema: Schema) -> Iterator[dict[str, Any]]:
    """Typed rows as the JSON Schema sees them: blanks absent, lists of words as lists."""
    columns = schema.columns.values()
    words = [split_words(pl.col(column.name)) for column in columns if column.kind == WORDS]
    for row in frame.select(*schema.columns).with_columns(words).iter_rows(named=True):
        yield {name: value for name, value in row.items() if value not in (None, "")}
