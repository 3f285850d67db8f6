"""Plan and the months on Estimates: what stands where, what is live, what is as at the run."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from estimator.model.calendar import ONE_TIME, RECURRING, cost_kinds
from estimator.model.estimate import Outcome
from estimator.model.options import Options
from estimator.outputs import save_estimate
from estimator.report import grid
from estimator.report.sheets.plan import PlanTotals
from tests.sheets import outcome
from tests.workbooks import (
    Package,
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


def _block_formulas(path: Path) -> list[str]:
    """The formulas of the blocks of Plan: all but those of the figures above them."""
    cells = list(Package.at(path).cells("Plan"))
    first = next(cell.row for cell in cells if cell.value == "All workloads")
    return [cell.formula for cell in cells if cell.formula and cell.row >= first]


def _months(path: Path) -> list[list[object]]:
    """The headings of the months on Estimates, and the stored amounts below them."""
    page = load_workbook(path, data_only=True)["Estimates"]
    headings, *rows = page.iter_rows(min_row=grid.ESTIMATES_HEADER_ROW, values_only=True)
    at = [n for n, one in enumerate(headings) if re.fullmatch(r"20\d\d-\d\d", str(one))]
    return [[row[n] for n in at] for row in (headings, *rows)]


def test_above_the_limit_months_are_values_that_say_so(stored: Path) -> None:
    assert not [text for text in _block_formulas(stored) if "Estimates!" in text]
    book = load_workbook(stored)
    for sheet in ("Estimates", "Plan"):
        assert "Months are not live above 10,000 workloads" in str(book[sheet]["A2"].value)
    rows = list(book["Estimates"].iter_rows(min_row=grid.BAND_ROW, values_only=True))
    bands, headings = rows[0], rows[grid.ESTIMATES_HEADER_ROW - grid.BAND_ROW]
    first = rows[grid.ESTIMATES_HEADER_ROW - grid.BAND_ROW + 1]
    for title in ("Fiscal-year cost", "2027-01", "2027-12"):
        column = headings.index(title)
        assert isinstance(first[column], int | float), title
    assert bands[headings.index("Fiscal-year cost")] == "Not live"


def test_live_and_as_at_the_run_hold_the_same_numbers(
    stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "MOST_LIVE_WORKLOADS", 3)
    live = _book(outcome(tmp_path, *ROWS), tmp_path, "live")
    assert [text for text in _block_formulas(live) if text.startswith("SUMIFS(Estimates!")]
    assert _months(live) == _months(stored)
    assert len(_months(live)) == 1 + len(ROWS)
    values = [
        [
            [cell.value for cell in row]
            for row in load_workbook(path, data_only=True)["Plan"].iter_rows(min_row=6)
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
    assert {"FY2026/27", "FY2027/28", "FY2028/29", "Whole plan"} <= titles


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
    headings = next(row for row in page.iter_rows(values_only=True) if row[0] == "All workloads")
    ends = [headings.index(title) + 1 for title in ("FY2027", "FY2028")]
    # A year that is too wide for a page is printed by half-years or quarters.
    assert set(ends) <= {one.id for one in page.col_breaks.brk}
    # What is fitted to pages takes no breaks; openpyxl tells by fitToPage.
    fitted = page.sheet_properties.pageSetUpPr
    assert fitted is None or not fitted.fitToPage
    assert page.print_title_cols == "$A:$B"


def test_a_cell_of_the_totals_is_addressed_by_block_and_month() -> None:
    lines, kinds = {"model": {7: 31}}, cost_kinds("")
    places = PlanTotals({"all": 14, "model": 40}, 20, 33, {"2027-02": 5}, lines, {}, kinds)
    assert places.total_cell("model", places.whole) == "Plan!$AG$40"
    assert places.month_cell("2027-02", ONE_TIME) == "Plan!$E$12"
    assert places.month_cell("2027-02", RECURRING) == "Plan!$E$13"
    assert places.year_of_group("model", 7) == "=Plan!$T$31+Plan!$T$32"
