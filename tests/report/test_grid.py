"""The addresses on a sheet of workloads, and what happens when a worksheet has no room."""

import io
from dataclasses import replace

import polars as pl
import xlsxwriter

from estimator.model.output_columns import SOURCE, OutputColumn
from estimator.report import grid
from estimator.report.grid import Grid, RowColumn, RowSheet, choose_budget_lines, fits_worksheet
from estimator.report.page import Page
from estimator.report.rows.cells import XmlColumn
from estimator.report.styles import Styles

NAMES = ("id", "cost", grid.LINE_KEY)
GRID = Grid([OutputColumn(name, name.title(), "", SOURCE, "") for name in NAMES], 3)


def test_ranges_cover_the_rows_below_the_headers() -> None:
    assert GRID.column_range("cost") == "Estimates!$B$7:$B$9"
    assert GRID.column_range("id", "cost") == "Estimates!$A$7:$B$9"
    assert (GRID.relative_address("cost", 8), GRID.column_title("cost")) == ("B8", "Cost")


def test_the_header_row_moves_up_when_the_workloads_need_the_room() -> None:
    full = replace(GRID, rows=grid.MOST_ROWS - grid.HEADER_ROW)
    assert (full.header_row, full.last_row) == (grid.HEADER_ROW, grid.MOST_ROWS)
    more = replace(GRID, rows=full.rows + 1)
    assert (more.header_row, more.first_row) == (1, 2)
    assert fits_worksheet(grid.MOST_ROWS - 1)
    assert not fits_worksheet(grid.MOST_ROWS)


def test_formulas_are_live_only_over_rows_on_the_sheet() -> None:
    assert replace(GRID, rows=grid.MOST_LIVE_WORKLOADS).is_live
    assert not replace(GRID, rows=grid.MOST_LIVE_WORKLOADS + 1).is_live
    away = replace(GRID, elsewhere="plan-rows.parquet")
    assert not away.is_live
    assert choose_budget_lines(away, None).lookup_formula("cost", "A1") == ""


def test_budgets_are_looked_up_by_the_key_of_their_line() -> None:
    found = "INDEX(Estimates!$B$7:$B$9,MATCH(A1,Estimates!$C$7:$C$9,0))"
    assert choose_budget_lines(GRID, None).lookup_formula("cost", "A1") == f"=IFERROR({found},0)"
    centers = choose_budget_lines(GRID, replace(GRID, sheet="Budgets"))
    assert (centers.singular_noun, centers.grid.sheet) == ("cost center", "Budgets")


def test_the_template_row_stands_for_all_rows() -> None:
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    page, frames = Page(book, "Plan", Styles(book)), [pl.DataFrame({"A": ["x"]})]
    columns = (RowColumn("Id", 9), RowColumn("Cost", 9, formula="A7*2", decimals=2))
    rows = RowSheet(page, columns, grid.HEADER_ROW, 3).write_template_row(frames)
    assert (rows.first, rows.last, rows.frames) == (7, 9, frames)
    assert rows.columns == (XmlColumn("A"), XmlColumn("B", "A7*2", decimals=2))
    assert (page.written_extent, page.sheet.autofilter_ref) == ((7, 2), "A6:B9")
