"""A small portfolio as a workbook, for the tests of its sheets."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from estimator.model.estimate import Estimate
from estimator.model.options import SKIP, Options
from estimator.outputs import save_estimate
from tests.sheets import outcome

# Two cost centers; the third row is rejected.
ROWS = (
    {"Workload name": "Chat", "Cost center": "Sales", "Start month": "2027-03", "Team": "Blue"},
    {"Workload name": "Mail", "Cost center": "Legal", "Monthly growth rate": "10%"},
    {"Workload name": "Lost", "Cost center": "Legal", "Epochs": "x"},
    {"Workload name": "Old", "Cost center": "Sales", "Model": "gpt-3.5-turbo", "Epochs": "2"},
    {"Workload name": "Big", "Cost center": "Sales", "Training tokens": "12345678"},
)
PUBLISHED = "openai-2026-11"
BUDGETS = "Cost center,Annual budget\nSales,100\nLegal,1000\n"
# A quarter and a month of one of them, and a month of one without workloads.
BY_PERIOD = "Cost center,Period,Budget\nSales,2027-Q1,1\nSales,2027-12,9000\nIdle,2027-05,7\n"


@dataclass(frozen=True)
class Portfolio:
    """A workbook, read as formulas and as stored values, and its estimate."""

    path: Path
    estimate: Estimate
    formulas: Workbook
    values: Workbook

    def find_cell(self, sheet: str, text: str) -> tuple[int, int]:
        """The row and column of the first cell of ``sheet`` that holds ``text``."""
        cells = (cell for row in self.values[sheet].iter_rows() for cell in row)
        return next((cell.row, cell.column) for cell in cells if cell.value == text)

    def formula(self, sheet: str, row: int, column: int) -> object:
        """The formula of a cell, or its value if it has none."""
        return _cell(self.formulas, sheet, row, column).value

    def value(self, sheet: str, row: int, column: int) -> object:
        """The value that is stored for a cell."""
        return _cell(self.values, sheet, row, column).value

    def amount(self, sheet: str, row: int, column: int) -> Decimal:
        """The stored number of a cell, in cents."""
        return round(Decimal(str(self.value(sheet, row, column))), 2)

    def line(self, sheet: str, row: int, column: int = 1) -> list[object]:
        """The stored values of a row, from ``column`` on."""
        return [cell.value for cell in self.values[sheet][row][column - 1 :]]

    def line_of_formulas(self, sheet: str, row: int) -> list[object]:
        """The formulas of a row, and the values of the cells that have none."""
        return [cell.value for cell in self.formulas[sheet][row]]


def _cell(book: Workbook, sheet: str, row: int, column: int) -> Cell:
    page = book[sheet]
    assert isinstance(page, Worksheet)
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def make_portfolio(folder: Path, card: str, lines: str = BUDGETS) -> Portfolio:
    """Saves the portfolio, priced by a ``card``, with ``lines`` of budgets as a workbook."""
    budgets, path = folder / "budgets.csv", folder / "portfolio.xlsx"
    budgets.write_text(lines, encoding="utf-8")
    options = Options(on_error=SKIP, budgets=str(budgets), rate_card=card, scenario="High")
    made = save_estimate(outcome(folder, *ROWS, options=options), path)
    assert made.estimate is not None
    return Portfolio(path, made.estimate, load_workbook(path), load_workbook(path, data_only=True))
