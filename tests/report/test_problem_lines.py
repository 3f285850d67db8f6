"""Each cause of problems is a line, and the first twenty are shown."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from estimator.model.estimate import Outcome
from estimator.report import problem_lines
from tests.sheets import outcome


def shown(made: Outcome) -> list[str]:
    """The lines where there is no terminal."""
    screen = Console(file=StringIO(), width=80, no_color=True)
    screen.print(problem_lines.problem_texts(made), soft_wrap=True)
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
    assert problem_lines.PROBLEMS_SHOWN == 20
    few = Console(file=StringIO(), width=200)
    few.print(problem_lines.problem_texts(outcome(tmp_path, *rows), most=2))
    assert isinstance(few.file, StringIO)
    assert "… and 2 more." in few.file.getvalue()
    assert "4 errors in 12 places" in said
