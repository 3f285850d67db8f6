"""Hostile and damaged workbooks are one sentence, soon and in little memory."""

import io
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from estimator.model.cells import BLANK, ERROR_VALUE, NUMBER, UNCALCULATED
from estimator.model.limits import Limits
from estimator.model.schema import workloads_schema
from estimator.read.book import read_book
from estimator.read.workbook import process
from estimator.read.workbook.findings import SheetFindings, WorkbookScan
from estimator.read.workbook.worker import scan_workbook

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
    read, problems = process.read_workbook("plan.xlsx", content, limits or Limits())
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
    read, problems = read_book(tmp_path / "a.xlsx", workloads_schema())
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


def test_styles_that_are_damaged_are_said_to_be() -> None:
    content = changed(lambda name, part: b"<broken" if name == "xl/styles.xml" else part)
    assert "it is damaged (unclosed token" in refusal(content)


@pytest.mark.usefixtures("reader_anew")
def test_a_reader_that_dies_is_a_problem_and_not_our_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    assert "damaged or of a kind that is not read" in refusal(good())


@pytest.mark.usefixtures("reader_anew")
def test_a_reader_that_takes_too_long_is_stopped() -> None:
    assert "longer than 0 seconds" in refusal(good(), Limits(seconds=0))


@pytest.mark.usefixtures("reader_anew")
def test_a_reader_that_needs_too_much_memory_is_stopped() -> None:
    refusal(good(), Limits(memory_bytes=50_000_000))


def rows(content: bytes) -> list[tuple[str | None, ...]]:
    read, problems = process.read_workbook("plan.xlsx", content)
    assert read is not None, problems
    return read.sheets[0].texts.rows()


def kinds(content: bytes) -> list[tuple[int, ...]]:
    read, problems = process.read_workbook("plan.xlsx", content)
    assert read is not None, problems
    return read.sheets[0].kinds.rows()


def scanned(content: bytes, folder: Path) -> WorkbookScan:
    (folder / "book").write_bytes(content)
    return scan_workbook(folder / "book", Limits())


def found(cells: bytes, folder: Path) -> SheetFindings:
    return scanned(with_cells(cells), folder).sheets["Plan"]


def with_texts(texts: bytes, cells: bytes) -> bytes:
    """The good workbook with ``texts`` shared and ``cells`` for its sheet."""
    parts = {SHEET: START + cells + END, "xl/sharedStrings.xml": b"<sst>" + texts + b"</sst>"}
    return changed(parts.get)


