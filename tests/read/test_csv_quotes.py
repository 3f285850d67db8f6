"""Quotes that are none of a cell: around whole lines, and behind a blank."""

from pathlib import Path

import pytest

from estimator.model.schema import workloads_schema
from estimator.read.book import read_book
from estimator.read.csv_quotes import is_wrapped_line, unwrap_lines
from tests.tables import plan_file, read_table


def test_lines_that_are_one_quoted_field_are_read_and_said(tmp_path: Path) -> None:
    lines = ['"Workload ID,Model,Owner"', '"W-1,gpt-4o,""Ann, B."""', "", '"W-2,gpt-4o,Cy"']
    path = plan_file(tmp_path, "\r\n".join(lines))
    book, problems = read_book(path, workloads_schema())
    assert [one.code for one in problems] == ["quoted-lines"]
    assert book is not None
    assert book.sheets[0].texts.rows()[1:] == [
        ("W-1", "gpt-4o", "Ann, B."), (None, None, None), ("W-2", "gpt-4o", "Cy"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        '"Workload ID"\n"W-1"\n',
        '"Workload ID","Model"\n"W-1","gpt-4o"\n',
        '"Workload ID,Model"\nW-1,a\n',
    ],
)
def test_quoted_fields_are_no_quoted_lines(content: str, tmp_path: Path) -> None:
    assert read_book(plan_file(tmp_path, content), workloads_schema())[1] == []


def test_blanks_before_a_quote_are_none_of_the_field(tmp_path: Path) -> None:
    path = plan_file(tmp_path, 'Workload ID, "Model",Owner\nW-1, "gpt-4o",  "Lee, Ann"\n')
    table, codes, _ = read_table(path)
    assert codes == []
    assert table.as_one_part().texts.rows() == [("W-1", "gpt-4o", "Lee, Ann")]


def test_only_a_whole_line_in_quotes_is_taken_out_of_them() -> None:
    assert unwrap_lines('"a,""b"""\r\n"a","b"\n"c,d"\n') == 'a,"b"\r\n"a","b"\nc,d\n'
    assert is_wrapped_line('"a;b"', ",;")
    assert not is_wrapped_line('"a","b"', ",;")
