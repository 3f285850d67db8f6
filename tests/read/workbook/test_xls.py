"""Old workbooks, .xls, give the same cells as the same book saved as .xlsx."""

import random
import shutil
import struct
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from estimator.model.cells import BLANK, BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, Sheet
from estimator.model.limits import LIMITS, Limits
from estimator.model.schema import workloads_schema
from estimator.pipeline import estimate
from estimator.read.book import read_book
from estimator.read.workbook import process
from estimator.read.workbook.findings import UnreadableError
from estimator.read.workbook.worker import scan_workbook
from estimator.read.workbook.xls import PROTECTED
from tests import binaries
from tests.binaries import (
    EOF,
    bof,
    container,
    error,
    formula,
    label,
    number,
    refusal,
    scanned,
    xls,
    xls_stream,
)
from tests.workbooks import (
    REALFILES,
    SAMPLES,
    needs_libreoffice,
    needs_realfiles,
    recalculated,
)

ERRORS = {
    "=1/0": "#DIV/0!",
    '=VALUE("x")': "#VALUE!",
    '=INDIRECT("nowhere")': "#REF!",
    "=NOSUCH()": "#NAME?",
    "=1E300^10": "#NUM!",
    "=NA()": "#N/A",
}
# The result of a formula is a text, which the next record holds.
TEXT_FOLLOWS = b"\0\0\0\0\0\0\xff\xff"


def sheets(name: str, content: bytes) -> tuple[Sheet, ...]:
    read, problems = process.read_workbook(name, content)
    assert read is not None, [problem.message for problem in problems]
    return read.sheets


def example(folder: Path, *, since_1904: bool = False) -> Path:
    """A workbook with a cell of every kind, saved as .xlsx."""
    path = folder / f"example-{since_1904}.xlsx"
    made = xlsxwriter.Workbook(path, {"date_1904": since_1904})
    day, hour = (made.add_format({"num_format": one}) for one in ("yyyy-mm-dd", "d/m/yy h:mm"))
    plan = made.add_worksheet("Plan")
    plan.write_row(0, 0, ("Workload ID", "Größe", "日本", "a" * 300))
    plan.write_row(1, 0, (12.34, 1e-10, 123456789012345, 0.1 + 0.2, 1e300, -7, 50_000_000))
    plan.write_datetime(2, 0, date(2026, 1, 31), day)
    plan.write_datetime(2, 1, datetime(2026, 1, 31, 12, 30), hour)  # noqa: DTZ001
    plan.write_formula(2, 2, "=A3+1", day, 44592 if since_1904 else 46054)
    plan.write_boolean(3, 0, boolean=True)
    plan.write_formula(3, 1, "=1=2", value=False)
    plan.write_formula(3, 2, '="a"&"b"', value="ab")
    plan.write_formula(3, 3, "=1+1", value=2)
    for column, (written, shown) in enumerate(ERRORS.items()):
        plan.write_formula(4, column, written, value=shown)
    plan.set_row(3, None, None, {"hidden": True})
    plan.merge_range("B7:C8", "merged")
    plan.insert_chart("E9", chart := made.add_chart({"type": "line"}))
    chart.add_series({"values": "=Plan!$A$2:$D$2"})
    aside = made.add_worksheet("Aside")
    aside.write(70, 30, "far")
    aside.hide()
    made.close()
    return path


@needs_libreoffice
@pytest.mark.parametrize("since_1904", [False, True])
def test_all_cells_are_those_of_the_same_book_as_xlsx(tmp_path: Path, *, since_1904: bool) -> None:
    new = example(tmp_path, since_1904=since_1904)
    old = recalculated(new, "xls")
    ours, theirs = sheets("a.xls", old.read_bytes()), sheets("a.xlsx", new.read_bytes())
    assert [(one.name, one.hidden) for one in ours] == [("Plan", False), ("Aside", True)]
    for one, other in zip(ours, theirs, strict=True):
        assert one.texts.rows() == other.texts.rows()
        assert one.kinds.rows() == other.kinds.rows()
    plan = ours[0]
    assert plan.texts.row(2)[:3] == ("2026-01-31", "2026-01-31T12:30:00", "2026-02-01")
    assert plan.kinds.row(2)[:3] == (DATE,) * 3
    assert plan.kinds.row(3)[:4] == (BOOLEAN, BOOLEAN, TEXT, NUMBER)
    assert plan.texts.row(3)[:4] == ("TRUE", "FALSE", "ab", "2")
    assert plan.texts.row(4)[:6] == tuple(ERRORS.values())
    assert plan.kinds.row(4)[:6] == (ERROR_VALUE,) * 6


@needs_libreoffice
def test_hidden_rows_and_merged_ranges_are_found(tmp_path: Path) -> None:
    found = scan_workbook(recalculated(example(tmp_path), "xls"), LIMITS)
    assert list(found.sheets) == ["Plan", "Aside"]
    assert found.sheets["Plan"].hidden_rows == [4]
    assert found.sheets["Plan"].merged == [(7, 2, 8, 3)]
    assert (found.macros, found.links, found.ours) == (False, False, False)


