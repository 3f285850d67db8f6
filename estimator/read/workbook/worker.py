"""The process that reads a workbook, apart from ours, which outlives what the reader does to it.

    python -m estimator.read.workbook.worker FOLDER

In: ``book`` (the workbook's bytes) and ``job.json`` (the limits). Out: ``answer.json``, and of each
sheet its blocks, ``<sheet>.<block>.arrow``. Where the workbook is refused, the answer says why and
nothing else.
"""

import json

# Of the kinds, only the one that it is of is imported: it is waited for.
# ruff: noqa: PLC0415
import math
import sys
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any, cast
from xml.etree import ElementTree as ET

import polars as pl
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from estimator.model.cells import DATE, FAULT
from estimator.model.child_process import confine_process
from estimator.model.options import Limits
from estimator.model.text import quote
from estimator.read.cells import EMPTY, Cell, Value, block, cell
from estimator.read.workbook.findings import (
    Findings,
    Place,
    Scan,
    UnreadableError,
    too_many_hours,
    within_together,
)
from estimator.read.workbook.package import BARE, CONTAINED, Package, mend
from estimator.read.workbook.spill import Blocks, height

Grid = list[list[Value]]


def main(folder: Path) -> None:
    """Scans the workbook in ``folder`` and, if it is fit, reads every sheet of it."""
    limits = Limits(**json.loads((folder / "job.json").read_text(encoding="utf-8")))
    confine_process(limits)
    try:
        scanned = scan(folder / "book", limits)
        if any(found.blocks is None for found in scanned.sheets.values()):
            # The reader picks how to read by the ending, and must pick what was scanned.
            book = (folder / "book").rename(folder / f"book{scanned.ending}")
            if scanned.recoded:
                mend(book, limits)
            _read(book, scanned.sheets)
        answer = _answer(scanned)
    except UnreadableError as error:
        answer = {"refused": str(error)}
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


def _answer(scanned: Scan) -> dict[str, Any]:
    sheets = []
    for name, found in scanned.sheets.items():
        more = asdict(found)
        del more["faults"], more["dates"], more["reach"]
        sheets.append({"name": name, **more})
    told = {"ours": scanned.ours, "macros": scanned.macros, "links": scanned.links}
    return {**told, "sheets": sheets}


def _read(path: Path, sheets: Mapping[str, Findings]) -> None:
    """Spills the cells of all ``sheets`` of the workbook at ``path`` as the native reader has them.

    It holds those of a sheet at once.
    """
    book = CalamineWorkbook.from_path(str(path))
    hidden = {meta.name: meta.visible != SheetVisibleEnum.Visible for meta in book.sheets_metadata}
    for number, (name, found) in enumerate(sheets.items()):
        if name not in hidden:
            raise UnreadableError(f"its sheet {quote(name)} is damaged; save it again as .xlsx")
        blocks = Blocks(path.parent, number)
        _write(blocks, _grid(book, name), found)
        found.hidden, found.blocks = hidden[name], blocks.count
        found.rows, found.columns = blocks.rows, blocks.columns


def _grid(book: CalamineWorkbook, name: str) -> Grid:
    try:
        return cast("Grid", book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    except OverflowError as error:
        raise too_many_hours(name) from error


def _write(blocks: Blocks, grid: Grid, found: Findings) -> None:
    """Writes the cells of ``grid``, and those that the reader took for blanks or numbers.

    Block by block, and ``grid`` is used up: cells take far more memory in lists than in a frame.
    """
    instead = {place: (text, FAULT) for place, text in found.faults.items()}
    instead |= {place: (text, DATE) for place, text in found.dates.items()}
    grid += [[]] * (max((row for row, _ in instead), default=0) - len(grid))
    width = max((column for _, column in instead), default=0)
    width = max(width, max(map(len, grid), default=0))
    step = height(width)
    others: dict[int, dict[Place, Cell]] = {}
    for (row, column), new in instead.items():
        start = (row - 1) // step * step
        others.setdefault(start, {})[row - start, column] = new
    for start in range(0, len(grid), step):
        taken = _taken(grid, start, start + step)
        blocks.write(_frame(taken, width, others.get(start, {})))


def _taken(grid: Grid, start: int, end: int) -> list[list[Cell]]:
    """The cells of a block of rows, which are blank in ``grid`` from then on."""
    values = grid[start:end]
    grid[start:end] = [[]] * len(values)
    return [[cell(value) for value in row] for row in values]


def _frame(rows: list[list[Cell]], width: int, instead: Mapping[Place, Cell]) -> pl.DataFrame:
    """Texts and kinds of ``rows``, in so many columns each, with other cells in some places."""
    for row in rows[:1] + [rows[place[0] - 1] for place in instead]:
        row.extend([EMPTY] * (width - len(row)))
    for (row_number, column), new in instead.items():
        rows[row_number - 1][column - 1] = new
    read = block(rows)
    kinds = read.kinds.rename({column: f"k{column[1:]}" for column in read.kinds.columns})
    return pl.concat([read.texts, kinds], how="horizontal")


# What the libraries raise over a damaged package.
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    EOFError,
    UnicodeError,
    KeyError,
    OSError,
)


def scan(path: Path, limits: Limits) -> Scan:
    """What there is to know of the workbook at ``path``; cells of .xlsx are spilled beside it.

    Raises:
        UnreadableError: it is damaged, hostile, of another kind or beyond ``limits``.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
        if start in (CONTAINED, *BARE):
            found = _contained(path, start, limits)
        else:
            found = _packed(stream, limits, path.parent)
    within_together(sum(math.prod(sheet.reach) for sheet in found.sheets.values()), limits)
    return found


def _contained(path: Path, start: bytes, limits: Limits) -> Scan:
    from estimator.read.workbook import xls

    if start in BARE:
        raise UnreadableError(xls.TOO_OLD)
    return xls.scan(path, limits)


def _packed(stream: IO[bytes], limits: Limits, folder: Path) -> Scan:
    try:
        package = Package(stream, limits)
        found = _scan(package, limits, folder)
        package.measure()
    except DAMAGES as error:
        raise UnreadableError(f"it is damaged ({error}); save it again as .xlsx") from error
    except NotImplementedError as error:
        raise UnreadableError("its parts are packed in a way that is not read") from error
    return replace(found, recoded=frozenset(package.recoded))


def _scan(package: Package, limits: Limits, folder: Path) -> Scan:
    # An .ods always begins with its type, and no other kind has that part.
    if "mimetype" in package:
        from estimator.read.workbook import ods

        if ods.fits(package):
            return ods.scan(package, limits)
    if "xl/workbook.bin" in package:
        from estimator.read.workbook import xlsb

        return xlsb.scan(package, limits)
    if any(name.rpartition("/")[2] == "workbook.xml" for name in package.names):
        from estimator.read.workbook import xlsx

        return xlsx.scan(package, limits, folder)
    raise UnreadableError("it is a packed file, but no workbook; save it as .xlsx")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
