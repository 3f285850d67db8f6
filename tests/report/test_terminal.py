"""The summary on the terminal: amounts are never cut, whatever they come to."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from estimator.model.estimate import Outcome
from estimator.report import terminal
from tests.sheets import outcome

MOST = 10**12


@pytest.mark.parametrize("tokens", [1_000, 10**9, MOST])
def test_no_amount_is_cut_at_80_columns(tokens: int, tmp_path: Path) -> None:
    row = {
        "Cost center": "A cost center with quite a long name",
        "Training tokens": str(tokens),
        "Monthly input tokens": str(tokens),
        "Monthly output tokens": str(tokens),
    }
    made = outcome(tmp_path, *[row] * 60).estimate
    assert made is not None
    screen = Console(file=StringIO(), width=80)
    screen.print(terminal.summary_table(made, 80))
    assert isinstance(screen.file, StringIO)
    said = screen.file.getvalue()
    cents = made.totals.by_column["first_year_cost"] < terminal.WITHOUT_CENTS
    for total in made.totals.by_column.values():
        shown = f"{total:,.2f}" if cents else f"{total.quantize(Decimal(1)):,f}"
        assert said.count(shown) >= 3
    assert all(len(line) <= 80 for line in said.splitlines())


def shown(made: Outcome, *, terminal_width: int = 0) -> list[str]:
    screen = Console(file=StringIO(), width=80, force_terminal=bool(terminal_width), no_color=True)
    screen.print(terminal.problem_texts(made), soft_wrap=not terminal_width)
    assert isinstance(screen.file, StringIO)
    return screen.file.getvalue().splitlines()


def test_twenty_causes_are_shown_and_not_twenty_cells(tmp_path: Path) -> None:
    rows = [{"Epochs": "x", "Model": f"Llama {n}"} for n in range(25)]
    said = shown(outcome(tmp_path, *rows))
    assert "2 errors in 50 places" in said
    assert sum("[not-a-whole-number]" in line for line in said) == 1
    assert any("also F3, F4, F5 and 21 more. [not-a-whole-number]" in line for line in said)


def test_more_causes_than_twenty_are_counted(tmp_path: Path) -> None:
    rows = [{"Owner": "x" * 256, "Training tokens": ("", "x", "-1")[n % 3]} for n in range(6)]
    said = shown(outcome(tmp_path, *rows))
    assert terminal.PROBLEMS_SHOWN == 20
    few = Console(file=StringIO(), width=200)
    few.print(terminal.problem_texts(outcome(tmp_path, *rows), most=2))
    assert isinstance(few.file, StringIO)
    assert "… and 2 more." in few.file.getvalue()
    assert "4 errors in 12 places" in said
