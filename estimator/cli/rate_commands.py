"""The commands about rate cards."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from estimator.cli.options import take_options
from estimator.cli.screen import print_lines, stop_on_errors
from estimator.model.options import DEFAULT_CARD, Options

if TYPE_CHECKING:
    from datetime import date

    from estimator.model.problem import Problem
    from estimator.model.rate_card import RateCard

# Heavy modules are imported inside the commands, so that --help does not wait for them.
# ruff: noqa: PLC0415

rates_app = typer.Typer(
    help="List, show and check rate cards, and start your own.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@rates_app.command("list")
def list_rate_cards() -> None:
    """List the shipped rate cards."""
    from estimator.basis import rate_card
    from estimator.report import terminal

    found = [rate_card.load_rate_card(name)[0] for name in rate_card.shipped_cards()]
    terminal.open_console(stderr=False).print(
        terminal.rate_card_list([card for card in found if card])
    )


CardWord = Annotated[str, typer.Argument(metavar="CARD", help="Shipped card, or a file.")]


@rates_app.command("show")
@take_options("rates show")
def show_rate_card(name: CardWord, options: Options) -> None:
    """Show the prices of a rate card."""
    from estimator.report import card_files, terminal

    card, as_of, problems = _load_card(name, options)
    if options.json or options.csv:
        print((card_files.card_json if options.json else card_files.card_csv)(card), end="")  # noqa: T201 - the result
        return
    print_lines(problem.message for problem in problems)
    terminal.open_console(stderr=False).print(terminal.rate_card_table(card, as_of))


@rates_app.command("check")
@take_options("rates check")
def check_rate_card(name: CardWord, options: Options) -> None:
    """Say what a rate card lacks, and which models end within a year."""
    from estimator.model.card_check import check_card, question_age
    from estimator.model.run_time import day_of_run
    from estimator.report import card_files

    card, as_of, problems = _load_card(name, options)
    day = as_of or day_of_run() or card.date_checked
    check = check_card(card, day)
    problems = [*problems, *question_age(card, day), *check.problems]
    if options.json:
        print(card_files.check_json(check, problems))  # noqa: T201 - the result
        return
    print_lines(
        [problem.message for problem in problems] or [card_files.nothing_found(check)],
        stderr=False,
    )


@rates_app.command("new")
@take_options("rates new")
def start_rate_card(
    *,
    target: Annotated[
        Path, typer.Argument(metavar="FILE", help="New rate card: .csv, .xlsx or .json.")
    ],
    source: Annotated[
        str, typer.Option("--from", metavar="CARD", help="Card to start from.")
    ] = DEFAULT_CARD,
    options: Options,
) -> None:
    """Start a rate card of your own from another one."""
    from estimator import outputs
    from estimator.report import terminal

    problems = outputs.save_rate_card(target, source, force=options.force)
    stop_on_errors(problems)
    print_lines(problem.message for problem in problems)
    print_lines([terminal.written_line(str(target))])


def _load_card(word: str, options: Options) -> "tuple[RateCard, date | None, list[Problem]]":
    """The card called ``word``, the day asked for, and notices; ends the command on errors."""
    from estimator.basis import arguments, card_choice

    as_of, problems = arguments.parse_date(options.as_of)
    stop_on_errors(problems)
    card, problems = card_choice.load_single_card(word, as_of)
    stop_on_errors(problems)
    return cast("RateCard", card), as_of, problems
