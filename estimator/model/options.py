"""The options of a run, each declared once.

The command line, estimator.toml, the environment variables and the docs are made from ``Options``.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from msgspec import Struct
from msgspec.structs import FieldInfo, fields, replace

from estimator.model.disk import is_there
from estimator.model.input_file import InputFile
from estimator.model.limits import DEFAULT_LIMITS
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


class Options(Struct, frozen=True):
    """Options for reading and pricing the inputs, and for what a command writes and prints.

    Attributes:
        inputs: the inputs that estimator.toml describes. They are read where no others are named;
            what is said of a file there holds for that file however it is named.
    """

    sheet: Annotated[
        str,
        OptionDetails(
            "Sheet to read. Default: the one with the headers. INPUT#SHEET says it for one INPUT.",
            "SHEET",
            per_input=True,
        ),
    ] = ""
    all_sheets: Annotated[
        bool, OptionDetails("Read every sheet that has the headers.", per_input=True)
    ] = False
    header_row: Annotated[
        int, OptionDetails("Row of the headers; 0 to find them.", "ROW", minimum=0, per_input=True)
    ] = 0
    map: Annotated[
        tuple[str, ...],
        OptionDetails(
            'Map one of your headers to a column. Repeatable. "HEADER=" leaves it unmapped.',
            "HEADER=COLUMN",
            per_input=True,
        ),
    ] = ()
    mapping: Annotated[
        tuple[str, ...],
        OptionDetails(
            "TOML file of header mappings; --map overrides it. Repeatable.",
            "FILE",
            reads_file=True,
            per_input=True,
        ),
    ] = ()
    set: Annotated[
        tuple[str, ...],
        OptionDetails(
            'Text for a column in all rows of a file: "sales.xlsx:department=Sales". Repeatable.',
            "COLUMN=TEXT",
            per_input=True,
        ),
    ] = ()
    budget_currency: Annotated[
        tuple[str, ...],
        OptionDetails(
            'Currency of the budgets whose header names none: "sales.xlsx:USD". Repeatable.',
            "CODE",
            per_input=True,
        ),
    ] = ()
    rate_card: Annotated[
        str | tuple[str, ...],
        OptionDetails(
            'Shipped card, or a JSON, CSV or .xlsx file, or "input" for the Rates sheet of INPUT. '
            "Repeatable.",
            "CARD",
            reads_file=True,
            commands=(*READING_COMMANDS, "template"),
            listed_in_environment=True,
        ),
    ] = ()
    as_of: Annotated[
        str,
        OptionDetails(
            "Use the prices in effect on this date.",
            "DATE",
            commands=(*READING_COMMANDS, "rates show", "rates check"),
        ),
    ] = ""
    cost_model: Annotated[
        Path | None,
        OptionDetails(
            "TOML file that adds costs, inputs and assumptions of your own.",
            "FILE",
            reads_file=True,
            commands=(*READING_COMMANDS, "template"),
        ),
    ] = None
    assume: Annotated[
        tuple[str, ...],
        OptionDetails("Default for the blank cells of a column. Repeatable.", "NAME=VALUE"),
    ] = ()
    scenario: Annotated[
        str, OptionDetails("Low, Base, High, Own, or one that you defined.", "NAME")
    ] = ""
    after_retirement: Annotated[
        str,
        OptionDetails(
            "What follows in the plan when a model has retired: nothing, or its named replacement.",
            "stop|replace",
            choices=(STOP, REPLACE),
        ),
    ] = ""
    currency: Annotated[
        str, OptionDetails("Currency of the report, such as EUR. Needs --fx and --fx-date.", "CODE")
    ] = ""
    fx: Annotated[
        str, OptionDetails("Exchange rate: units of that currency per 1 USD.", "RATE")
    ] = ""
    fx_date: Annotated[str, OptionDetails("Date of the exchange rate.", "DATE")] = ""
    fx_source: Annotated[
        str, OptionDetails("Source of the exchange rate, shown in the report.", "TEXT")
    ] = ""
    budgets: Annotated[
        str,
        OptionDetails(
            "Budgets by cost center: a file, or a sheet of INPUT.", "FILE|SHEET", reads_file=True
        ),
    ] = ""
    locale: Annotated[
        str,
        OptionDetails(
            "Locale of numbers stored as text (en, de, fr, ...). Default: inferred from the cells.",
            "LANGUAGE",
            choices=tuple(LOCALES),
            per_input=True,
        ),
    ] = ""
    limit: Annotated[
        tuple[str, ...],
        OptionDetails(f"Resource limit. Repeatable. Default: {DEFAULT_LIMITS}.", "NAME=NUMBER"),
    ] = ()
    fiscal_year_start: Annotated[
        str,
        OptionDetails(
            "First month of the plan. Default: January of the year in which most workloads start.",
            "YYYY-MM",
        ),
    ] = ""
    months: Annotated[
        int,
        OptionDetails(
            f"Number of months in the plan, {LEAST_MONTHS} to {MOST_MONTHS}. Default: {YEAR}.",
            "MONTHS",
            minimum=LEAST_MONTHS,
            maximum=MOST_MONTHS,
        ),
    ] = 0
    output: Annotated[
        Path | None,
        OptionDetails(
            "Output file: .xlsx, .csv, .parquet or .json. Default: INPUT-estimate.xlsx.",
            "OUTPUT",
            short_flag="-o",
            commands=("estimate",),
            set_in=IN_SETTINGS,
        ),
    ] = None
    title: Annotated[
        str,
        OptionDetails(
            "Name at the top of the workbook, such as that of your company.",
            "TEXT",
            commands=("estimate",),
        ),
    ] = ""
    on_error: Annotated[
        ErrorPolicy,
        OptionDetails(
            "Stop at errors, or skip the rows that have them.",
            "fail|skip",
            choices=get_args(ErrorPolicy),
            commands=CHECKING_COMMANDS,
        ),
    ] = FAIL
    fail_over_budget: Annotated[
        bool,
        OptionDetails(
            "Exit with code 5 if a workload, a cost center or a period is over its budget.",
            commands=("estimate",),
        ),
    ] = False
    annotate: Annotated[
        Path | None,
        OptionDetails(
            "Write a copy of the sheet as .xlsx with the problems marked.",
            "FILE",
            commands=("check",),
            set_in=NOWHERE_ELSE,
        ),
    ] = None
    save_mapping: Annotated[
        Path | None,
        OptionDetails(
            "Save the header mapping as TOML, for use with --mapping.",
            "FILE",
            commands=("check",),
            set_in=NOWHERE_ELSE,
        ),
    ] = None
    json: Annotated[
        bool,
        OptionDetails(
            "Print one JSON object to stdout.",
            commands=(*CHECKING_COMMANDS, "rates show", "rates check"),
            set_in=IN_SETTINGS,
        ),
    ] = False
    csv: Annotated[
        bool, OptionDetails("Print CSV to stdout.", commands=("rates show",), set_in=NOWHERE_ELSE)
    ] = False
    force: Annotated[
        bool,
        OptionDetails(
            "Replace an existing output.",
            commands=(*CHECKING_COMMANDS, "template", "rates new"),
            set_in=IN_SETTINGS,
        ),
    ] = False
    quiet: Annotated[
        bool,
        OptionDetails(
            "Print errors only.", short_flag="-q", commands=CHECKING_COMMANDS, set_in=IN_SETTINGS
        ),
    ] = False
    row: Annotated[
        str,
        OptionDetails(
            "Workload of INPUT to explain.", "ID", commands=("explain",), set_in=NOWHERE_ELSE
        ),
    ] = ""
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


@cache
def declared_fields(of: type[Struct]) -> Sequence[tuple[FieldInfo, Any]]:
    """The annotated fields of ``of``: each with name, type and default, and with its annotation."""
    found = []
    for one in fields(of):
        if get_origin(one.type) is Annotated:
            kind, about = get_args(one.type)
            found.append((replace(one, type=kind), about))
    return found


def list_options() -> Sequence[tuple[FieldInfo, OptionDetails]]:
    """Each option: its field, with name, type and default, and its details."""
    return declared_fields(Options)
