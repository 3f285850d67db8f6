"""A table is cut out of its sheet; whatever is left out, or cannot stand there, is said."""

from pathlib import Path

import openpyxl
import pytest

from estimator.model.findings import expand_findings
from estimator.model.schema import workloads_schema
from estimator.model.table import Table
from estimator.model.text import plain_words
from estimator.read.book import read_book
from estimator.read.table import TableSearch, find_table, tables

HEADINGS = ("Workload ID", "Workload name", "Model", "Training tokens")
ROW = ("W-1", "Chatbot", "gpt-4o", 5)


def read(path: Path, look: TableSearch | None = None) -> tuple[Table, list[str], list[str]]:
    """The table in the file, the codes of its problems, and what they say."""
    made, _ = read_book(path, workloads_schema())
    assert made is not None
    found, problems = find_table(made, workloads_schema(), look or TableSearch())
    assert found is not None, problems
    return found, [one.code for one in problems], [one.message for one in problems]


def text(folder: Path, content: str) -> Path:
    path = folder / "plan.csv"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.fixture
def sheet() -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.title = "Plan"
    for row in (HEADINGS, ROW, ("W-2", "Search", "gpt-4o", 7), ("W-3", "Tags", "gpt-4o", 9)):
        made.active.append(row)
    return made


@pytest.mark.parametrize(
    "word",
    ["Total", "TOTALS:", "Grand total", "Sub-total 2", "Summe", "Gesamtsumme", "Total général",
     "Suma", "Sum of all", "Zwischensumme"],
)  # fmt: skip
@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_totals_row_is_left_out_and_said(word: str, position: int, tmp_path: Path) -> None:
    cells = ["", "", "", "12"]
    cells[position] = word
    path = text(tmp_path, f"{','.join(HEADINGS)}\nW-1,Bot,gpt-4o,5\n{','.join(cells)}\n")
    found, codes, said = read(path)
    assert (found.rows.to_list(), codes) == ([2], ["totals-row"])
    assert word in said[0]


@pytest.mark.parametrize(
    "row", ["Totality,x,,5", "Total Rewards assistant,,,5", "W-9,Sum check,,5"]
)
def test_a_row_that_may_be_a_workload_is_never_taken_for_a_total(row: str, tmp_path: Path) -> None:
    found, codes, _ = read(text(tmp_path, f"{','.join(HEADINGS)}\n{row}\n"))
    assert (found.rows.to_list(), codes) == ([2], [])


@pytest.mark.parametrize("row", ["Total,Bot,gpt-4o,5", "W-9,Subtotal 2,gpt-4o,5"])
def test_a_total_that_has_a_model_is_asked_about(row: str, tmp_path: Path) -> None:
    found, codes, _ = read(text(tmp_path, f"{','.join(HEADINGS)}\n{row}\n"))
    assert (found.rows.to_list(), codes) == ([2], ["total-with-model"])


@pytest.mark.parametrize(
    "note",
    ["Figures are preliminary.", "Approved: J. Doe", "1) see mail", "as of 12 Nov", "* no VAT"],
)
def test_a_short_note_below_the_table_is_a_note(note: str, tmp_path: Path) -> None:
    _, codes, _ = read(text(tmp_path, f"Workload ID,Model\nW-1,gpt-4o\n{note},\n"))
    assert codes == ["notes-row"]


@pytest.mark.parametrize(
    ("heading", "times"),
    [
        ("Training tokens mm", 1_000_000),
        ("Training tokens, millions", 1_000_000),
        ("Training tokens in thousands", 1_000),
        ("Training tokens", 1),
    ],
)
@pytest.mark.parametrize("mapped", [True, False])
def test_a_multiplier_in_a_heading_counts_however_it_is_written(
    heading: str,
    times: int,
    mapped: bool,  # noqa: FBT001 - both ways
    tmp_path: Path,
) -> None:
    path = text(tmp_path, f'ID,Model,"{heading}"\nW-1,gpt-4o,5\n')
    look = TableSearch(mapped={plain_words(heading): "training_tokens"} if mapped else {})
    found, codes, _ = read(path, look)
    assert found.by_column["training_tokens"].times == times
    assert codes == (["heading-multiplier"] if times > 1 else [])


