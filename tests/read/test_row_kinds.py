"""Rows that are no workloads are told by what they hold, left out, and each kind is said once."""

from pathlib import Path

import openpyxl
import pytest

from tests.tables import plan_file, read_table

HEADINGS = ("Workload ID", "Workload name", "Model", "Training tokens")


@pytest.mark.parametrize(
    "word",
    ["Total", "TOTALS:", "Grand total", "Sub-total 2", "Summe", "Gesamtsumme", "Total général",
     "Suma", "Sum of all", "Zwischensumme", "Subtotal EMEA", "EMEA subtotal", "Average", "合計",
     "Zwischensumme Vertrieb", "小計"],
)  # fmt: skip
@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_totals_row_is_left_out_and_said(word: str, position: int, tmp_path: Path) -> None:
    cells = ["", "", "", "12"]
    cells[position] = word
    path = plan_file(tmp_path, f"{','.join(HEADINGS)}\nW-1,Bot,gpt-4o,5\n{','.join(cells)}\n")
    found, codes, said = read_table(path)
    assert (found.rows.to_list(), codes) == ([2], ["totals-row"])
    assert word in said[0]


@pytest.mark.parametrize(
    "row", ["Totality,x,,5", "Total Rewards assistant,,,5", "W-9,Sum check,,5"]
)
def test_a_row_that_may_be_a_workload_is_never_taken_for_a_total(row: str, tmp_path: Path) -> None:
    found, codes, _ = read_table(plan_file(tmp_path, f"{','.join(HEADINGS)}\n{row}\n"))
    assert (found.rows.to_list(), codes) == ([2], [])


def plan(tmp_path: Path, *rows: str) -> tuple[list[int], list[str], list[str]]:
    """The rows that are read, and the codes and sentences of what is said."""
    found, codes, said = read_table(plan_file(tmp_path, "\n".join([",".join(HEADINGS), *rows])))
    return found.rows.to_list(), codes, said


ROWS = ("W-1,Bot,gpt-4o,5", "W-2,Bot,gpt-4o,7")


@pytest.mark.parametrize("label", ["", "Kokonaismäärä", "Total Rewards", "EMEA"])
def test_a_row_whose_numbers_are_sums_is_a_total_whatever_it_is_called(
    label: str, tmp_path: Path
) -> None:
    rows, codes, said = plan(tmp_path, *ROWS, f"{label},,,12", "W-3,Bot,gpt-4o,1", ",,,13")
    assert (rows, codes) == ([2, 3, 5], ["totals-row", "totals-row"] if label else ["totals-row"])
    assert "plan!" in said[0]


def test_a_total_of_one_row_is_one_only_if_it_is_called_so(tmp_path: Path) -> None:
    assert plan(tmp_path, ROWS[0], "EMEA total,,,5", *ROWS[1:])[:2] == ([2, 4], ["totals-row"])
    assert plan(tmp_path, ROWS[0], "Region EMEA,,,5", *ROWS[1:])[0] == [2, 3, 4]


def test_a_group_row_with_the_sums_of_the_rows_below_it_is_a_total(tmp_path: Path) -> None:
    assert plan(tmp_path, "EMEA,,,12", *ROWS)[:2] == ([3, 4], ["totals-row"])


@pytest.mark.parametrize("number", ["11", "5", "7"])
def test_numbers_that_are_no_sums_are_asked_about(number: str, tmp_path: Path) -> None:
    assert plan(tmp_path, *ROWS, f",,,{number}")[:2] == ([2, 3, 4], [])


def test_a_sum_with_an_id_like_the_others_is_asked_about(tmp_path: Path) -> None:
    assert plan(tmp_path, *ROWS, "W-3,,,12")[:2] == ([2, 3, 4], [])


def test_a_text_alone_between_workloads_is_a_group_row(tmp_path: Path) -> None:
    rows, codes, said = plan(tmp_path, "EMEA,,,", ROWS[0], "Americas,,,", ROWS[1])
    assert (rows, codes) == ([3, 5], ["group-row"])
    assert 'plan!A2 (Workload ID): found "EMEA" alone' in said[0]
    assert "also A4" in said[0]


def test_a_name_alone_where_ids_are_names_is_asked_about(tmp_path: Path) -> None:
    lines = ["search,Bot,gpt-4o,5", "routing,,,", "triage,Bot,gpt-4o,7"]
    assert plan(tmp_path, *lines)[:2] == ([2, 3, 4], [])


@pytest.mark.parametrize("box", ["FALSE", "TRUE", "0", "0.00", "-", "$0"])
def test_a_row_with_nothing_but_checkboxes_or_zeros_is_blank(box: str, tmp_path: Path) -> None:
    rows, codes, _ = plan(tmp_path, *ROWS, f",,,{box}", f",,,{box}")
    assert (rows, codes) == ([2, 3], ["prefilled-rows"])


def test_checkboxes_of_a_workbook_are_no_workloads(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Workload ID", "Model", "Done"])
    book.active.append(["W-1", "gpt-4o", True])
    book.active.append([None, None, False])
    book.save(tmp_path / "plan.xlsx")
    found, codes, said = read_table(tmp_path / "plan.xlsx")
    assert (found.rows.to_list(), codes) == ([2], ["prefilled-rows"])
    assert said[0].startswith("Sheet!C3 (Done)")


@pytest.mark.parametrize(
    "note",
    ["Figures are preliminary.", "Approved: J. Doe", "1) see mail", "as of 12 Nov", "* no VAT",
     "Page 1 of 1", "End of report", "All numbers are drafts"],
)  # fmt: skip
def test_a_short_note_below_the_table_is_a_note(note: str, tmp_path: Path) -> None:
    _, codes, _ = read_table(plan_file(tmp_path, f"Workload ID,Model\nW-1,gpt-4o\n{note},\n"))
    assert codes == ["notes-row"]


def test_notes_below_the_table_and_repeated_headings_are_left_out(tmp_path: Path) -> None:
    lines = [
        "Workload ID,Model", "W-1,gpt-4o", "Workload ID,Model", "W-2,gpt-4o", ",",
        "* not yet approved,", "Figures are as of May 2026,",
    ]  # fmt: skip
    found, codes, _ = read_table(plan_file(tmp_path, "\n".join(lines)))
    assert found.rows.to_list() == [2, 4]
    assert sorted(codes) == ["notes-row", "repeated-headings"]


def test_a_workload_that_is_only_begun_is_no_note(tmp_path: Path) -> None:
    found, codes, _ = read_table(plan_file(tmp_path, "Workload ID,Model\nW-1,gpt-4o\nW-2,\n"))
    assert (found.rows.to_list(), codes) == ([2, 3], [])


def test_the_cell_that_calls_a_row_a_total_is_named(tmp_path: Path) -> None:
    said = plan(tmp_path, ROWS[0], ",Total,,5")[2]
    assert said[0].startswith("plan!B3 (Workload name): found")
