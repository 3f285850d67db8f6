"""The addresses on a sheet of workloads, and what happens when a worksheet has no room."""

import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from estimator.model.estimate import Estimate
from estimator.model.output_columns import SOURCE, OutputColumn
from estimator.report import grid
from estimator.report.grid import (
    Grid,
    RowColumn,
    RowSheet,
    choose_budget_lines,
    estimates_grid,
    fits_worksheet,
)
from estimator.report.page import Page
from estimator.report.rows.cells import SheetRows, XmlColumn
from estimator.report.styles import Styles
from tests.sheets import outcome

GRID = Grid([OutputColumn(name, name.title(), "", SOURCE, "") for name in ("id", "cost")], 3)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Estimate:
    estimate = outcome(tmp_path_factory.mktemp("grid"), {}).estimate
    assert estimate is not None
    return estimate


def _of(estimate: Estimate, rows: int) -> Grid:
    """The layout of Estimates with so many workloads."""
    return estimates_grid(replace(estimate, totals=replace(estimate.totals, rows=rows)))


def test_ranges_begin_at_the_headers_and_end_with_the_spare_rows() -> None:
    assert GRID.column_range("cost") == "Estimates!$B$6:$B$9"
    spacious = replace(GRID, header_row=7, spare=1_000)
    assert spacious.column_range("cost") == "Estimates!$B$7:$B$1010"
    assert spacious.column_range("id", "cost") == "Estimates!$A$7:$B$1010"
    assert (spacious.first_row, spacious.last_row, spacious.range_end) == (8, 10, 1_010)


def test_a_cell_is_addressed_by_the_name_of_its_column() -> None:
    assert (GRID.relative_address("cost", 8), GRID.column_title("cost")) == ("B8", "Cost")
    assert GRID.has_column("cost")
    assert not GRID.has_column("price")


@given(rows=st.integers(1, grid.MOST_ROWS - 1))
def test_the_spare_rows_are_a_tenth_or_a_thousand_or_what_room_there_is(
    one: Estimate, rows: int
) -> None:
    found = _of(one, rows)
    assert found.last_row - found.header_row == rows
    assert found.range_end == min(grid.MOST_ROWS, found.last_row + max(1_000, rows // 10))


def test_the_header_row_moves_up_when_the_workloads_need_the_room(one: Estimate) -> None:
    full = _of(one, grid.MOST_ROWS - grid.ESTIMATES_HEADER_ROW)
    assert (full.header_row, full.range_end) == (grid.ESTIMATES_HEADER_ROW, grid.MOST_ROWS)
    assert not full.is_full
    more = _of(one, full.rows + 1)
    assert (more.header_row, more.first_row, more.is_full) == (1, 2, True)
    most = _of(one, grid.MOST_ROWS - 1)
    assert (most.last_row, most.spare) == (grid.MOST_ROWS, 0)
    assert fits_worksheet(most.rows)
    assert not fits_worksheet(most.rows + 1)


def test_formulas_are_live_only_over_rows_on_the_sheet(one: Estimate) -> None:
    assert _of(one, grid.MOST_LIVE_WORKLOADS).is_live
    assert not _of(one, grid.MOST_LIVE_WORKLOADS + 1).is_live
    away = estimates_grid(one, "plan-rows.parquet")
    assert not away.is_live
    assert away.if_on_sheet("=SUM(A1)") == ""
    assert GRID.if_on_sheet("=SUM(A1)") == "=SUM(A1)"


def test_what_is_not_live_has_months_but_neither_the_calendar_nor_checks(one: Estimate) -> None:
    live, stored = (
        [column.name for column in _of(one, rows).columns]
        for rows in (1, grid.MOST_LIVE_WORKLOADS + 1)
    )
    assert {"starts", "row_check", "check_id"} <= set(live)
    assert {"starts", "row_check", "check_id"}.isdisjoint(stored)
    assert [name for name in live if name in stored] == stored
    assert {"2027-01", "2027-12", "fiscal_year_cost"} <= set(stored)


def test_budgets_are_on_their_own_sheet_or_on_estimates() -> None:
    workloads = choose_budget_lines(GRID, None)
    assert (workloads.singular_noun, workloads.grid.sheet) == ("workload", "Estimates")
    centers = choose_budget_lines(GRID, replace(GRID, sheet="Budgets"))
    assert (centers.singular_noun, centers.grid.sheet) == ("cost center", "Budgets")


COLUMNS = (RowColumn("Id", 9, text=True), RowColumn("Cost", 9, formula="A7*2", decimals=2))
FRAMES = [pl.DataFrame({"A": ["x"]})]


def _templated(page: Page, columns: Sequence[RowColumn], table: str = "") -> SheetRows:
    return RowSheet(page, columns, grid.HEADER_ROW, 3).write_template_row(FRAMES, table)


def test_the_template_row_stands_for_all_rows() -> None:
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    page = Page(book, "Plan", Styles(book))
    rows = _templated(page, COLUMNS)
    assert (rows.first, rows.last, rows.frames) == (7, 9, FRAMES)
    assert rows.columns == (XmlColumn("A"), XmlColumn("B", "A7*2", decimals=2))
    assert (page.written_extent, page.sheet.autofilter_ref) == ((7, 2), "A6:B9")


def test_rows_that_are_a_table_have_the_filter_of_the_table_only() -> None:
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    page = Page(book, "Plan", Styles(book))
    rows = _templated(page, COLUMNS, "Workloads")
    (table,) = page.sheet.tables
    assert (table["name"], table["range"], table["autofilter"]) == (
        "Workloads", "A6:B7", "A6:B7",
    )  # fmt: skip
    assert [(one["name"], one["formula"]) for one in table["columns"]] == [
        ("Id", ""),
        ("Cost", "A7*2"),
    ]
    assert not page.sheet.autofilter_ref
    assert rows.columns[1].formula == "A7*2"


def test_headers_alone_stand_on_a_sheet_without_room_above_them(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"in_memory": True}) as book:
        page = Page(book, "Plan", Styles(book))
        RowSheet(page, COLUMNS, 1, 3).write_headers()
        assert page.written_extent == (1, 2)
