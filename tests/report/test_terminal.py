"""The summary on the terminal: amounts are never cut, whatever they come to."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

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
