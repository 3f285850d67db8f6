"""Small files that hold structured data: TOML and JSON, with every number exact."""

import json
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from estimator.model.problem import Problem
from estimator.model.words import quote

Answer = tuple[Mapping[str, Any] | None, list[Problem]]


def document(path: Path, code: str) -> Answer:
    """The document at ``path``, TOML or JSON by its ending; what is wrong is a problem ``code``."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() == ".toml":
            return tomllib.loads(text), []
        content = json.loads(text, parse_float=Decimal)
    except FileNotFoundError:
        return None, [Problem(code, says=f"There is no file {quote(str(path))}.")]
    except OSError as error:
        return None, [_unreadable(path, code, error.strerror or type(error).__name__)]
    except ValueError as error:
        return None, [_unreadable(path, code, str(error))]
    if not isinstance(content, dict):
        return None, [_unreadable(path, code, "it holds no JSON object")]
    return content, []


def _unreadable(path: Path, code: str, reason: str) -> Problem:
    return Problem(code, says=f"{quote(path.name)} cannot be read: {reason}.")
