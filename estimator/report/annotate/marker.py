"""Child process that marks the user's workbook with openpyxl.

    python -m estimator.report.annotate.marker

Its parent gives it a folder. Reads ``book.xlsx`` and ``job.json``, the marks. Writes
``marked.xlsx``, and ``answer.json``, the content that the copy does not keep.
"""

import json
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from copy import copy
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.drawing.image import PILImage
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.worksheet import Worksheet

from estimator.model.child_process import await_folder, child_of, confine_process
from estimator.model.disk import temporary_writes
from estimator.model.limits import Limits
from estimator.report.annotate.list_writer import argb_color, look_fill, set_cell_text, write_list
from estimator.report.annotate.marks import LOOK_OF, NOTE_HEAD
from estimator.report.annotate.problem_list import (
    COLUMNS,
    HEADING_ROW,
    PROBLEMS_SHEET,
    count_sentence,
    loss_sentence,
)
from estimator.report.page_cells import NOTE_CHARACTERS, NOTE_LINE, NOTE_WIDTH
from estimator.report.styles import LOOKS, count_lines, fit_cell_text

# Content lost from workbooks with parts of these names. Without Pillow, pictures are lost too.
LOST_PARTS = {
    **({} if PILImage else {"xl/media/": "pictures"}),
    "xl/pivottables/pivot": "pivot tables",
    "xl/slicers/": "slicers",
    "xl/ctrlprops/": "buttons and other controls",
    "xl/embeddings/": "embedded files",
    "xl/threadedcomments/": "replies to comments",
    "xl/charts/style": "some of the look of its charts",
}
# Content lost, by the warning of openpyxl while it reads.
LOST_EXTENSIONS = {
    "Data Validation extension": "drop-down lists from other sheets",
    "Conditional Formatting extension": "some conditional formats",
}
SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[ >]")
EARLIER_NOTE = re.compile(rf"(?:\A|\n\n){NOTE_HEAD}\n.*\Z", re.DOTALL)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def run_marking_job(folder: Path) -> None:
    """Marks the workbook in ``folder`` as described in its job."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    confine_process(Limits(**job["limits"]))
    with child_of(folder):
        _mark_copy(folder, job)


def _mark_copy(folder: Path, job: Mapping[str, Any]) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        book = load_workbook(folder / "book.xlsx", rich_text=True)
    messages = " ".join(str(one.message) for one in warned)
    _mark_sheets(book, job)
    lost = list(_lost_content(folder / "book.xlsx", messages))
    formulas = _has_formulas(book)
    write_list(book, job["list"], loss_sentence("this workbook", lost, formulas=formulas))
    answer = json.dumps({"formulas": formulas, "lost": lost})
    with temporary_writes(folder):
        _save_package(book, folder / "marked.xlsx", job["made_at"])
        (folder / "answer.json").write_text(answer, encoding="utf-8")


def _mark_sheets(book: Workbook, job: Mapping[str, Any]) -> None:
    _remove_earlier(book)
    for sheet in job["sheets"]:
        page = cast("Worksheet", book[sheet["name"]])
        for mark in sheet["cells"]:
            cell = _target_cell(page, *mark["at"])
            _color_cell(cell, mark["look"])
            if mark["note"]:
                _add_note(cell, mark["note"])
        if sheet["words"]:
            _write_words(page, sheet)
        for one in _stored_cells(page):
            _fit_note(one)
        # Excel may not open those rewritten by openpyxl; their cells keep their values.
        page._pivots = []  # type: ignore[attr-defined]  # noqa: SLF001
    book.template = False
    book.calculation = book.calculation or CalcProperties()
    book.calculation.fullCalcOnLoad = True


def _stored_cells(page: Worksheet) -> list[Cell | MergedCell]:
    """The existing cells of ``page``; the public interface would create the blank ones."""
    return list(page._cells.values())  # noqa: SLF001


def _target_cell(page: Worksheet, row: int, column: int) -> Cell:
    """The cell at a place; in a merged range, the first one."""
    cell = page.cell(row, column)
    if isinstance(cell, MergedCell):
        merged = next(one for one in page.merged_cells.ranges if cell.coordinate in one)
        cell = page.cell(merged.min_row, merged.min_col)
    if not isinstance(cell, Cell):
        raise TypeError(f"{page.title} has no cell in row {row} and column {column}")
    return cell


def _color_cell(cell: Cell, look: str) -> None:
    colors = LOOKS[look]
    font = cast("Font", copy(cell.font))
    font.color, font.bold = argb_color(colors["font_color"]), colors.get("bold", font.bold)
    cell.font, cell.fill = font, look_fill(look)


def _add_note(cell: Cell, text: str) -> None:
    """Adds ``text`` to ``cell`` as a note, below an existing one."""
    comment = cell.comment
    whole = f"{comment.text}\n\n{text}" if comment else text
    cell.comment = Comment(fit_cell_text(whole), comment.author if comment else "estimator")


def _fit_note(cell: Cell | MergedCell) -> None:
    """Fits a note to its text, as openpyxl does not read its size."""
    if isinstance(cell, Cell) and cell.comment:
        cell.comment.width = NOTE_WIDTH
        cell.comment.height = NOTE_LINE * (count_lines(cell.comment.text, NOTE_CHARACTERS) + 1)


def _write_words(page: Worksheet, sheet: Mapping[str, Any]) -> None:
    column, rows = sheet["words"]["column"], sheet["words"]["rows"]
    for row in range(sheet["header_row"] + 1, page.max_row + 1):
        set_cell_text(_target_cell(page, row, column), rows.get(str(row), ""))


def _remove_earlier(book: Workbook) -> None:
    """Removes the marks and the list of an earlier copy from ``book``; other notes stay."""
    lists = [page for page in book.worksheets if _is_list(page)]
    for page in lists:
        book.remove(page)
    for page in book.worksheets if lists else ():
        for cell in _stored_cells(page):
            if isinstance(cell, Cell):
                _remove_mark(cell)


def _is_list(page: Worksheet) -> bool:
    first = {one.row: one.value for one in _stored_cells(page) if one.column == 1}
    headed = first.get(HEADING_ROW) == next(iter(COLUMNS))
    return first.get(1) == PROBLEMS_SHEET and (headed or first.get(2) == count_sentence([]))


def _remove_mark(cell: Cell) -> None:
    if comment := cell.comment:
        text = EARLIER_NOTE.sub("", comment.text)
        cell.comment = Comment(text, comment.author) if text else None
    color = cell.fill.start_color.rgb if cell.fill.fill_type else None
    look = next(
        (one for one in LOOK_OF.values() if color == argb_color(LOOKS[one]["bg_color"])), None
    )
    if look:
        font = cast("Font", copy(cell.font))
        font.color, font.bold = None, font.bold and "bold" not in LOOKS[look]
        cell.font, cell.fill = font, PatternFill()


def _has_formulas(book: Workbook) -> bool:
    return any(cell.data_type == "f" for page in book.worksheets for cell in _stored_cells(page))


def _lost_content(path: Path, messages: str) -> Iterator[str]:
    """The content of the workbook at ``path`` that openpyxl does not keep.

    It warned of some in ``messages``. Of drawings it keeps charts only.
    """
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        drawings = [one for one in names if one.lower().startswith("xl/drawings/drawing")]
        shapes = any(SHAPE.search(package.read(name)) for name in drawings)
    for start, noun in LOST_PARTS.items():
        if any(name.lower().startswith(start) for name in names):
            yield noun
    if shapes:
        yield "shapes and text boxes"
    yield from (noun for sign, noun in LOST_EXTENSIONS.items() if sign in messages)


def _save_package(book: Workbook, path: Path, made_at: str) -> None:
    """Saves ``book`` with the time ``made_at``, so that equal books have equal bytes."""
    buffer = BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(path, "w") as package:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = MODIFIED.sub(rb"\g<1>" + made_at.encode(), content)
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    run_marking_job(await_folder())
