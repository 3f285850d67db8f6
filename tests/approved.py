"""Golden files: whole texts, compared whole. UPDATE_GOLDEN=1 writes them anew, to be read."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(path: Path, text: str) -> None:
    """``text`` is what stands in the file ``path``."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
