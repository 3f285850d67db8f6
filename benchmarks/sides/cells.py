"""The sheet of workloads as a library is handed it: row by row, with as little work as can be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from estimator.model.calendar import day_numbers
from estimator.model.estimate import Estimate, Slice
from estimator.model.estimates_columns import ROW_CHECK
from estimator.model.output_columns import INPUT, OutputColumn
from estimator.report.grid import Grid, estimates_grid
from tests.cell_by_cell import filled_down

# Stands for the row in a formula that is made once for its column: no other number is this one.
ROW = 987_654_321


@dataclass(frozen=True)
class Cells:
    """The layout of the sheet, and the estimate that fills it."""

    grid: Grid
    estimate: Estimate

    @property
    def columns(self) -> Sequence[OutputColumn]:
        """The columns, in order."""
        return self.grid.columns

    def frames(self) -> Iterator[pl.DataFrame]:
        """The values of the cells, slice by slice: months as dates, checks that hold."""
        made = [
            day_numbers(pl.col(one.name))
            if one.role == INPUT
            else pl.lit("OK" if one.text else 0).alias(one.name)
            for one in self.columns
            if one.role == ROW_CHECK or (one.role == INPUT and one.unit == "month")
        ]
        names = [one.name for one in self.columns]
        slices: Iterator[Slice] = iter(self.estimate.priced)
        return (part.sheet_frame.with_columns(made).select(names) for part in slices)

    def rows(self) -> Iterator[tuple[int, list[tuple[str, Any]]]]:
        """The number of each row, with the formula and the value of each of its cells.

        Values are float, int, str, or None; a cell that is typed has no formula.
        """
        formulas = self._formulas()
        rows = (row for frame in self.frames() for row in frame.iter_rows())
        for number, row in enumerate(rows, self.grid.first_row):
            text = str(number)
            yield (
                number,
                [
                    (
                        formula.replace(str(ROW), text),
                        float(one) if isinstance(one, Decimal) else one,
                    )
                    for formula, one in zip(formulas, row, strict=True)
                ],
            )

    def _formulas(self) -> list[str]:
        made = filled_down(self.grid, self.estimate, ROW)
        return [f"={made[one.name]}" if one.name in made else "" for one in self.columns]


def cells(estimate: Estimate) -> Cells:
    """The cells of the sheet of ``estimate``; columns that are not ours are left out."""
    return Cells(estimates_grid(estimate), estimate)
