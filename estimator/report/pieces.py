"""A document as JSON text, piece by piece, so that a list of many rows is never held whole."""

import json
from collections.abc import Iterator, Mapping
from typing import Any


def pieces(document: Mapping[str, Any]) -> Iterator[str]:
    """``document`` as text, piece by piece; its iterators become lists as they are gone through."""
    before = "{"
    for name, value in document.items():
        yield f"{before}\n  {_written(name)}: "
        before = ","
        if isinstance(value, Iterator):
            yield from _items(value)
        else:
            yield _written(value, "  ")
    yield "\n}\n"


def _items(values: Iterator[Any]) -> Iterator[str]:
    before = "["
    for value in values:
        yield f"{before}\n    {_written(value, '    ')}"
        before = ","
    yield "[]" if before == "[" else "\n  ]"


def _written(value: Any, indent: str = "") -> str:  # noqa: ANN401 - whatever JSON can say
    return json.dumps(value, indent=2, ensure_ascii=False).replace("\n", f"\n{indent}")
