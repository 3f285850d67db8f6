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
from estimator.model.words import did_you_mean, quote
from estimator.validate.numbers import ROUNDED, TOLD, parsed

Chosen = tuple[tuple[Assumption, ...], list[Problem]]
BY_SHEET = "the workbook's Assumptions sheet"
# Nothing that is chosen is rounded: it would be another value than the one that was said.
TAKEN = TOLD - {ROUNDED}


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
        found, problem = value(chosen[name].column, text, name)
        if problem:
            problems.append(problem)
        else:
            chosen[name] = _changed(chosen[name], found, by)
    return tuple(chosen.values()), problems


def _changed(assumption: Assumption, value: Decimal, by: str) -> Assumption:
    """``assumption`` with another value; its source says what it stands in place of."""
    source = f"Set by {by} in place of {plain(assumption.value)}. {assumption.source}"
    return replace(assumption, value=value, set_by=by, source=source)


def value(column: Column, text: str, name: str) -> tuple[Decimal, Problem | None]:
    """The exact value of ``text`` by the rules of cells, or what is wrong with it."""
    cell = pl.DataFrame(
        {"text": [text or None], "kind": [TEXT]}, schema={"text": pl.String, "kind": pl.UInt8}
    )
    number, code = parsed(column, cell).select("value", "code").row(0)
    wrong = (
        number is None
        or (code is not None and code not in TAKEN)
        or (column.kind == WHOLE and number % 1)
        or not (column.minimum or Decimal(0)) <= number <= (column.maximum or number)
    )
    if wrong:
        finest = f" with at most {column.decimals} decimals" if code == ROUNDED else ""
        said = f"{name}: found {quote(text)}; expected {column.expected}{finest}."
        return Decimal(0), Problem("bad-assumption", says=said)
    return number.normalize(), None


@cache
def sheet_schema() -> Schema:
    """The schema of the Assumptions sheet, as far as it is read back."""
    return schema(
        {
            "required": ["name", "value"],
            "properties": {
                "name": {"title": "Name", "type": "string"},
                "value": {"title": "Value", "type": "number", "x-unit": "", "x-decimals": 6},
                "unit": {"title": "Unit", "type": "string"},
                "source": {"title": "Source", "type": "string"},
            },
        }
    )


def from_sheet(assumptions: Iterable[Assumption], rows: pl.DataFrame) -> Chosen:
    """``assumptions`` with the values that stand on the Assumptions sheet of a workbook of ours.

    Args:
        assumptions: those that are known.
        rows: of the sheet, ``name`` and ``value``.
    """
    known = {assumption.name: assumption for assumption in assumptions}
    values: Mapping[str, Decimal] = dict(
        rows.drop_nulls("value").select("name", "value").iter_rows()
    )
    changed = [
        f"{name}={found:f}"
        for name, found in values.items()
        if name in known and found != known[name].value
    ]
    return given(known.values(), changed, BY_SHEET)
