"""Binary workbooks, .xlsb: what is hidden in them is found, and their cells arrive as in .xlsx."""

import random
import struct
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from estimator.model.cells import BLANK, BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, Sheet
from estimator.model.limits import LIMITS
from estimator.model.schema import workloads_schema
from estimator.read.book import read_book
from estimator.read.workbook import process
from estimator.read.workbook.findings import UnreadableError
from estimator.read.workbook.worker import scan_workbook
from tests.binaries import Records, binary_records, cell, refusal, row, scanned, styles, wide, xlsb
from tests.workbooks import REALFILES, needs_realfiles

RK, ERROR, TRUTH_, REAL, SHORT, FORMULA_REAL, FORMULA_ERROR = 2, 3, 4, 5, 0x0D, 9, 11
TEXT_, RICH, MERGED = 6, 0x3E, 0xB0
NO_TOKENS = b"\0" * 10
FORMATS = {"xl/styles.bin": styles({}, 0, 14)}


def whole(number: int) -> bytes:
    return struct.pack("<i", number << 2 | 2)


def real(number: float) -> bytes:
    return struct.pack("<d", number)


def sheet(content: bytes) -> Sheet:
    """The only sheet of the workbook."""
    read, problems = process.read_workbook("a.xlsb", content)
    assert read is not None, [problem.message for problem in problems]
    (one,) = read.sheets
    return one


def only(rows: Records) -> bytes:
    return xlsb({"S": rows}, FORMATS)


def test_cells_arrive_with_their_kinds() -> None:
    rows = [
        row(0),
        *(cell(TEXT_, column, wide(text)) for column, text in enumerate(("ID", "Größe", "日本"))),
        row(2),
        cell(RK, 0, whole(-7)),
        cell(RK, 1, struct.pack("<i", 1234 << 2 | 3)),
        cell(REAL, 2, real(0.1 + 0.2)),
        row(3),
        cell(TRUTH_, 0, b"\1"),
        cell(FORMULA_REAL, 1, real(2.5) + NO_TOKENS),
        cell(ERROR, 2, b"\x07"),
        row(4),
        cell(FORMULA_ERROR, 1, b"\x2b" + NO_TOKENS),
    ]
    read = sheet(only(rows))
    assert read.texts.rows() == [
        ("ID", "Größe", "日本"),
        (None, None, None),
        ("-7", "12.34", "0.3"),
        ("TRUE", "2.5", "#DIV/0!"),
        (None, "#GETTING_DATA", None),
    ]
    assert read.kinds.rows() == [
        (TEXT,) * 3,
        (BLANK,) * 3,
        (NUMBER,) * 3,
        (BOOLEAN, NUMBER, ERROR_VALUE),
        (BLANK, ERROR_VALUE, BLANK),
    ]


@pytest.mark.parametrize(("properties", "day"), [(0, "2026-01-31"), (1, "2030-02-01")])
def test_a_day_is_a_day_however_it_is_stored(properties: int, day: str) -> None:
    rows = [
        row(0),
        cell(RK, 0, whole(46053), 1),
        cell(REAL, 1, real(46053), 1),
        cell(FORMULA_REAL, 2, real(46053) + NO_TOKENS, 1),
        cell(RK, 3, whole(46053)),
    ]
    read = sheet(xlsb({"S": rows}, FORMATS, properties=properties))
    assert read.texts.row(0) == (day, day, day, "46053")
    assert read.kinds.row(0) == (DATE, DATE, DATE, NUMBER)


@pytest.mark.parametrize("number", [1, 59, 61, 2_958_465])
def test_the_first_and_last_days_are_the_same_however_they_are_stored(number: int) -> None:
    read = sheet(only([row(0), cell(RK, 0, whole(number), 1), cell(REAL, 1, real(number), 1)]))
    stored, known = read.texts.row(0)
    assert stored == known


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("yyyy-mm-dd", DATE),
        ('[$-409]d" of "mmm;@', DATE),
        ("[Red]#,##0", NUMBER),
        ('0.00" days"', NUMBER),
        (r"0\d", NUMBER),
        ("General", NUMBER),
    ],
)
def test_a_format_of_ones_own_tells_a_day(code: str, kind: int) -> None:
    own = {"xl/styles.bin": styles({164: code}, 0, 164)}
    read = sheet(xlsb({"S": [row(0), cell(RK, 0, whole(46053), 1)]}, own))
    assert read.kinds.row(0) == (kind,)


def test_hidden_rows_and_merged_ranges_are_found(tmp_path: Path) -> None:
    merged = (MERGED, struct.pack("<4I", 6, 7, 1, 2))
    rows = [row(0), cell(RK, 0, whole(1)), row(3, hidden=True), cell(RK, 0, whole(1)), merged]
    found = scanned(tmp_path, only(rows)).sheets["S"]
    assert found.hidden_rows == [4]
    assert found.merged == [(7, 2, 8, 3)]


def test_hidden_columns_are_found(tmp_path: Path) -> None:
    columns = [(0x3C, struct.pack("<4IH", first, last, 0, 0, hidden)) for first, last, hidden in
               ((0, 0, 0), (2, 4, 1))]  # fmt: skip
    found = scanned(tmp_path, only([*columns, row(0), cell(RK, 0, whole(1))])).sheets["S"]
    assert found.hidden_columns == [(3, 5)]


def test_a_number_is_shown_as_its_format_says() -> None:
    own = {"xl/styles.bin": styles({164: '0" M"'}, 0, 164)}
    read = sheet(xlsb({"S": [row(0), cell(RK, 0, whole(5), 1)]}, own))
    assert read.rows_between(1, 1).row(0) == ("5 M",)
    assert read.texts.row(0) == ("5",)