@pytest.mark.parametrize(
    ("heading", "currency", "times"),
    [
        ("Budget", "", 1), ("Budget USD", "USD", 1), ("Budget US$", "USD", 1),
        ("Budget ($k)", "USD", 1_000), ("Budget EUR", "EUR", 1), ("Budget (€/year)", "EUR", 1),
        ("Budget TEUR", "EUR", 1_000), ("Budget (T€)", "EUR", 1_000), ("Budget k€", "EUR", 1_000),
        ("Annual budget (EUR m)", "EUR", 1_000_000), ("Budget in SEK", "SEK", 1),
        ("Budget (zł)", "PLN", 1), ("Budget (C$)", "CAD", 1), ("Budget £", "GBP", 1),
    ],
)  # fmt: skip
def test_the_currency_of_a_heading_is_read(
    heading: str, currency: str, times: int, tmp_path: Path
) -> None:
    found, codes, _ = read(text(tmp_path, f"ID,Model,{heading}\nW-1,gpt-4o,5\n"))
    budget = found.by_column["annual_budget"]
    assert (budget.currency, int(budget.times)) == (currency, times)
    assert codes == (["heading-multiplier"] if times > 1 else [])


def test_a_currency_is_no_unit_of_anything_but_amounts(tmp_path: Path) -> None:
    path = text(tmp_path, "ID,Model,Training tokens (EUR)\nW-1,gpt-4o,5\n")
    assert read(path)[1] == ["unit-in-heading"]


def test_what_a_mapped_heading_says_in_brackets_is_not_dropped_in_silence(tmp_path: Path) -> None:
    path = text(tmp_path, "ID,Model,Output (weekly)\nW-1,gpt-4o,5\n")
    look = TableSearch(mapped={"outputweekly": "monthly_output_tokens"})
    assert read(path, look)[1] == ["unit-not-read"]


def test_notes_below_the_table_and_repeated_headings_are_left_out(tmp_path: Path) -> None:
    lines = [
        "Workload ID,Model", "W-1,gpt-4o", "Workload ID,Model", "W-2,gpt-4o", ",",
        "* not yet approved,", "Figures are as of May 2026,",
    ]  # fmt: skip
    found, codes, _ = read(text(tmp_path, "\n".join(lines)))
    assert found.rows.to_list() == [2, 4]
    assert sorted(codes) == ["notes-row", "repeated-headings"]


def test_a_workload_that_is_only_begun_is_no_note(tmp_path: Path) -> None:
    found, codes, _ = read(text(tmp_path, "Workload ID,Model\nW-1,gpt-4o\nW-2,\n"))
    assert (found.rows.to_list(), codes) == ([2, 3], [])


def test_a_short_line_names_its_line_and_not_only_its_row(tmp_path: Path) -> None:
    lines = 'Workload ID,Model,Owner\n1,a,"two\nlines"\n2,b\n3,c,\n'
    found, codes, said = read(text(tmp_path, lines))
    assert codes == ["short-row"]
    assert said[0].startswith("plan!A3, line 4: found 2 fields; expected 3 fields")
    assert found.rows.to_list() == [2, 3, 4]


def test_a_blank_last_heading_asks_for_no_field(tmp_path: Path) -> None:
    assert read(text(tmp_path, "Workload ID,Model,\n1,a\n"))[1] == []


def test_merged_cells_among_the_rows_are_a_problem_at_their_place(
    sheet: openpyxl.Workbook, tmp_path: Path
) -> None:
    sheet["Plan"].merge_cells("B2:B3")
    sheet["Plan"].merge_cells("F2:G3")
    sheet.save(tmp_path / "plan.xlsx")
    _, codes, said = read(tmp_path / "plan.xlsx")
    assert codes == ["merged-cells"]
    assert said[0].startswith("Plan!B2: B2:B3 are merged")


