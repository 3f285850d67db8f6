"""Typer parameters made from the options declared in ``estimator.model.options``."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from msgspec.structs import FieldInfo

from estimator.model.options import OptionDetails, Options, list_options

Command = Callable[..., None]


def take_options(name: str) -> Callable[[Command], Command]:
    """Passes a command all options of the command ``name`` as one argument ``options``.

    typer makes options from the signature, so the parameter ``options`` is replaced by one
    parameter for each. The inputs that estimator.toml describes are those of the context.
    """
    shared = [
        _make_parameter(option, details)
        for option, details in list_options()
        if name in details.commands
    ]

    def replace_parameter(command: Command) -> Command:
        def run_command(**words: Any) -> None:  # noqa: ANN401 - as declared
            given: dict[str, Any] = {option.name: words.pop(option.name) for option in shared}
            lists = {name: each for name, each in given.items() if isinstance(each, list)}
            # An empty word, as of a variable that is not set, names no path.
            repeated = {
                name: tuple(str(one) for one in each if one != Path())
                for name, each in lists.items()
            }
            described = words.pop("context").obj or ()
            command(**words, options=Options(**given | repeated, inputs=described))

        own = inspect.signature(command).parameters.values()
        merged = [each for p in own for each in (shared if p.name == "options" else [p])]
        context = inspect.Parameter(
            "context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context
        )
        keyword = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in [context, *merged]]
        run_command.__doc__ = command.__doc__
        # inspect documents this attribute; the type of functions does not declare it.
        run_command.__signature__ = inspect.Signature(keyword)  # type: ignore[attr-defined]
        run_command.__annotations__ = {each.name: each.annotation for each in keyword}
        return run_command

    return replace_parameter


def _make_parameter(option: FieldInfo, details: OptionDetails) -> inspect.Parameter:
    def check_choice(word: str) -> str:
        if word and word not in details.choices:
            raise typer.BadParameter(f'"{word}" is not one of {", ".join(details.choices)}')
        return word

    repeatable = isinstance(option.default, tuple)
    listed = details.listed_in_environment
    in_environment = "environment" in details.set_in and (listed or not repeatable)
    flags = [f"--{option.name.replace('_', '-')}", details.short_flag]
    declared = typer.Option(
        option.default,
        *filter(None, flags),
        metavar=details.metavar or None,
        envvar=f"ESTIMATOR_{option.name.upper()}" if in_environment else None,
        # A range is in the help text and is checked with the plan.
        min=None if details.maximum else details.minimum,
        callback=check_choice if details.choices else None,
        # 0 and nothing stand for what the help text says.
        show_default=bool(option.default),
        help=details.help_text,
    )
    return inspect.Parameter(
        option.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=declared,
        # typer splits an environment variable of paths as search paths are split.
        annotation=(list[Path] if listed else list[str]) if repeatable else option.type,
    )
