"""Hostile and damaged workbooks are one sentence, soon and in little memory."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from estimator.model.limits import Limits
from estimator.model.schema import workloads
from estimator.read import workbook
from estimator.read.book import book

SHEET = "xl/worksheets/sheet1.xml"
START = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
END = b"</sheetData></worksheet>"
Change = Callable[[str, bytes], bytes]


def good() -> bytes:
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer)
    made.add_worksheet("Plan").write_row(0, 0, ("Workload ID", "Model"))
    made.close()
    return buffer.getvalue()


def changed(change: Change) -> bytes:
    """The good workbook with every part passed through ``change``."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(good())) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def with_cells(cells: bytes) -> bytes:
    return changed(lambda name, part: START + cells + END if name == SHEET else part)


def refusal(content: bytes, limits: Limits | None = None) -> str:
    read, problems = workbook.read("plan.xlsx", content, limits or Limits())
    assert read is None
    assert [problem.exit_code for problem in problems] == [4]
    return problems[0].message


def test_a_cell_far_away_is_named() -> None:
    said = refusal(with_cells(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    assert "the cell XFD1048576 has a value" in said
    assert "clear it" in said


def test_formatted_but_empty_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    cells = b'<row r="1"><c r="A1" t="inlineStr"><is><t>ID</t></is></c></row>'
    far = b'<row r="1048576"><c r="XFD1048576"/></row>'
    (tmp_path / "a.xlsx").write_bytes(with_cells(cells + far))
    read, problems = book(tmp_path / "a.xlsx", workloads())
    assert read is not None, problems
    assert read.sheets[0].texts.rows() == [("ID",)]


@pytest.mark.parametrize("reference", ["AAAAAAAAA2", "A99999999999999", "XFE1", "A0", "A1048577"])
def test_a_reference_that_no_sheet_has_is_refused(reference: str) -> None:
    cells = f'<row><c r="{reference}"><v>1</v></c></row>'.encode()
    assert "which no sheet can have" in refusal(with_cells(cells))


def test_what_unpacks_to_more_than_the_limit_is_refused() -> None:
    bomb = with_cells(b" " * 20_000_000)
    assert len(bomb) < 100_000
    said = refusal(bomb, Limits(inflated_bytes=10_000_000))
    assert "unpacks to more than 10,000,000 bytes" in said


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
def test_a_document_type_is_refused(part: str) -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    content = changed(
        lambda name, old: old.replace(b"?>", b"?>" + doctype, 1) if name == part else old
    )
    assert "declares a document type" in refusal(content)


def test_a_part_that_is_there_twice_is_refused() -> None:
    buffer = io.BytesIO(good())
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(buffer, "a") as archive,
    ):
        archive.writestr(SHEET, START + END)
    assert "is there twice" in refusal(buffer.getvalue())


def test_too_many_parts_are_refused() -> None:
    assert "more than 3 parts" in refusal(good(), Limits(parts=3))


@pytest.mark.parametrize("length", [10, 500, 2_000, 4_000])
def test_a_truncated_workbook_is_damaged(length: int) -> None:
    assert "damaged" in refusal(good()[:length])


def test_broken_xml_is_damaged() -> None:
    assert "damaged" in refusal(with_cells(b"<row><c r='A1'></row>"))


def test_a_packed_file_that_is_no_workbook_is_said() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "a packed file, but no workbook" in refusal(buffer.getvalue())


def test_a_reader_that_dies_is_a_problem_and_not_our_end() -> None:
    shared = b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>'
    assert "damaged or of a kind that is not read" in refusal(with_cells(shared))


def test_a_reader_that_takes_too_long_is_stopped() -> None:
    assert "longer than 0 seconds" in refusal(good(), Limits(seconds=0))


def test_a_reader_that_needs_too_much_memory_is_stopped() -> None:
    refusal(good(), Limits(memory_bytes=50_000_000))
