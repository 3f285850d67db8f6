"""Workbooks of LibreOffice: the same cells at the same places, faults seen, attacks refused."""

import io
import zipfile
from pathlib import Path

import pytest

from estimator.model.cells import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, UNCALCULATED
from estimator.model.limits import Limits
from estimator.read.workbook import process
from estimator.read.workbook.findings import SheetFindings, WorkbookScan
from estimator.read.workbook.worker import scan_workbook

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{name}="{OASIS}{name}:1.0"' for name in ("office", "table", "text", "calcext")
)
MANIFEST = f'<manifest:manifest xmlns:manifest="{OASIS}manifest:1.0"/>'
EMPTY = "<table:table-cell/>"
ERROR = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
    'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
)


def packed(content: str, **more: str) -> bytes:
    """A package with ``content`` and, by their names, ``more`` parts."""
    parts = {"mimetype": TYPE, "META-INF/manifest.xml": MANIFEST, "content.xml": content, **more}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def content(rows: str, name: str = "Plan", before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {SPACES}>'
        f'<office:body><office:spreadsheet><table:table table:name="{name}">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def number(value: str, more: str = "") -> str:
    said = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {said}{more}><text:p>{value}</text:p></table:table-cell>"


def text(value: str, more: str = "") -> str:
    said = 'office:value-type="string"'
    return f"<table:table-cell {said}{more}><text:p>{value}</text:p></table:table-cell>"


def across(count: int) -> str:
    return f' table:number-columns-repeated="{count}"'


def down(count: int) -> str:
    return f' table:number-rows-repeated="{count}"'


def cells(rows: str) -> list[tuple[str | None, ...]]:
    read, problems = process.read_workbook("plan.ods", packed(content(rows)))
    assert read is not None, problems
    return read.sheets[0].texts.rows()


def refusal(made: bytes, limits: Limits | None = None) -> str:
    read, problems = process.read_workbook("plan.ods", made, limits or Limits())
    assert read is None
    assert [problem.exit_code for problem in problems] == [4]
    return problems[0].message


def scanned(made: bytes, folder: Path) -> WorkbookScan:
    (folder / "book").write_bytes(made)
    return scan_workbook(folder / "book", Limits())


def found(rows: str, folder: Path) -> SheetFindings:
    return scanned(packed(content(rows)), folder).sheets["Plan"]


def test_cells_are_read_with_their_kinds() -> None:
    rows = row(text("ID"), number("0.25"), '<table:table-cell table:formula="of:=1+1"/>')
    read, _ = process.read_workbook("plan.xls", packed(content(rows)))
    assert read is not None
    assert read.sheets[0].name == "Plan"
    assert read.sheets[0].texts.rows() == [("ID", "0.25", UNCALCULATED)]
    assert read.sheets[0].kinds.rows()[0][::2] == (TEXT, ERROR_VALUE)


@pytest.mark.parametrize(
    ("kind", "value", "text", "sort"),
    [
        ("date", "2026-01-31", "2026-01-31", DATE),
        ("date", "2026-01-31T00:00:00", "2026-01-31", DATE),
        ("date", "2026-01-31T12:30:00.5", "2026-01-31T12:30:00.500000", DATE),
        ("date", "2026-01-31T12:30:00.123456789", "2026-01-31T12:30:00.123456", DATE),
        ("date", "2026-13-01", "2026-13-01", TEXT),
        ("date", "10000-01-01", "10000-01-01", TEXT),
        ("time", "PT12H30M15.5S", "12:30:15.500000", DATE),
        ("time", "PT00H00M00S", "00:00:00", DATE),
        ("time", "PT100H00M00S", "PT100H00M00S", TEXT),
        ("time", "PT24H00M00S", "PT24H00M00S", TEXT),
        ("boolean", "true", "TRUE", BOOLEAN),
        ("boolean", "false", "FALSE", BOOLEAN),
        ("float", "1e3", "1000", NUMBER),
        ("float", "0.30000000000000004", "0.3", NUMBER),
        ("float", "1e400", "#NUM!", ERROR_VALUE),
        ("percentage", "0.25", "0.25", NUMBER),
        ("currency", "+5", "5", NUMBER),
        ("string", "abc", "abc", TEXT),
    ],
)
def test_a_value_is_read_by_its_type(kind: str, value: str, text: str, sort: int) -> None:
    name = {"percentage": "value", "currency": "value", "float": "value"}.get(kind, f"{kind}-value")
    cell = f'<table:table-cell office:value-type="{kind}" office:{name}="{value}"/>'
    read, problems = process.read_workbook("plan.ods", packed(content(row(cell))))
    assert read is not None, problems
    assert read.sheets[0].texts.row(0) == (text,)
    assert read.sheets[0].kinds.row(0) == (sort,)


def test_a_sheet_is_hidden_by_its_style() -> None:
    style = (
        '<style:style style:name="ta{}" style:family="table">'
        '<style:table-properties table:display="{}"/></style:style>'
    )
    styles = f"{style.format(1, 'true')}{style.format(2, 'false')}"
    sheets = (
        f"{row(number('1'))}</table:table>"
        f'<table:table table:name="Aside" table:style-name="ta2">{row(number("2"))}'
    )
    made = content(sheets).replace("<office:body>", f"{styles}<office:body>")
    made = made.replace('table:name="Plan"', 'table:name="Plan" table:style-name="ta1"')
    made = made.replace(
        "<office:document-content ", f'<office:document-content xmlns:style="{OASIS}style:1.0" '
    )
    read, problems = process.read_workbook("plan.ods", packed(made))
    assert read is not None, problems
    assert [(one.name, one.hidden) for one in read.sheets] == [("Plan", False), ("Aside", True)]


def test_repeated_cells_and_rows_stand_where_they_belong() -> None:
    rows = (
        row(EMPTY, more=down(2))
        + row(number("1", across(2)), f"<table:table-cell{across(2)}/>", ERROR, more=down(2))
        + row(f"<table:table-cell{across(16384)}/>", more=down(2))
        + f"<table:table-row-group>{row(text('last'), ERROR)}</table:table-row-group>"
        + row(f"<table:table-cell{across(16384)}/>", more=down(1048569))
    )
    blank = (None,) * 5
    line = ("1", "1", None, None, "#DIV/0!")
    last = ("last", "#DIV/0!", None, None, None)
    assert cells(rows) == [blank, blank, line, line, blank, blank, last]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (ERROR, "#DIV/0!"),
        (ERROR.replace("#DIV/0!", "Err:502"), "Err:502"),
        (ERROR.replace("<text:p>#DIV/0!</text:p>", ""), "#N/A"),
        # As Excel writes it.
        (number("0", ' table:formula="of:=1/0"').replace(">0<", ">#REF!<"), "#REF!"),
        ('<table:table-cell table:formula="of:=1+1"/>', UNCALCULATED),
        (number("5").replace("office:value=", "office:other="), UNCALCULATED),
        ('<table:table-cell office:value-type="boolean" office:boolean-value="x"/>', "x"),
        (number("NaN"), "NaN"),
    ],
)
def test_what_the_reader_hides_is_a_fault(cell: str, fault: str) -> None:
    assert cells(row(EMPTY, cell, number("7"))) == [(None, fault, "7")]


