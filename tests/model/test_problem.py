"""Problems: their sentence, their place, and their exit code."""

import dataclasses

import pytest
from msgspec.structs import replace

from estimator.model.problem import (
    MESSAGES,
    FindingList,
    Problem,
    TableSource,
    only_errors,
    problem_catalog,
)

PLAN = TableSource("ops.xlsx", "Plan", 1)


def test_addresses_name_the_file_among_several_and_quote_where_excel_does() -> None:
    assert PLAN.cell_address(7, 28) == "Plan!AB7"
    assert PLAN.cell_address(7) == "Plan!A7"
    assert dataclasses.replace(PLAN, named=True).cell_address(7, 4) == "'[ops.xlsx]Plan'!D7"


def test_a_message_has_its_place_its_header_and_its_sentence() -> None:
    found = Problem("bad-number", "5 m", "a number", place="Plan!D7", heading="Tokens\n", line=9)
    assert found.message == 'Plan!D7, line 9 (Tokens\\n): found "5 m"; expected a number.'
    assert Problem("bad-number").message == "found nothing."
    assert replace(found, place="").message == found.sentence


def test_messages_quote_texts_and_group_numbers() -> None:
    assert MESSAGES.format("{name!q} has {n!n}", name="a\x00", n=1_234) == '"a\\x00" has 1,234'


def test_the_message_of_the_catalogue_is_filled_unless_there_is_a_wording() -> None:
    filled = Problem.of("input-twice", file="plan.csv")
    assert filled.wording == problem_catalog()["input-twice"].sentence(file="plan.csv")
    assert "plan.csv" in filled.wording
    assert Problem.of("input-twice", wording="as told").sentence == "as told"


def test_rows_and_tables_are_all_that_a_problem_concerns() -> None:
    other = TableSource("b.csv", "b")
    found = Problem("duplicate-id", row=3, source=PLAN, also=((other, 5),))
    assert found.rows == ((PLAN, 3), (other, 5))
    assert found.sources == {PLAN, other}
    assert replace(found, row=None, also=()).sources == {PLAN}


@pytest.mark.parametrize(("exits", "code"), [(0, 1), (4, 4)])
def test_a_stage_may_set_the_exit_code(exits: int, code: int) -> None:
    assert Problem("duplicate-id", exits=exits).exit_code == code


def test_findings_are_collected_in_order_and_errors_picked_out() -> None:
    error, notice = Problem("duplicate-id"), Problem("workbook-values")
    problems = FindingList([notice])
    assert problems.collect(("answer", [error])) == "answer"
    assert problems == [notice, error]
    assert only_errors(problems) == [error]
