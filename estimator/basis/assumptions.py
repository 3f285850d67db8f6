"""Choosing assumptions and scenarios: from options, and from a workbook made by estimator."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl
from msgspec.structs import replace

from estimator.basis.arguments import split_argument
from estimator.model.cells import TEXT, Book
from estimator.model.column import WHOLE, Column
from estimator.model.cost_model import (
    BASE,
    FACTORS,
    Assumption,
    CostModel,
    Scenario,
    scenario_named,
)
from estimator.model.money import EXACT, grouped_number, plain_number
from estimator.model.own_workbook import (
    ASSUMPTIONS,
    SCENARIO_LABEL,
    SCENARIOS_TITLE,
    SUMMARY,
    TABLE_TITLES,
)
from estimator.model.problem import FindingList, Problem, only_errors
from estimator.model.schema import Schema, parse_schema, schema_document
from estimator.model.table import TablePart
from estimator.model.text import did_you_mean, join_phrase, quote_text
from estimator.read import exported
from estimator.validate.numbers import COERCED, ROUNDED, parse_numbers
from estimator.validate.rows import type_small_table

Chosen = tuple[tuple[Assumption, ...], list[Problem]]
BY_SHEET = "the workbook's Assumptions sheet"
# Nothing that is chosen is rounded: it would be another value than the one that was given.
ACCEPTED = COERCED - {ROUNDED}


def choose_assumptions(
    model: CostModel,
    sheet: pl.DataFrame,
    exchange_rate: Assumption | None,
    words: Iterable[str],
) -> tuple[CostModel, list[Problem]]:
    """``model`` with the values of a workbook's ``sheet``, overridden by the options ``words``."""
    problems = FindingList[Problem]()
    before = {one.name: one.value for one in model.assumptions}
    chosen = problems.collect(assumptions_from_sheet(model.assumptions, sheet))
    problems += _workbook_values_notice(
        [one.option_name for one in chosen if one.value != before[one.name]]
    )
    rated = (*chosen, exchange_rate) if exchange_rate else chosen
    values = problems.collect(set_assumptions(rated, words, "--assume"))
    return replace(model, assumptions=values), problems


def assumption_rows(read: Book | None) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows of the Assumptions sheet of a workbook made by estimator; none of any other."""
    schema = assumptions_sheet_schema()
    found, problems = exported.read_own_table(read, ASSUMPTIONS, "", TABLE_TITLES, schema)
    if found is None:
        none = {name: EXACT if one.numeric else pl.String for name, one in schema.columns.items()}
        return pl.DataFrame(schema=none), problems
    rows, wrong = type_small_table(found, schema)
    return rows, problems + wrong


def choose_scenarios(read: Book | None, model: CostModel) -> tuple[CostModel, list[Problem]]:
    """``model`` with the scenario factors of a workbook made by estimator."""
    schema = scenarios_sheet_schema()
    found, problems = exported.read_own_table(
        read, ASSUMPTIONS, SCENARIOS_TITLE, TABLE_TITLES, schema
    )
    if found is None:
        return model, problems
    scenarios, wrong = scenarios_from_sheet(model.scenarios, found)
    changed = [one.name for one in scenarios if one not in model.scenarios]
    return replace(model, scenarios=scenarios), problems + wrong + _workbook_values_notice(changed)


def choose_scenario(
    read: Book | None, scenarios: Iterable[Scenario], word: str
) -> tuple[Scenario | None, list[Problem]]:
    """The scenario called ``word``; without one the scenario of the workbook's Summary, or Base."""
    shown = "" if word else exported.read_labeled_cell(read, SUMMARY, SCENARIO_LABEL)
    found, problems = _named_scenario(scenarios, word or shown)
    if found and shown and found.name != BASE:
        wording = f"The scenario on the workbook's Summary is used ({found.name})."
        problems.append(Problem("workbook-values", wording=wording))
    return found, problems


def _workbook_values_notice(names: Sequence[str]) -> list[Problem]:
    """The notice that the values of ``names`` come from a workbook made by estimator."""
    wording = f"Values on the workbook's Assumptions sheet are used for {', '.join(names)}."
    return [Problem("workbook-values", wording=wording)] if names else []


def set_assumptions(assumptions: Iterable[Assumption], words: Iterable[str], by: str) -> Chosen:
    """``assumptions`` with the values that ``words`` (``NAME=VALUE``) set.

    A name is that of the input (``epochs``), or the one in formulas (``default_epochs``).
    """
    chosen = {assumption.option_name: assumption for assumption in assumptions}
    names = {assumption.name: word for word, assumption in chosen.items()}
    problems = []
    for word in words:
        name, text = split_argument(word)
        name = names.get(name, name)
        if name not in chosen:
            wording = f"{quote_text(word)} is not NAME=VALUE with the name of an assumption."
            problems.append(Problem("bad-assumption", wording=wording + did_you_mean(name, chosen)))
            continue
        found, problem = parse_assumption(chosen[name].column, text, name)
        if problem:
            problems.append(problem)
        else:
            chosen[name] = _change_assumption(chosen[name], found, by)
    return tuple(chosen.values()), problems


