"""The options of a run, each declared once, and the limits on input files.

The command line, estimator.toml, the environment variables and the docs are made from ``Options``.
"""

from collections.abc import Iterator
from dataclasses import Field, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, get_args

from msgspec import Struct

from estimator.model.disk import is_there
from estimator.model.input_file import InputFile
from estimator.model.plan import LEAST_MONTHS, MOST_MONTHS, REPLACE, STOP, YEAR

DEFAULT_CARD = "guide-2026"
FAIL: Final = "fail"
SKIP: Final = "skip"
ErrorPolicy = Literal["fail", "skip"]
# The name of the rate card in the input itself.
INPUT_CARD = "input"
POINT, COMMA = ".", ","
# The decimal separator of each language.
LOCALES = {
    "en": POINT, "de": COMMA, "fr": COMMA, "es": COMMA, "it": COMMA, "nl": COMMA, "pt": COMMA,
    "pl": COMMA, "sv": COMMA, "da": COMMA, "nb": COMMA, "fi": COMMA, "cs": COMMA, "tr": COMMA,
}  # fmt: skip
# The commands that read an input, and those that report on every row.
READING_COMMANDS = ("estimate", "check", "explain")
CHECKING_COMMANDS = ("estimate", "check")
# Where an option may be set besides the command line.
ANYWHERE = ("environment", "settings")
IN_SETTINGS = ("settings",)
NOWHERE_ELSE = ()


def _limit(default: int, of: str) -> int:
    """Declares a bound and its unit, for the documentation."""
    bound: int = field(default=default, metadata={"of": of})
    return bound


@dataclass(frozen=True)
class Limits:
    """Bounds on input files; a problem names the bound that was exceeded."""

    file_bytes: int = _limit(4_000_000_000, "bytes of the file")
    inflated_bytes: int = _limit(
        4_000_000_000, "unpacked bytes of all parts of a workbook; characters of all its texts"
    )
    parts: int = _limit(10_000, "parts of a workbook")
    rows: int = _limit(100_000_000, "last used row of a sheet or a text file")
    columns: int = _limit(16_384, "last used column of a sheet or a text file")
    cells: int = _limit(100_000_000, "cells from A1 to the last one, for all sheets together")
    cell_length: int = _limit(32_767, "characters of a cell in a workbook, as in Excel")
    memory_bytes: int = _limit(
        8_000_000_000, "bytes of memory for the process that reads a workbook"
    )
    seconds: int = _limit(300, "seconds for that process")


LIMITS = Limits()
LIMIT_NAMES = tuple(asdict(LIMITS))


def _short_number(number: int) -> str:
    """``number`` as people type it: 4G, 100M, 16384."""
    for times, letter in ((10**9, "G"), (10**6, "M")):
        if number % times == 0:
            return f"{number // times}{letter}"
    return str(number)


DEFAULT_LIMITS = ", ".join(f"{name}={_short_number(most)}" for name, most in asdict(LIMITS).items())


