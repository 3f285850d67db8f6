"""The options of a run, each declared once, and the limits on what is read.

The command line, estimator.toml, the environment variables and the docs are made from ``Options``.
"""

from collections.abc import Iterator
from dataclasses import Field, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, get_args

from estimator.model.plan import LEAST_MONTHS, MOST_MONTHS, YEAR

DEFAULT_CARD = "guide-2026"
FAIL: Final = "fail"
SKIP: Final = "skip"
ErrorPolicy = Literal["fail", "skip"]
# The rate card that stands in the input itself.
INPUT_CARD = "input"
POINT, COMMA = ".", ","
# The decimal mark that people write where the language is spoken.
LOCALES = {
    "en": POINT, "de": COMMA, "fr": COMMA, "es": COMMA, "it": COMMA, "nl": COMMA, "pt": COMMA,
    "pl": COMMA, "sv": COMMA, "da": COMMA, "nb": COMMA, "fi": COMMA, "cs": COMMA, "tr": COMMA,
}  # fmt: skip
# The commands that read an input, and those of them that report on every row.
READING_COMMANDS = ("estimate", "check", "explain")
CHECKING_COMMANDS = ("estimate", "check")
# Where an option may be set beside the command line.
ANYWHERE = ("environment", "settings")
IN_SETTINGS = ("settings",)
NOWHERE_ELSE = ()


def _limit(default: int, of: str) -> int:
    """A bound with what it is a bound of, for the documentation."""
    bound: int = field(default=default, metadata={"of": of})
    return bound


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
LIMIT_NAMES = tuple(asdict(LIMITS))


def _short_number(number: int) -> str:
    """``number`` as people type it: 4G, 100M, 16384."""
    for times, letter in ((10**9, "G"), (10**6, "M")):
        if number % times == 0:
            return f"{number // times}{letter}"
    return str(number)


DEFAULT_LIMITS = ", ".join(f"{name}={_short_number(most)}" for name, most in asdict(LIMITS).items())


@dataclass(frozen=True)
class OptionDetails:
    """How people meet an option; its name, type and default are those of its field.

    A field that is a tuple is repeatable.

    Attributes:
        help_text: one sentence about it.
        metavar: the word that stands for its value; empty for that of its type.
        short_flag: a flag of one letter, beside that of its name.
        choices: every value it may have, beside that of its default.
        minimum: the least number.
        maximum: the greatest number.
        reads_file: whether its value is, or may be, the name of a file to read.
        commands: those that take it.
        set_in: where it may be set beside the command line: in estimator.toml and, unless it is
            repeatable, in an environment variable.
    """

    help_text: str
    metavar: str = ""
    short_flag: str = ""
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    reads_file: bool = False
    commands: tuple[str, ...] = READING_COMMANDS
    set_in: tuple[str, ...] = ANYWHERE


T = TypeVar("T")


def declare_option(
    default: T,
    help_text: str,
    metavar: str = "",
    **details: Any,  # noqa: ANN401 - those of OptionDetails
) -> T:
    """A field of ``Options`` with its details."""
    declared: T = field(
        default=default, metadata={"details": OptionDetails(help_text, metavar, **details)}
    )
    return declared