def renamed(old: str, new: str) -> bytes:
    """The good workbook with ``new`` for ``old`` in the names of its parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good())) as source, zipfile.ZipFile(buffer, "w") as made:
        for name in source.namelist():
            made.writestr(name.replace(old, new), source.read(name))
    return buffer.getvalue()


def test_a_cell_beyond_the_rows_or_columns_is_named() -> None:
    cells = b'<row r="7"><c r="C7"><v>1</v></c></row>'
    said = refusal(with_cells(cells), Limits(rows=6))
    assert "the cell C7 has a value beyond row 6 (limit rows)" in said
    said = refusal(with_cells(cells), Limits(columns=2))
    assert "the cell C7 has a value beyond column B (limit columns)" in said


@pytest.mark.parametrize("index", ["-1", "99", "2", "1.5", "\N{SUPERSCRIPT TWO}"])
def test_a_text_that_is_not_there_is_refused_with_its_cell(index: str) -> None:
    cells = f'<row r="3"><c r="B3" t="s"><v>{index}</v></c></row>'.encode()
    assert "the cell B3 refers to a text that is not there" in refusal(with_cells(cells))


def test_a_shared_text_without_a_number_is_blank() -> None:
    cells = b'<row r="1"><c r="A1" t="s"><v></v></c><c r="B1" t="s"><v>1</v></c></row>'
    assert rows(with_cells(cells)) == [(None, "Model")]


def test_texts_used_again_and_again_are_counted() -> None:
    cells = b"<row>" + b'<c t="s"><v>0</v></c>' * 2_000 + b"</row>"
    content = with_texts(b"<si><t>" + b"x" * 10_000 + b"</t></si>", cells)
    said = refusal(content, Limits(inflated_bytes=10_000_000))
    assert "its texts, used again and again, come to more than 10,000,000 characters" in said
    assert "(limit inflated_bytes)" in said


@pytest.mark.parametrize("kind", ["s", "str", "inlineStr"])
def test_a_text_longer_than_a_cell_holds_is_refused_and_not_kept(kind: str) -> None:
    def holding(text: bytes) -> bytes:
        inside = {"s": b"<v>0</v>", "str": b"<v>%b</v>", "inlineStr": b"<is><t>%b</t></is>"}
        value = inside[kind].replace(b"%b", text)
        cells = b'<row><c/></row><row><c/><c t="%b">%b</c></row>' % (kind.encode(), value)
        return with_texts(b"<si><t>" + text + b"</t></si>", cells)

    said = refusal(holding(b"x" * 40_000))
    assert "the cell B2 holds a text of more than 32,767 characters" in said
    assert refusal(holding(b"x" * 10_000_000)) == said
    assert refusal(holding(b"_x0041_" * 32_768)) == said
    assert rows(holding(b"_x0041_" * 32_767))[1][1] == "A" * 32_767


def test_a_document_type_of_the_texts_is_refused() -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY e "boom">]>'
    content = changed(
        lambda name, part: part.replace(b"?>", b"?>" + doctype, 1) if "shared" in name else part
    )
    assert "declares a document type" in refusal(content)


def test_a_cell_that_is_there_twice_is_refused() -> None:
    cells = b'<row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
    assert "the cell B2 is there twice" in refusal(with_cells(cells))
    cells = b'<row r="2"><c r="B2"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>'
    assert "the cell B2 is there twice" in refusal(with_cells(cells))


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        b'<row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
        b'<row r="3"><c r="A7"><v>1</v></c><c><v>2</v></c></row>',
    ],
)
def test_cells_out_of_order_are_refused(cells: bytes) -> None:
    assert "out of order" in refusal(with_cells(cells))


def test_cells_without_an_address_are_counted_on() -> None:
    cells = (
        b'<row><c/><c t="e"><v>#REF!</v></c></row>'
        b'<row r="4"><c r="C4"><v>1</v></c><c><f>1+1</f></c></row>'
        b"<row><c><v>5</v></c></row>"
    )
    assert rows(with_cells(cells)) == [
        (None, "#REF!", None, None),
        (None, None, None, None),
        (None, None, None, None),
        (None, None, "1", UNCALCULATED),
        ("5", None, None, None),
    ]


@pytest.mark.parametrize("word", ["#SPILL!", "#GETTING_DATA", "#div/0!", " #N/A "])
def test_an_error_that_the_reader_does_not_know_is_a_fault_like_another(word: str) -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>ID</t></is></c></row>'
        f'<row r="2" xmlns:x="y"><x:c t="e" r="B2"><v>{word}</v></x:c><c><v>7</v></c></row>'
    )
    content = with_cells(cells.encode())
    assert rows(content) == [("ID", None, None), (None, word, "7")]
    assert kinds(content)[1] == (BLANK, ERROR_VALUE, NUMBER)


def test_what_the_reader_would_die_of_is_cut_in_a_sheet_of_many_blocks() -> None:
    many = "".join(
        f'<row r="{n}"><c r="A{n}" t="e"><v>#CALC!</v></c><c r="B{n}"><v>{n}</v></c></row>'
        for n in range(1, 5_000)
    )
    assert rows(with_cells(many.encode())) == [("#CALC!", str(n)) for n in range(1, 5_000)]


@pytest.mark.parametrize(
    ("kind", "value"), [("n", "1 234"), ("n", "NaN"), ("b", "2"), ("zz", "x"), ("", "5")]
)
def test_a_value_that_does_not_fit_its_type_is_a_fault_with_its_text(kind: str, value: str) -> None:
    cells = f'<row><c t="{kind}"><v>{value}</v></c><c><v>7</v></c></row>'.encode()
    assert rows(with_cells(cells)) == [(value, "7")]
    assert kinds(with_cells(cells)) == [(ERROR_VALUE, NUMBER)]


def test_numbers_that_are_none_are_faults() -> None:
    cells = b"<row><c><v>NaN</v></c><c><v>1E+400</v></c><c><v>-INF</v></c><c><v>1</v></c></row>"
    assert rows(with_cells(cells)) == [("#NUM!", "#NUM!", "#NUM!", "1")]
    assert kinds(with_cells(cells)) == [(ERROR_VALUE, ERROR_VALUE, ERROR_VALUE, NUMBER)]


def test_a_value_before_its_formula_counts_for_nothing_as_the_reader_has_it() -> None:
    cells = b"<row><c><v>4</v><f>2+2</f></c><c><v>7</v></c></row>"
    assert rows(with_cells(cells)) == [(UNCALCULATED, "7")]


@pytest.mark.parametrize("odd", ["1<!-- x -->2", "<![CDATA[12]]>", "1<?x y?>2"])
def test_a_value_of_which_the_reader_takes_a_part_is_refused(odd: str) -> None:
    cells = f'<row r="1"><c r="A1"><v>{odd}</v></c></row>'.encode()
    assert "the value of the cell A1 is not written as a workbook's" in refusal(with_cells(cells))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_parts_in_utf_16_are_read(encoding: str) -> None:
    def recoded(name: str, part: bytes) -> bytes:
        if not name.endswith((".xml", ".rels")):
            return part
        return part.decode().replace("UTF-8", "UTF-16").encode(encoding)

    assert rows(changed(recoded)) == [("Workload ID", "Model")]


def test_faults_of_a_part_in_utf_16_stay_in_their_place() -> None:
    cells = '<row><c t="str"><v>größe</v></c><c t="e"><v>#FIELD!</v></c><c><v>7</v></c></row>'
    part = (START.decode() + cells + END.decode()).replace("UTF-8", "UTF-16").encode("utf-16")
    content = changed(lambda name, old: part if name == SHEET else old)
    assert rows(content) == [("größe", "#FIELD!", "7")]


@pytest.mark.parametrize(("old", "new"), [("/", "\\"), ("shared", "SHARED"), ("xl", "XL")])
def test_parts_under_names_of_windows_are_read(old: str, new: str) -> None:
    assert rows(renamed(old, new)) == [("Workload ID", "Model")]


def test_a_part_that_is_there_twice_but_for_its_letters_is_refused() -> None:
    buffer = io.BytesIO(good())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(SHEET.upper(), START + END)
    assert "is there twice" in refusal(buffer.getvalue())


def test_a_workbook_outside_of_its_usual_folder_is_read_and_scanned(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    cells = START + b'<row><c t="e"><v>#N/A</v></c></row>' + END
    with zipfile.ZipFile(io.BytesIO(good())) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = cells if name == SHEET else old.read(name)
            part = part.replace(b"xl/workbook.xml", b"workbook.xml")
            new.writestr(name.removeprefix("xl/"), part)
    assert rows(buffer.getvalue()) == [("#N/A",)]
    assert scanned(buffer.getvalue(), tmp_path).sheets["Plan"].reach == (1, 1)


def test_two_sheets_of_one_name_are_refused() -> None:
    again = b'<sheet name="Plan" sheetId="2" r:id="rId1"/></sheets>'
    content = changed(lambda _, part: part.replace(b"</sheets>", again))
    assert 'two of its sheets have the name "Plan"' in refusal(content)


def test_hidden_rows_that_hold_something_are_found(tmp_path: Path) -> None:
    cells = (
        b'<row hidden="1"><c><v>1</v></c><c><v>2</v></c></row><row><c><v>1</v></c></row>'
        b'<row hidden="true"><c><v>1</v></c></row><row hidden="1"><c/></row>'
        b'<row r="9" hidden="1"><c r="A9"><v>1</v></c></row>'
    )
    assert found(cells, tmp_path).hidden_rows == [1, 3, 9]


def test_merged_ranges_are_found_and_bounded(tmp_path: Path) -> None:
    def merging(ranges: bytes) -> bytes:
        end = b"</sheetData><mergeCells>" + ranges + b"</mergeCells></worksheet>"
        part = START + b"<row><c><v>1</v></c></row>" + end
        return changed(lambda name, old: part if name == SHEET else old)

    some = merging(b'<mergeCell ref="A1:B2"/><mergeCell ref="C3:C10"/>')
    assert scanned(some, tmp_path).sheets["Plan"].merged == [(1, 1, 2, 2), (3, 3, 10, 3)]
    many = merging(b'<mergeCell ref="A1:B2"/>' * 100_001)
    assert "merges more than 100,000 ranges" in refusal(many)


@pytest.mark.parametrize(
    ("formula", "linked"),
    [
        ("[1]Sheet!A1", True),
        ("SUM(1,[2]Rates!$A$1:$B$9)", True),
        ("'[1]My Sheet'!A1*2", True),
        ("'C:\\plans\\[x.xlsx]It''s'!A1", True),
        ("[x.xlsx]Sheet!A1", True),
        ("[1]!rate", True),
        ("Rates[Cost]*2", False),
        ("Rates[[#This Row],[2024]]", False),
        ("Rates[2024]+Sheet!A1", False),
        ("SUM(Rates[2024])-Other!A1", False),
        ('"[1]Sheet!A1"', False),
        ("[0]!rate", False),
        ("'My Sheet'!A1", False),
    ],
)
def test_cells_that_take_values_from_other_workbooks_are_found(
    formula: str, *, linked: bool, tmp_path: Path
) -> None:
    cells = f"<row><c><v>1</v></c><c><f>{formula}</f><v>2</v></c></row>".encode()
    assert found(cells, tmp_path).linked == ([(1, 2)] if linked else [])
    assert scanned(with_cells(cells), tmp_path).links is linked


def test_a_shared_formula_is_linked_wherever_it_is_used(tmp_path: Path) -> None:
    cells = (
        b'<row><c><f t="shared" si="0" ref="A1:A2">[1]S!A1</f><v>1</v></c>'
        b'<c><f t="shared" si="1" ref="B1:B2">A1</f><v>1</v></c></row>'
        b'<row><c><f t="shared" si="0"/><v>2</v></c><c><f t="shared" si="1"/><v>1</v></c></row>'
    )
    assert found(cells, tmp_path).linked == [(1, 1), (2, 1)]


def test_links_and_macros_are_told_from_the_parts(tmp_path: Path) -> None:
    plain = scanned(good(), tmp_path)
    assert not plain.links
    assert not plain.macros
    buffer = io.BytesIO(good())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<x/>")
        archive.writestr("xl/vbaProject.bin", "x")
    more = scanned(buffer.getvalue(), tmp_path)
    assert more.links
    assert more.macros


def test_a_macro_sheet_is_a_macro_and_no_sheet(tmp_path: Path) -> None:
    def macro(_: str, part: bytes) -> bytes:
        return part.replace(b"relationships/worksheet", b"relationships/xlMacrosheet").replace(
            b"schemas.openxmlformats.org/officeDocument/2006/relationships/xlM",
            b"schemas.microsoft.com/office/2006/relationships/xlM",
        )

    told = scanned(changed(macro), tmp_path)
    assert told.macros
    assert not told.sheets


def test_a_number_that_is_shown_as_too_many_hours_is_said() -> None:
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer)
    made.add_worksheet("Plan").write_number(0, 0, 1e9, made.add_format({"num_format": "[h]:mm"}))
    made.close()
    assert "shows a number as hours that are too many" in refusal(buffer.getvalue())