def test_hidden_rows_are_read_and_counted(sheet: openpyxl.Workbook, tmp_path: Path) -> None:
    sheet["Plan"].row_dimensions[3].hidden = True
    sheet["Plan"].row_dimensions[9].hidden = True
    sheet.save(tmp_path / "plan.xlsx")
    found, codes, said = read(tmp_path / "plan.xlsx")
    assert (found.rows.to_list(), codes) == ([2, 3, 4], ["hidden-rows"])
    assert "1 row is hidden (3)" in said[0]


def test_cells_that_another_workbook_fills_are_named(
    sheet: openpyxl.Workbook, tmp_path: Path
) -> None:
    sheet["Plan"]["D3"] = "=[1]Sheet1!A1"
    sheet.save(tmp_path / "plan.xlsx")
    _, codes, said = read(tmp_path / "plan.xlsx")
    assert codes == ["external-links"]
    assert "D3 takes its value from another workbook" in said[0]


@pytest.mark.parametrize("merged", [True, False])
def test_headings_in_two_rows_are_read_as_one_line(merged: bool, tmp_path: Path) -> None:  # noqa: FBT001 - both ways
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.append(["Plan of 2027"])
    page.append(["Workload", None, "Training", None, "Monthly", None])
    page.append(["ID", "Model", "tokens", "Epochs", "Input tokens", "Output tokens"])
    page.append(["W-1", "gpt-4o", 5, 2, 6, 7])
    if merged:
        page.merge_cells("C2:D2")
        page.merge_cells("E2:F2")
    made.save(tmp_path / "plan.xlsx")
    found, codes, _ = read(tmp_path / "plan.xlsx")
    assert codes == []
    assert found.source.header_row == 3
    assert list(found.by_column) == [
        "workload_id", "model", "training_tokens", "epochs", "monthly_input_tokens",
        "monthly_output_tokens",
    ]  # fmt: skip
    assert found.rows.to_list() == [4]


def test_a_heading_means_what_the_user_says(tmp_path: Path) -> None:
    path = text(tmp_path, "Kennz,Model,Volume (k),Owner\nW-1,gpt-4o,5,Anna\n")
    mapped = {"kennz": "workload_id", "volumek": "training_tokens", "owner": ""}
    found, codes, _ = read(path, TableSearch(mapped=mapped))
    assert [(one.column, one.matched) for one in found.headings] == [
        ("workload_id", "map"), ("model", "name"), ("training_tokens", "map"), ("", "map"),
    ]  # fmt: skip
    assert codes == ["heading-multiplier"]
    assert found.by_column["training_tokens"].times == 1000


def test_a_currency_in_a_heading_is_not_mapped_away(tmp_path: Path) -> None:
    path = text(tmp_path, "ID,Model,Money (EUR)\nW-1,gpt-4o,5\n")
    found, *_ = read(path, TableSearch(mapped={"moneyeur": "annual_budget"}))
    assert found.by_column["annual_budget"].currency == "EUR"


def test_all_sheets_are_read_in_order_the_hidden_ones_passed_over(
    sheet: openpyxl.Workbook, tmp_path: Path
) -> None:
    for name in ("More", "Old", "Notes"):
        page = sheet.create_sheet(name)
        page.append(["Nothing"] if name == "Notes" else HEADINGS[:3])
        page.append(["W-9", "x", "gpt-4o"])
    sheet["Old"].sheet_state = "hidden"
    sheet.save(tmp_path / "plan.xlsx")
    made, _ = read_book(tmp_path / "plan.xlsx", workloads_schema())
    assert made is not None
    found, problems = tables(made, workloads_schema(), TableSearch(all_sheets=True))
    assert [one.source.sheet for one in found] == ["Plan", "More"]
    assert [one.code for one in problems] == ["other-tables"]
    assert '"Old"' in expand_findings(problems)[0].message
