"""House settings: ``estimator.toml`` beside the work holds any option of the commands."""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from estimator.model.problem import Problem
from estimator.model.words import listed, quote

FILE = "estimator.toml"


def settings(folder: Path, known: Collection[str]) -> tuple[dict[str, Any], list[Problem]]:
    """The options that ``estimator.toml`` in ``folder`` sets, by parameter name.

    Problems: the file is no TOML, or it names an option that is not ``known``.
    """
    path = folder / FILE
    if not path.exists():
        return {}, []
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return {}, [Problem("bad-settings", says=f"{FILE} cannot be read: {error}.")]
    found = {name.replace("-", "_"): value for name, value in content.items()}
    for name in found:
        if name not in known:
            said = f"{FILE}: there is no option {quote(name)}; there are {listed(sorted(known))}."
            return {}, [Problem("bad-settings", says=said)]
    return {name: _words(value) for name, value in found.items()}, []


def _words(value: object) -> object:
    """``value`` as the command line would have it: a table as ``name=value`` each."""
    if isinstance(value, dict):
        return [f"{name}={one}" for name, one in value.items()]
    return value
