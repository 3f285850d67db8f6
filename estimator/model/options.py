"""What a run may be told: the options of ``estimate`` and ``check``."""

from dataclasses import dataclass
from pathlib import Path

DEFAULT_CARD = "guide-2026"
FAIL, SKIP = "fail", "skip"
# The rate card that stands in the input itself.
INPUT_CARD = "input"


@dataclass(frozen=True)
class Options:
    """How to read and price an input.

    Attributes:
        sheet: the sheet to take; empty to find it.
        rate_card: a shipped card's name, a file, or "input"; empty for the default.
        as_of: the day whose prices hold, YYYY-MM-DD; empty for the card's own date.
        cost_model: a file that adds columns; None without.
        assume: ``name=value`` for blanks.
        on_error: "fail" or "skip" the rows with errors.
    """

    sheet: str = ""
    rate_card: str = ""
    as_of: str = ""
    cost_model: Path | None = None
    assume: tuple[str, ...] = ()
    on_error: str = FAIL
