"""Golden files: whole texts, compared whole. UPDATE_GOLDEN=1 writes them anew, to be read."""

import os
from difflib import unified_diff
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(path: Path, text: str) -> None:
    """``text`` is what stands in the file ``path``."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    expected = path.read_text(encoding="utf-8")
    lines = unified_diff(expected.splitlines(), text.splitlines(), path.name, "found", lineterm="")
    assert text == expected, "\n".join(lines)