def _change_assumption(assumption: Assumption, value: Decimal, by: str) -> Assumption:
    """``assumption`` with another value; its source names the value it replaces."""
    source = f"Set by {by} instead of {plain_number(assumption.value)}. {assumption.source}"
    return replace(assumption, value=value, set_by=by, source=source)


def parse_assumption(column: Column, text: str, name: str) -> tuple[Decimal, Problem | None]:
    """The exact value of ``text``, read like a cell, or the problem with it."""
    cell = pl.DataFrame(
        {"text": [text or None], "kind": [TEXT]}, schema={"text": pl.String, "kind": pl.UInt8}
    )
    number, code = parse_numbers(column, cell).select("value", "code").row(0)
    wrong = (
        number is None
        or (code is not None and code not in ACCEPTED)
        or (column.kind == WHOLE and number % 1)
        or not (column.minimum or Decimal(0)) <= number <= (column.maximum or number)
    )
    if wrong:
        finest = f" with at most {column.decimals} decimals" if code == ROUNDED else ""
        wording = f"{name}: found {quote_text(text)}; expected {column.expected}{finest}."
        return Decimal(0), Problem("bad-assumption", wording=wording)
    return number.normalize(), None


@cache
def assumptions_sheet_schema() -> Schema:
    """The schema of the columns read back from the Assumptions sheet."""
    return parse_schema(
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


def assumptions_from_sheet(assumptions: Iterable[Assumption], rows: pl.DataFrame) -> Chosen:
    """``assumptions`` with the values on the Assumptions sheet of a workbook made by estimator.

    Args:
        assumptions: those of the cost model.
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
    return set_assumptions(known.values(), changed, BY_SHEET)


def scenario_errors(scenarios: Sequence[Scenario]) -> Iterator[str]:
    """A sentence for each error in a list of scenarios."""
    seen: set[str] = set()
    for one in scenarios:
        if one.name.casefold() in seen:
            yield f"the scenario {quote_text(one.name)} is defined twice"
        seen.add(one.name.casefold())
        for name, factor in one.factors.items():
            column = FACTORS[name]
            if factor > (column.maximum or factor):
                expected = f"found {grouped_number(factor)}; expected {column.expected}"
                yield f"the scenario {quote_text(one.name)}, {name}: {expected}"
        if one.name == BASE and one.has_effect:
            yield f"both factors of {BASE} must be 1; change another scenario"


def _named_scenario(
    scenarios: Iterable[Scenario], word: str
) -> tuple[Scenario | None, list[Problem]]:
    """The one of ``scenarios`` called ``word``, or Base if it is empty."""
    known = {one.name: one for one in scenarios}
    found = scenario_named(known.values(), word or BASE)
    if found:
        return found, []
    hint = did_you_mean(word, known) or f" Use {join_phrase(known, 'or')}."
    return None, [
        Problem("unknown-scenario", wording=f"There is no scenario {quote_text(word)}.{hint}")
    ]


@cache
def scenarios_sheet_schema() -> Schema:
    """The schema of the columns read back from the table of scenarios."""
    name: Mapping[str, Any] = schema_document("cost_model")["$defs"]["scenario"]["properties"][
        "name"
    ]
    factors = {
        column.name: {
            "title": column.title,
            "type": "number",
            "minimum": column.minimum,
            "maximum": column.maximum,
            "x-unit": column.unit,
            "x-decimals": column.decimals,
        }
        for column in FACTORS.values()
    }
    described = {**name, "title": "Scenario", "description": "Letters, digits, spaces, - and _."}
    return parse_schema(
        {"required": ["name", *factors], "properties": {"name": described, **factors}}
    )


def scenarios_from_sheet(
    scenarios: Iterable[Scenario], table: TablePart
) -> tuple[tuple[Scenario, ...], list[Problem]]:
    """``scenarios`` with the factors in ``table``, and the scenarios that are only there."""
    found = {one.name: one for one in scenarios}
    frame, problems = type_small_table(table, scenarios_sheet_schema())
    if only_errors(problems):
        return tuple(found.values()), problems
    rows = list(frame.select("name", *FACTORS).iter_rows(named=True))
    read = [_scenario_from_row(found, **row) for row in rows]
    problems += [
        Problem("bad-scenario", wording=f"{table.source.quoted_name}: {one}.")
        for one in scenario_errors(read)
    ]
    found |= {one.name: one for one in read}
    return tuple(found.values()), problems


def _scenario_from_row(known: Mapping[str, Scenario], name: str, **factors: Any) -> Scenario:  # noqa: ANN401 - Decimals
    """The scenario in a row of the sheet; the ``known`` one itself if its factors are unchanged."""
    one = scenario_named(known.values(), name)
    if one is None:
        return Scenario(name, **factors, source=f"Set by {BY_SHEET}.", set_by=BY_SHEET)
    if one.factors == factors:
        return one
    before = " and ".join(plain_number(value) for value in one.factors.values())
    source = f"Set by {BY_SHEET} instead of {before}. {one.source}"
    return Scenario(one.name, **factors, source=source, set_by=BY_SHEET)
