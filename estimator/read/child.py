"""The process that reads a workbook, apart from ours, which outlives what the reader does to it.

    python -m estimator.read.child FOLDER

In: ``book.xlsx`` and ``job.json`` (sheets with their faults, limits). Out: ``<n>.arrow`` for each
sheet, its texts and kinds side by side, and ``answer.json``.
"""

import contextlib
import json
import sys
from pathlib import Path
from typing import Any, cast

import polars as pl
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from estimator.model.table import FAULT
from estimator.read.cells import EMPTY, Cell, Value, cell, sheet

Grid = list[list[Value]]


def main(folder: Path) -> None:
    """Reads every sheet that the job names."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    _confine(job["memory_bytes"], job["seconds"])
    book = CalamineWorkbook.from_path(str(folder / "book.xlsx"))
    hidden = {meta.name: meta.visible != SheetVisibleEnum.Visible for meta in book.sheets_metadata}
    sheets = []
    for number, (name, faults) in enumerate(job["sheets"].items()):
        grid = cast("Grid", book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        rows: list[list[Cell]] = [[cell(value) for value in row] for row in grid]
        for row, column, text in faults:
            _put(rows, row, column, text)
        read = sheet(name, rows)
        kinds = read.kinds.rename({column: f"k{column}" for column in read.kinds.columns})
        pl.concat([read.texts, kinds], how="horizontal").write_ipc(folder / f"{number}.arrow")
        sheets.append({"name": name, "hidden": hidden.get(name, False)})
    (folder / "answer.json").write_text(json.dumps(sheets), encoding="utf-8")


def _put(rows: list[list[Cell]], row: int, column: int, text: str) -> None:
    """Writes a fault into ``rows``, making room where the reader took the cell for blank."""
    while len(rows) < row:
        rows.append([])
    line = rows[row - 1]
    line.extend([EMPTY] * (column - len(line)))
    line[column - 1] = (text, FAULT)


def _confine(memory_bytes: int, seconds: int) -> None:
    """Sets the limits of this process, on systems that have them."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        resource: Any = __import__("resource")
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
