"""CSV and Parquet output: the rows of an estimate, written slice by slice."""

from collections.abc import Iterator
from typing import BinaryIO

import polars as pl
from polars.io.plugins import register_io_source

from estimator.model.cost_model import CostModel
from estimator.model.estimate import Estimate
from estimator.model.output_columns import KEY, output_layout
from estimator.model.parallel import track_progress
from estimator.model.problem import Problem
from estimator.model.text import ARMED_START, FORMULA_START, NO_FORMULA, unused_name
from estimator.report.files import StreamWriter


def output_frames(estimate: Estimate) -> Iterator[pl.DataFrame]:
    """Frames of inputs, prices and computed columns (Decimal(38, 12), String), then pass-through.

    There is at least one frame.
    """
    for part in track_progress("Writing", estimate.priced, len, estimate.totals.rows):
        yield output_frame(part.frame, part.passed_through, estimate.basis.model)


def output_frame(frame: pl.DataFrame, carried: pl.DataFrame, model: CostModel) -> pl.DataFrame:
    """The columns of ``frame``, priced with ``model``, in order; then the ``carried`` ones."""
    names = [column.name for column in output_layout(model) if column.role != KEY]
    own = frame.select(names)
    named = carried.rename(lambda name: unused_name(name, names))
    return pl.concat([own, named], how="horizontal") if named.width else own


def csv_output(estimate: Estimate) -> StreamWriter:
    """The rows as CSV: numbers without trailing zeros, text that is safe in a spreadsheet."""

    def write_csv_rows(target: BinaryIO) -> list[Problem]:
        for number, frame in enumerate(output_frames(estimate)):
            _safe_for_spreadsheets(frame).write_csv(target, include_header=number == 0)
        return []

    return write_csv_rows


def _safe_for_spreadsheets(frame: pl.DataFrame) -> pl.DataFrame:
    numbers = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Decimal)]
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    safe = frame.with_columns(
        *[_without_trailing_zeros(name) for name in numbers],
        *[_with_apostrophe(name) for name in texts],
    )
    headings = pl.DataFrame({"name": safe.columns}).select("name", safe=_with_apostrophe("name"))
    return safe.rename(dict(headings.iter_rows()))


def _without_trailing_zeros(name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String)
    return text.str.strip_chars_end("0").str.strip_chars_end(".").alias(name)


def _with_apostrophe(name: str) -> pl.Expr:
    text = pl.col(name)
    formula = text.str.contains(f"^{FORMULA_START}") & ~text.str.contains(NO_FORMULA)
    return (
        pl.when(formula | text.str.contains(ARMED_START))
        .then(pl.lit("'") + text)
        .otherwise(text)
        .alias(name)
    )


def parquet_output(estimate: Estimate) -> StreamWriter:
    """The rows as Parquet."""

    def write_parquet_rows(target: BinaryIO) -> list[Problem]:
        schema = next(output_frames(estimate)).schema

        def source(
            with_columns: list[str] | None, _: pl.Expr | None, __: int | None, ___: int | None
        ) -> Iterator[pl.DataFrame]:
            for frame in output_frames(estimate):
                yield frame.select(with_columns or schema.names())

        register_io_source(source, schema=schema).sink_parquet(target, maintain_order=True)
        return []

    return write_parquet_rows
