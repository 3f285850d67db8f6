"""Inputs as the user names them, and the files that they turn out to be."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field


class InputFile(Struct, frozen=True):
    """A file to read, or a pattern of files, and the options that hold for it alone.

    Attributes:
        word: its path, or a pattern; ``#`` and the name of a sheet may follow.
        own_options: by name, as ``Options`` has them: those that are declared ``per_input``.
    """

    word: str
    own_options: Mapping[str, Any] = field(default_factory=dict)


class FoundFile(Struct, frozen=True):
    """A file that an input names.

    Attributes:
        path: where it is.
        name: the shortest name that tells it from the other inputs.
        words: what the user may call it.
        own_options: as of ``InputFile``; they hold over the options for all inputs.
    """

    path: Path
    name: str
    words: frozenset[str] = frozenset()
    own_options: Mapping[str, Any] = field(default_factory=dict)
