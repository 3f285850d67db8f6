"""The command line: words in, exit code out."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from estimator.model.options import FAIL, LOCALES, SKIP, Options
from estimator.model.version import __version__
from estimator.read.settings import settings

if TYPE_CHECKING:
    from estimator.model.outcome import Outcome
    from estimator.model.problem import Problem

# The heavy modules are imported inside the commands: --help must not wait for them.
# ruff: noqa: PLC0415

app = typer.Typer(
    help="Turns a sheet of LLM fine-tuning workloads into a budget workbook.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
rates_app = typer.Typer(help="The rate cards that ship with estimator.", no_args_is_help=True)
app.add_typer(rates_app, name="rates")

BUG = (
    "This is a bug of ours, not of your data: {error}. Please report it with the command you "
    "typed; ESTIMATOR_DEBUG=1 shows the details."
)

Input = Annotated[Path, typer.Argument(metavar="INPUT", help="A workbook (.xlsx) or CSV file.")]
Sheet = Annotated[str, typer.Option(envvar="ESTIMATOR_SHEET", help="The sheet to read.")]
HeaderRow = Annotated[
    int,
    typer.Option(min=0, metavar="ROW", envvar="ESTIMATOR_HEADER_ROW", help="The headings' row."),
]
Card = Annotated[
    str,
    typer.Option(
        envvar="ESTIMATOR_RATE_CARD",
        help='A shipped card, a JSON, CSV or .xlsx file, or "input": its Rates sheet.',
    ),
]
AsOf = Annotated[
    str, typer.Option(metavar="DATE", envvar="ESTIMATOR_AS_OF", help="The day whose prices hold.")
]
Model = Annotated[
    Path | None,
    typer.Option(metavar="FILE", envvar="ESTIMATOR_COST_MODEL", help="TOML that adds columns."),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=VALUE", help="What fills the blanks of a column; repeatable."),
]
OnError = Annotated[
    str,
    typer.Option(metavar="fail|skip", envvar="ESTIMATOR_ON_ERROR", help="Stop, or skip bad rows."),
]
Locale = Annotated[
    str,
    typer.Option(
        metavar="LANGUAGE",
        envvar="ESTIMATOR_LOCALE",
        help="Whose decimal mark texts have: en, de, fr, ... Left out, the cells tell.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Force = Annotated[bool, typer.Option("--force", help="Replace an output that is there.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="OUTPUT", help="By its ending: .xlsx, .csv, .parquet or .json."
    ),
]


def main() -> None:
    """Runs the command line; what escapes it is a bug of ours, and said so in one sentence."""
    import os

    try:
        app(prog_name="estimator")
    except Exception as error:
        if os.environ.get("ESTIMATOR_DEBUG"):
            raise
        print(BUG.format(error=f"{type(error).__name__}: {error}"), file=sys.stderr)  # noqa: T201
        sys.exit(70)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,  # noqa: FBT002
) -> None:
    """Turns a sheet of LLM fine-tuning workloads into a budget workbook."""
    if version:
        print(f"estimator {__version__}")  # noqa: T201
        raise typer.Exit
    chosen, problems = settings(Path.cwd(), OPTIONS)
    _stop(problems)
    context.default_map = dict.fromkeys(("estimate", "check", "explain"), chosen)


@app.command()
def estimate(  # noqa: PLR0913 - one parameter an option
    source: Input,
    output: Output = None,
    sheet: Sheet = "",
    header_row: HeaderRow = 0,
    rate_card: Card = "",
    as_of: AsOf = "",
    cost_model: Model = None,
    assume: Assume = None,
    on_error: OnError = FAIL,
    locale: Locale = "",
    json: Json = False,  # noqa: FBT002 - typer's way to declare a flag
    force: Force = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Price every workload of INPUT and write the budget workbook."""
    from estimator import pipeline
    from estimator.report import terminal

    target = output or source.with_name(f"{source.stem}-estimate.xlsx")
    options = _options(
        sheet=sheet,
        header_row=header_row,
        rate_card=rate_card,
        as_of=as_of,
        cost_model=cost_model,
        assume=assume,
        on_error=on_error,
        locale=locale,
    )
    screen = terminal.console()
    with screen.status(f"Estimating {source.name}") if screen.is_terminal else _silence():
        outcome = pipeline.refused(source, target, force=force) or pipeline.estimate(
            source, options
        )
        outcome = pipeline.save(outcome, target)
    last = terminal.closing(outcome, str(target))
    _report(outcome, str(target) if outcome.estimate else None, last, json=json, quiet=quiet)


