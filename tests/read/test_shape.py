"""What is wrong with the shape of a table is said at its place."""

from pathlib import Path

import openpyxl
import pytest

from tests.tables import plan_file, read_table

HEADINGS = ("Workload ID", "Workload name", "Model", "Training tokens")
ROW = ("W-1", "Chatbot", "gpt-4o", 5)


@pytest.fixture
def sheet() -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.title = "Plan"
    for row in (HEADINGS, ROW, ("W-2", "Search", "gpt-4o", 7), ("W-3", "Tags", "gpt-4o", 9)):
        made.active.append(row)
    return made


@pytest.mark.parametrize("row", ["Total,Bot,gpt-4o,5", "W-9,Subtotal 2,gpt-4o,5"])
def test_a_total_that_has_a_model_is_asked_about(row: str, tmp_path: Path) -> None:
    found, codes, _ = read_table(plan_file(tmp_path, f"{','.join(HEADINGS)}\n{row}\n"))
    assert (found.rows.to_list(), codes) == ([2], ["total-with-model"])


def test_a_short_line_names_its_line_and_not_only_its_row(tmp_path: Path) -> None:
    lines = 'Workload ID,Model,Owner\n1,a,"two\nlines"\n2,b\n3,c,\n'
    found, codes, said = read_table(plan_file(tmp_path, lines))
    assert codes == ["short-row"]
    assert said[0].startswith("plan!A3, line 4: found 2 fields; expected 3 fields")
    assert found.rows.to_list() == [2, 3, 4]


def test_a_blank_last_heading_asks_for_no_field(tmp_path: Path) -> None:
    assert read_table(plan_file(tmp_path, "Workload ID,Model,\n1,a\n"))[1] == []


def test_merged_cells_among_the_rows_are_a_problem_at_their_place(
    sheet: openpyxl.Workbook, tmp_path: Path
) -> None:
    sheet["Plan"].merge_cells("B2:B3")
    sheet["Plan"].merge_cells("F2:G3")
    sheet.save(tmp_path / "plan.xlsx")
    _, codes, said = read_table(tmp_path / "plan.xlsx")
    assert codes == ["merged-cells"]
    assert said[0].startswith("Plan!B2: B2:B3 are merged")


def test_hidden_rows_are_read_and_counted(sheet: openpyxl.Workbook, tmp_path: Path) -> None:
    sheet["Plan"].row_dimensions[3].hidden = True
    sheet["Plan"].row_dimensions[9].hidden = True
    sheet.save(tmp_path / "plan.xlsx")
    found, codes, said = read_table(tmp_path / "plan.xlsx")
    assert (found.rows.to_list(), codes) == ([2, 3, 4], ["hidden-rows"])
    assert "1 row is hidden (3)" in said[0]


def test_cells_that_another_workbook_fills_are_named(
    sheet: openpyxl.Workbook, tmp_path: Path
) -> None:
    sheet["Plan"]["D3"] = "=[1]Sheet1!A1"
    sheet.save(tmp_path / "plan.xlsx")
    _, codes, said = read_table(tmp_path / "plan.xlsx")
    assert codes == ["external-links"]
    assert "D3 takes its value from another workbook" in said[0]