def test_a_formula_that_gives_an_empty_text_is_no_fault() -> None:
    empty = 'table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""'
    assert cells(row(f"<table:table-cell {empty}/>", number("7"))) == [(None, "7")]


def test_a_note_is_no_text_of_its_cell() -> None:
    note = "<office:annotation><text:p>#DIV/0!</text:p></office:annotation>"
    cell = text("5", ' table:formula="of:=A1"').replace("<text:p>", f"{note}<text:p>")
    assert cells(row(cell)) == [("5",)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (row(number("1"), more=down(999_999_999)), "beyond what a sheet can have"),
        (row(number("1", across(999_999_999))), "beyond what a sheet can have"),
        (row(EMPTY, more=down(1_048_576)) + row(number("1")), "beyond what a sheet can have"),
        (row(number("1"), more=down(0)), "as none can"),
        (row(number("1", across(-5))), "as none can"),
        (row(number("x")), "the cell A1 holds 'x' for a number"),
        (row(text("a"), text("<![CDATA[b]]>")), "the text of the cell B1 is not written as"),
        (row(text("x" * 40_000)), "the cell A1 holds a text of more than 32,767 characters"),
        (row(text('<text:s text:c="4000000000"/>')), "the cell A1 holds a text of"),
        (row(text("x", f' office:string-value="{"x" * 40_000}"')), "the cell A1 holds a text"),
        (row(text("<table:table/>")), "a table inside a cell"),
        ("</table:table><table:table table:name='Plan'>", 'two of its sheets have the name "Plan"'),
    ],
    ids=range(12),
)
def test_what_no_sheet_has_is_refused(rows: str, said: str) -> None:
    assert said in refusal(packed(content(rows)))


