"""Writes the rows of a sheet as XML, a slice at a time."""

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

import polars as pl
from msgspec import Struct

from estimator.model.parallel import parallel_map
from estimator.report.rows import formulas
from estimator.report.rows.archive import LARGEST, ArchivePart, TooLargeError
from estimator.report.rows.cells import (
    ROW,
    ROW_HEIGHT,
    SheetRows,
    XmlCell,
    XmlColumn,
    XmlTemplate,
    join_templates,
    render_cells,
    scan_values,
)

# The number of rows in a slice, and in one text: the memory of a text over 8 MB would be returned
# to the system and allocated again each time.
SLICE, TOGETHER = 8_192, 1_024
# The most rows whose plain cells state their address. Without them, a sheet of a million rows is
# a quarter smaller and takes less time. ExcelJS, which needs them, cannot hold such a sheet anyway.
MOST_ADDRESSED = 100_000


class RowCountError(RuntimeError):
    """The number of rows differs from the one that the sheet's ranges were made for."""


class SheetTemplate(Struct, frozen=True):
    """A sheet with one template row.

    Attributes:
        before, after: the XML of the sheet up to the row and after it.
        attributes: the attributes of the row's tag except its number, each with a space before it.
        styles: the style number of each of its cells, by the letters of the column.
    """

    before: bytes
    after: bytes
    attributes: str
    styles: Mapping[str, str]


def write_rows(poured: SheetRows, pattern: SheetTemplate, target: ArchivePart) -> None:
    """Writes all rows of ``poured`` to ``target``, formatted like the template row.

    Raises:
        RowCountError: the frames have a different number of rows.
        TooLargeError: the part would be too large, which is seen as soon as it is certain.
    """
    last, least = poured.first - 1, least_row_bytes(poured, pattern)
    _refuse_too_large(target.size + least * (poured.last - last))
    for written, end in parallel_map(
        lambda some: _render_rows(*some, poured, pattern), _number_slices(poured)
    ):
        for xml in written:
            target.write(xml)
        last = end
        _refuse_too_large(target.size + least * (poured.last - last))
    if last != poured.last:
        raise RowCountError(f"the last row is {last}, not {poured.last}")


def _refuse_too_large(size: int) -> None:
    if size > LARGEST:
        raise TooLargeError(f"the rows need {size:,} bytes, more than {LARGEST:,}")


def least_row_bytes(poured: SheetRows, pattern: SheetTemplate) -> int:
    """The least number of bytes of a row: blank cells, and formulas whose result is one digit."""
    cells = [_make_cell(one, n, pattern, poured, 0) for n, one in enumerate(poured.columns)]
    least = [
        len(cell.render_number(pl.lit(0)).text if cell.formula else cell.render_blank().text)
        for cell in cells
    ]
    return sum(least)


def _number_slices(poured: SheetRows) -> Iterator[tuple[pl.DataFrame, int]]:
    """The rows in slices, each with the number of its first row.

    The first row, which holds the formulas, is a slice of its own.
    """
    number = poured.first
    for frame in poured.frames:
        rows = frame
        if number == poured.first and len(frame):
            yield frame.head(1), number
            rows, number = frame.slice(1), number + 1
        for some in rows.iter_slices(SLICE):
            yield some, number
            number += len(some)


def _render_rows(
    frame: pl.DataFrame, number: int, poured: SheetRows, pattern: SheetTemplate
) -> tuple[list[bytes], int]:
    """The rows of ``frame``, numbered from ``number``, as XML; and the last row's number."""
    rows = pl.int_range(number, number + len(frame), dtype=pl.Int64).cast(pl.String)
    known = scan_values(frame.with_columns(rows.alias(ROW)), poured.columns)
    made = [_make_cell(one, n, pattern, poured, number) for n, one in enumerate(poured.columns)]
    pairs = zip(poured.columns, made, strict=True)
    forms = [render_cells(column, cell, known) for column, cell in pairs]
    opening = _open_row(pattern.attributes, high=ROW_HEIGHT in frame.columns)
    row = join_templates([opening, *forms, XmlTemplate("</row>", ())]).fill_gaps()
    xml = row.str.join("").cast(pl.Binary)
    written = [some.select(xml).item() for some in known.frame.iter_slices(TOGETHER)]
    return written, number + len(frame) - 1


def _make_cell(
    column: XmlColumn, n: int, pattern: SheetTemplate, poured: SheetRows, number: int
) -> XmlCell:
    """The XML that the cells of the ``n``-th column share, from row ``number`` on."""
    formula = ""
    if column.formula and number == poured.first:
        span = f"{column.letters}{poured.first}:{column.letters}{poured.last}"
        formula = formulas.master_formula_element(column.formula, n, span)
    elif column.formula:
        formula = formulas.follower_formula_element(n)
    addressed = poured.last - poured.first < MOST_ADDRESSED
    return XmlCell(column.letters, pattern.styles[column.letters], formula, addressed)


def _open_row(attributes: str, *, high: bool) -> XmlTemplate:
    start = f'<row r="{{}}"{attributes}'
    if high:
        return XmlTemplate(start + ' ht="{}" customHeight="1">', (pl.col(ROW), pl.col(ROW_HEIGHT)))
    return XmlTemplate(start + ">", (pl.col(ROW),))


def split_template(part: bytes, first: int, last: int) -> SheetTemplate:
    """The sheet ``part``, whose last row ``first`` is the template of the rows to ``last``."""
    start = part.index(b'<row r="%d"' % first)
    end = part.index(b"</sheetData>", start)
    row = ET.fromstring(part[start:end])  # noqa: S314 - XlsxWriter made it a moment ago
    return SheetTemplate(
        _extend_dimension(part[:start], last),
        part[end:],
        "".join(f' {name}="{value}"' for name, value in row.items() if name != "r"),
        {cell.get("r", "").rstrip("0123456789"): cell.get("s", "0") for cell in row},
    )


def _extend_dimension(before: bytes, last: int) -> bytes:
    """The start of a part with its dimension extended to row ``last``."""
    dimension = rb'(<dimension ref="[A-Z]+[0-9]+:[A-Z]+)[0-9]+"'
    return re.sub(dimension, rb'\g<1>%d"' % last, before, count=1)
