"""The list of problems as the last sheet of the user's own workbook, written with openpyxl."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from estimator.model.text import unused_name
from estimator.report.annotate.problem_list import HEADING_ROW, LINKED, PROBLEMS_SHEET
from estimator.report.styles import BASE_LOOK, LOOKS, row_height

# The part of a column's width, in characters, that Excel adds to the one shown.
EDGE = 0.71


def write_list(book: Workbook, told: Mapping[str, Any], losses: str) -> None:
    """Writes the list of problems as the last sheet of ``book``."""
    page = book.create_sheet(unused_name(PROBLEMS_SHEET, book.sheetnames))
    formats = CellFormats()
    widths = dict(enumerate(told["columns"].values(), 1))
    above = [PROBLEMS_SHEET, told["count"], told["use"], losses, told["omissions"]]
    for row, text in enumerate(above, 1):
        formats.write_cell(page.cell(row, 1), text, "title" if row == 1 else "subtitle")
    for column, title in enumerate(told["columns"], 1):
        formats.write_cell(page.cell(HEADING_ROW, column), title, "heading")
        width = widths[column] + EDGE
        page.column_dimensions[page.cell(1, column).column_letter].width = width
    for number, line in enumerate(told["lines"], 1):
        _write_line(page, number, line, formats)
        texts = list(line["texts"].values())
        page.row_dimensions[HEADING_ROW + number].height = row_height(texts, widths)
    _set_list_view(page)


def _write_line(
    page: Worksheet, number: int, line: Mapping[str, Any], formats: "CellFormats"
) -> None:
    row = HEADING_ROW + number
    looks = {"Number": "centered", "Severity": line["look"]}
    if line["cell"]:
        looks[LINKED] = "place"
    for column, (title, text) in enumerate(line["texts"].items(), 1):
        cell = page.cell(row, column)
        if title == LINKED and line["cell"]:
            # Set before the format, which it would replace.
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=line["cell"])
        formats.write_cell(cell, text, looks.get(title, "wrapped"))
    page.cell(row, 1).value = number


class CellFormats:
    """The formats of the list by look; looking one up again in openpyxl is slow."""

    def __init__(self) -> None:
        self._formatted: dict[str, Cell | MergedCell] = {}

    def write_cell(self, cell: Cell | MergedCell, text: str, look: str) -> None:
        """Writes ``text`` into ``cell``, formatted as ``look``."""
        set_cell_text(cell, text)
        if look in self._formatted:
            cell._style = copy(self._formatted[look]._style)  # type: ignore[union-attr]  # noqa: SLF001
        else:
            _format_cell(cell, look)
            self._formatted[look] = cell


def _format_cell(cell: Cell | MergedCell, look: str) -> None:
    said = {**BASE_LOOK, **LOOKS[look]}
    cell.font = Font(
        name=said["font_name"],
        size=said["font_size"],
        bold=said.get("bold", False),
        underline="single" if said.get("underline") else None,
        color=argb_color(said["font_color"]),
    )
    if "bg_color" in said:
        cell.fill = look_fill(look)
    vertical = said["valign"].replace("vcenter", "center")
    cell.alignment = Alignment(said.get("align"), vertical, wrap_text=said.get("text_wrap", False))


def _set_list_view(page: Worksheet) -> None:
    page.sheet_view.showGridLines = False
    page.row_dimensions[1].height = 28
    page.freeze_panes = f"A{HEADING_ROW + 1}"
    page.auto_filter.ref = f"A{HEADING_ROW}:{page.dimensions.rpartition(':')[2]}"
    page.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def look_fill(look: str) -> PatternFill:
    """The fill of cells with this ``look``."""
    return PatternFill("solid", fgColor=argb_color(LOOKS[look]["bg_color"]))


def argb_color(color: str) -> str:
    """``color`` (``#FDE2E2``) as an opaque color of openpyxl."""
    return f"FF{color.removeprefix('#')}"


def set_cell_text(cell: Cell | MergedCell, text: str) -> None:
    """Writes ``text`` as text, never as a formula or an error."""
    cell.value = text or None
    if text:
        cell.data_type = "s"
