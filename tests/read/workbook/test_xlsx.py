"""An .xlsx package leads to its sheets by its relations, and says what it carries."""

import io
from pathlib import Path

import pytest

from estimator.model.options import Limits
from estimator.read.workbook.findings import UnreadableError, WorkbookScan
from estimator.read.workbook.package import Package
from estimator.read.workbook.xlsx import scan_xlsx
from tests import hostile

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
