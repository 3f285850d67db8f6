"""Writes the rows of a sheet as XML, a slice at a time."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import polars as pl

from estimator.model.parallel import together
from estimator.report.rows import formulas
from estimator.report.rows.archive import Part
from estimator.report.rows.cells import (
    HEIGHT,
    ROW,
    Cell,
    Column,
    Form,
    Poured,
    cells,
    joined,
    values,
)

# The number of rows in a slice, and in one text: the memory of a text over 8 MB would be returned
# to the system and allocated again each time.
SLICE, TOGETHER = 8_192, 1_024


class RowCountError(RuntimeError):
    """The number of rows differs from the one that the sheet's ranges were made for."""


@dataclass(frozen=True)
class Pattern:
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


def write(poured: Poured, pattern: Pattern, target: Part) -> None:
    """Writes all rows of ``poured`` to ``target``, formatted like the template row.

    Raises:
        RowCountError: the frames have a different number of rows.
    """
    last = poured.first - 1
    for written, end in together(lambda some: _xml(*some, poured, pattern), _numbered(poured)):
        for xml in written:
            target.write(xml)
        last = end
    if last != poured.last:
        raise RowCountError(f"the last row is {last}, not {poured.last}")


def least(poured: Poured, pattern: Pattern) -> int:
    """The least number of bytes that the rows need: that of blank cells."""
    blanks = (
        f'<c r="{one.letters}7" s="{pattern.styles[one.letters]}"/>' for one in poured.columns
    )
    return (poured.last - poured.first + 1) * sum(map(len, blanks))


def _numbered(poured: Poured) -> Iterator[tuple[pl.DataFrame, int]]:
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


def _xml(
    frame: pl.DataFrame, number: int, poured: Poured, pattern: Pattern
) -> tuple[list[bytes], int]:
    """The rows of ``frame``, numbered from ``number``, as XML; and the last row's number."""
    rows = pl.int_range(number, number + len(frame), dtype=pl.Int64).cast(pl.String)
    known = values(frame.with_columns(rows.alias(ROW)), poured.columns)
    made = [_cell(one, n, pattern, poured, number) for n, one in enumerate(poured.columns)]
    pairs = zip(poured.columns, made, strict=True)
    forms = [cells(column, cell, known) for column, cell in pairs]
    opening = _opening(pattern.attributes, high=HEIGHT in frame.columns)
    row = joined([opening, *forms, Form("</row>", ())]).filled()
    xml = row.str.join("").cast(pl.Binary)
    written = [some.select(xml).item() for some in known.frame.iter_slices(TOGETHER)]
    return written, number + len(frame) - 1


def _cell(column: Column, n: int, pattern: Pattern, poured: Poured, number: int) -> Cell:
    """The XML that the cells of the ``n``-th column share, from row ``number`` on."""
    formula = ""
    if column.formula and number == poured.first:
        span = f"{column.letters}{poured.first}:{column.letters}{poured.last}"
        formula = formulas.master(column.formula, n, span)
    elif column.formula:
        formula = formulas.follower(n)
    return Cell(column.letters, pattern.styles[column.letters], formula)


def _opening(attributes: str, *, high: bool) -> Form:
    start = f'<row r="{{}}"{attributes}'
    if high:
        return Form(start + ' ht="{}" customHeight="1">', (pl.col(ROW), pl.col(HEIGHT)))
    return Form(start + ">", (pl.col(ROW),))


def pattern(part: bytes, first: int, last: int) -> Pattern:
    """The sheet ``part``, whose last row ``first`` is the template of the rows to ``last``."""
    start = part.index(b'<row r="%d"' % first)
    end = part.index(b"</sheetData>", start)
    row = ET.fromstring(part[start:end])  # noqa: S314 - XlsxWriter made it a moment ago
    return Pattern(
        _reaching(part[:start], last),
        part[end:],
        "".join(f' {name}="{value}"' for name, value in row.items() if name != "r"),
        {cell.get("r", "").rstrip("0123456789"): cell.get("s", "0") for cell in row},
    )


def _reaching(before: bytes, last: int) -> bytes:
    """The start of a part with its dimension extended to row ``last``."""
    dimension = rb'(<dimension ref="[A-Z]+[0-9]+:[A-Z]+)[0-9]+"'
    return re.sub(dimension, rb'\g<1>%d"' % last, before, count=1)
