"""A worksheet's XML gives its cells, its hidden rows, its merged ranges and its links."""

from pathlib import Path

import polars as pl
import pytest

from estimator.model.cells import UNCALCULATED
from estimator.model.limits import Limits
from estimator.read.cells import OddError
from estimator.read.workbook.cell_formats import StyleFormats
from estimator.read.workbook.findings import CharacterQuota, UnreadableError
from estimator.read.workbook.spill import SpilledBlocks
from estimator.read.workbook.xlsx_scan import WorksheetScan
from estimator.read.workbook.xlsx_sheet import WorksheetReader
from estimator.read.workbook.xlsx_strings import SharedTexts

LIMITS, FORMATS = Limits(rows=50, cell_length=9), StyleFormats([0], {}, since_1904=False)
SHARED = SharedTexts(pl.Series(["shared"]), pl.Series([6]))


def reader(folder: Path) -> tuple[WorksheetReader, SpilledBlocks]:
    blocks = SpilledBlocks(folder, 0)
    intake = WorksheetScan(LIMITS, SHARED, CharacterQuota(LIMITS), FORMATS, blocks)
    return WorksheetReader(intake, LIMITS), blocks


def test_cells_and_findings_are_read(tmp_path: Path) -> None:
    rows = (
        '<row r="2" hidden="1"><c r="B2"><v>1.50</v></c><c t="s"><v>0</v></c></row>'
        '<row hidden="1"><c/></row><row><c r="A4"><f>[1]S!A1</f></c></row>'
        '<row><c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>'
    )
    made, blocks = reader(tmp_path)
    made.parser.Parse(f'<w><sheetData>{rows}</sheetData><mergeCell ref="A1:B2"/></w>', True)
    made.hand_on()
    found = made.findings
    assert (found.reach, found.hidden_rows) == ((5, 3), [2])
    assert (found.merged, found.linked) == ([(1, 1, 2, 2)], [(4, 1)])
    blocks.close(5)
    texts = pl.read_ipc(tmp_path / "0.0.arrow").select("c1", "c2", "c3").rows()
    assert [texts[1], texts[3][0], texts[4][0]] == [(None, "1.5", "shared"), UNCALCULATED, "ab"]


def test_a_cell_that_cannot_be_trusted_is_refused(tmp_path: Path) -> None:
    for cell, reason in (
        ('<c t="s"><v>1</v></c>', "the cell A1 refers to a text that is not there"),
        ("<c><v>1234567890</v></c>", "the cell A1 holds a text of more than 9 characters"),
        ("<c><v>1<!-- -->2</v></c>", "the value of the cell A1 is not written as"),
    ):
        made, _ = reader(tmp_path)
        with pytest.raises(UnreadableError, match=reason):
            made.parser.Parse(f"<w><sheetData><row>{cell}</row></sheetData></w>", True)


def test_rows_in_bulk_are_taken_in_order_or_not_at_all(tmp_path: Path) -> None:
    made, blocks = reader(tmp_path)
    rows = made.split_piece(b'<row r="3" hidden="1"><c r="A3" t="s"><v>0</v></c></row>')
    made.take_found(rows)
    assert (made.findings.reach, made.findings.hidden_rows) == ((3, 1), [3])
    far = made.split_piece(b'<row r="51"><c r="A51"><v>1</v></c></row>')
    for refused in (rows, far):
        with pytest.raises(OddError):
            made.take_found(refused)
    assert made.findings.reach == (3, 1)
    blocks.close(3)
    assert pl.read_ipc(tmp_path / "0.0.arrow")["c1"].to_list() == [None, None, "shared"]
