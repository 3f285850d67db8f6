"""The end of a command: its messages, JSON on stdout, and the exit code.

Messages go to stderr; those of a command whose result they are, as ``check``, go to stdout.
"""

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
    outcome: "Outcome",
    output: str | None,
    last_lines: Iterable[str],
    options: Options,
    *,
    stderr: bool = True,
) -> None:
    """Prints the outcome, then ``last_lines``, and exits with its code."""
    from estimator.report import json, problem_lines, terminal

    if options.json:
        sys.stdout.writelines(json.json_pieces(json.outcome_document(outcome, output)))
        raise typer.Exit(outcome.exit_code)
    screen = terminal.open_console(stderr=stderr)
    told = problem_lines.problem_texts(outcome, quiet=options.quiet)
    screen.print(told, soft_wrap=not screen.is_terminal)
    if outcome.estimate and not options.quiet:
        screen.print(terminal.summary_table(outcome.estimate, screen.width))
    if not options.quiet:
        print_lines(last_lines, stderr=stderr)
    raise typer.Exit(outcome.exit_code)


def print_lines(lines: Iterable[str], *, stderr: bool = True) -> None:
    """Prints ``lines``, wrapped on a terminal only: a program reads each as one."""
    from estimator.report import terminal

    screen = terminal.open_console(stderr=stderr)
    for line in lines:
        screen.print(wrap_line(line) if screen.is_terminal else line, soft_wrap=True)


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