@needs_libreoffice
def test_the_kind_is_told_from_the_content_whatever_the_name(tmp_path: Path) -> None:
    renamed = recalculated(example(tmp_path), "xls").rename(tmp_path / "plan.csv")
    read, problems = read_book(renamed, workloads_schema())
    assert read is not None, problems
    assert [one.name for one in read.sheets] == ["Plan", "Aside"]


@needs_libreoffice
def test_an_estimate_is_that_of_the_same_book_as_xlsx(tmp_path: Path) -> None:
    new = Path(shutil.copy(SAMPLES / "portfolio.xlsx", tmp_path))
    one, other = (estimate(path).estimate for path in (recalculated(new, "xls"), new))
    assert one is not None
    assert other is not None
    assert one.frame.drop("source_file").equals(other.frame.drop("source_file"))


def test_errors_stand_at_their_addresses() -> None:
    code = b"\x02\0\x0f\0\0\0\xff\xff"
    content = xls({"S": [label(0, 0, "ID"), error(1, 1, 0x2B), formula(2, 0, code)]})
    (read,) = sheets("a.xls", content)
    assert read.texts.rows() == [("ID", None), (None, "#GETTING_DATA"), ("#VALUE!", None)]
    assert read.kinds.rows() == [(TEXT, BLANK), (BLANK, ERROR_VALUE), (ERROR_VALUE, BLANK)]


def test_a_formula_whose_text_was_not_saved_is_told(tmp_path: Path) -> None:
    text = struct.pack("<HB", 2, 0) + b"ab"
    cells = [formula(0, 0, TEXT_FOLLOWS), (0x0207, text)]
    assert sheets("a.xls", xls({"S": cells}))[0].texts.rows() == [("ab",)]
    said = refusal(tmp_path, xls({"S": [*cells, formula(1, 0, TEXT_FOLLOWS)]}))
    assert said == "the text of a formula was not saved; open it in Excel and save it again"


def test_what_a_chart_keeps_of_its_numbers_is_no_cell() -> None:
    chart = [bof(0x20), number(0, 1, 99.0), error(0, 0, 7), EOF]
    content = xls({"S": [label(0, 0, "ID"), number(0, 1, 5.5), *chart]})
    assert sheets("a.xls", content)[0].texts.rows() == [("ID", "5.5")]


def test_sheets_of_macros_and_charts_are_left_out(tmp_path: Path) -> None:
    several = {"S": [number(0, 0, 1)], "Macro": [], "Chart": [], "Basic": []}
    found = scanned(tmp_path, xls(several, kinds={"Macro": 1, "Chart": 2, "Basic": 6}))
    assert list(found.sheets) == ["S"]
    assert found.macros
    assert not scanned(tmp_path, xls(several, kinds={"Chart": 2})).macros


def test_a_project_of_macros_beside_the_workbook_is_found(tmp_path: Path) -> None:
    stream = xls_stream({"S": []})
    assert scanned(tmp_path, container({"Workbook": stream, "_VBA_PROJECT_CUR": b""})).macros


@pytest.mark.parametrize(
    ("record", "links"),
    [
        ((0x01AE, b"\x01\0\x01\x04"), False),
        ((0x01AE, b"\x01\0\x01\x3a"), False),
        ((0x01AE, struct.pack("<HHB", 1, 6, 0) + b"\x01b.xls"), True),
    ],
    ids=["own sheets", "add-in", "other workbook"],
)
def test_links_to_other_workbooks_are_found(
    tmp_path: Path, record: tuple[int, bytes], *, links: bool
) -> None:
    assert scanned(tmp_path, xls({"S": []}, [record])).links is links


@pytest.mark.parametrize(("first", "links"), [(b"\x01", True), (b"\x03", False)])
def test_links_of_excel_5_are_found(tmp_path: Path, first: bytes, *, links: bool) -> None:
    stream = xls_stream({"S": []}, [(0x0017, b"\x05" + first + b"b.xls")], version=0x0500)
    assert scanned(tmp_path, container({"Book": stream})).links is links


def test_excel_5_is_read(tmp_path: Path) -> None:
    plain = struct.pack("<4H", 0, 0, 0, 4) + "Caf\xe9".encode("cp1252")
    cells = [(0x0204, plain), (0x00D6, struct.pack("<4H", 1, 0, 0, 4) + b"RICH\0")]
    page = (0x0042, struct.pack("<H", 1252))
    stream = xls_stream({"K\xf6ln": [*cells, error(2, 0, 0x2A)]}, [page], version=0x0500)
    content = container({"Book": stream})
    assert list(scanned(tmp_path, content).sheets) == ["K\xf6ln"]
    assert sheets("a.xls", content)[0].texts.rows() == [("Caf\xe9",), ("RICH",), ("#N/A",)]


