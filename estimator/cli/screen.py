"""How a command ends: what it prints, where, and the code that it exits with."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from estimator.model.estimate import Outcome
    from estimator.model.problem import Problem

# As in the commands: --help must not wait for the heavy modules.
# ruff: noqa: PLC0415


def report(
    outcome: "Outcome", output: str | None, last: Iterable[str], *, json: bool, quiet: bool
) -> None:
    """Prints how the run ended, the lines ``last`` at the end, and exits with its code."""
    from estimator.report import json as json_report
    from estimator.report import json as pieces
    from estimator.report import terminal

    if json:
        sys.stdout.writelines(pieces.pieces(json_report.summary(outcome, output)))
        raise typer.Exit(outcome.exit_code)
    screen = terminal.console()
    screen.print(terminal.problems(outcome, quiet=quiet))
    if outcome.estimate and not quiet:
        screen.print(terminal.summary(outcome.estimate, screen.width))
    if not quiet:
        say(last)
    raise typer.Exit(outcome.exit_code)


def say(lines: Iterable[str]) -> None:
    """People's words go to stderr: stdout is for what programs read."""
    from estimator.report import terminal

    screen = terminal.console()
    for line in lines:
        screen.print(wrapped(line), soft_wrap=True)


def wrapped(line: str) -> str:
    """``line`` broken between words where the terminal ends; what goes on is indented."""
    import shutil
    import textwrap

    indent = " " * (len(line) - len(line.lstrip()) + 4)
    width = shutil.get_terminal_size().columns
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def stop(problems: "list[Problem]") -> None:
    """Prints ``problems`` and exits, if any of them is an error."""
    from estimator.model.problem import errors

    wrong = errors(problems)
    if wrong:
        say(problem.message for problem in wrong)
        raise typer.Exit(max(problem.exit_code for problem in wrong))
