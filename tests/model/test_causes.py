"""Problems of one cause are one line, and none of their places is lost."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from estimator.model.causes import list_causes
from estimator.model.cells import Sheet
from estimator.model.findings import CellFindings, Finding, Findings
from estimator.model.problem import Problem, TableSource
from estimator.model.table import Heading, Table

SOURCE = TableSource("a.csv", "a", 1)
HEADINGS = [Heading("Epochs", 2, "epochs", "title"), Heading("Model", 3, "model", "title")]
TABLE = Table(SOURCE, Sheet("a", (), 0, 0), tuple(HEADINGS))


def cells(code: str, heading: Heading, rows: list[int], expected: object) -> CellFindings:
    found = pl.Series([f"x{row}" for row in rows], dtype=pl.String)
    numbers = pl.Series(rows, dtype=pl.Int64)
    return CellFindings.of(code, TABLE, numbers, heading, found=found, expected=expected)


def single(row: int, wording: str = "", found: str = "") -> Problem:
    made = TABLE.problem_at("duplicate-id", row, HEADINGS[0], wording=wording or "twice.")
    return replace(made, found=found)


def test_one_code_in_one_column_is_one_cause_whatever_part_it_was_found_in() -> None:
    told = [
        cells("negative", HEADINGS[0], [4, 2], "a number"),
        cells("negative", HEADINGS[0], [7], "a number"),
        cells("negative", HEADINGS[1], [3], "a number"),
        cells("too-large", HEADINGS[0], [3], "a number"),
        cells("negative", HEADINGS[0], [9], "a share"),
    ]
    causes = list_causes(Findings(told, [SOURCE]))
    assert [(one.problems[0].code, [each.row for each in one.problems]) for one in causes] == [
        ("negative", [2, 4, 7]),
        ("too-large", [3]),
        ("negative", [3]),
        ("negative", [9]),
    ]
    assert [one.index for one in causes] == [0, 1, 2, 5]


def test_what_is_expected_may_differ_by_cell_and_then_parts_the_causes() -> None:
    expected = pl.Series(["a", "b", "a"])
    causes = list_causes(Findings([cells("unknown-model", HEADINGS[1], [2, 3, 4], expected)]))
    assert [[each.row for each in one.problems] for one in causes] == [[2, 4], [3]]


def test_the_line_names_the_first_cells_and_what_else_stands_there() -> None:
    told = cells("negative", HEADINGS[0], [2, 3, 4, 5, 6], "a number")
    merged = list_causes(Findings([told]))[0].merged()
    assert merged.count == 5
    assert merged.message == (
        'a!B2 (Epochs): found "x2"; expected a number; also B3 ("x3"), B4 ("x4"), B5 ("x5") and '
        "1 more."
    )


def test_single_problems_without_a_cell_s_content_stay_single() -> None:
    told = [single(2, "One."), single(3, "Two."), single(4, "Three.", "x"), single(5, "4.", "y")]
    assert [len(one.problems) for one in list_causes(Findings(told, [SOURCE]))] == [1, 1, 2]


@given(
    st.lists(
        st.builds(
            cells,
            st.sampled_from(["negative", "too-large", "dash-is-zero"]),
            st.sampled_from(HEADINGS),
            st.lists(st.integers(2, 30), min_size=1, max_size=5),
            st.sampled_from(["a", "b"]),
        )
        | st.builds(single, st.integers(2, 30), st.just(""), st.sampled_from(["", "x"])),
        max_size=8,
    )
)
def test_every_problem_is_in_one_cause_and_every_place_is_kept(told: list[Finding]) -> None:
    every = Findings(told, [SOURCE])
    causes = list_causes(every)
    places = [place for one in causes for place, _, _ in one.places()]
    assert sorted(places) == sorted(one.place for one in every)
    assert [every[one.index] for one in causes] == [one.problems[0] for one in causes]
