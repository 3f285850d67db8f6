"""Rejected rows: those that cannot be priced, as the user wrote them."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from estimator.model.problem import ROW, TABLE, TableSource
from estimator.model.table import Table
from estimator.model.text import unused_name


class RejectedRows:
    """Frames of ``TABLE`` (UInt32), ``ROW`` (Int64) and one column per header (String).

    They are read from the input again at every iteration. The columns of tables are aligned by
    their headers.
    """

    def __init__(self, tables: Sequence[Table], wrong: Mapping[TableSource, pl.Series]) -> None:
        """Reject the ``wrong`` rows of ``tables``; an error in a header row rejects all rows."""
        self._tables = [(n, table, wrong.get(table.source)) for n, table in enumerate(tables)]
        self._names = [_header_names(table) for table in tables]
        self.headings = tuple(dict.fromkeys(name for names in self._names for name in names))

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """The rows in the input's order, part by part."""
        for number, table, wrong in self._tables:
            if wrong is None:
                continue
            every = table.source.header_row in wrong
            for part in table.parts():
                rows = part if every else part.filter_rows(part.rows.is_in(wrong.implode()))
                if len(rows.rows):
                    yield self._header_frame(number, rows.rows, rows.texts)

    def __len__(self) -> int:
        """The number of rejected rows."""
        return sum(
            table.height if table.source.header_row in wrong else len(wrong)
            for _, table, wrong in self._tables
            if wrong is not None
        )

    def _header_frame(self, number: int, rows: pl.Series, texts: pl.DataFrame) -> pl.DataFrame:
        names = self._names[number]
        blank = pl.lit(None, dtype=pl.String)
        cells = [
            (pl.col(names[heading]) if heading in names else blank).alias(heading)
            for heading in self.headings
        ]
        place = pl.DataFrame({ROW: rows}).select(
            pl.lit(number, dtype=pl.UInt32).alias(TABLE), pl.col(ROW)
        )
        return pl.concat([place, texts.with_columns(cells).select(self.headings)], how="horizontal")


def _header_names(table: Table) -> dict[str, str]:
    """The columns of ``table`` by their headers, made unique."""
    names: dict[str, str] = {}
    for heading in table.headings:
        names[unused_name(heading.text, [ROW, *names])] = f"c{heading.position}"
    return names
