"""The columns of a frame as the cells of a sheet: texts, and what kind of thing each holds."""

import polars as pl

from estimator.model.sheet import BLANK, FAULT, NUMBER, TEXT
from estimator.read.cells import EMPTY, TOO_LARGE, VISIBLE, cell
from estimator.read.scan import numerals

Cells = tuple[pl.Series, pl.Series]


def readable(dtype: pl.DataType) -> bool:
    """Whether a value of ``dtype`` could stand in a cell: no list, record or bytes could."""
    texts = isinstance(dtype, pl.String | pl.Categorical | pl.Enum | pl.Null | pl.Boolean)
    return texts or dtype.is_numeric() or dtype.is_temporal()


def cells(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The texts (String) and kinds (UInt8) of ``frame``, as a block has them: c1, c2, ...

    Floats are taken at 15 significant digits, as those of a workbook; integers and decimals are
    exact. An integer is a text: all its digits are there, and they can be read in one way only.
    """
    read = [_cells(column) for column in frame]
    return (
        pl.DataFrame([text.alias(f"c{n}") for n, (text, _) in enumerate(read, 1)]),
        pl.DataFrame([kind.alias(f"c{n}") for n, (_, kind) in enumerate(read, 1)]),
    )


def _cells(values: pl.Series) -> Cells:
    dtype = values.dtype
    if dtype.is_float():
        return _floats(values)
    if dtype.is_temporal() or dtype == pl.Boolean:
        return _one_by_one(values)
    texts = values.cast(pl.String)
    if isinstance(dtype, pl.Decimal) and dtype.scale:
        return _of_kind(texts.str.strip_chars_end("0").str.strip_chars_end("."), NUMBER)
    return _of_kind(texts.to_frame("text").select(_filled()).to_series(), TEXT)


def _filled() -> pl.Expr:
    return pl.when(pl.col("text").str.contains(VISIBLE)).then(pl.col("text"))


def _of_kind(texts: pl.Series, kind: int) -> Cells:
    """``texts``, each of one ``kind`` but for the blanks."""
    kinds = pl.when(texts.is_null()).then(BLANK).otherwise(kind).cast(pl.UInt8)
    return texts, pl.select(kinds).to_series()


def _floats(values: pl.Series) -> Cells:
    # By way of its text, for 5.1 in 32 bits is 5.0999999046 in 64.
    at = values.is_finite().fill_null(value=False).arg_true()
    texts, kinds = numerals.texts(values.gather(at).cast(pl.String))
    rest = pl.DataFrame({"null": values.is_null()}).select(
        text=pl.when("null").then(None).otherwise(pl.lit(TOO_LARGE)),
        kind=pl.when("null").then(BLANK).otherwise(FAULT).cast(pl.UInt8),
    )
    return rest["text"].scatter(at, texts), rest["kind"].scatter(at, kinds)


def _one_by_one(values: pl.Series) -> Cells:
    read = [EMPTY if value is None else cell(value) for value in values]
    texts = pl.Series([text for text, _ in read], dtype=pl.String)
    return texts, pl.Series([kind for _, kind in read], dtype=pl.UInt8)
