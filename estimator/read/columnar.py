"""Parquet: its columns as a sheet whose first row is their names, read block by block."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from polars.exceptions import PanicException, PolarsError

from estimator.model.limits import Limits
from estimator.model.problem import Problem
from estimator.model.sheet import Block, Book, Sheet
from estimator.model.words import quote
from estimator.read.columns import cells, readable
from estimator.read.stored import Stored

MAGIC = b"PAR1"
# The most rows of a block; and cells, where there are many columns.
ROWS, CELLS = 16_384, 2_000_000


@dataclass(frozen=True)
class Columnar:
    """The rows of a Parquet file in blocks, read from the file anew whenever they are gone through.

    Attributes:
        stored: the file.
        schema: its columns.
        height: how many rows there are, the names of the columns included.
        width: how many columns.
    """

    stored: Stored
    schema: pl.Schema
    height: int

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.schema)

    def __iter__(self) -> Iterator[Block]:
        """The names of the columns, then every row in order.

        Raises:
            OSError: the file cannot be read any more.
        """
        yield _block(1, _names(self.schema))
        first, most = 2, max(1, min(ROWS, CELLS // self.width))
        scan = pl.scan_parquet(self.stored.path, glob=False)
        try:
            for start in range(0, self.height - 1, most):
                frame = scan.slice(start, most).collect()
                yield _block(first + start, frame)
        except (PolarsError, PanicException) as error:
            raise OSError(0, "it was changed, or is damaged") from error


def read(file: str, stem: str, stored: Stored, limits: Limits) -> tuple[Book | None, list[Problem]]:
    """The book with the one sheet of ``stored``.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        scan = pl.scan_parquet(stored.path, glob=False)
        schema, rows = scan.collect_schema(), int(scan.select(pl.len()).collect().item())
    except (PolarsError, PanicException):
        return None, [_unreadable(file, "it is damaged; write it again")]
    reason = _beyond(schema, rows, limits) or _nested(schema)
    if reason:
        return None, [_unreadable(file, reason)]
    rows_of = Columnar(stored, schema, rows + 1)
    made = Sheet(stem[:31] or "Sheet1", rows_of, rows_of.height, rows_of.width)
    return Book(file, (made,), sha256=stored.sha256()), []


def _unreadable(file: str, reason: str) -> Problem:
    return Problem("unreadable-file", says=f"{quote(file)} cannot be read as Parquet: {reason}.")


def _beyond(schema: pl.Schema, rows: int, limits: Limits) -> str:
    if not schema:
        return "it has no columns"
    if len(schema) > limits.columns:
        return f"it has more than {limits.columns:,} columns (limit columns)"
    return f"it has more than {limits.rows:,} rows (limit rows)" if rows > limits.rows else ""


def _nested(schema: pl.Schema) -> str:
    """Why a column cannot be one of a sheet; empty where all can."""
    for name, dtype in schema.items():
        if not readable(dtype):
            return f"its column {quote(name)} holds {dtype}: no text, number, date or truth"
    return ""


def _names(schema: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame([[name] for name in schema], schema=[*schema], orient="col")


def _block(first: int, frame: pl.DataFrame) -> Block:
    return Block(first, *cells(frame))
