"""A workbook of an estimate written by one of the libraries, and how long the writing took.

    python -m benchmarks.sides.writing LIBRARY INPUT OUTPUT

The reading and the costs are ours on every side. They are computed slice by slice, once for the
totals and once more as they are written, so that the writing has the costs in it on every side too.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import openpyxl
import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from benchmarks.sides.cells import cells
from estimator import outputs, pipeline
from estimator.model.calendar import ORIGIN
from estimator.model.estimate import Estimate, Outcome
from estimator.model.own_workbook import ESTIMATES
from estimator.report.plain_worksheet import PlainWorksheet
from estimator.report.sheets.row_columns import LOOKS
from estimator.report.styles import Styles


def _by_xlsxwriter(estimate: Estimate, target: Path, kind: type[Worksheet] = Worksheet) -> None:
    """The same values, formulas, stored results and looks, one call a cell."""
    found = cells(estimate)
    with xlsxwriter.Workbook(target) as book:
        styles = Styles(book)
        looks = [styles.cell_format(LOOKS[column.role], column.unit) for column in found.columns]
        sheet = book.add_worksheet(ESTIMATES, kind)
        sheet.write_row(found.grid.header_row - 1, 0, [column.title for column in found.columns])
        for row, filled in found.rows():
            for column, ((formula, value), look) in enumerate(zip(filled, looks, strict=True)):
                if formula:
                    result = "" if value is None else value
                    sheet.write_formula(row - 1, column, formula, look, result)
                elif value is None:
                    sheet.write_blank(row - 1, column, None, look)
                elif isinstance(value, str):
                    sheet.write_string(row - 1, column, value, look)
                else:
                    sheet.write_number(row - 1, column, value, look)


def _by_openpyxl(estimate: Estimate, target: Path) -> None:
    """The same values and formulas; it stores no results, and looks would take it longer."""
    found = cells(estimate)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(ESTIMATES)
    for _ in range(found.grid.header_row - 1):
        sheet.append([])
    sheet.append([column.title for column in found.columns])
    for _, filled in found.rows():
        sheet.append([formula or value for formula, value in filled])
    book.save(target)


def _by_polars(estimate: Estimate, target: Path) -> None:
    """The same values."""
    found = cells(estimate)
    dates = [
        (pl.lit(ORIGIN) + pl.duration(days=pl.col(one.name).cast(pl.Int64))).alias(one.name)
        for one in found.columns
        if one.unit == "month"
    ]
    pl.concat(found.frames()).with_columns(dates).write_excel(target, worksheet=ESTIMATES)


LIBRARIES: Mapping[str, Callable[[Estimate, Path], None]] = {
    "xlsxwriter": _by_xlsxwriter,
    # What it would take with the patch in benchmarks/upstream.
    "xlsxwriter-plain": partial(_by_xlsxwriter, kind=PlainWorksheet),
    "openpyxl": _by_openpyxl,
    "polars": _by_polars,
}


def write(library: str, outcome: Outcome, target: Path) -> None:
    """Writes the estimate of ``outcome``: by ``library``, or by us as "estimator".

    Raises:
        ValueError: there is no estimate.
    """
    if outcome.estimate is None:
        raise ValueError("there is no estimate to write")
    if library == "estimator":
        outputs.save_estimate(outcome, target)
    else:
        LIBRARIES[library](outcome.estimate, target)


def main(library: str, source: str, target: str) -> None:
    """Estimates ``source``, writes ``target``, prints the seconds of the writing."""
    outcome = pipeline.estimate(Path(source))
    start = time.perf_counter()
    write(library, outcome, Path(target))
    print(json.dumps({"alone": time.perf_counter() - start}))


if __name__ == "__main__":
    main(*sys.argv[1:])
