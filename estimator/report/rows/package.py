"""Copies the package of a workbook part by part and streams rows into some of its sheets."""

import posixpath
from collections.abc import Mapping
from typing import BinaryIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from estimator.report.rows import formulas, rows
from estimator.report.rows.archive import LARGEST, Part, TooLargeError, zipped
from estimator.report.rows.cells import Poured
from estimator.report.rows.rows import pattern

BOOK, RELATIONSHIPS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def pour(shell: BinaryIO, sheets: Mapping[str, Poured], target: BinaryIO) -> None:
    """Writes the workbook ``shell`` to ``target`` with the rows of ``sheets``.

    Only a few thousand rows are in memory at a time.

    Args:
        shell: a workbook in which each of these sheets ends with one template row.
        sheets: the rows, by the name of their sheet.
        target: a seekable stream.

    Raises:
        TooLargeError: a sheet would have more bytes than a package can hold.
        UnsharableFormulaError: a formula refers to more than its own row and defined names.
    """
    with ZipFile(shell) as made, zipped(target) as archive:
        book = _parsed(made, BOOK)
        names = {str(one.get("name")) for one in book.iter(f"{MAIN}definedName")}
        for poured in sheets.values():
            _check(poured, names)
        parts = {part: sheets[name] for name, part in _parts(made, book).items() if name in sheets}
        for name in made.namelist():
            with archive.part(name) as part:
                if name in parts:
                    _pour(made.read(name), parts[name], part)
                else:
                    part.write(made.read(name))


def _check(poured: Poured, names: set[str]) -> None:
    for column in poured.columns:
        formulas.check(column.formula, poured.first, names)


def _parts(made: ZipFile, book: ET.Element) -> Mapping[str, str]:
    """The name of each sheet's part, by the name of the sheet."""
    relations = {one.get("Id"): one.get("Target", "") for one in _parsed(made, RELATIONSHIPS)}
    folder = posixpath.dirname(BOOK)
    return {
        str(sheet.get("name")): posixpath.join(folder, relations[sheet.get(RELATION)])
        for sheet in book.iter(f"{MAIN}sheet")
    }


def _parsed(made: ZipFile, name: str) -> ET.Element:
    return ET.fromstring(made.read(name))  # noqa: S314 - XlsxWriter made it a moment ago


def _pour(sheet: bytes, poured: Poured, part: Part) -> None:
    around = pattern(sheet, poured.first, poured.last)
    if rows.least(poured, around) > LARGEST:
        raise TooLargeError(f"{poured.last:,} rows need more than {LARGEST:,} bytes")
    part.write(around.before)
    rows.write(poured, around, part)
    part.write(around.after)