class OptionDetails(Struct, frozen=True):
    """The details of an option; its field holds its name, type and default.

    A field that is a tuple is repeatable.

    Attributes:
        help_text: one sentence for ``--help``.
        metavar: the placeholder for its value; empty for the name of its type.
        short_flag: a one-letter flag besides the long one.
        choices: the values allowed besides the default.
        minimum: the smallest number allowed.
        maximum: the largest number allowed.
        reads_file: whether its value can name a file to read.
        commands: the commands that take it.
        set_in: where it may be set besides the command line: in estimator.toml and, unless it is
            repeatable, in an environment variable.
        per_input: whether it may also be set for one input alone, in an [[input]] table of
            estimator.toml.
        listed_in_environment: whether it may be set in an environment variable though it is
            repeatable, with the separator of search paths between its values.
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
    per_input: bool = False
    listed_in_environment: bool = False


T = TypeVar("T")


def declare_option(
    default: T,
    help_text: str,
    metavar: str = "",
    **details: Any,  # noqa: ANN401 - those of OptionDetails
) -> T:
    """Declares a field of ``Options`` with its details."""
    declared: T = field(
        default=default, metadata={"details": OptionDetails(help_text, metavar, **details)}
    )
    return declared


@dataclass(frozen=True)
class Options:
    """Options for reading and pricing the inputs, and for what a command writes and prints.

    Attributes:
        inputs: the inputs that estimator.toml describes. They are read where no others are named;
            what is said of a file there holds for that file however it is named.
    """

    sheet: str = declare_option(
        "",
        "Sheet to read. Default: the one with the headers. INPUT#SHEET says it for one INPUT.",
        "SHEET",
        per_input=True,
    )
    all_sheets: bool = declare_option(
        False, "Read every sheet that has the headers.", per_input=True
    )
    header_row: int = declare_option(
        0, "Row of the headers; 0 to find them.", "ROW", minimum=0, per_input=True
    )
    map: tuple[str, ...] = declare_option(
        (),
        'Map one of your headers to a column. Repeatable. "HEADER=" leaves it unmapped.',
        "HEADER=COLUMN",
        per_input=True,
    )
    mapping: tuple[str, ...] = declare_option(
        (),
        "TOML file of header mappings; --map overrides it. Repeatable.",
        "FILE",
        reads_file=True,
        per_input=True,
    )
    set: tuple[str, ...] = declare_option(
        (),
        'Text for a column in all rows of a file: "sales.xlsx:department=Sales". Repeatable.',
        "COLUMN=TEXT",
        per_input=True,
    )
    budget_currency: tuple[str, ...] = declare_option(
        (),
        'Currency of the budgets whose header names none: "sales.xlsx:USD". Repeatable.',
        "CODE",
        per_input=True,
    )
    rate_card: str | tuple[str, ...] = declare_option(
        (),
        'Shipped card, or a JSON, CSV or .xlsx file, or "input" for the Rates sheet of INPUT. '
        "Repeatable.",
        "CARD",
        reads_file=True,
        commands=(*READING_COMMANDS, "template"),
        listed_in_environment=True,
    )
    as_of: str = declare_option(
        "",
        "Use the prices in effect on this date.",
        "DATE",
        commands=(*READING_COMMANDS, "rates show", "rates check"),
    )
    cost_model: Path | None = declare_option(
        None,
        "TOML file that adds costs, inputs and assumptions of your own.",
        "FILE",
        reads_file=True,
        commands=(*READING_COMMANDS, "template"),
    )
    assume: tuple[str, ...] = declare_option(
        (), "Default for the blank cells of a column. Repeatable.", "NAME=VALUE"
    )
    scenario: str = declare_option("", "Low, Base, High, Own, or one that you defined.", "NAME")
    after_retirement: str = declare_option(
        "",
        "What follows in the plan when a model has retired: nothing, or its named replacement.",
        "stop|replace",
        choices=(STOP, REPLACE),
    )
    currency: str = declare_option(
        "", "Currency of the report, such as EUR. Needs --fx and --fx-date.", "CODE"
    )
    fx: str = declare_option("", "Exchange rate: units of that currency per 1 USD.", "RATE")
    fx_date: str = declare_option("", "Date of the exchange rate.", "DATE")
    fx_source: str = declare_option("", "Source of the exchange rate, shown in the report.", "TEXT")
    budgets: str = declare_option(
        "",
        "Budgets by cost center: a file, or a sheet of INPUT.",
        "FILE|SHEET",
        reads_file=True,
    )
    locale: str = declare_option(
        "",
        "Locale of numbers stored as text (en, de, fr, ...). Default: inferred from the cells.",
        "LANGUAGE",
        choices=tuple(LOCALES),
        per_input=True,
    )
    limit: tuple[str, ...] = declare_option(
        (), f"Resource limit. Repeatable. Default: {DEFAULT_LIMITS}.", "NAME=NUMBER"
    )
    fiscal_year_start: str = declare_option(
        "",
        "First month of the plan. Default: January of the year in which most workloads start.",
        "YYYY-MM",
    )
    months: int = declare_option(
        0,
        f"Number of months in the plan, {LEAST_MONTHS} to {MOST_MONTHS}. Default: {YEAR}.",
        "MONTHS",
        minimum=LEAST_MONTHS,
        maximum=MOST_MONTHS,
    )
    output: Path | None = declare_option(
        None,
        "Output file: .xlsx, .csv, .parquet or .json. Default: INPUT-estimate.xlsx.",
        "OUTPUT",
        short_flag="-o",
        commands=("estimate",),
        set_in=IN_SETTINGS,
    )
    title: str = declare_option(
        "",
        "Name at the top of the workbook, such as that of your company.",
        "TEXT",
        commands=("estimate",),
    )
    on_error: ErrorPolicy = declare_option(
        FAIL,
        "Stop at errors, or skip the rows that have them.",
        "fail|skip",
        choices=get_args(ErrorPolicy),
        commands=CHECKING_COMMANDS,
    )
    fail_over_budget: bool = declare_option(
        False,
        "Exit with code 5 if a workload, a cost center or a period is over its budget.",
        commands=("estimate",),
    )
    annotate: Path | None = declare_option(
        None,
        "Write a copy of the sheet as .xlsx with the problems marked.",
        "FILE",
        commands=("check",),
        set_in=NOWHERE_ELSE,
    )
    save_mapping: Path | None = declare_option(
        None,
        "Save the header mapping as TOML, for use with --mapping.",
        "FILE",
        commands=("check",),
        set_in=NOWHERE_ELSE,
    )
    json: bool = declare_option(
        False,
        "Print one JSON object to stdout.",
        commands=(*CHECKING_COMMANDS, "rates show", "rates check"),
        set_in=IN_SETTINGS,
    )
    csv: bool = declare_option(
        False, "Print CSV to stdout.", commands=("rates show",), set_in=NOWHERE_ELSE
    )
    force: bool = declare_option(
        False,
        "Replace an existing output.",
        commands=(*CHECKING_COMMANDS, "template", "rates new"),
        set_in=IN_SETTINGS,
    )
    quiet: bool = declare_option(
        False,
        "Print errors only.",
        short_flag="-q",
        commands=CHECKING_COMMANDS,
        set_in=IN_SETTINGS,
    )
    row: str = declare_option(
        "", "Workload of INPUT to explain.", "ID", commands=("explain",), set_in=NOWHERE_ELSE
    )
    inputs: tuple[InputFile, ...] = ()

    @property
    def rate_cards(self) -> tuple[str, ...]:
        """The rate cards, of which ``rate_card`` may name one or several."""
        words = self.rate_card
        return words if isinstance(words, tuple) else tuple(filter(None, (words,)))

    @property
    def files(self) -> tuple[Path, ...]:
        """The files to read that the options name."""
        readers = [option.name for option, details in list_options() if details.reads_file]
        named = [getattr(self, name) for name in readers]
        named += [one.own_options.get(name) for one in self.inputs for name in readers]
        words = [word for each in named for word in (each if isinstance(each, tuple) else [each])]
        paths = [Path(word) for word in words if word]
        return tuple(path for path in paths if is_there(path) and path.is_file())


def list_options() -> Iterator[tuple[Field[Any], OptionDetails]]:
    """Each option: its field, with name, type and default, and its details."""
    for option in fields(Options):
        if details := option.metadata.get("details"):
            yield option, details
