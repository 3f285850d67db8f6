"""The table is found by its headings, wherever it stands."""

from pathlib import Path

import xlsxwriter

from estimator.model.findings import expand_findings
from estimator.model.output_columns import PROBLEMS_HEADING
from estimator.model.schema import workloads_schema
from estimator.model.table import Table
from estimator.read.book import read_book
from estimator.read.table import TableSearch, find_table, match_tables

HEADINGS = ("Workload ID", "Model", "Training tokens")
ROW = ("W-1", "gpt-4o", 5)


def workbook(path: Path, sheets: dict[str, list[tuple[object, ...]]], hidden: str = "") -> Path:
    made = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for row, cells in enumerate(rows):
            sheet.write_row(row, 0, cells)
        if name == hidden:
            sheet.hide()
    made.close()
    return path


def find(path: Path, sheet: str = "", header_row: int = 0) -> tuple[Table | None, list[str]]:
    read, problems = read_book(path, workloads_schema())
    assert read is not None, problems
    found, told = find_table(read, workloads_schema(), TableSearch(sheet, header_row))
    return found, [problem.code for problem in told]


def test_under_title_rows_on_the_third_sheet(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [("Plan",), (), ("Amounts in USD",), (), HEADINGS, ROW]
    path = workbook(tmp_path / "a.xlsx", {"Read me": [("Hello",)], "Notes": [], "FY27": rows})
    found, problems = find(path)
    assert found is not None
    assert (found.source.sheet, found.source.header_row, found.rows.to_list()) == ("FY27", 5, [6])
    assert found.cell_place(6, "training_tokens") == "FY27!C6"
    assert problems == []


def test_two_sheets_alike_are_a_problem_that_sheet_decides(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"A": [HEADINGS, ROW], "B": [HEADINGS, ROW]})
    assert find(path) == (None, ["several-tables"])
    found, _ = find(path, "b")
    assert found is not None
    assert found.source.sheet == "B"


def test_a_sheet_that_is_passed_over_is_told_and_a_hidden_one_never_wins(tmp_path: Path) -> None:
    longer = (*HEADINGS, "Owner")
    sheets: dict[str, list[tuple[object, ...]]] = {"A": [HEADINGS, ROW], "B": [longer, ROW]}
    found, problems = find(workbook(tmp_path / "a.xlsx", sheets))
    assert found is not None
    assert (found.source.sheet, problems) == ("B", ["other-tables"])
    found, problems = find(workbook(tmp_path / "b.xlsx", sheets, hidden="B"))
    assert found is not None
    assert (found.source.sheet, problems) == ("A", ["other-tables"])


def test_a_hidden_sheet_comes_last(tmp_path: Path) -> None:
    sheets: dict[str, list[tuple[object, ...]]] = {"A": [HEADINGS, ROW], "B": [HEADINGS, ROW]}
    found, _ = find(workbook(tmp_path / "a.xlsx", sheets, hidden="B"))
    assert found is not None
    assert found.source.sheet == "A"


def test_headings_match_by_name_title_and_alias_whatever_their_form(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "workload_id,COST-CENTRE, base  model ,Trainings, Epochs:\n1,,,,\n"
    )
    found, _ = find(tmp_path / "a.csv")
    assert found is not None
    assert [heading.column for heading in found.headings] == [
        "workload_id",
        "cost_center",
        "model",
        "",
        "epochs",
    ]


def test_the_schemas_own_unit_in_a_heading_means_nothing_and_a_multiplier_scales(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.csv").write_text(
        "ID,Training tokens (tokens),Monthly input tokens [M tokens],"
        "Monthly output tokens (thousands),Annual budget (USD)\n1,,,,\n"
    )
    found, problems = find(tmp_path / "a.csv")
    assert found is not None
    assert [heading.times for heading in found.headings] == [1, 1, 1_000_000, 1_000, 1]
    assert problems == ["heading-multiplier", "heading-multiplier"]


def test_another_unit_in_a_heading_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "ID,Model,Annual budget (head),Validation share (per day)\n1,,,\n"
    )
    _, problems = find(tmp_path / "a.csv")
    assert problems == ["unit-in-heading", "unit-in-heading"]


def test_blank_rows_are_left_out_and_counted_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('ID,Model,Owner\n1,a,"two\nlines"\n\n,,\n2,b,\n\n')
    found, problems = find(tmp_path / "a.csv")
    assert found is not None
    assert (found.rows.to_list(), problems) == ([2, 5], ["blank-rows"])


def test_cells_under_no_heading_are_told_and_in_csv_stop(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"A": [HEADINGS, (*ROW, "see Anna")]})
    assert find(path)[1] == ["cells-without-heading"]
    (tmp_path / "a.csv").write_text("ID,Model\n1,gpt-4o,000\n")
    assert find(tmp_path / "a.csv")[1] == ["long-row"]


def test_the_header_row_may_be_said(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [HEADINGS, ROW, ("Workload ID", "Model"), ("W-2", "gpt-4o")]
    path = workbook(tmp_path / "a.xlsx", {"A": rows})
    first, _ = find(path)
    second, _ = find(path, header_row=3)
    assert first is not None
    assert second is not None
    assert (first.source.header_row, second.source.header_row) == (1, 3)
    assert second.rows.to_list() == [4]
    assert find(path, header_row=4) == (None, ["no-table"])


def test_what_a_marked_copy_said_of_its_rows_is_not_read_again(tmp_path: Path) -> None:
    text = f"{PROBLEMS_HEADING},ID,Model\nold words,1,gpt-4o\nold words,,\n"
    (tmp_path / "a.csv").write_text(text)
    found, problems = find(tmp_path / "a.csv")
    assert found is not None
    assert ([one.text for one in found.headings], problems) == (["ID", "Model"], [])
    assert found.rows.to_list() == [2]


def test_all_sheets_are_read_in_order_the_hidden_ones_passed_over(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [HEADINGS, ROW]
    pages = {"Plan": [(*HEADINGS, "Owner"), *rows[1:]], "More": rows, "Old": rows}
    path = workbook(tmp_path / "a.xlsx", {**pages, "Notes": [("Nothing",), ROW]}, hidden="Old")
    made, _ = read_book(path, workloads_schema())
    assert made is not None
    found, problems = match_tables(made, workloads_schema(), TableSearch(all_sheets=True))
    assert [one.source.sheet for one in found] == ["Plan", "More"]
    assert [one.code for one in problems] == ["other-tables"]
    assert '"Old"' in expand_findings(problems)[0].message
