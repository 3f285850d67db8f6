"""Where the shipped schemas, templates and data lie: in the wheel, or in the checkout beside it."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any


def path(kind: str, name: str) -> Path:
    """The file ``name`` of ``kind`` ("schemas", "templates" or "data").

    An editable install does not carry the top-level folders inside the package, so the folder
    beside the package is looked in second.
    """
    package = Path(str(files("estimator")))
    inside = package / kind / name
    return inside if inside.exists() else package.parent / kind / name


def toml(name: str) -> dict[str, Any]:
    """The shipped data file ``name``, parsed."""
    return tomllib.loads(path("data", name).read_text(encoding="utf-8"))
