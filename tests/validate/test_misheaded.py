"""Rows below a header row with other columns are left out, and reported, in small tables too."""

from estimator.model.schema import rates_schema
from estimator.validate.misheaded import rows_under_headers, without_misheaded
from tests.tables import part_of

HEADERS = ("Model", "Training price", "Input price", "Output price")
RATE = ("gpt-4o", 3, 2, 10)


def test_rows_below_other_headers_are_left_out_and_reported() -> None:
    other = ("Model", "Output price", "Input price", "Training price")
    part = part_of(HEADERS, RATE, other, ("gpt-4.1", 8, 2, 3), schema=rates_schema())
    assert without_misheaded(part).rows.to_list() == [2]
    assert [(one.code, one[0].row) for one in rows_under_headers(part)] == [("other-headers", 4)]


def test_a_table_with_one_header_row_is_whole() -> None:
    part = part_of(HEADERS, RATE, HEADERS, ("gpt-4.1", 3, 2, 8), schema=rates_schema())
    assert without_misheaded(part).rows.to_list() == [2, 4]
    assert rows_under_headers(part) == []