def test_a_cell_far_away_is_named(tmp_path: Path) -> None:
    far = xls({"S": [number(0, 0, 1), number(999, 9, 1)]})
    said = refusal(tmp_path, far, Limits(cells=9_999))
    assert "the cell J1000 has a value, which makes the sheet reach to J1000" in said
    assert "more than 9,999 cells (limit cells); clear it" in said
    assert "beyond row 5 (limit rows)" in refusal(tmp_path, far, Limits(rows=5))
    assert "beyond column E (limit columns)" in refusal(tmp_path, far, Limits(columns=5))
    assert scanned(tmp_path, far, Limits(cells=10_000)).sheets


def test_a_cell_that_no_sheet_has_is_refused(tmp_path: Path) -> None:
    assert "it is damaged" in refusal(tmp_path, xls({"S": [number(0, 256, 1)]}))


@pytest.mark.parametrize(
    ("streams", "says"),
    [
        ({"EncryptedPackage": b""}, PROTECTED),
        ({"WordDocument": b""}, "it is a Word document"),
        ({"PowerPoint Document": b""}, "it is a PowerPoint presentation"),
        ({"__properties_version1.0": b""}, "it is an Outlook message"),
        ({"Quill": b""}, "an old kind of Office file, but no workbook"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path: Path, streams: dict[str, bytes], says: str) -> None:
    assert says in refusal(tmp_path, container(streams))


def test_a_workbook_with_a_password_is_said(tmp_path: Path) -> None:
    said = refusal(tmp_path, xls({"S": []}, [(0x002F, b"\x01\0")]))
    assert said == PROTECTED
    assert "save it as .xlsx under another name" in said


@pytest.mark.parametrize("start", [b"\x09\0\x04\0", b"\x09\x02\x06\0", b"\x09\x04\x06\0"])
def test_what_is_older_than_the_container_is_said(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "a.xls").write_bytes(start + b"\0" * 100)
    read, problems = read_book(tmp_path / "a.xls", workloads_schema())
    assert read is None
    assert [problem.exit_code for problem in problems] == [4]
    assert "it is from before Excel 97; open it in Excel" in problems[0].message


@pytest.mark.parametrize(
    "stream",
    [
        b"",
        xls_stream({"S": [number(0, 0, 1)]})[:-6],
        binaries.records([bof(5), (0x0085, b"\0"), EOF]),
        binaries.records([bof(5), (0x0085, struct.pack("<IBBB", 10**9, 0, 0, 1) + b"\0S"), EOF]),
        xls_stream({"S": [(0x0205, b"\0\0")]}),
        xls_stream({"S": [(0x00BD, struct.pack("<5H", 0, 5, 0, 0, 9))]}),
        xls_stream({"S": [(0x00BD, struct.pack("<5H", 0, 5, 0, 0, 1))]}),
        xls_stream({"S": [(0x00E5, b"\xff\xff")]}),
        binaries.records([bof(5, 0x0700), EOF]),
    ],
)
def test_a_damaged_stream_is_one_sentence(tmp_path: Path, stream: bytes) -> None:
    # At the size that its entry tells, without the zeros that fill its last sectors.
    content = container({"Workbook": stream.ljust(4096, b"\xff")})
    assert "it is damaged" in refusal(tmp_path, content)


def test_a_chain_of_sectors_that_goes_in_circles_ends(tmp_path: Path) -> None:
    content = bytearray(container({"Workbook": b""}))
    struct.pack_into("<I", content, 512 + 4 * 2, 2)
    assert "it is damaged" in refusal(tmp_path, bytes(content))
    # The size that the entry of the stream tells.
    struct.pack_into("<I", content, 1024 + 128 + 120, 0x7FFFFFFF)
    assert "stream length (2147483647 bytes) > file data size" in refusal(tmp_path, bytes(content))


@needs_realfiles
@pytest.mark.parametrize(
    "name",
    ["phpspreadsheet__pwtest.xls", "poi__xor-encryption-abc.xls", "oletools__encrypted.xlsb"],
)
def test_real_files_with_a_password_are_said(tmp_path: Path, name: str) -> None:
    copy = tmp_path / name
    copy.write_bytes((REALFILES / name).read_bytes())
    with pytest.raises(UnreadableError, match="password-protected"):
        scan_workbook(copy, LIMITS)


@needs_realfiles
@pytest.mark.parametrize(
    "name",
    ["poi__1904DateWindowing.xls", "calamine__malformed_format.xls", "poi__SharedFormulaTest.xls"],
)
def test_random_damage_is_one_sentence_or_none(tmp_path: Path, name: str) -> None:
    chance = random.Random(7)  # noqa: S311 - the same damage every time
    whole = (REALFILES / name).read_bytes()
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 4, 30))):
            # Half of the damage goes where the tables of the container are.
            end = chance.choice((len(content), 2048))
            content[chance.randrange(end)] = chance.choice((0, 255, chance.randrange(256)))
        with suppress(UnreadableError):
            scanned(tmp_path, bytes(content))
