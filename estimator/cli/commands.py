"""The commands: what each is told, what it does, what it prints."""

import sys
from dataclasses import replace
from glob import has_magic
from pathlib import Path
from typing import Annotated

import typer

from estimator.cli.options import NAMES, AsOf, Force, Inputs, Json, OnError, Quiet, reading
from estimator.cli.screen import report, say, stop, wrapped
from estimator.model.options import FAIL, SKIP, Options
from estimator.model.version import __version__
from estimator.read.files import settings

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

Output = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="OUTPUT", help="By its ending: .xlsx, .csv, .parquet or .json."
    ),
]
Annotate = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Give the sheet back as .xlsx with what is wrong marked."),
]
SaveMapping = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Save what the headings mean as TOML, for --mapping."),
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
    chosen, problems = settings(Path.cwd(), NAMES)
    stop(problems)
    context.default_map = dict.fromkeys(("estimate", "check", "explain"), chosen)


@app.command()
@reading
def estimate(  # noqa: PLR0913 - one parameter an option
    inputs: Inputs,
    options: Options,
    output: Output = None,
    on_error: OnError = FAIL,
    json: Json = False,  # noqa: FBT002 - typer's way to declare a flag
    force: Force = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Price every workload of the INPUTs, and write the budget workbook."""
    from estimator import outputs, pipeline
    from estimator.cli.progress import progress
    from estimator.report import terminal
    from estimator.report.files import ENDINGS

    options = replace(options, on_error=on_error)
    target = output or _beside(inputs)
    screen = terminal.console()
    with progress(screen, "Estimating"):
        outcome = outputs.refused(
            inputs, options, {target: ENDINGS}, force=force
        ) or pipeline.estimate(inputs, options)
        outcome = outputs.save(outcome, target, force=force)
    last = terminal.closing(outcome, str(target))
    report(outcome, str(target) if outcome.estimate else None, last, json=json, quiet=quiet)


def _beside(inputs: list[str]) -> Path:
    """Where the workbook goes, unasked: beside the first input, under its name if it is alone."""
    first = Path(inputs[0])
    alone = len(inputs) == 1 and not has_magic(inputs[0])
    return first.with_name(f"{first.stem if alone else 'portfolio'}-estimate.xlsx")


@app.command()
@reading
def check(  # noqa: PLR0913 - one parameter an option
    inputs: Inputs,
    options: Options,
    on_error: OnError = FAIL,
    annotate: Annotate = None,
    save_mapping: SaveMapping = None,
    json: Json = False,  # noqa: FBT002
    force: Force = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
) -> None:
    """Judge the INPUTs as estimate would; write nothing unless asked for a marked copy."""
    from estimator import outputs, pipeline
    from estimator.cli.progress import progress
    from estimator.model.estimate import Outcome
    from estimator.report import terminal
    from estimator.report.files import MAPPING, MARKED

    options = replace(options, on_error=on_error)

    def save_marked(outcome: Outcome, target: Path) -> Outcome:
        return outputs.save_marked(outcome, target, inputs, options)

    wanted = [
        (annotate, MARKED, save_marked),
        (save_mapping, MAPPING, outputs.save_mapping),
    ]
    targets = {path: endings for path, endings, _ in wanted if path}
    wrote = []
    with progress(terminal.console(), "Checking"):
        outcome = outputs.refused(inputs, options, targets, force=force) or pipeline.check(
            inputs, options
        )
        for path, _, save in wanted:
            if path and outcome.tables:
                before, outcome = outcome, save(outcome, path)
                done = len(outcome.errors) == len(before.errors)
                wrote += [terminal.wrote(str(path))] if done else []
    if not json and not quiet:
        say(terminal.reading(outcome))
    report(outcome, None, [*terminal.verdict(outcome), *wrote], json=json, quiet=quiet)


@app.command()
def template(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="An .xlsx or .csv file.")
    ] = Path("workloads.xlsx"),
    force: Force = False,  # noqa: FBT002
) -> None:
    """Write a blank sheet of workloads to fill in."""
    from estimator import outputs
    from estimator.report import terminal

    problems = outputs.save_template(output, force=force)
    stop(problems)
    say([terminal.wrote(str(output))])


@app.command()
@reading
def explain(
    options: Options,
    name: Annotated[
        str, typer.Argument(metavar="[COLUMN|PROBLEM-CODE]", help="What to explain.")
    ] = "",
    source: Annotated[
        Path | None, typer.Argument(metavar="[INPUT]", help="Explain it with a row of this file.")
    ] = None,
    row: Annotated[str, typer.Option(metavar="ID", help="The workload of INPUT.")] = "",
) -> None:
    """Say what a column is and how it is computed, or what a problem means."""
    from estimator.outputs import explanation

    lines, problems = explanation(name, source, row, replace(options, on_error=SKIP))
    stop(problems)
    for line in lines:
        print(wrapped(line))  # noqa: T201 - what was asked for goes to stdout


@rates_app.command("list")
def list_rates() -> None:
    """List the shipped rate cards."""
    from estimator.basis import rate_card
    from estimator.report import rate_cards, terminal

    found = [rate_card.rate_card(name)[0] for name in rate_card.shipped_cards()]
    terminal.console(stderr=False).print(rate_cards.cards([card for card in found if card]))


@rates_app.command("show")
def show_rates(
    name: Annotated[str, typer.Argument(metavar="CARD", help="A shipped card or a file.")],
    as_of: AsOf = "",
) -> None:
    """Show the prices of a rate card."""
    from estimator.basis import basis, rate_card
    from estimator.report import rate_cards, terminal

    as_of_day, problems = basis.day(str(as_of))
    stop(problems)
    card, problems = rate_card.rate_card(name, as_of_day)
    stop(problems)
    if card:
        terminal.console(stderr=False).print(rate_cards.card(card, as_of_day))
