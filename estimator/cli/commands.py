"""The commands of the command line."""

import atexit
import gc
import sys
from glob import has_magic
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from estimator.cli.options import take_options
from estimator.cli.plain_words import take_plain_words
from estimator.cli.rate_commands import rates_app
from estimator.cli.screen import print_lines, report_outcome, stop_on_errors, wrap_line
from estimator.cli.streams import end_by_signals, end_streams, lose_no_stream
from estimator.model.options import READING_COMMANDS, SKIP, Options
from estimator.model.version import __version__
from estimator.read.workbook.early_reader import expect_workbooks

# Heavy modules are imported inside the commands, so that --help does not wait for them, and after
# the process that reads workbooks has been started, which imports its own at the same time.
# ruff: noqa: PLC0415

app = typer.Typer(
    help="Turn a spreadsheet of LLM fine-tuning workloads into a budget workbook.",
    no_args_is_help=True,
    add_completion=False,
    # Help in boxes takes as long again as the help itself (benchmarks, case start).
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
app.add_typer(rates_app, name="rates")

INTERNAL_ERROR = (
    "internal error: {error}. This is a bug in estimator, not a problem in your data. Please "
    "report it with the command you typed. Set ESTIMATOR_DEBUG=1 to see the details."
)

InputFiles = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="INPUT",
        help=(
            'Workbooks, CSV or Parquet files, or patterns such as "plans/*.xlsx". A sheet may '
            "follow: plan.xlsx#Sheet1. Default: the inputs listed in estimator.toml."
        ),
        show_default=False,
    ),
]


def main() -> None:
    """Runs the command line; reports an unexpected exception as an internal error.

    Little of what a run makes is garbage before it ends. So nothing looks for any: not during the
    run, and not when Python ends (``benchmarks``, case start).
    """
    import os

    gc.disable()
    atexit.register(gc.freeze)
    lose_no_stream()
    end_by_signals()
    try:
        take_plain_words()
        app(prog_name="estimator")
    except SystemExit as end:
        sys.exit(end_streams(end.code))
    except Exception as error:
        if os.environ.get("ESTIMATOR_DEBUG"):
            raise
        print(INTERNAL_ERROR.format(error=f"{type(error).__name__}: {error}"), file=sys.stderr)  # noqa: T201
        sys.exit(70)


@app.callback(invoke_without_command=True)
def start_command(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,  # noqa: FBT002
) -> None:
    """Turn a spreadsheet of LLM fine-tuning workloads into a budget workbook."""
    if version:
        print(f"estimator {__version__}")  # noqa: T201
        raise typer.Exit
    from estimator.read.settings import read_settings

    settings, problems = read_settings(Path())
    stop_on_errors(problems)
    context.obj = settings.pop("inputs", ())
    of_template = {name: settings[name] for name in ("rate_card", "cost_model") if name in settings}
    context.default_map = {**dict.fromkeys(READING_COMMANDS, settings), "template": of_template}


def _require_inputs(words: list[str] | None, options: Options) -> list[str]:
    """The inputs that were named: ``words``, or else those of estimator.toml."""
    named = words or [one.word for one in options.inputs]
    if not named:
        raise typer.BadParameter(
            "name an input, or list inputs in estimator.toml.", param_hint="INPUT"
        )
    return named


@app.command("estimate")
@take_options("estimate")
def price_inputs(*, inputs: InputFiles = None, options: Options) -> None:
    """Price every workload and write the budget workbook."""
    named = _require_inputs(inputs, options)
    expect_workbooks(named)
    from estimator import outputs, pipeline
    from estimator.cli.progress import show_progress
    from estimator.report import terminal
    from estimator.report.files import OUTPUT_ENDINGS

    target = options.output or _default_output(named)
    with show_progress(terminal.open_console(), "Estimating"):
        outcome = outputs.refuse_targets(
            inputs or (), options, {target: OUTPUT_ENDINGS}, force=options.force
        ) or pipeline.estimate(inputs or (), options)
        outcome = outputs.save_estimate(outcome, target, force=options.force)
    written = str(target) if outcome.estimate else None
    report_outcome(outcome, written, terminal.closing_lines(outcome, str(target)), options)


def _default_output(inputs: list[str]) -> Path:
    """The workbook next to the first input, named after it if it is the only one."""
    from estimator.read.inputs import split_sheet

    word, _ = split_sheet(inputs[0])
    first = Path(word)
    alone = len(inputs) == 1 and not has_magic(word)
    return first.with_name(f"{first.stem if alone else 'portfolio'}-estimate.xlsx")


@app.command("check")
@take_options("check")
def check_workloads(*, inputs: InputFiles = None, options: Options) -> None:
    """Validate the INPUTs without pricing them.

    Reports to stdout. Writes nothing unless you pass --annotate or --save-mapping.
    """
    expect_workbooks(_require_inputs(inputs, options))
    from estimator import outputs, pipeline
    from estimator.cli.progress import show_progress
    from estimator.model.estimate import Outcome
    from estimator.report import terminal
    from estimator.report.files import MAPPING_ENDINGS, MARKED_ENDINGS

    words = inputs or ()

    def save_marked(outcome: Outcome, target: Path) -> Outcome:
        return outputs.save_marked(outcome, target, words, options)

    def save_mapping(outcome: Outcome, target: Path) -> Outcome:
        return outputs.save_mapping(outcome, target, force=options.force)

    writers = [
        (options.annotate, MARKED_ENDINGS, save_marked),
        (options.save_mapping, MAPPING_ENDINGS, save_mapping),
    ]
    targets = {path: endings for path, endings, _ in writers if path}
    written: list[str] = []
    with show_progress(terminal.open_console(), "Checking"):
        outcome = outputs.refuse_targets(
            words, options, targets, force=options.force
        ) or pipeline.check(words, options)
        for path, _, save in writers:
            if path and outcome.tables:
                before, outcome = outcome, save(outcome, path)
                if len(outcome.errors) == len(before.errors):
                    written.append(terminal.written_line(str(path)))
    if not options.json and not options.quiet:
        print_lines(terminal.reading_lines(outcome), stderr=False)
    last_lines = [*terminal.verdict_lines(outcome), *written]
    report_outcome(outcome, None, last_lines, options, stderr=False)


@app.command("template")
@take_options("template")
def write_template(
    *,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Output file: .xlsx or .csv.")
    ] = Path("workloads.xlsx"),
    options: Options,
) -> None:
    """Write a blank workload sheet to fill in."""
    from estimator import outputs
    from estimator.report import terminal

    found = outputs.save_template(output, options)
    stop_on_errors(found)
    print_lines([problem.message for problem in found])
    print_lines([terminal.written_line(str(output))])


@app.command("explain")
@take_options("explain")
def explain_name(
    *,
    name: Annotated[
        str,
        typer.Argument(metavar="[COLUMN|PROBLEM-CODE]", help="Column or problem code to explain."),
    ] = "",
    source: Annotated[
        Path | None,
        typer.Argument(metavar="[INPUT]", help="Explain it with a row of this file; needs --row."),
    ] = None,
    options: Options,
) -> None:
    """Explain how a column is computed, or how to fix a problem."""
    expect_workbooks([str(source)] if source else [])
    from estimator.outputs import explain_topic

    lines, problems = explain_topic(name, source, options.row, replace(options, on_error=SKIP))
    stop_on_errors(problems)
    for line in lines:
        print(wrap_line(line))  # noqa: T201 - the result goes to stdout
