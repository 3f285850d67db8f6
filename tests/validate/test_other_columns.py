"""Columns that the schema does not know are passed through, if the output can hold them."""

import pytest

from estimator.model.schema import workloads_schema
from estimator.validate.other_columns import (
    LONGEST_CELL,
    LONGEST_HEADING,
    check_cell_lengths,
    check_header_lengths,
    check_required_columns,
    plan_pass_through,
    plan_pass_through_columns,
    unread_columns,
)
from tests.tables import part_of, table_of

KNOWN = ("Workload ID", "Model")
EMOJI = "\N{GRINNING FACE}"


def test_a_header_that_the_output_has_already_is_marked_as_given_and_no_name_comes_twice() -> None:
    table = table_of((*KNOWN, "TOTAL COST", "Note", "note"), ("A", "gpt-4o", 1, 2, 3))
    assert plan_pass_through(table, {"totalcost": "Total cost"}) == [
        ("c3", "TOTAL COST (given)"),
        ("c4", "Note"),
        ("c5", "note (2)"),
    ]


def test_tables_that_spell_a_header_with_other_capitals_share_a_column() -> None:
    tables = [table_of((*KNOWN, word), ("A", "gpt-4o", 1)) for word in ("Region", "REGION")]
    carry, problems = plan_pass_through_columns(tables, {})
    assert carry == [[("c3", "Region")], [("c3", "Region")]]
    assert [one.code for one in problems] == ["carried-columns"] * 2


@pytest.mark.parametrize(("letter", "units"), [("x", 1), (EMOJI, 2)])
def test_a_cell_and_a_header_are_measured_as_excel_measures_them(letter: str, units: int) -> None:
    fits = table_of((*KNOWN, letter * (LONGEST_HEADING // units)), ("A", "b", 1))
    assert check_header_lengths(fits) == []
    long = table_of((*KNOWN, letter * (LONGEST_HEADING // units + 1)), ("A", "b", 1))
    assert [one.place for one in check_header_lengths(long)] == ["Plan!C1"]
    cells = [letter * (LONGEST_CELL // units + more) for more in (0, 1)]
    part = part_of((*KNOWN, "Note"), *(("A", "b", cell) for cell in cells))
    assert [one.place for found in check_cell_lengths(part) for one in found] == ["Plan!C3"]


def test_a_required_column_is_missed_with_the_header_that_may_be_it() -> None:
    table = table_of(("Workload ID", "Owner", "Modle"), ("A", "x", "gpt-4o"))
    [missing] = check_required_columns(table, workloads_schema())
    assert (missing.code, missing.column) == ("missing-column", "model")
    assert missing.sentence.endswith('If that is "Modle", rename it.')


def test_columns_of_a_small_table_that_are_not_read_are_named() -> None:
    [notice] = unread_columns(table_of((*KNOWN, "Note", "Mood"), ("A", "gpt-4o", 1, 2)))
    assert notice.message == '"plan.xlsx": "Note" and "Mood" not read.'
