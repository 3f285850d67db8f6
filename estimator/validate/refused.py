"""Typed rows held against the JSON Schema: masks find them, jsonschema says what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from estimator.model.column import WORDS
from estimator.model.schema import Schema
from estimator.validate.jsonschema import Violation, violations
from estimator.validate.masks import Rule, masks, split_words


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