@app.command()
def check(  # noqa: PLR0913 - one parameter an option
    source: Input,
    sheet: Sheet = "",
    header_row: HeaderRow = 0,
    rate_card: Card = "",
    as_of: AsOf = "",
    cost_model: Model = None,
    assume: Assume = None,
    on_error: OnError = FAIL,
    locale: Locale = "",
    json: Json = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Judge INPUT as estimate would, and write nothing."""
    from estimator import pipeline
    from estimator.report import terminal

    options = _options(
        sheet=sheet,
        header_row=header_row,
        rate_card=rate_card,
        as_of=as_of,
        cost_model=cost_model,
        assume=assume,
        on_error=on_error,
        locale=locale,
    )
    outcome = pipeline.check(source, options)
    if not json and not quiet:
        _say(terminal.reading(outcome))
    _report(outcome, None, terminal.verdict(outcome), json=json, quiet=quiet)


@app.command()
def template(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="An .xlsx or .csv file.")
    ] = Path("workloads.xlsx"),
    force: Force = False,  # noqa: FBT002
) -> None:
    """Write a blank sheet of workloads to fill in."""
    from estimator import pipeline

    problems = pipeline.save_template(output, force=force)
    _stop(problems)
    _say([f"Wrote {output}"])


@app.command()
def explain(  # noqa: PLR0913 - one parameter an option
    name: Annotated[
        str, typer.Argument(metavar="[COLUMN|PROBLEM-CODE]", help="What to explain.")
    ] = "",
    source: Annotated[
        Path | None, typer.Argument(metavar="[INPUT]", help="Explain it with a row of this file.")
    ] = None,
    row: Annotated[str, typer.Option(metavar="ID", help="The workload of INPUT.")] = "",
    sheet: Sheet = "",
    header_row: HeaderRow = 0,
    rate_card: Card = "",
    as_of: AsOf = "",
    cost_model: Model = None,
    assume: Assume = None,
    locale: Locale = "",
) -> None:
    """Say what a column is and how it is computed, or what a problem means."""
    from estimator import pipeline

    options = _options(
        sheet=sheet,
        header_row=header_row,
        rate_card=rate_card,
        as_of=as_of,
        cost_model=cost_model,
        assume=assume,
        on_error=SKIP,
        locale=locale,
    )
    lines, problems = pipeline.explanation(name, source, row, options)
    _stop(problems)
    for line in lines:
        print(_wrapped(line))  # noqa: T201 - what was asked for goes to stdout


@rates_app.command("list")
def list_rates() -> None:
    """List the shipped rate cards."""
    from estimator import pipeline
    from estimator.report import rates, terminal

    found = [pipeline.rate_card(name)[0] for name in pipeline.shipped_cards()]
    terminal.console(stderr=False).print(rates.cards([card for card in found if card]))


@rates_app.command("show")
def show_rates(
    name: Annotated[str, typer.Argument(metavar="CARD", help="A shipped card or a file.")],
    as_of: AsOf = "",
) -> None:
    """Show the prices of a rate card."""
    from estimator import pipeline
    from estimator.report import rates, terminal

    as_of_day, problems = pipeline.day(str(as_of))
    _stop(problems)
    card, problems = pipeline.rate_card(name, as_of_day)
    _stop(problems)
    if card:
        terminal.console(stderr=False).print(rates.card(card, as_of_day))


OPTIONS = frozenset(
    {
        "output",
        "sheet",
        "rate_card",
        "as_of",
        "cost_model",
        "assume",
        "on_error",
        "locale",
        "header_row",
        "json",
        "force",
        "quiet",
    }
)


def _options(
    *,
    as_of: str,
    assume: list[str] | None,
    on_error: str,
    locale: str,
    **words: Any,  # noqa: ANN401 - as the commands declare them
) -> Options:
    if on_error not in {FAIL, SKIP}:
        raise typer.BadParameter(
            f'"{on_error}" is neither {FAIL} nor {SKIP}', param_hint="--on-error"
        )
    if locale and locale not in LOCALES:
        known = ", ".join(LOCALES)
        raise typer.BadParameter(f'"{locale}" is none of {known}', param_hint="--locale")
    return Options(
        # A date in estimator.toml arrives as one.
        as_of=str(as_of),
        assume=tuple(assume or ()),
        on_error=on_error,
        locale=locale,
        **words,
    )


def _silence() -> Any:  # noqa: ANN401 - a context that does nothing
    import contextlib

    return contextlib.nullcontext()


def _report(
    outcome: "Outcome", output: str | None, last: Iterable[str], *, json: bool, quiet: bool
) -> None:
    """Prints how the run ended, the lines ``last`` at the end, and exits with its code."""
    from estimator.report import json as json_report
    from estimator.report import terminal

    if json:
        print(json_report.text(json_report.summary(outcome, output)), end="")  # noqa: T201
        raise typer.Exit(outcome.exit_code)
    screen = terminal.console()
    screen.print(terminal.problems(outcome, quiet=quiet))
    if outcome.estimate and not quiet:
        screen.print(terminal.summary(outcome.estimate, screen.width))
    if not quiet:
        _say(last)
    raise typer.Exit(outcome.exit_code)


def _say(lines: Iterable[str]) -> None:
    """People's words go to stderr: stdout is for what programs read."""
    from estimator.report import terminal

    screen = terminal.console()
    for line in lines:
        screen.print(_wrapped(line), soft_wrap=True)


def _wrapped(line: str) -> str:
    """``line`` broken between words where the terminal ends; what goes on is indented."""
    import shutil
    import textwrap

    indent = " " * (len(line) - len(line.lstrip()) + 4)
    width = shutil.get_terminal_size().columns
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _stop(problems: "list[Problem]") -> None:
    """Prints ``problems`` and exits, if any of them is an error."""
    from estimator.model.problem import errors

    wrong = errors(problems)
    if wrong:
        _say(problem.message for problem in wrong)
        raise typer.Exit(max(problem.exit_code for problem in wrong))
