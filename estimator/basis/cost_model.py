"""Loading cost-model files, checked and compiled: every error is found at load."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from estimator.basis.house_file import (
    document_problems,
    write_document,
)
from estimator.basis.house_inputs import applied_column, default_entry, exact_bound, parse_input
from estimator.basis.house_problems import model_problems
from estimator.formula.conversion import translate_model
from estimator.formula.house_costs import count_house_costs
from estimator.formula.program import compiled_columns
from estimator.formula.unused import always_wrong
from estimator.model import shipped
from estimator.model.column import Column, ComputedColumn
from estimator.model.cost_model import (
    FACTORS,
    SHIPPED,
    Assumption,
    CostModel,
    Scenario,
    threshold_column,
)
from estimator.model.disk import legible_name
from estimator.model.money import Currency
from estimator.model.problem import Problem
from estimator.model.schema import extended_schema
from estimator.read.files import read_document

SHIPPED_FILES = ("assumptions.toml", "scenarios.toml", "cost_model.toml")

Document = Mapping[str, Any]


def load_cost_model(house: Path | None = None) -> tuple[CostModel | None, list[Problem]]:
    """The shipped cost model, with what the user's file ``house`` adds to it."""
    if house is None:
        return load_house_document("", {})
    content, problems = read_document(house, "bad-cost-model")
    if content is None:
        return None, problems
    return load_house_document(legible_name(house.name), content)


def load_house_document(name: str, content: Document) -> tuple[CostModel | None, list[Problem]]:
    """The shipped cost model, with what the user's parsed file ``name`` adds to it."""
    # The fields of what is shipped are judged by a test.
    problems = document_problems(name, content) if content else []
    if problems:
        return None, problems
    entries = _shipped_entries()
    inputs = tuple(parse_input(one) for one in content.get("input", ()))
    known = [ComputedColumn(**one) for one in entries["column"]]
    own = [
        *filter(None, map(applied_column, content.get("input", ()))),
        *(ComputedColumn(**one) for one in content.get("column", ())),
    ]
    model = CostModel(
        count_house_costs(known, own),
        (
            *(_parse_assumption_entry(one, SHIPPED, ()) for one in entries["assumption"]),
            *(_parse_assumption_entry(one, name, inputs) for one in _own_assumptions(content)),
        ),
        name,
        (
            *(_parse_scenario_entry(one, SHIPPED) for one in entries["scenario"]),
            *(_parse_scenario_entry(one, name) for one in content.get("scenario", ())),
        ),
        house_lines=tuple(write_document(content)),
        house_inputs=inputs,
    )
    # What is shipped is judged by a test.
    problems = [*model_problems(model, known, own)] if content else []
    return (None if problems else model), problems


def _shipped_entries() -> Mapping[str, list[Any]]:
    """The entries of the shipped files, by their tables."""
    documents = [shipped.load_toml(name) for name in SHIPPED_FILES]
    kinds = dict.fromkeys(kind for one in documents for kind in one)
    return {kind: [entry for one in documents for entry in one.get(kind, ())] for kind in kinds}


def _own_assumptions(content: Document) -> Iterator[Document]:
    """The assumptions of the user's file, with the defaults of its inputs before them."""
    yield from filter(None, map(default_entry, content.get("input", ())))
    yield from content.get("assumption", ())


def convert_cost_model(
    model: CostModel, currency: Currency
) -> tuple[CostModel | None, list[Problem]]:
    """``model``, which has the exchange rate, converted to ``currency``; None with an error."""
    if not currency.converts:
        return model, []
    made, wrong = translate_model(model, compiled_columns(model), currency)
    wrong += [f"the column {name}: {sentence}" for name, sentence in always_wrong(made)]
    problems = [
        Problem("bad-cost-model", wording=f"In {currency.code}, {sentence.rstrip('.')}.")
        for sentence in wrong
    ]
    return (None if wrong else made), problems


def _parse_assumption_entry(entry: Document, set_by: str, inputs: tuple[Column, ...]) -> Assumption:
    fills = entry.get("input", "")
    column = extended_schema(inputs).columns.get(fills) or threshold_column(
        entry["unit"],
        exact_bound(entry.get("minimum")),
        exact_bound(entry.get("maximum")),
        entry["name"],
    )
    return Assumption(
        name=entry["name"],
        title=entry["title"],
        value=Decimal(entry["value"]),
        unit=entry["unit"],
        source=entry["source"],
        column=column,
        fills=fills,
        idle_with=entry.get("idle_with", ""),
        idle_without=entry.get("idle_without", column.charged_at),
        set_by=set_by,
        neutral=exact_bound(entry.get("neutral")),
    )


def _parse_scenario_entry(entry: Document, set_by: str) -> Scenario:
    factors = {name: Decimal(entry[name]) for name in FACTORS}
    return Scenario(entry["name"], **factors, source=entry["source"], set_by=set_by)
