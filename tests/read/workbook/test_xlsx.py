"""An .xlsx package leads to its sheets by its relations, and says what it carries."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from estimator.model.limits import Limits
from estimator.pipeline import estimate
from estimator.read.workbook.findings import UnreadableError, WorkbookScan
from estimator.read.workbook.package import Package
from estimator.read.workbook.xlsx import scan_xlsx
from tests import hostile
from tests.sheets import GOOD, codes

ROW = "<row><c><v>1</v></c><c><v>2</v></c></row>"
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def scanned(parts: dict[str, bytes], folder: Path, limits: Limits | None = None) -> WorkbookScan:
    package = Package(io.BytesIO(hostile.packed(parts)), Limits())
    return scan_xlsx(package, limits or Limits(), folder)


def with_second_sheet(name: str, state: str) -> dict[str, bytes]:
    """The workbook with another sheet of the same part."""
    made = hostile.parts(ROW)
    more = f'<sheet name="{name}" state="{state}" sheetId="2" r:id="rId1"/></sheets>'.encode()
    return made | {WORKBOOK: made[WORKBOOK].replace(b"</sheets>", more)}


@pytest.mark.parametrize("target", [b"/xl/worksheets/sheet1.xml", b"xl/worksheets/sheet1.xml"])
def test_a_whole_path_leads_to_its_part(target: bytes, tmp_path: Path) -> None:
    made = hostile.parts(ROW)
    made[RELATIONS] = made[RELATIONS].replace(b"worksheets/sheet1.xml", target)
    found = scanned(made, tmp_path)
    assert {name: sheet.reach for name, sheet in found.sheets.items()} == {"Plan": (1, 2)}


def test_a_sheet_is_hidden_by_its_state(tmp_path: Path) -> None:
    found = scanned(with_second_sheet("Aside", "veryHidden"), tmp_path).sheets
    assert [(name, sheet.hidden) for name, sheet in found.items()] == [
        ("Plan", False),
        ("Aside", True),
    ]


def test_sheets_of_one_name_or_too_many_cells_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match='two of its sheets have the name "Plan"'):
        scanned(with_second_sheet("Plan", "visible"), tmp_path)
    with pytest.raises(UnreadableError, match="reach over 4 cells, more than 3"):
        scanned(with_second_sheet("Aside", "visible"), tmp_path, Limits(cells=3))


def test_marks_macros_and_links_are_told_from_the_parts(tmp_path: Path) -> None:
    mark = b'<Properties><property name="estimator-version"/></Properties>'
    more = {"docProps/custom.xml": mark, "xl/vbaProject.bin": b"x", "xl/externalLinks/a.xml": b"x"}
    found = scanned(hostile.parts(ROW) | more, tmp_path)
    assert (found.ours, found.macros, found.links) == (True, True, True)
    found = scanned(hostile.parts(ROW), tmp_path)
    assert (found.ours, found.macros, found.links) == (False, False, False)


def without_results(folder: Path, *results: object) -> Path:
    """A workbook by XlsxWriter, which calculates nothing: a row of formulas with ``results``."""
    path = folder / "plan.xlsx"
    with xlsxwriter.Workbook(path) as content:
        page = content.add_worksheet("Plan")
        for column, header in enumerate(GOOD):
            page.write(0, column, header)
        for column, cell in enumerate(GOOD.values()):
            page.write(1, column, int(cell) if cell.isdigit() else cell)
        page.write(0, len(GOOD), "Epochs")
        page.write(0, len(GOOD) + 1, "Retry rate")
        for column, result in enumerate(results, len(GOOD)):
            page.write_formula(1, column, "=1+1", None, result)
    return path


def test_formulas_that_were_all_saved_as_0_were_never_calculated(tmp_path: Path) -> None:
    found = estimate(without_results(tmp_path, 0, 0))
    assert codes(found) == ["formula-without-value", "formula-without-value"]


def test_a_0_among_other_results_is_a_0(tmp_path: Path) -> None:
    found = estimate(without_results(tmp_path, 2, 0))
    assert codes(found) == []
    assert found.estimate is not None
    assert found.estimate.frame["retry_rate"].to_list() == [0]


def test_a_program_that_calculates_may_save_formulas_of_0(tmp_path: Path) -> None:
    path = without_results(tmp_path, 2, 0)
    content = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[WORKBOOK] = parts[WORKBOOK].replace(b' fullCalcOnLoad="1"', b"")
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v>2</v>", b"<v>0</v>")
    path.write_bytes(hostile.packed(parts))
    assert "formula-without-value" not in codes(estimate(path))


def test_hidden_columns_that_are_read_are_told(tmp_path: Path) -> None:
    path = without_results(tmp_path, 2, 1)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet, hidden = "xl/worksheets/sheet1.xml", b'<cols><col min="6" max="9" hidden="1"/></cols>'
    parts[sheet] = parts[sheet].replace(b"<sheetData>", hidden + b"<sheetData>")
    path.write_bytes(hostile.packed(parts))
    told = [one.message for one in estimate(path).problems if one.code == "hidden-columns"]
    (said,) = told
    assert said.startswith("Plan: 2 columns are hidden: F (Epochs) and G (Retry rate).")
