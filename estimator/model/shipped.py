"""Shipped files: schemas, templates and data, in the wheel or in a checkout."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any


def shipped_path(kind: str, name: str) -> Path:
    """The file ``name`` of ``kind`` ("schemas", "templates" or "data").

    An editable install has the top-level folders beside the package and not inside it.
    """
    package = Path(str(files("estimator")))
    inside = package / kind / name
    return inside if inside.exists() else package.parent / kind / name


@cache
def load_toml(name: str) -> Mapping[str, Any]:
    """The shipped data file ``name``, parsed once: some are asked for a hundred times in a run."""
    return tomllib.loads(shipped_path("data", name).read_text(encoding="utf-8"))
