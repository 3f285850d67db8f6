"""Copies the package of a workbook part by part and streams rows into some of its sheets."""

import posixpath
import re
from collections.abc import Mapping
from typing import BinaryIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from estimator.report.rows import formulas, rows
from estimator.report.rows.archive import ArchivePart, open_archive
from estimator.report.rows.cells import SheetRows
from estimator.report.rows.rows import split_template

BOOK, RELATIONSHIPS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def write_package(shell: BinaryIO, sheets: Mapping[str, SheetRows], target: BinaryIO) -> None:
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
    with ZipFile(shell) as made, open_archive(target) as archive:
        book = _parse_part(made, BOOK)
        names = {str(one.get("name")) for one in book.iter(f"{MAIN}definedName")}
        for poured in sheets.values():
            _check_sharing(poured, names)
        parts = {
            part: sheets[name]
            for name, part in _locate_sheet_parts(made, book).items()
            if name in sheets
        }
        tables = {table: one for part, one in parts.items() for table in _table_parts(made, part)}
        for name in made.namelist():
            with archive.add_part(name) as part:
                if name in parts:
                    _write_sheet_part(made.read(name), parts[name], part)
                elif name in tables:
                    part.write(_extend_table(made.read(name), tables[name]))
                else:
                    part.write(made.read(name))


def _check_sharing(poured: SheetRows, names: set[str]) -> None:
    for column in poured.columns:
        formulas.check_sharable(column.formula, poured.first, names)


def _locate_sheet_parts(made: ZipFile, book: ET.Element) -> Mapping[str, str]:
    """The name of each sheet's part, by the name of the sheet."""
    relations = {one.get("Id"): one.get("Target", "") for one in _parse_part(made, RELATIONSHIPS)}
    folder = posixpath.dirname(BOOK)
    return {
        str(sheet.get("name")): posixpath.join(folder, relations[sheet.get(RELATION)])
        for sheet in book.iter(f"{MAIN}sheet")
    }


def _table_parts(made: ZipFile, sheet: str) -> list[str]:
    """The parts of the tables on the sheet whose part is ``sheet``."""
    folder, name = posixpath.split(sheet)
    relationships = f"{folder}/_rels/{name}.rels"
    if relationships not in made.namelist():
        return []
    targets = [one.get("Target", "") for one in _parse_part(made, relationships)]
    return [posixpath.normpath(posixpath.join(folder, one)) for one in targets if "/tables/" in one]


def _extend_table(part: bytes, poured: SheetRows) -> bytes:
    """The ``part`` of a table over the template row, made to reach over all rows of ``poured``."""
    reference = rb'( ref="[A-Z]+[0-9]+:[A-Z]+)%d"' % poured.first
    return re.sub(reference, rb'\g<1>%d"' % poured.last, part)


def _parse_part(made: ZipFile, name: str) -> ET.Element:
    return ET.fromstring(made.read(name))  # noqa: S314 - XlsxWriter made it a moment ago


def _write_sheet_part(sheet: bytes, poured: SheetRows, part: ArchivePart) -> None:
    around = split_template(sheet, poured.first, poured.last)
    part.write(around.before)
    rows.write_rows(poured, around, part)
    part.write(around.after)
