"""The end of a command: messages on stderr, JSON on stdout, and the exit code."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from estimator.model.options import Options

if TYPE_CHECKING:
    from estimator.model.estimate import Outcome
    from estimator.model.problem import Problem

# As in the commands, --help does not wait for heavy modules.
# ruff: noqa: PLC0415


def report_outcome(
    outcome: "Outcome", output: str | None, last_lines: Iterable[str], options: Options
) -> None:
    """Prints the outcome, then ``last_lines``, and exits with its code."""
    from estimator.report import json, terminal

    if options.json:
        sys.stdout.writelines(json.json_pieces(json.outcome_document(outcome, output)))
        raise typer.Exit(outcome.exit_code)
    screen = terminal.open_console()
    screen.print(terminal.problem_texts(outcome, quiet=options.quiet))
    if outcome.estimate and not options.quiet:
        screen.print(terminal.summary_table(outcome.estimate, screen.width))
    if not options.quiet:
        print_lines(last_lines)
    raise typer.Exit(outcome.exit_code)


def print_lines(lines: Iterable[str]) -> None:
    """Prints ``lines`` to stderr; stdout is for programs."""
    from estimator.report import terminal

    screen = terminal.open_console()
    for line in lines:
        screen.print(wrap_line(line), soft_wrap=True)


def wrap_line(line: str) -> str:
    """Wraps ``line`` between words at the width of the terminal, with a hanging indent."""
    import shutil
    import textwrap

    indent = " " * (len(line) - len(line.lstrip()) + 4)
    width = shutil.get_terminal_size().columns
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def stop_on_errors(problems: "list[Problem]") -> None:
    """Prints the errors among ``problems`` and exits, if there are any."""
    from estimator.model.problem import only_errors

    if found := only_errors(problems):
        print_lines(problem.message for problem in found)
        raise typer.Exit(max(problem.exit_code for problem in found))