def test_limits_are_named() -> None:
    block = row(number("1", across(100)), more=down(100))
    said = refusal(packed(content(block)), Limits(cells=9_999))
    assert "the cell CV100 has a value" in said
    assert "more than 9,999 cells (limit cells)" in said
    assert "(limit rows)" in refusal(packed(content(block)), Limits(rows=99))
    assert "(limit columns)" in refusal(packed(content(block)), Limits(columns=99))
    texts = row(text("x" * 30_000, across(100)), more=down(100))
    assert "(limit inflated_bytes)" in refusal(packed(content(texts)), Limits(inflated_bytes=10**7))


def test_rows_that_are_hidden_or_filtered_are_found(tmp_path: Path) -> None:
    rows = (
        row(number("1"), number("2"), more=' table:visibility="collapse"')
        + row(number("1"))
        + row(number("1"), more=' table:visibility="filter"' + down(2))
        + row(EMPTY, more=' table:visibility="collapse"' + down(100))
        + '<table:table-row-group table:display="false">'
        + f"{row(number('1'))}</table:table-row-group>{row(number('1'))}"
    )
    assert found(rows, tmp_path).hidden_rows == [1, 3, 4, 105]


def test_merged_cells_are_found_and_bounded(tmp_path: Path) -> None:
    span = ' table:number-columns-spanned="2" table:number-rows-spanned="3"'
    rows = row(EMPTY, text("a", span), "<table:covered-table-cell/>")
    assert found(rows, tmp_path).merged == [(1, 2, 3, 3)]
    many = row(text("a", span + across(16_000)), more=down(100))
    assert "merges more than 100,000" in refusal(packed(content(many)))


@pytest.mark.parametrize(
    ("formula", "linked"),
    [
        ("of:=['file:///plans/a.ods'#$Sheet1.A1]", True),
        ("of:=SUM(1;['file:///plans/it''s.ods'#$'My Sheet'.A1])", True),
        ("of:=[$'My Sheet'.A1]&amp;&quot;'a'#&quot;", False),
        ("of:=#N/A", False),
    ],
)
def test_cells_that_take_values_from_other_documents_are_found(
    formula: str, *, linked: bool, tmp_path: Path
) -> None:
    rows = row(EMPTY, number("1", f' table:formula="{formula}"'))
    assert found(rows, tmp_path).linked == ([(1, 2)] if linked else [])
    assert scanned(packed(content(rows)), tmp_path).links is linked


def test_a_copy_of_another_document_is_a_link_and_no_sheet(tmp_path: Path) -> None:
    copied = f'</table:table><table:table table:name="x" table:style-name="ta_extref">{row(ERROR)}'
    told = scanned(packed(content(row(number("1")) + copied)), tmp_path)
    assert list(told.sheets) == ["Plan"]
    assert told.links


def test_macros_are_told_from_the_parts(tmp_path: Path) -> None:
    made = content(row(number("1")))
    assert not scanned(packed(made, **{"Basic/Standard/script-lb.xml": "<x/>"}), tmp_path).macros
    assert scanned(packed(made, **{"Basic/Standard/Module1.xml": "<x/>"}), tmp_path).macros
    assert scanned(packed(made, **{"Scripts/python/a.py": "x"}), tmp_path).macros


def test_a_workbook_with_a_password_is_said() -> None:
    key = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    locked = MANIFEST.replace("/>", f">{key}</manifest:manifest>")
    parts = {"META-INF/manifest.xml": locked}
    assert "it is password-protected" in refusal(packed("noise", **parts))


def test_our_mark_outlives_being_saved_as_ods(tmp_path: Path) -> None:
    made = content(row(number("1")))
    mark = '<m xmlns:meta="m"><u meta:name="estimator-version">1</u></m>'
    assert scanned(packed(made, **{"meta.xml": mark}), tmp_path).ours
    assert not scanned(packed(made, **{"meta.xml": "<broken"}), tmp_path).ours


def test_damage_is_said() -> None:
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    assert "document type" in refusal(packed(content(row(text("&e;")), before=doctype)))
    assert "damaged" in refusal(packed("<office:document-content>"))
    assert "damaged" in refusal(packed(content(""))[:300])
    assert "no workbook" in refusal(packed(content(""), mimetype="application/epub+zip"))


def test_content_in_utf_16_is_read() -> None:
    wide = content(row(text("größe"), ERROR)).replace("UTF-8", "UTF-16").encode("utf-16")
    buffer = io.BytesIO(packed(""))
    with zipfile.ZipFile(buffer) as old:
        kept = {name: old.read(name) for name in old.namelist() if name != "content.xml"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as new:
        for name, part in {**kept, "content.xml": wide}.items():
            new.writestr(name, part)
    read, problems = process.read_workbook("plan.ods", buffer.getvalue())
    assert read is not None, problems
    assert read.sheets[0].texts.rows() == [("größe", "#DIV/0!")]
