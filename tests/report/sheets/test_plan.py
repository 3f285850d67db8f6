"""Plan and Months: what stands where, what is live, and what is as at the run."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from estimator.model.calendar import ONE_TIME, RECURRING
from estimator.model.estimate import Outcome
from estimator.model.options import Options
from estimator.outputs import save_estimate
from estimator.report import grid
from estimator.report.sheets.plan import PlanTotals
from tests.report.sheets.portfolio import Portfolio
from tests.sheets import outcome
from tests.workbooks import (
    all_recalculated,
    differences,
    made,
    needs_libreoffice,
    recalculated,
    results,
    varied,
)

ROWS = (
    {"Cost center": "a", "Start month": "2027-03", "Annual budget": "1000"},
    {"Cost center": "b", "Monthly growth rate": "10%", "End month": "2027-06"},
    {"Cost center": "A", "Model": "gpt-4o-mini"},
)


def _book(made: Outcome, folder: Path, name: str = "plan") -> Path:
    path = folder / f"{name}.xlsx"
    assert save_estimate(made, path).exit_code == 0
    return path


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of more workloads than are live."""
    folder = tmp_path_factory.mktemp("stored")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid, "MOST_LIVE_WORKLOADS", 2)
        return _book(outcome(folder, *ROWS), folder)


def _formulas(path: Path, sheet: str) -> list[str]:
    return [str(cell.formula) for cell in results(path).values() if cell.sheet == sheet]


def test_above_the_limit_months_are_values_that_say_so(stored: Path) -> None:
    assert _formulas(stored, "Months") == [f"{'Checks!$B$3'}"]
    assert not [text for text in _formulas(stored, "Plan") if "Months!" in text]
    book = load_workbook(stored)
    assert "Not live above 10,000 workloads" in str(book["Months"]["A2"].value)
    assert "Not live above 10,000 workloads" in str(book["Plan"]["A2"].value)
    bands, headings, first = (list(book["Estimates"].values)[n] for n in (3, 5, 6))
    column = headings.index("Fiscal-year cost")
    assert bands[column] == "Not live"
    assert isinstance(first[column], int | float)


def test_live_and_as_at_the_run_hold_the_same_numbers(
    stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 3)
    live = _book(outcome(tmp_path, *ROWS), tmp_path, "live")
    assert _formulas(live, "Months")
    for sheet in ("Months", "Plan"):
        values = [
            [
                [cell.value for cell in row[:2]] if n == 1 else [cell.value for cell in row]
                for n, row in enumerate(
                    load_workbook(path, data_only=True)[sheet].iter_rows(min_row=6)
                )
            ]
            for path in (stored, live)
        ]
        assert values[0] == values[1]


# What is typed in the first cell below a heading of Estimates.
CHANGES = (
    ("Training tokens", 7_000_000),
    ("Monthly input tokens", 7_000_000),
    ("Start month", 46_500),
    ("Start month", None),
    ("End month", 46_500),
    ("Monthly growth rate", 0.25),
)


def _edited(path: Path, number: int, heading: str, value: float | None) -> Path:
    """``path`` with the first cell below ``heading`` changed."""
    book = load_workbook(path)
    page = book["Estimates"]
    found = next(cell for row in page.iter_rows() for cell in row if cell.value == heading)
    page[f"{found.column_letter}{found.row + 1}"].value = value
    target = path.with_name(f"changed-{number}.xlsx")
    book.save(target)
    return target


@pytest.fixture(scope="module")
def again(stored: Path) -> dict[object, Path]:
    """The workbook as it is, under None, and with each of the changes, recalculated."""
    changed = [_edited(stored, number, *change) for number, change in enumerate(CHANGES)]
    return dict(zip((None, *CHANGES), all_recalculated([stored, *changed]), strict=True))


def _check(path: Path) -> object:
    return load_workbook(path, data_only=True)["Checks"]["B3"].value


@needs_libreoffice
def test_as_at_the_run_the_checks_hold_until_something_changes(
    stored: Path, again: dict[object, Path]
) -> None:
    assert differences(results(stored), results(again[None])) == []
    assert _check(again[None]) == "OK"


@needs_libreoffice
@pytest.mark.parametrize(("heading", "value"), CHANGES)
def test_what_is_as_at_the_run_is_told_when_a_workload_changes(
    again: dict[object, Path], heading: str, value: float | None
) -> None:
    assert _check(again[heading, value]) == "CHECK"


@needs_libreoffice
def test_a_plan_of_several_years_is_recalculated_to_what_is_stored(tmp_path: Path) -> None:
    options = Options(months=27, fiscal_year_start="2026-10")
    one = made(tmp_path, varied(40), options)
    found = results(recalculated(one.path))
    assert differences(results(one.path), found) == []
    titles = {cell.value for row in load_workbook(one.path)["Plan"].iter_rows() for cell in row}
    assert {"FY 2026/27", "FY 2027/28", "FY 2028/29", "Whole plan"} <= titles


@needs_libreoffice
def test_many_cost_centers_are_a_line_for_each_of_the_costliest_and_one_for_the_rest(
    tmp_path: Path,
) -> None:
    rows = [{"Cost center": f"CC-{n}", "Monthly input tokens": f"{n}M"} for n in range(30)]
    path = _book(outcome(tmp_path, *rows), tmp_path)
    assert differences(results(path), results(recalculated(path))) == []
    labels = [row[0].value for row in load_workbook(path)["Plan"].iter_rows()]
    assert "10 others" in labels
    assert _check(path) == "OK"


def test_a_plan_of_several_years_prints_a_page_for_each(tmp_path: Path) -> None:
    page = load_workbook(made(tmp_path, varied(3), Options(months=30)).path)["Plan"]
    headings = next(row for row in page.iter_rows(values_only=True) if row[1] == "Key")
    ends = [headings.index(title) + 1 for title in ("FY 2027", "FY 2028")]
    assert [one.id for one in page.col_breaks.brk] == ends
    # What is fitted to pages takes no breaks; openpyxl tells by fitToPage.
    fitted = page.sheet_properties.pageSetUpPr
    assert fitted is None or not fitted.fitToPage
    assert page.page_setup.scale is not None
    assert page.print_title_cols == "$A:$C"


def test_the_summary_repeats_the_first_year_of_the_plan(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell("Summary", "First 12 months, by calendar")
    total = top + 13
    assert portfolio.value("Summary", top + 1, 1) == "2027-01"
    assert portfolio.formula("Summary", top + 1, 4) == "=Plan!$D$14"
    assert portfolio.formula("Summary", total, 6) == f"=SUM(F{top + 1}:F{total - 1})"
    year = portfolio.estimate.totals.calendar.portfolio_amounts["fiscal_year_cost"]
    assert portfolio.amount("Summary", total, 6) == year


def test_a_cell_of_the_totals_is_addressed_by_block_and_month() -> None:
    places = PlanTotals({"all": 14, "model": 40}, 20, 33, {"2027-02": 5})
    assert places.total_cell("model", places.whole) == "Plan!$AG$40"
    assert places.month_cell("2027-02", ONE_TIME) == "Plan!$E$12"
    assert places.month_cell("2027-02", RECURRING) == "Plan!$E$13"
