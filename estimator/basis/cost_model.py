"""Loading cost-model files, checked and compiled: every error is found at load."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from estimator.basis.assumptions import parse_assumption, scenario_errors
from estimator.formula.conversion import translate_model
from estimator.formula.program import compiled_columns
from estimator.formula.syntax import FUNCTIONS
from estimator.formula.unused import always_wrong
from estimator.model import shipped
from estimator.model.calendar import YEAR_COSTS
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import (
    FACTORS,
    SHIPPED,
    Assumption,
    CostModel,
    Scenario,
    threshold_column,
)
from estimator.model.disk import legible_name
from estimator.model.estimate import DIMENSIONS, GROUP_FIELDS
from estimator.model.estimates_columns import MONTH_OR_CHECK, estimates_columns
from estimator.model.money import RATE, Currency, plain_number
from estimator.model.output_columns import AS_OF, year_columns
from estimator.model.plan import FIRST_MONTH, REPLACE, Plan
from estimator.model.problem import Problem
from estimator.model.schema import price_columns, schema_document, workloads_schema
from estimator.model.text import did_you_mean, quote_text
from estimator.read.files import read_document

# Names that Excel would read as a cell (A1 or R1C1 style) or a value.
CELL_LIKE = re.compile(r"[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*|true|false", re.IGNORECASE)
RESERVED = frozenset({"row", AS_OF, RATE, *YEAR_COSTS, *FACTORS, *GROUP_FIELDS})
# The months, the checks of a row and the costs on replacements: as many as needed.
NUMBERED_NAME = re.compile(r"m\d+_cost|check_formulas_\d+|replacement_.*")
# Assumptions are defined names of the workbook. It has others, among them that of its table, and
# Excel has some of its own.
WORKBOOK_NAME = re.compile(
    r"(?:rate|plan|after|scenarios?|fx|print)_.*|scenario|plan|rates|workloads|workload_(?:ids|heading)"
    rf"|(?:{'|'.join(DIMENSIONS)})_(?:spellings|keys|labels)|wrong_(?:prices|periods)"
    r"|auto_(?:open|close|activate|deactivate)|consolidate_area|criteria|data_form|database"
    r"|extract|filter_?database|recorder|sheet_title"
)

SHIPPED_FILES = ("assumptions.toml", "scenarios.toml", "cost_model.toml")


def load_cost_model(house: Path | None = None) -> tuple[CostModel | None, list[Problem]]:
    """The shipped cost model, with the columns added by the user's file ``house``."""
    if house is None:
        return parse_cost_model(_shipped_documents())
    content, problems = read_document(house, "bad-cost-model")
    if content is None:
        return None, problems
    return load_house_document(legible_name(house.name), content)


def load_house_document(
    name: str, content: Mapping[str, Any]
) -> tuple[CostModel | None, list[Problem]]:
    """The shipped cost model, with the columns added by the user's parsed file ``name``."""
    model, problems = parse_cost_model([*_shipped_documents(), (name, content)], name)
    if model is None:
        return None, problems
    return replace(model, house_lines=tuple(write_document(content))), problems


def _shipped_documents() -> list[tuple[str, Mapping[str, Any]]]:
    return [(name, shipped.load_toml(name)) for name in SHIPPED_FILES]


