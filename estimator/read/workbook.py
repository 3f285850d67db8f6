"""Excel workbooks, by the native reader; what it does not tell is looked up in the package."""

import io
import zipfile
from typing import cast

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from estimator.model.problem import Problem
from estimator.model.table import FAULT, Book, Sheet
from estimator.model.words import quote
from estimator.read.cells import Cell, Value, cell, sheet
from estimator.read.package import Package

Grid = list[list[Value]]


def read(file: str, content: bytes, digest: str) -> tuple[Book | None, list[Problem]]:
    """The book in ``content``, chart sheets left out."""
    try:
        package = Package(zipfile.ZipFile(io.BytesIO(content)))
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        parts = package.sheet_parts()
        sheets = tuple(
            _sheet(workbook, package, meta.name, parts.get(meta.name), meta.visible)
            for meta in workbook.sheets_metadata
            if parts.get(meta.name)
        )
    except PasswordError:
        said = f"{quote(file)} is password-protected; remove the password and try again."
        return None, [Problem("unreadable-file", says=said)]
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, KeyError) as error:
        said = f"{quote(file)} cannot be read as a workbook ({error}); save it again as .xlsx."
        return None, [Problem("unreadable-file", says=said)]
    return Book(file, sheets, digest, ours=package.ours()), []


def _sheet(
    workbook: CalamineWorkbook,
    package: Package,
    name: str,
    part: str | None,
    visible: SheetVisibleEnum,
) -> Sheet:
    grid = cast("Grid", workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
    rows: list[list[Cell]] = [[cell(value) for value in row] for row in grid]
    for (row, column), text in package.faults(part or "").items():
        _widen(rows, row, column)
        rows[row - 1][column - 1] = (text, FAULT)
    return sheet(name, rows, hidden=visible != SheetVisibleEnum.Visible)


def _widen(rows: list[list[Cell]], row: int, column: int) -> None:
    """Makes room in ``rows`` for a cell that the reader took for blank and left off."""
    while len(rows) < row:
        rows.append([])
    line = rows[row - 1]
    line.extend([(None, 0)] * (column - len(line)))
