"""Scenarios chosen: those of the Assumptions sheet of a workbook of ours, and the one asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from estimator.model.money import grouped, plain
from estimator.model.problem import Problem, errors
from estimator.model.scenario import BASE, FACTORS, Scenario, named
from estimator.model.schema import Schema, document, schema
from estimator.model.table import Part
from estimator.model.words import did_you_mean, listed, quote
from estimator.validate.assumptions import BY_SHEET
from estimator.validate.rows import whole_typed


def wrong(scenarios: Sequence[Scenario]) -> Iterator[str]:
    """What no list of scenarios may have, a sentence each."""
    seen: set[str] = set()
    for one in scenarios:
        if one.name.casefold() in seen:
            yield f"the scenario {quote(one.name)} is there twice"
        seen.add(one.name.casefold())
        for name, factor in one.factors.items():
            column = FACTORS[name]
            if factor > (column.maximum or factor):
                expected = f"found {grouped(factor)}; expected {column.expected}"
                yield f"the scenario {quote(one.name)}, {name}: {expected}"
        if one.name == BASE and one.changes:
            yield f"{BASE} is the plan as it stands, both its factors are 1; change another"


def chosen(scenarios: Iterable[Scenario], word: str) -> tuple[Scenario | None, list[Problem]]:
    """The one of ``scenarios`` that ``word`` names, Base where it is empty."""
    known = {one.name: one for one in scenarios}
    found = named(known.values(), word or BASE)
    if found:
        return found, []
    hint = did_you_mean(word, known) or f" There are {listed(known)}."
    return None, [Problem("unknown-scenario", says=f"There is no scenario {quote(word)}.{hint}")]


@cache
def sheet_schema() -> Schema:
    """The schema of the table of scenarios, as far as it is read back."""
    name: Mapping[str, Any] = document("cost_model")["$defs"]["scenario"]["properties"]["name"]
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
    described = {**name, "title": "Scenario", "description": "Letters, digits, blanks, - and _."}
    return schema({"required": ["name", *factors], "properties": {"name": described, **factors}})


def from_sheet(
    scenarios: Iterable[Scenario], table: Part
) -> tuple[tuple[Scenario, ...], list[Problem]]:
    """``scenarios`` with the factors in ``table``, and those that only stand there."""
    found = {one.name: one for one in scenarios}
    frame, problems = whole_typed(table, sheet_schema())
    if errors(problems):
        return tuple(found.values()), problems
    rows = list(frame.select("name", *FACTORS).iter_rows(named=True))
    read = [_read(found, **row) for row in rows]
    said = [*wrong(read)]
    problems += [Problem("bad-scenario", says=f"{table.source.name}: {one}.") for one in said]
    found |= {one.name: one for one in read}
    return tuple(found.values()), problems


def _read(known: Mapping[str, Scenario], name: str, **factors: Any) -> Scenario:  # noqa: ANN401 - Decimals
    """The scenario of a row of the sheet; the one that is ``known`` where its factors are."""
    one = named(known.values(), name)
    if one is None:
        return Scenario(name, **factors, source=f"Set by {BY_SHEET}.", set_by=BY_SHEET)
    if one.factors == factors:
        return one
    before = " and ".join(plain(value) for value in one.factors.values())
    source = f"Set by {BY_SHEET} in place of {before}. {one.source}"
    return Scenario(one.name, **factors, source=source, set_by=BY_SHEET)