def write_document(document: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a valid cost-model file, as TOML."""
    for kind, entries in document.items():
        for entry in entries:
            yield f"[[{kind}]]"
            yield from (f"{name} = {_toml_value(value)}" for name, value in entry.items())
            yield ""


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    # A TOML string is a JSON string, except for the one character that JSON does not escape.
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)


def convert_cost_model(
    model: CostModel, currency: Currency
) -> tuple[CostModel | None, list[Problem]]:
    """``model``, which has the exchange rate, converted to ``currency``; None with an error."""
    if not currency.converts:
        return model, []
    made, wrong = translate_model(model, compiled_columns(model), currency)
    wrong += [f"the column {name}: {sentence}" for name, sentence in always_wrong(made)]
    problems = [
        Problem("bad-cost-model", wording=f"In {currency.code}, {sentence}.") for sentence in wrong
    ]
    return (None if wrong else made), problems


def parse_cost_model(
    files: Iterable[tuple[str, Mapping[str, Any]]], house: str = ""
) -> tuple[CostModel | None, list[Problem]]:
    """The cost model in the parsed TOML ``files`` together, in order.

    Args:
        files: (label, document) of each; problems begin with the label of their file.
        house: the name of the user's own file; empty without one.
    """
    documents = list(files)
    # What is shipped is judged by a test.
    own = [(label, one) for label, one in documents if label == house or label not in SHIPPED_FILES]
    problems = [problem for label, one in own for problem in _model_document_problems(label, one)]
    if problems:
        return None, problems
    labels = {entry["name"]: label for label, one in documents for entry in one.get("column", ())}
    assumptions = [
        _parse_assumption_entry(entry, house if label == house else SHIPPED)
        for label, one in documents
        for entry in one.get("assumption", ())
    ]
    columns = [ComputedColumn(**entry) for _, one in documents for entry in one.get("column", ())]
    problems = _name_problems(assumptions, columns, documents[-1][0])
    problems += _default_problems(assumptions, documents[-1][0])
    known = [
        _parse_scenario_entry(entry, house if label == house else SHIPPED)
        for label, one in documents
        for entry in one.get("scenario", ())
    ]
    problems += [
        _cost_model_problem(documents[-1][0], sentence) for sentence in scenario_errors(known)
    ]
    model = CostModel(tuple(columns), tuple(assumptions), house, tuple(known))
    problems += [
        _cost_model_problem(f"{labels[name]}, column {name}", sentence)
        for name, sentence in always_wrong(model)
    ]
    return (None if problems else model), problems


def _cost_model_problem(where: str, sentence: str) -> Problem:
    return Problem(
        "bad-cost-model", wording=f"{where}: {sentence}.".replace("..", ".").replace("?.", "?")
    )


def _model_document_problems(label: str, one: Mapping[str, Any]) -> list[Problem]:
    from estimator.validate.documents import schema_validator  # noqa: PLC0415 - slow to load

    errors = schema_validator(schema_document("cost_model")).iter_errors(one)
    return [
        _cost_model_problem(f"{label}, {error.json_path[2:] or 'file'}", error.message)
        for error in errors
    ]


def _parse_assumption_entry(entry: Mapping[str, Any], set_by: str) -> Assumption:
    fills = entry.get("input", "")
    column = workloads_schema().columns.get(fills) or threshold_column(
        entry["unit"],
        _optional_decimal(entry.get("minimum")),
        _optional_decimal(entry.get("maximum")),
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
        neutral=_optional_decimal(entry.get("neutral")),
    )


def _parse_scenario_entry(entry: Mapping[str, Any], set_by: str) -> Scenario:
    factors = {name: Decimal(entry[name]) for name in FACTORS}
    return Scenario(entry["name"], **factors, source=entry["source"], set_by=set_by)


def _optional_decimal(value: float | str | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _name_problems(
    assumptions: list[Assumption], columns: list[ComputedColumn], label: str
) -> list[Problem]:
    """Problems with names: in use already, or misread by spreadsheets."""
    bare, every = CostModel((), (), after_retirement=REPLACE, dated=True), DIMENSIONS[1:]
    own = [*estimates_columns(bare, Plan(FIRST_MONTH), numbered=every), *year_columns(bare)]
    taken = {one.name for one in own} | RESERVED
    titles = {one.title.casefold() for one in own}
    problems = []
    named: list[Assumption | ComputedColumn] = [*assumptions, *columns]
    for one in named:
        if CELL_LIKE.fullmatch(one.name) or one.name.upper() in FUNCTIONS:
            problems.append(
                _cost_model_problem(
                    label,
                    f"a spreadsheet reads the name {quote_text(one.name)} as a cell or function",
                )
            )
        if one.name in taken or NUMBERED_NAME.fullmatch(one.name):
            problems.append(
                _cost_model_problem(label, f"the name {quote_text(one.name)} is already in use")
            )
        if isinstance(one, ComputedColumn) and _is_own_title(one.title, titles):
            problems.append(
                _cost_model_problem(label, f"the title {quote_text(one.title)} is already in use")
            )
        if isinstance(one, Assumption) and WORKBOOK_NAME.fullmatch(one.name):
            problems.append(
                _cost_model_problem(
                    label,
                    f"the assumption {quote_text(one.name)} has a name that the workbook uses "
                    f"itself; call it {quote_text(f'house_{one.name}')}, for example",
                )
            )
        taken.add(one.name)
        titles |= {one.title.casefold()} if isinstance(one, ComputedColumn) else set()
    return problems


def _is_own_title(title: str, taken: Collection[str]) -> bool:
    """Whether a column of Estimates has ``title``, or that of a month or check of a row."""
    return title.casefold() in taken or MONTH_OR_CHECK.fullmatch(title) is not None


def _default_problems(assumptions: Iterable[Assumption], label: str) -> Iterator[Problem]:
    """Problems with defaults: an unknown input or price, a second one, a wrong neutral value."""
    inputs = workloads_schema().columns
    filled: dict[str, str] = {}
    for one in assumptions:
        if one.fills and one.fills not in inputs:
            guess = did_you_mean(one.fills, inputs)
            yield _cost_model_problem(label, f"there is no input {quote_text(one.fills)}{guess}")
        if one.idle_without and one.idle_without not in price_columns():
            guess = did_you_mean(one.idle_without, price_columns())
            wording = f"there is no price {quote_text(one.idle_without)}{guess}"
            yield _cost_model_problem(label, wording)
        if before := filled.get(one.fills):
            wording = f"the input {quote_text(one.fills)} has a default already: {before}"
            yield _cost_model_problem(label, wording)
        filled |= {one.fills: one.name} if one.fills else {}
        if one.neutral is not None and one.set_by != SHIPPED:
            text = plain_number(one.neutral)
            _, problem = parse_assumption(one.column, text, f"{one.name}, neutral value")
            if problem:
                yield _cost_model_problem(label, problem.wording)
