"""Values chosen for assumptions: ``--assume name=value``, and the sheet of a workbook of ours."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

import polars as pl

from estimator.model.column import WHOLE, Column
from estimator.model.cost_model import Assumption
from estimator.model.money import plain
from estimator.model.problem import Problem
from estimator.model.schema import Schema, schema
from estimator.model.sheet import TEXT
from estimator.model.table import Part
from estimator.model.words import did_you_mean, quote
from estimator.validate.numbers import TOLD, parsed
from estimator.validate.rows import whole_typed

Chosen = tuple[tuple[Assumption, ...], list[Problem]]


def given(assumptions: Iterable[Assumption], words: Iterable[str], by: str) -> Chosen:
    """``assumptions`` with the values that ``words`` (``name=value``) give them.

    A name is the input's, as on the sheet (``epochs``), or the one in formulas.
    """
    chosen = {assumption.word: assumption for assumption in assumptions}
    names = {assumption.name: word for word, assumption in chosen.items()}
    problems = []
    for word in words:
        name, sign, text = (part.strip() for part in word.partition("="))
        name = names.get(name, name)
        if not sign or name not in chosen:
            said = f"{quote(word)} is not NAME=VALUE with an assumption's name."
            problems.append(Problem("bad-assumption", says=said + did_you_mean(name, chosen)))
            continue
        value, problem = _value(chosen[name].column, text, name)
        if problem:
            problems.append(problem)
        else:
            chosen[name] = _changed(chosen[name], value, by)
    return tuple(chosen.values()), problems


def _changed(assumption: Assumption, value: Decimal, by: str) -> Assumption:
    """``assumption`` with another value; its source says what it stands in place of."""
    source = f"Set by {by} in place of {plain(assumption.value)}. {assumption.source}"
    return replace(assumption, value=value, set_by=by, source=source)


def _value(column: Column, text: str, name: str) -> tuple[Decimal, Problem | None]:
    """The exact value of ``text`` by the rules of cells, or what is wrong with it."""
    cell = pl.DataFrame(
        {"text": [text or None], "kind": [TEXT]}, schema={"text": pl.String, "kind": pl.UInt8}
    )
    value, code = parsed(column, cell).select("value", "code").row(0)
    wrong = (
        value is None
        or (code is not None and code not in TOLD)
        or (column.kind == WHOLE and value % 1)
        or not (column.minimum or Decimal(0)) <= value <= (column.maximum or value)
    )
    if wrong:
        said = f"{name}: found {quote(text)}; expected {column.expected}."
        return Decimal(0), Problem("bad-assumption", says=said)
    return value.normalize(), None


@cache
def sheet_schema() -> Schema:
    """The schema of the Assumptions sheet, as far as it is read back."""
    return schema(
        {
            "required": ["name", "value"],
            "properties": {
                "name": {"title": "Name", "type": "string"},
                "value": {"title": "Value", "type": "number", "x-unit": "", "x-decimals": 6},
            },
        }
    )


def from_sheet(assumptions: Iterable[Assumption], table: Part) -> Chosen:
    """``assumptions`` with the values that stand on the Assumptions sheet ``table``."""
    known = {assumption.name: assumption for assumption in assumptions}
    frame, problems = whole_typed(table, sheet_schema())
    values: Mapping[str, Decimal] = {
        name: value
        for name, value in frame.select("name", "value").iter_rows()
        if value is not None
    }
    changed = [
        f"{name}={value:f}"
        for name, value in values.items()
        if name in known and value != known[name].value
    ]
    chosen, wrong = given(known.values(), changed, "the workbook's Assumptions sheet")
    return chosen, [*problems, *wrong]
