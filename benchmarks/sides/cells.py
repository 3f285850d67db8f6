"""The sheet of workloads as a library is handed it: row by row, with as little work as can be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from estimator.model.address import column_letters
from estimator.model.estimate import Estimate
from estimator.model.output_columns import OutputColumn, output_layout
from estimator.report.grid import FIRST_ROW
from tests.cell_by_cell import filled_down

# Stands for the row in a formula that is made once for its column; no formula has this character.
ROW = "\0"


@dataclass(frozen=True)
class Cells:
    """The columns of the sheet, and the estimate that fills them."""

    columns: Sequence[OutputColumn]
    estimate: Estimate

    def rows(self) -> Iterator[tuple[int, list[tuple[str, Any]]]]:
        """The number of each row from 1 on, with the formula and the value of each of its cells.

        Values are float, int, str, or None; a cell that is typed has no formula.
        """
        names = [column.name for column in self.columns]
        formulas = self._formulas()
        frames = (part.frame.select(names) for part in self.estimate.priced)
        rows = (row for frame in frames for row in frame.iter_rows())
        for number, row in enumerate(rows, FIRST_ROW):
            text = str(number)
            yield (
                number,
                [
                    (formula.replace(ROW, text), float(one) if isinstance(one, Decimal) else one)
                    for formula, one in zip(formulas, row, strict=True)
                ],
            )

    def _formulas(self) -> list[str]:
        places = {one.name: f"{column_letters(n)}{ROW}" for n, one in enumerate(self.columns, 1)}
        made = [filled_down(column, self.estimate) for column in self.columns]
        return [formula(places) if formula else "" for formula in made]


def cells(estimate: Estimate) -> Cells:
    """The cells of the sheet of ``estimate``; columns that are not ours are left out."""
    return Cells(output_layout(estimate.basis.model), estimate)
