"""What a run may be told: the options of ``estimate`` and ``check``."""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

from estimator.model.plan import YEAR

DEFAULT_CARD = "guide-2026"
FAIL: Final = "fail"
SKIP: Final = "skip"
# The rate card that stands in the input itself.
INPUT_CARD = "input"
POINT, COMMA = ".", ","
# The decimal mark that people write where the language is spoken.
LOCALES = {
    "en": POINT, "de": COMMA, "fr": COMMA, "es": COMMA, "it": COMMA, "nl": COMMA, "pt": COMMA,
    "pl": COMMA, "sv": COMMA, "da": COMMA, "nb": COMMA, "fi": COMMA, "cs": COMMA, "tr": COMMA,
}  # fmt: skip


@dataclass(frozen=True)
class Options:
    """How to read and price the inputs.

    Attributes:
        sheet: the sheet to take; empty to find it.
        all_sheets: whether to take every sheet that has the headings.
        header_row: the row of the headings; 0 to find it.
        map: ``heading=column``: what headings mean that are not understood, or wrongly.
        mapping: a file of such; None without.
        rate_card: a shipped card's name, a file, or "input"; empty for the default.
        as_of: the day whose prices hold, YYYY-MM-DD; empty for the card's own date.
        cost_model: a file that adds columns; None without.
        assume: ``name=value`` for blanks.
        currency: the code of the currency of the report; empty for that of a workbook of ours, else
            US dollars.
        fx: how much of it one US dollar is; fx_date: the day of that rate; fx_source: where it is
            from.
        budgets: a file, or a sheet of the input, with budgets by cost center; empty without.
        scenario: the scenario to compute; empty for that of a workbook of ours, else Base.
        locale: a language whose decimal mark the numbers have; empty to let the cells tell.
        limit: ``name=value`` for what a file may ask of the machine.
        fiscal_year_start: the plan's first month, YYYY-MM; empty for the January after ``as_of``.
        months: how many months the plan has.
        on_error: "fail" or "skip" the rows with errors.
    """

    sheet: str = ""
    all_sheets: bool = False
    header_row: int = 0
    map: tuple[str, ...] = ()
    mapping: Path | None = None
    rate_card: str = ""
    as_of: str = ""
    cost_model: Path | None = None
    assume: tuple[str, ...] = ()
    currency: str = ""
    fx: str = ""
    fx_date: str = ""
    fx_source: str = ""
    budgets: str = ""
    scenario: str = ""
    locale: str = ""
    limit: tuple[str, ...] = ()
    fiscal_year_start: str = ""
    months: int = YEAR
    on_error: str = FAIL

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that they name, of what may be one."""
        named = (self.mapping, self.cost_model, self.rate_card, self.budgets)
        return tuple(path for path in (Path(word) for word in named if word) if path.is_file())


def _limit(default: int, of: str) -> int:
    """A bound with what it is a bound of, for the documentation."""
    made: int = field(default=default, metadata={"of": of})
    return made


@dataclass(frozen=True)
class Limits:
    """Bounds on what is read; each is named in the problem when it bites."""

    file_bytes: int = _limit(4_000_000_000, "bytes of the file")
    inflated_bytes: int = _limit(
        4_000_000_000, "bytes of all parts of a workbook, unpacked; characters of all its texts"
    )
    parts: int = _limit(10_000, "parts of a workbook")
    rows: int = _limit(100_000_000, "rows that a sheet or a text file reaches down to")
    columns: int = _limit(16_384, "columns that it reaches out to")
    cells: int = _limit(100_000_000, "cells from A1 to the last one, of all sheets together")
    cell_length: int = _limit(32_767, "characters of a workbook's cell, as many as Excel holds")
    memory_bytes: int = _limit(
        8_000_000_000, "bytes of memory of the process that reads a workbook"
    )
    seconds: int = _limit(300, "seconds that it may take")


LIMITS = Limits()
NAMES = tuple(one.name for one in fields(Limits))
