"""Cost-model files held to their schema, and written: what is wrong, entry by entry."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from estimator.model.problem import Problem
from estimator.model.schema import schema_document
from estimator.model.text import did_you_mean, join_phrase, quote_text

KINDS = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
}
# What the patterns of the schema allow, by the fields that have them.
FORMS = {
    "name": "small letters, digits and underscores, beginning with a letter, such as annual_tax",
    "scenario": "letters, digits, spaces, - and _, beginning with a letter",
    "factor": 'a number in quotes, such as "1.25", of at most 4 decimals',
    "amount": 'a number in quotes, such as "0.07", of at most 6 decimals',
}
FACTORS_END = "_factor"
# What stands around names in the messages of jsonschema.
QUOTE = "'"


def cost_model_problem(where: str, sentence: str) -> Problem:
    """The problem that ``sentence`` says, with the place in a cost-model file before it."""
    wording = f"{where}: {sentence}.".replace("..", ".").replace("?.", "?")
    return Problem("bad-cost-model", wording=wording)


def entry_label(label: str, kind: str, name: str) -> str:
    """The place of the entry of a ``kind`` called ``name`` in the file ``label``."""
    return f"{label or 'The cost model'}, {kind} {name}"


def document_problems(label: str, document: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the fields of ``document``, parsed from the file ``label``."""
    from estimator.validate.documents import schema_validator  # noqa: PLC0415 - slow to load

    errors = schema_validator(schema_document("cost_model")).iter_errors(document)
    return [
        cost_model_problem(_name_place(label, document, [*error.absolute_path]), sentence)
        for error in errors
        for sentence in _word_error(error)
    ]


def _name_place(label: str, document: Mapping[str, Any], path: Sequence[str | int]) -> str:
    """The file, the entry by its name or its number, and the field."""
    if len(path) < 2:
        return f"{label}, {path[0]}" if path else label
    kind, number, *fields = str(path[0]), int(path[1]), *path[2:]
    entry = document[kind][number]
    name = entry.get("name") if isinstance(entry, Mapping) else None
    called = entry_label(label, kind, name if isinstance(name, str) else f"{number + 1}")
    return ", ".join([called, *(str(one) for one in fields if isinstance(one, str))])


def _word_error(error: Any) -> Iterator[str]:  # noqa: ANN401 - jsonschema's own class
    """What a rule of the schema that is broken says, one sentence for each cause."""
    match error.validator:
        case "additionalProperties":
            known = [*error.schema["properties"]]
            what = "field" if error.absolute_path else "table"
            for name in (one for one in error.instance if one not in known):
                guess = did_you_mean(name, known) or f" It can have {join_phrase(known)}."
                yield f"there is no {what} {quote_text(name)}.{guess}"
        case "required":
            # 'unit' is a required property
            yield f"the field {error.message.split(QUOTE)[1]} is missing"
        case "dependentRequired":
            # 'source' is a dependency of 'default'
            _, needed, _, field, *_ = error.message.split(QUOTE)
            yield f"it has the field {field}, so it needs the field {needed} too"
        case "type":
            yield _word_wrong_type(error)
        case _:
            yield _word_wrong_value(error)


def _word_wrong_type(error: Any) -> str:  # noqa: ANN401 - as above
    wanted, found, kind = error.validator_value, error.instance, error.absolute_path[0]
    if wanted == "array" and len(error.absolute_path) == 1:
        return f"write [[{kind}]], with double brackets, above each entry"
    if wanted == "object":
        return f"it has no fields; write them below [[{kind}]]"
    expected = KINDS.get(wanted, "")
    if wanted == "string" and isinstance(found, int | float):
        expected = f"a number in quotes, such as {quote_text(str(found))}"
    elif wanted == "array":
        expected = f"a list in brackets, such as [{_shown(found)}]"
    return f"found {_shown(found)}; expected {expected}"


def _word_wrong_value(error: Any) -> str:  # noqa: ANN401 - as above
    found, wanted = error.instance, error.validator_value
    match error.validator:
        case "enum":
            return f"found {_shown(found)}; expected {join_phrase([*map(_shown, wanted)], 'or')}"
        case "pattern":
            return f"found {_shown(found)}; expected {FORMS[_form_of(error)]}"
        case "minLength":
            return "it is empty"
        case "maxLength":
            return f"it is longer than {wanted} characters"
        case "minimum" | "maximum" as bound:
            least = "at least" if bound == "minimum" else "at most"
            return f"found {found}; expected {least} {wanted}"
        case _:
            return str(error.message)


def _form_of(error: Any) -> str:  # noqa: ANN401 - jsonschema's class
    kind, *_, field = error.absolute_path
    if field.endswith(FACTORS_END):
        return "factor"
    if field in {"name", "input", "idle_with", "idle_without"}:
        return "scenario" if kind == "scenario" else "name"
    return "amount"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return quote_text(value) if isinstance(value, str) else str(value)


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
    if isinstance(value, list):
        return f"[{', '.join(map(_toml_value, value))}]"
    return str(value)
