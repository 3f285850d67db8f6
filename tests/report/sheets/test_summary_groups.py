"""The tables of groups on the Summary: linked to Breakdown, with the others and the total."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from estimator.outputs import save_estimate
from tests.report.sheets.portfolio import Portfolio
from tests.sheets import outcome

SHEET = "Summary"
YEAR = 4


def test_a_figure_is_a_link_to_its_line_on_breakdown(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "By cost center")
    line, _ = portfolio.find_cell("Breakdown", "By cost center")
    assert portfolio.value(SHEET, top + 1, 1) == "Sales"
    assert portfolio.formula(SHEET, top + 1, YEAR) == f"=Breakdown!G{line + 1}"
    assert portfolio.value(SHEET, top + 1, YEAR) == portfolio.value("Breakdown", line + 1, 7)


def test_only_models_in_use_are_shown(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "By model")
    labels = [portfolio.value(SHEET, top + n, 1) for n in range(1, 4)]
    assert labels == ["gpt-4o", "gpt-3.5-turbo", "Total"]
    # A model that is chosen later is in the total, which says so.
    text = str(portfolio.formula(SHEET, top + 3, 1))
    assert text == f'=IF(B{top + 3}=SUM(B{top + 1}:B{top + 2}),"Total","Total, with others")'


def _table(
    folder: Path, *rows: dict[str, str], data_only: bool = True
) -> Sequence[Sequence[object]]:
    path = folder / "made.xlsx"
    assert save_estimate(outcome(folder, *rows), path).estimate is not None
    sheet = load_workbook(path, data_only=data_only)[SHEET]
    assert isinstance(sheet, Worksheet)
    lines = [list(row) for row in sheet.iter_rows(max_col=7, values_only=True)]
    first = next(n for n, line in enumerate(lines) if line[0] == "By cost center")
    last = next(n for n, line in enumerate(lines) if n > first and line[0] is None)
    return lines[first + 1 : last]


def test_the_others_are_the_total_less_what_is_shown(tmp_path: Path) -> None:
    rows = [{"Cost center": f"C{n}", "Annual budget": "9"} for n in range(11)]
    lines = _table(tmp_path, *rows)
    assert [line[0] for line in lines[-3:]] == ["C7", "3 others", "Total"]
    assert lines[-2][1:3] == [3, 3 * float(str(lines[0][2]))]
    assert lines[-2][4] == 27
    written = _table(tmp_path, *rows, data_only=False)
    assert str(written[-2][3]).startswith("=ROUND(Breakdown!")


def test_a_model_in_use_that_costs_nothing_in_the_year_is_linked_to_its_own_line(
    tmp_path: Path,
) -> None:
    """On the card, models that nobody uses come before the one that does; all three cost 0."""
    path = tmp_path / "made.xlsx"
    ended = {"Model": "gpt-3.5-turbo", "Start month": "2026-01", "End month": "2026-10"}
    made = outcome(tmp_path, {"Model": "gpt-4o"}, ended)
    assert save_estimate(made, path).estimate is not None
    book = load_workbook(path)
    summary, breakdown = book[SHEET], book["Breakdown"]
    top = next(row[0].row for row in summary.iter_rows() if row[0].value == "By model")
    for row in (top + 1, top + 2):
        linked = str(summary.cell(row, YEAR).value).removeprefix("=Breakdown!")
        assert breakdown.cell(breakdown[linked].row, 1).value == summary.cell(row, 1).value
