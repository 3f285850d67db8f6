"""A workbook of an estimate written by one of the libraries, and how long the writing took.

    python -m benchmarks.sides.writing LIBRARY INPUT OUTPUT

The reading and the costs are ours on every side. They are computed slice by slice, once for the
totals and once more as they are written, so that the writing has the costs in it on every side too.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from openpyxl import Workbook

from estimator import pipeline
from estimator.model.layout import layout
from estimator.model.outcome import Outcome
from estimator.report.grid import FIRST_ROW, Grid
from tests.cell_by_cell import cell_by_cell, filled_down


def estimator(outcome: Outcome, target: Path) -> None:
    """As our command does."""
    pipeline.save(outcome, target)


def xlsxwriter(outcome: Outcome, target: Path) -> None:
    """The same cells on the sheet of workloads, one call each; the other sheets are left out."""
    if outcome.estimate:
        cell_by_cell(outcome.estimate, target)


def openpyxl(outcome: Outcome, target: Path) -> None:
    """The same values and formulas, without results or looks, which it would take longer for."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Estimates")
    for cells in _cells(outcome):
        sheet.append(cells)
    book.save(target)


def polars(outcome: Outcome, target: Path) -> None:
    """The values."""
    if outcome.estimate:
        names = [column.name for column in layout(outcome.estimate.model)]
        outcome.estimate.frame.select(names).write_excel(target, worksheet="Estimates")


def _cells(outcome: Outcome) -> Iterator[list[object]]:
    """The rows of the sheet of workloads: values, and formulas as texts."""
    estimate = outcome.estimate
    if estimate is None:
        return
    grid = Grid(layout(estimate.model), estimate.rows)
    names = [column.name for column in grid.columns]
    formulas = [filled_down(column, estimate) for column in grid.columns]
    frames = (part.frame.select(names) for part in estimate.slices)
    rows = (row for frame in frames for row in frame.iter_rows())
    for number, row in enumerate(rows, FIRST_ROW):
        places = {name: grid.cell(name, number) for name in names}
        yield [
            formula(places) if formula else value
            for formula, value in zip(formulas, row, strict=True)
        ]


LIBRARIES: Mapping[str, Callable[[Outcome, Path], None]] = {
    "estimator": estimator,
    "xlsxwriter": xlsxwriter,
    "openpyxl": openpyxl,
    "polars": polars,
}


def main(library: str, source: str, target: str) -> None:
    """Estimates ``source``, writes ``target``, prints the seconds of the writing."""
    outcome = pipeline.estimate(Path(source))
    start = time.perf_counter()
    LIBRARIES[library](outcome, Path(target))
    print(json.dumps({"alone": time.perf_counter() - start}))


if __name__ == "__main__":
    main(*sys.argv[1:])
