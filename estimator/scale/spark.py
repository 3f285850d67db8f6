"""Pricing a Spark DataFrame where it is: on every executor, slice by slice.

Needs the extra ``[spark]``, or a cluster with Spark 4, pandas and pyarrow.
"""

import warnings
from collections.abc import Iterable, Iterator
from functools import partial

import polars as pl
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as f
from pyspark.sql.types import (
    DataType,
    DecimalType,
    LongType,
    StringType,
    StructField,
    StructType,
)

from estimator.model.options import Options
from estimator.model.problem import only_errors
from estimator.scale.frame import PreparedFrame, frame_keys, prepare_frame, price_rows

# The types in Spark, and in the Arrow that Spark accepts, of each dtype in the result.
TYPES: dict[pl.DataType, tuple[DataType, pa.DataType]] = {
    pl.String(): (StringType(), pa.string()),
    pl.Decimal(38, 12): (DecimalType(38, 12), pa.decimal128(38, 12)),
    pl.Int64(): (LongType(), pa.int64()),
}
KEY, USES, SPELLED = "key", "uses", "spelled"


def estimate(df: DataFrame, options: Options | None = None) -> DataFrame:
    """Price the workloads in ``df``, one row each, when the result is used.

    Each notice about the options and the headers is a ``UserWarning``.

    Args:
        df: the columns as in a sheet, under headers as users write them: text or numbers. It is
            read twice, the first time for the ids alone.
        options: the rate card, the assumptions and so on; files that they name are read here, not
            on the executors.

    Returns:
        The columns of ``price_rows``: inputs and costs as exact DecimalType(38, 12), the rest as
        text.

    Raises:
        ValueError: the options or the headers have errors; one line per problem.
    """
    # By position: Spark ignores case in names, and reads dots in them as paths.
    cells = df.toDF(*[f"c{n}" for n in range(1, len(df.columns) + 1)])
    empty = _polars_frame(cells.limit(0).toArrow())
    prepared, problems = prepare_frame(list(zip(df.columns, empty.dtypes, strict=True)), options)
    if prepared is None:
        raise ValueError("\n".join(problem.message for problem in only_errors(problems)))
    for problem in problems:
        warnings.warn(problem.message, stacklevel=2)
    made = price_rows(empty, prepared).schema
    schema = StructType([StructField(name, TYPES[dtype][0]) for name, dtype in made.items()])
    counted = _count_ids(cells, cells.columns[prepared.id_column])
    return counted.mapInArrow(partial(_price_batches, prepared), schema)


def _count_ids(cells: DataFrame, ids: str) -> DataFrame:
    """``cells`` with a last column: the number of rows with the same id, null for a unique one.

    Only the ids are shuffled. The repeated ones, few if any, are sent to all executors; a window
    over the ids would shuffle and sort every row with all its columns.
    """
    own = cells.select(ids)
    folded = StructType([*own.schema.fields, StructField(KEY, StringType())])
    repeated = (
        own.mapInArrow(_key_batches, folded)
        .where(f.col(KEY).isNotNull())
        .groupBy(KEY)
        .agg(f.count("*").alias(USES), f.collect_set(ids).alias(SPELLED))
        .where(f.col(USES) > 1)
        .select(f.explode(SPELLED).alias(SPELLED), USES)
    )
    joined = cells.join(f.broadcast(repeated), f.col(ids) == f.col(SPELLED), "left")
    return joined.drop(SPELLED)


def _key_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Each batch of ids with the keys that are compared."""
    for batch in batches:
        key = pa.array(frame_keys(_polars_frame(batch).to_series()).to_list(), pa.string())
        names = [*batch.schema.names, KEY]
        yield pa.RecordBatch.from_arrays([*batch.columns, key], names=names)


def _price_batches(
    prepared: PreparedFrame, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Each batch of rows priced; ``USES`` is its last column."""
    for batch in batches:
        frame = _polars_frame(batch)
        made = price_rows(frame.drop(USES), prepared, frame[USES])
        schema = pa.schema([(name, TYPES[dtype][1]) for name, dtype in made.schema.items()])
        # Spark accepts neither the string views nor the large strings of polars.
        yield from made.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(schema).to_batches()


def _polars_frame(data: pa.Table | pa.RecordBatch) -> pl.DataFrame:
    frame = pl.from_arrow(data)
    return frame if isinstance(frame, pl.DataFrame) else frame.to_frame()
