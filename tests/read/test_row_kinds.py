"""Totals, notes, blank rows and headings once more are no workloads, and each is said."""

from pathlib import Path

import pytest

from tests.tables import plan_file, read_table

HEADINGS = ("Workload ID", "Workload name", "Model", "Training tokens")


@pytest.mark.parametrize(
    "word",
    ["Total", "TOTALS:", "Grand total", "Sub-total 2", "Summe", "Gesamtsumme", "Total général",
     "Suma", "Sum of all", "Zwischensumme"],
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


@pytest.mark.parametrize(
    "note",
    ["Figures are preliminary.", "Approved: J. Doe", "1) see mail", "as of 12 Nov", "* no VAT"],
)
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
