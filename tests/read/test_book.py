"""Files become cells that keep what was typed, or one plain sentence."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from estimator.model.cells import BLANK, BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT
from estimator.model.schema import workloads_schema
from estimator.read.book import read_book
from estimator.read.cells import cell_content


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (0.1 + 0.2, "0.3", NUMBER),
        (1e12, "1000000000000", NUMBER),
        (0.0000166667, "0.0000166667", NUMBER),
        (-5.0, "-5", NUMBER),
        (True, "TRUE", BOOLEAN),
        (date(2027, 1, 2), "2027-01-02", DATE),
        ("007", "007", TEXT),
        ("  ", None, BLANK),
    ],
)
def test_a_cell_keeps_what_was_typed(
    value: str | float | date, text: str | None, kind: int
) -> None:
    assert cell_content(value) == (text, kind)


def test_errors_and_formulas_without_a_result_are_faults_and_not_blanks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet()
    sheet.write_formula("B2", "=1/0", None, "#DIV/0!")
    sheet.write_formula("D5", "=A1", None, "")
    sheet.write_formula("A3", '=""', None, "text")
    made.close()
    read, _ = read_book(path, workloads_schema())
    assert read is not None
    found = read.sheets[0]
    assert (found.texts["c2"][1], found.kinds["c2"][1]) == ("#DIV/0!", ERROR_VALUE)
    assert (found.texts["c4"][4], found.kinds["c4"][4]) == (
        "a formula without a saved value",
        ERROR_VALUE,
    )
    assert (found.texts["c1"][2], found.kinds["c1"][2]) == ("text", TEXT)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 no zip", "cannot be read as a workbook"),
        (b"\xd0\xcf\x11\xe0 old", "it is damaged (it is cut off)"),
        (b"ID,Model\n1,caf\x81\n", "line 2 is not UTF-8"),
        (b"ID,Model\n1,\x00\n", "zero bytes"),
        (b"\xff\xfeI\x00D", "is damaged"),
        (b"%PDF-1.7", "is a PDF document"),
        (b"\n<html><table>", "is a web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook>", "is an XML document"),
        (b'[{"id": 1}]', "is a JSON document"),
        (b"PAR1", "cannot be read as Parquet: it is damaged"),
        (b'ID,Model\n1,"open\n', "begins on line 2 are never closed"),
        (b'ID,Model\n1,"a"b\n', "begins on line 2 do not match"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    content: bytes, said: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(content)
    read, problems = read_book(path, workloads_schema())
    assert (read is None) == (said is not None)
    assert all(said and said in problem.message for problem in problems)
    assert len(problems) == (1 if said else 0)
