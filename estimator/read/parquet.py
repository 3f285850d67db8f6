"""Parquet: its columns as a sheet whose first row is their names, read block by block."""

from collections.abc import Iterable, Iterator

import polars as pl
from msgspec import Struct
from polars import selectors
from polars.exceptions import PanicException, PolarsError

from estimator.model.cells import BLANK, ERROR_VALUE, NUMBER, TEXT, Block, Book, Sheet
from estimator.model.limits import Limits
from estimator.model.problem import Problem
from estimator.model.text import count_phrase, name_some, quote_text
from estimator.read import cells as numerals
from estimator.read.cells import EMPTY, TOO_LARGE, VISIBLE, cell_content
from estimator.read.files import StoredFile

MAGIC = b"PAR1"
# The most rows of a block; and cells, where there are many columns.
ROWS, CELLS = 16_384, 2_000_000
FLOATS = selectors.float()


class ParquetRows(Struct, frozen=True):
    """The rows of a Parquet file in blocks, read from the file anew whenever they are gone through.

    Attributes:
        stored: the file.
        schema: its columns.
        height: how many rows there are, the names of the columns included.
        width: how many columns.
    """

    stored: StoredFile
    schema: pl.Schema
    height: int

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.schema)

    def __iter__(self) -> Iterator[Block]:
        """The names of the columns, then every row in order.

        Raises:
            OSError: the file cannot be read any more.
        """
        yield header_block([*self.schema])
        first, most = 2, max(1, min(ROWS, CELLS // self.width))
        scan = pl.scan_parquet(self.stored.path, glob=False)
        try:
            for start in range(0, self.height - 1, most):
                frame = scan.slice(start, most).collect()
                frame = frame.with_columns(FLOATS.fill_nan(None))
                yield _parquet_block(first + start, frame)
        except (PolarsError, PanicException) as error:
            raise OSError(0, "it was changed, or is damaged") from error


def read_parquet(
    file: str, stem: str, stored: StoredFile, limits: Limits
) -> tuple[Book | None, list[Problem]]:
    """The book with the one sheet of ``stored``.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        scan = pl.scan_parquet(stored.path, glob=False)
        schema, rows = scan.collect_schema(), int(scan.select(pl.len()).collect().item())
        missing = scan.select(FLOATS.is_nan().sum()).collect()
    except (PolarsError, PanicException):
        return None, [_unreadable_parquet(file, "it is damaged; write it again")]
    reason = _beyond_sheet(schema, rows, limits) or _check_column_types(schema)
    if reason:
        return None, [_unreadable_parquet(file, reason)]
    rows_of = ParquetRows(stored, schema, rows + 1)
    made = Sheet(stem[:31] or "Sheet1", rows_of, rows_of.height, rows_of.width)
    return Book(file, (made,), sha256=stored.hash_content()), _nan_notice(file, missing)


def _nan_notice(file: str, missing: pl.DataFrame) -> list[Problem]:
    """The notice of NaN, which many programs write for a missing value."""
    counts = missing.row(0, named=True) if missing.height else {}
    names = [quote_text(name) for name, count in counts.items() if count]
    if not names:
        return []
    cells = count_phrase(sum(filter(None, counts.values())), "cell")
    return [Problem.of("nan-is-blank", file=file, cells=cells, columns=name_some(names))]


def _unreadable_parquet(file: str, reason: str) -> Problem:
    return Problem(
        "unreadable-file", wording=f"{quote_text(file)} cannot be read as Parquet: {reason}."
    )


def _beyond_sheet(schema: pl.Schema, rows: int, limits: Limits) -> str:
    if not schema:
        return "it has no columns"
    if len(schema) > limits.columns:
        return f"it has more than {limits.columns:,} columns (limit columns)"
    return f"it has more than {limits.rows:,} rows (limit rows)" if rows > limits.rows else ""


def _check_column_types(schema: pl.Schema) -> str:
    """Why a column cannot be one of a sheet; empty where all can."""
    for name, dtype in schema.items():
        if not is_readable_dtype(dtype):
            return f"its column {quote_text(name)} holds {dtype}: no text, number, date or truth"
    return ""


def header_block(names: Iterable[str]) -> Block:
    """The first row of a sheet, with ``names`` as its headers."""
    return _parquet_block(1, pl.DataFrame([[name] for name in names], orient="col"))


def _parquet_block(first: int, frame: pl.DataFrame) -> Block:
    return Block(first, *convert_columns(frame))


Cells = tuple[pl.Series, pl.Series]


def is_readable_dtype(dtype: pl.DataType) -> bool:
    """Whether a value of ``dtype`` could stand in a cell: no list, record or bytes could."""
    texts = isinstance(dtype, pl.String | pl.Categorical | pl.Enum | pl.Null | pl.Boolean)
    return texts or dtype.is_numeric() or dtype.is_temporal()


def convert_columns(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The texts (String) and kinds (UInt8) of ``frame``, as a block has them: c1, c2, ...

    Floats are taken at 15 significant digits, as those of a workbook; integers and decimals are
    exact. An integer is a text: all its digits are there, and they can be read in one way only.
    """
    read = [_convert_column(column) for column in frame]
    return (
        pl.DataFrame([text.alias(f"c{n}") for n, (text, _) in enumerate(read, 1)]),
        pl.DataFrame([kind.alias(f"c{n}") for n, (_, kind) in enumerate(read, 1)]),
    )


def _convert_column(values: pl.Series) -> Cells:
    dtype = values.dtype
    if dtype.is_float():
        return _convert_floats(values)
    if dtype.is_temporal() or dtype == pl.Boolean:
        return _convert_objects(values)
    texts = values.cast(pl.String)
    if isinstance(dtype, pl.Decimal) and dtype.scale:
        return _cells_of_kind(texts.str.strip_chars_end("0").str.strip_chars_end("."), NUMBER)
    return _cells_of_kind(texts.to_frame("text").select(_fill_blanks()).to_series(), TEXT)


def _fill_blanks() -> pl.Expr:
    return pl.when(pl.col("text").str.contains(VISIBLE)).then(pl.col("text"))


def _cells_of_kind(texts: pl.Series, kind: int) -> Cells:
    """``texts``, each of one ``kind`` but for the blanks."""
    kinds = pl.when(texts.is_null()).then(BLANK).otherwise(kind).cast(pl.UInt8)
    return texts, pl.select(kinds).to_series()


def _convert_floats(values: pl.Series) -> Cells:
    # By way of its text, for 5.1 in 32 bits is 5.0999999046 in 64.
    at = values.is_finite().fill_null(value=False).arg_true()
    texts, kinds = numerals.number_texts(values.gather(at).cast(pl.String))
    rest = pl.DataFrame({"null": values.is_null()}).select(
        text=pl.when("null").then(None).otherwise(pl.lit(TOO_LARGE)),
        kind=pl.when("null").then(BLANK).otherwise(ERROR_VALUE).cast(pl.UInt8),
    )
    return rest["text"].scatter(at, texts), rest["kind"].scatter(at, kinds)


def _convert_objects(values: pl.Series) -> Cells:
    read = [EMPTY if value is None else cell_content(value) for value in values]
    texts = pl.Series([text for text, _ in read], dtype=pl.String)
    return texts, pl.Series([kind for _, kind in read], dtype=pl.UInt8)
