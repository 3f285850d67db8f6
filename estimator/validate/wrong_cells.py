"""The cells with errors, so that a row is still held to every rule that does not need them."""

from collections.abc import Iterable, Mapping

import polars as pl
from msgspec import Struct, field

from estimator.model.findings import CellFindings
from estimator.model.money import EXACT
from estimator.model.problem import ERROR

SOMETHING = pl.lit(0, dtype=EXACT)


class WrongCells(Struct, frozen=True):
    """The rows whose cell in a column has an error.

    Attributes:
        rows: Int64, by our name of the column; only columns with errors.
    """

    rows: Mapping[str, pl.Series] = field(default_factory=dict)

    @classmethod
    def of_findings(cls, findings: Iterable[CellFindings]) -> "WrongCells":
        """The cells that the errors among ``findings`` are about."""
        found: dict[str, list[pl.Series]] = {}
        for one in findings:
            if one.severity == ERROR and one.heading and one.heading.column:
                found.setdefault(one.heading.column, []).append(one.cells["row"].cast(pl.Int64))
        return cls({name: pl.concat(rows).unique() for name, rows in found.items()})

    def rows_without(self, frame: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
        """The rows of ``frame`` without an error in any of ``columns``."""
        wrong = [self.rows[name] for name in columns if name in self.rows]
        if not wrong:
            return frame
        return frame.filter(~pl.col("row").is_in(pl.concat(wrong).implode()))

    def fill_cells(self, frame: pl.DataFrame) -> pl.DataFrame:
        """``frame`` with something in every numeric cell with an error, which is not blank."""
        numeric = [name for name in self.rows if frame.schema.get(name) == EXACT]
        return frame.with_columns(
            pl.when(pl.col("row").is_in(self.rows[name].implode()))
            .then(SOMETHING)
            .otherwise(name)
            .alias(name)
            for name in numeric
        )


NONE_WRONG = WrongCells()
