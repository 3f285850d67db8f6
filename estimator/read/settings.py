"""House settings: ``estimator.toml`` beside the work holds any option of the commands."""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

FILE = "estimator.toml"


class SettingsError(ValueError):
    """``estimator.toml`` cannot be used; its text says why."""


def settings(folder: Path, known: Collection[str]) -> dict[str, Any]:
    """The options that ``estimator.toml`` in ``folder`` sets, by parameter name.

    Raises:
        SettingsError: where the file is no TOML or names an option that is not ``known``.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{FILE} cannot be read: {error}.") from error
    found = {name.replace("-", "_"): value for name, value in content.items()}
    for name in found:
        if name not in known:
            options = ", ".join(sorted(known))
            raise SettingsError(f'{FILE}: there is no option "{name}"; there are {options}.')
    if isinstance(table := found.get("assume"), dict):
        found["assume"] = [f"{name}={value}" for name, value in table.items()]
    return found
