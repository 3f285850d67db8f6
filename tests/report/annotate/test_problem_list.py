"""The list of problems names each problem's cell, and says what it has no room for."""

import polars as pl

from estimator.model.findings import CellFindings, Findings
from estimator.model.problem import Problem
from estimator.report.annotate import problem_list as module
from estimator.report.annotate.marks import Mark, MarkedSheet, list_marks
from estimator.report.annotate.problem_list import Entry
from tests.tables import table_of

ERROR = Problem("not-a-number", found="three\n", expected="a number", heading="Training\n tokens")
NOTICE = Problem("dash-is-zero", wording='found "-"; read as 0.', place="Plan!C6", row=6)


def test_a_line_is_linked_to_its_first_cell_or_to_none() -> None:
    mark = Mark(ERROR, ((7, 4), (9, 4)))
    assert module.list_entry(mark, "plan.xlsx", "FY27 plan's") == Entry(
        ERROR, "plan.xlsx", "'FY27 plan''s'!D7"
    )
    assert module.list_entry(Mark(ERROR, ()), "plan.xlsx", "Plan").cell == ""


def test_a_cause_is_one_line_linked_to_its_first_cell() -> None:
    table = table_of(("Workload ID", "Model", "Epochs"), ("A", "gpt-4o", "x"), ("B", "gpt-4o", "y"))
    heading = table.headings[2]
    found = pl.Series(["x", "y"])
    told = CellFindings.of(
        "not-a-number", table, pl.Series([2, 3]), heading, found=found, expected="a number"
    )
    one = MarkedSheet(table.source, table.sheet, Findings([told, NOTICE], [table.source]))
    entries = module.cause_entries(one, list_marks(one), "Copy")
    assert [(entry.problem.code, entry.problem.count, entry.cell) for entry in entries] == [
        ("dash-is-zero", 1, ""),
        ("not-a-number", 2, "'Copy'!C2"),
    ]
    assert entries[1].problem.sentence.endswith('a number; also C3 ("y").')


def test_errors_come_first_and_keep_their_order() -> None:
    notice, first, second = Entry(NOTICE), Entry(ERROR, "a"), Entry(ERROR, "b")
    assert module.errors_first([notice, first, second]) == [first, second, notice]
    assert module.count_sentence([notice, first, second]) == "2 errors and 1 notice."
    assert module.count_sentence([]) == "No problems were found."


def test_the_file_is_shown_only_if_there_are_several() -> None:
    one, none, other = Entry(ERROR, "a.xlsx"), Entry(ERROR), Entry(ERROR, "b.xlsx")
    assert set(module.COLUMNS) - set(module.shown_columns([one, none])) == {module.FILE}
    assert module.shown_columns([one, none, other]) == module.COLUMNS


def test_a_line_is_printable_and_names_its_place_if_there_is_one() -> None:
    texts = module.entry_texts(Entry(ERROR, cell="'Plan'!D7"))
    assert set(texts) == set(module.COLUMNS)
    assert (texts["Header"], texts["Found"]) == ("Training tokens", r"three\n")
    assert texts[module.LINKED] == "'Plan'!D7"
    assert module.entry_texts(Entry(NOTICE, cell="'Plan'!D7"))[module.LINKED] == "Plan!C6"


def test_sentences_say_what_the_copy_does_not_hold() -> None:
    assert module.omission_sentence(0, 0) == ""
    assert module.omission_sentence(2, 1) == (
        "1 marked cell has no note; see this sheet, or the row of the cell. "
        "2 more problems do not fit on this sheet."
    )
    assert module.loss_sentence("this workbook", [], formulas=False) == ""
    lost = module.loss_sentence("this workbook", ["slicers", "pictures"], formulas=True)
    assert lost.endswith("in again. This workbook does not keep slicers and pictures.")
    assert lost.startswith("The formulas in this workbook have no results yet.")
    assert ["--all-sheets" in module.send_again_sentence(sheets) for sheets in (1, 2)] == [
        False,
        True,
    ]