@dataclass(frozen=True)
class Options:
    """How to read and price the inputs, and what a command writes and prints."""

    sheet: str = declare_option("", "The sheet to read.")
    all_sheets: bool = declare_option(False, "Read every sheet with the headings.")
    header_row: int = declare_option(0, "The headings' row.", "ROW", minimum=0)
    map: tuple[str, ...] = declare_option(
        (), 'What a heading means; "HEADING=" for nothing; repeatable.', "HEADING=COLUMN"
    )
    mapping: Path | None = declare_option(
        None, "TOML of such; --map goes over it.", "FILE", reads_file=True
    )
    rate_card: str = declare_option(
        "",
        'A shipped card, a JSON, CSV or .xlsx file, or "input": its Rates sheet.',
        reads_file=True,
    )
    as_of: str = declare_option(
        "", "The day whose prices hold.", "DATE", commands=(*READING_COMMANDS, "rates show")
    )
    cost_model: Path | None = declare_option(
        None, "TOML that adds columns.", "FILE", reads_file=True
    )
    assume: tuple[str, ...] = declare_option(
        (), "What fills the blanks of a column; repeatable.", "NAME=VALUE"
    )
    scenario: str = declare_option("", "Low, Base, High, Own or one of yours.", "NAME")
    currency: str = declare_option(
        "", "The report's currency, such as EUR; goes with --fx and --fx-date.", "CODE"
    )
    fx: str = declare_option("", "How much of that currency one US dollar is.", "RATE")
    fx_date: str = declare_option("", "The day of that rate.", "DATE")
    fx_source: str = declare_option("", "Where that rate is from, to be shown.", "TEXT")
    budgets: str = declare_option(
        "",
        "Budgets by cost center: a file, or a sheet of the INPUT.",
        "FILE|SHEET",
        reads_file=True,
    )
    locale: str = declare_option(
        "",
        "Whose decimal mark texts have: en, de, fr, ... Left out, the cells tell.",
        "LANGUAGE",
        choices=tuple(LOCALES),
    )
    limit: tuple[str, ...] = declare_option(
        (), f"What a file may ask of the machine; repeatable: {DEFAULT_LIMITS}.", "NAME=NUMBER"
    )
    fiscal_year_start: str = declare_option(
        "", "The first month of the plan. Left out, the January after the prices' date.", "YYYY-MM"
    )
    months: int = declare_option(
        YEAR,
        f"The months of the plan, {LEAST_MONTHS} to {MOST_MONTHS}.",
        minimum=LEAST_MONTHS,
        maximum=MOST_MONTHS,
    )
    output: Path | None = declare_option(
        None,
        "By its ending: .xlsx, .csv, .parquet or .json.",
        "OUTPUT",
        short_flag="-o",
        commands=("estimate",),
        set_in=IN_SETTINGS,
    )
    on_error: ErrorPolicy = declare_option(
        FAIL,
        "Stop, or skip bad rows.",
        "fail|skip",
        choices=get_args(ErrorPolicy),
        commands=CHECKING_COMMANDS,
    )
    annotate: Path | None = declare_option(
        None,
        "Give the sheet back as .xlsx with what is wrong marked.",
        "FILE",
        commands=("check",),
        set_in=NOWHERE_ELSE,
    )
    save_mapping: Path | None = declare_option(
        None,
        "Save what the headings mean as TOML, for --mapping.",
        "FILE",
        commands=("check",),
        set_in=NOWHERE_ELSE,
    )
    json: bool = declare_option(
        False, "Print one JSON object on stdout.", commands=CHECKING_COMMANDS, set_in=IN_SETTINGS
    )
    force: bool = declare_option(
        False,
        "Replace an output that is there.",
        commands=(*CHECKING_COMMANDS, "template"),
        set_in=IN_SETTINGS,
    )
    quiet: bool = declare_option(
        False,
        "Say only what is wrong.",
        short_flag="-q",
        commands=CHECKING_COMMANDS,
        set_in=IN_SETTINGS,
    )
    row: str = declare_option(
        "", "The workload of INPUT.", "ID", commands=("explain",), set_in=NOWHERE_ELSE
    )

    @property
    def files(self) -> tuple[Path, ...]:
        """The files to read that they name."""
        named = [getattr(self, one.name) for one, details in list_options() if details.reads_file]
        return tuple(path for path in (Path(word) for word in named if word) if path.is_file())


def list_options() -> Iterator[tuple[Field[Any], OptionDetails]]:
    """Every option: the field, which has name, type and default, and the details."""
    for option in fields(Options):
        yield option, option.metadata["details"]
