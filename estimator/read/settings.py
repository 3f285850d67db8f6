"""Settings: the options and the inputs in ``estimator.toml``."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from estimator.model.disk import is_there
from estimator.model.input_file import InputFile
from estimator.model.options import Options, list_options
from estimator.model.problem import Problem
from estimator.model.text import did_you_mean, join_phrase, quote_text
from estimator.read.files import read_document

SETTINGS_FILE = "estimator.toml"
# The table of one input, and the name of its file in it.
INPUT, FILE = "input", "file"


def read_settings(folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    """The options that ``estimator.toml`` in ``folder`` sets, by name; ``inputs`` among them.

    Names of files are relative to ``folder``.

    Problems: the file is no TOML, or it names an option that it may not set.
    """
    path = folder / SETTINGS_FILE
    if not is_there(path):
        return {}, []
    content, problems = read_document(path, "bad-settings")
    if content is None:
        return {}, problems
    content = dict(content)
    try:
        tables = content.pop(INPUT, [])
        settings = _parse_settings(content, "settings")
        settings["inputs"] = tuple(_parse_inputs(tables, folder))
    except ValueError as error:
        return {}, [Problem("bad-settings", wording=f"{SETTINGS_FILE}: {error}")]
    return settings, []


def _parse_settings(content: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The options in ``content`` as the command line has them.

    Args:
        content: by name.
        where: "settings" for the whole file, or "input" for the table of one input.

    Raises:
        ValueError: a name of no option that may be set there.
    """
    known = {
        option.name: (option, details)
        for option, details in list_options()
        if (details.per_input if where == INPUT else "settings" in details.set_in)
    }
    settings = {}
    for written, value in content.items():
        name = written.replace("-", "_")
        if name not in known:
            raise ValueError(_word_unknown_name(name, sorted(known), where))
        option, _ = known[name]
        settings[name] = _repeat_value(value) if isinstance(option.default, tuple) else value
    return settings


def _word_unknown_name(name: str, known: list[str], where: str) -> str:
    if where == INPUT:
        hint = f" For text in all rows of the file, write set = {{ {name} = ... }}."
        return f"an input has no {quote_text(name)}; it has file, {join_phrase(known)}.{hint}"
    hint = did_you_mean(name, [*known, INPUT])
    return f"there is no option {quote_text(name)}; there are {join_phrase(known)}.{hint}"


def _repeat_value(value: Any) -> Any:  # noqa: ANN401 - any value of TOML
    """The words for ``value`` of a repeatable option: of a table, NAME=VALUE each."""
    if isinstance(value, dict):
        return [f"{key}={each}" for key, each in value.items()]
    return value if isinstance(value, list) else [value]


def _parse_inputs(tables: Any, folder: Path) -> Iterator[InputFile]:  # noqa: ANN401 - as above
    """The inputs in the tables ``[[input]]``.

    Raises:
        ValueError: a table without a file, or with an option of the wrong name or type.
    """
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise ValueError("write each input as a table of its own, below the line [[input]].")
    for number, table in enumerate(tables, 1):
        label = f"[[{INPUT}]] {number}"
        word = table.get(FILE)
        if not isinstance(word, str) or not word.strip():
            raise ValueError(f'{label} needs the name of its file, such as file = "sales.xlsx".')
        try:
            settings = _parse_settings({k: v for k, v in table.items() if k != FILE}, INPUT)
            own = {name: _check_value(name, value) for name, value in settings.items()}
        except ValueError as error:
            raise ValueError(f"{label} ({word}): {error}") from error
        if "mapping" in own:
            own["mapping"] = tuple(str(folder / each) for each in own["mapping"])
        yield InputFile(str(folder / word), own)


def _check_value(name: str, value: Any) -> Any:  # noqa: ANN401 - as above
    """``value`` for the option ``name``, which the command line would have parsed.

    Raises:
        ValueError: a value of the wrong type, or none of the choices.
    """
    details = next(details for option, details in list_options() if option.name == name)
    default = getattr(Options(), name)
    if isinstance(default, tuple):
        return tuple(str(each) for each in value)
    if type(value) is not type(default):
        raise ValueError(f"{name} is {_word_type(default)}, not {quote_text(str(value))}.")
    if details.choices and value not in details.choices:
        raise ValueError(f"{name} is one of {join_phrase(details.choices, 'or')}.")
    if details.minimum is not None and value < details.minimum:
        raise ValueError(f"{name} is {details.minimum} or more.")
    return value


def _word_type(default: object) -> str:
    if isinstance(default, bool):
        return "true or false"
    return "a whole number" if isinstance(default, int) else "text"