def test_macros_and_links_are_found(tmp_path: Path) -> None:
    plain = scanned(tmp_path, only([]))
    assert (plain.macros, plain.links, plain.ours) == (False, False, False)
    more = {"xl/vbaProject.bin": b"", "xl/externalLinks/externalLink1.bin": b""}
    found = scanned(tmp_path, xlsb({"S": []}, more))
    assert (found.macros, found.links) == (True, True)


def test_chart_sheets_are_left_out_and_hidden_ones_told() -> None:
    rows = [row(0), cell(TEXT_, 0, wide("ID"))]
    content = xlsb({"S": rows, "C": [], "T": rows}, kinds={"C": "chartsheet"}, hidden=["T"])
    read, problems = process.read_workbook("a.xlsb", content)
    assert read is not None, problems
    assert [(one.name, one.hidden) for one in read.sheets] == [("S", False), ("T", True)]


def test_a_sheet_of_old_macros_is_said(tmp_path: Path) -> None:
    content = xlsb({"S": [], "M": []}, kinds={"M": "xlMacrosheet"})
    assert "a sheet of Excel 4 macros" in refusal(tmp_path, content)


def test_the_kind_is_told_from_the_content_whatever_the_name(tmp_path: Path) -> None:
    path = tmp_path / "plan.xls"
    path.write_bytes(only([row(0), cell(TEXT_, 0, wide("Workload ID"))]))
    read, problems = read_book(path, workloads_schema())
    assert read is not None, problems
    assert read.sheets[0].texts.rows() == [("Workload ID",)]


def test_a_cell_far_away_is_named(tmp_path: Path) -> None:
    far = only([row(0), cell(RK, 0, whole(1)), row(1_048_575), cell(ERROR, 16_383, b"\x07")])
    assert "the cell XFD1048576 has a value" in refusal(tmp_path, far)
    blank = only([row(0), cell(RK, 0, whole(1)), row(1_048_575), cell(1, 16_383, b"")])
    assert scanned(tmp_path, blank).sheets


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([row(1_048_576)], "a row 1048577, which no sheet can have"),
        ([row(0), cell(RK, 16_384, whole(1))], "a cell XFE1, which no sheet can have"),
        ([row(4), cell(RICH, 0, b"\0" + wide("rich"))], "row 5 has a cell stored in a form"),
        ([row(4), (SHORT, b"\0" * 4 + whole(1))], "row 5 has a cell stored in a form"),
        ([(0, b"\0")], "it is damaged"),
        ([row(0), (ERROR, b"\0")], "it is damaged"),
        ([row(0), cell(TEXT_, 0, b"\0" * 2_000_000)], "it is damaged"),
    ],
)
def test_what_the_reader_would_pass_over_is_refused(
    tmp_path: Path, rows: Sequence[tuple[int, bytes]], says: str
) -> None:
    assert says in refusal(tmp_path, only(rows))


@pytest.mark.parametrize(
    "content",
    [b"", b"\x9c", b"\x9c\x01", b"\x9c\x01\xff\xff\xff\x7f", b"\x9c\x01\x04\0\0\0\0"],
)
def test_a_damaged_part_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    damaged = repacked(xlsb({"S": []}), "xl/worksheets/sheet1.bin", content)
    assert "it is damaged" in refusal(tmp_path, damaged)


def test_a_sheet_without_a_part_is_damaged(tmp_path: Path) -> None:
    lost = (0x9C, b"\0" * 8 + wide("r9") + wide("Lost"))
    damaged = repacked(xlsb({"S": []}), "xl/workbook.bin", binary_records([lost]))
    assert "a sheet has no part" in refusal(tmp_path, damaged)


def repacked(content: bytes, part: str, new: bytes) -> bytes:
    """The package with one part's content exchanged."""
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(buffer, "w") as archive:
        for name in old.namelist():
            archive.writestr(name, new if name == part else old.read(name))
    return buffer.getvalue()


@needs_realfiles
def test_the_errors_of_a_real_file_are_found(tmp_path: Path) -> None:
    copy = tmp_path / "budget.xlsb"
    copy.write_bytes((REALFILES / "excel-personal-finance__budget.xlsb").read_bytes())
    found = scan_workbook(copy, LIMITS)
    assert list(found.sheets) == ["Rules", "Taxes", "CashFlow", "Summary", "Sheet1"]
    content = (REALFILES / "excel-personal-finance__budget.xlsb").read_bytes()
    read, _ = process.read_workbook("budget.xlsb", content)
    assert read is not None
    cash_flow = read.sheets[2]
    assert sum(row.count(ERROR_VALUE) for row in cash_flow.kinds.iter_rows()) == 9
    assert cash_flow.texts.row(57)[2] == "#N/A"
    assert (found.macros, found.links) == (True, True)


@needs_realfiles
@pytest.mark.parametrize("part", ["xl/workbook.bin", "xl/styles.bin", "xl/worksheets/sheet2.bin"])
def test_random_damage_is_one_sentence_or_none(tmp_path: Path, part: str) -> None:
    chance = random.Random(7)  # noqa: S311 - the same damage every time
    content = (REALFILES / "excel-personal-finance__budget.xlsb").read_bytes()
    with ZipFile(BytesIO(content)) as archive:
        whole_part = archive.read(part)
    for _ in range(60):
        changed = bytearray(whole_part)
        for _ in range(chance.choice((1, 4, 30))):
            changed[chance.randrange(len(changed))] = chance.choice((0, 255, chance.randrange(256)))
        with suppress(UnreadableError):
            scanned(tmp_path, repacked(content, part, bytes(changed)))
