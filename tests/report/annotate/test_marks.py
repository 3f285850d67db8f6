"""Problems mark their cells, and each row says what is wrong in it."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from estimator.model.cells import TEXT, Sheet
from estimator.model.findings import Findings
from estimator.model.output_columns import PROBLEMS_HEADING
from estimator.model.problem import Problem, TableSource
from estimator.read.cells import EMPTY, make_block
from estimator.report.annotate import marks
from estimator.report.annotate.marks import MarkedSheet, list_marks, sheet_marks, words_column

SOURCE, OTHER = TableSource("plan.csv", "Plan", 1), TableSource("other.csv", "Plan", 1)
ROWS = (("ID", "Model\n name"), ("W-1", "gpt-9"), ("", "gpt-4o"))
EPOCHS = Problem("not-a-number", wording="Bad.", row=2, order=2, heading=ROWS[0][1], source=SOURCE)
ID = Problem("dash-is-zero", wording="Odd.", row=2, order=1, source=SOURCE)
ROW = Problem("no-usage", wording="No usage.", row=3, source=SOURCE)


def marked(*problems: Problem, rows: Sequence[Sequence[str]] = ROWS) -> MarkedSheet:
    block = make_block([[(text, TEXT) if text else EMPTY for text in row] for row in rows])
    return MarkedSheet(SOURCE, Sheet("Plan", (block,), *block.texts.shape), Findings(problems))


def test_a_problem_marks_its_cell_or_the_first_filled_one_of_its_row() -> None:
    found = {mark.problem.code: mark.places for mark in list_marks(marked(EPOCHS, ROW))}
    assert found == {"not-a-number": ((2, 2),), "no-usage": ((3, 2),)}


def test_rows_of_other_tables_are_marked_there_in_the_column_concerned() -> None:
    twice = Problem("duplicate-id", row=9, order=5, column="id", source=OTHER, also=((SOURCE, 2),))
    [mark] = list_marks(replace(marked(twice), positions={"id": 1}))
    assert mark.places == ((2, 1),)


def test_the_sentences_of_a_row_stand_from_left_to_right_in_a_column_of_their_own() -> None:
    sheet = marked(EPOCHS, ID)
    made = sheet_marks(sheet, list_marks(sheet))
    assert (made.column, words_column(marked())) == (3, 3)
    assert made.words == {2: ["A2: Odd.", "Model name: Bad."]}
    assert marks.sentence_in_row(ROW, 3) == "No usage."
    assert words_column(marked(rows=((PROBLEMS_HEADING, "ID"),))) == 1


def test_errors_come_first_in_a_cell_and_among_the_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "MOST_NOTES", 1)
    sheet = marked(ID, replace(ID, code="no-usage", wording="Worse."), EPOCHS)
    made = sheet_marks(sheet, list_marks(sheet))
    assert [one.sentence for one in made.cells[2, 1]] == ["Worse.", "Odd."]
    assert list(made.notes) == [(2, 1)]
    assert made.notes[2, 1].startswith("estimator:\nError: Worse.\n")
