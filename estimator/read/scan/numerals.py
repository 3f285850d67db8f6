"""Numbers as they are written in a workbook to texts of 15 significant digits, many at once."""

import polars as pl

from estimator.model.sheet import NUMBER
from estimator.read.cells import cell
from estimator.read.scan.markup import odd_unless

# What the native reader takes for a number.
NUMERAL = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?"

# A number that is its own text where it has no more characters than these.
SHORT = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?$"
DIGITS = 15
# The steps of the 15th digit are told apart by floats for amounts from 0.00001 to 10^15.
POWERS = pl.Series([10.0**power for power in range(DIGITS + 5)])
SMALLEST = 1e-5
LEAST, MOST = 1e14, 1e15
# How far a product of floats is from the true one at most, as a share of it.
DOUBT = 2.0**-53


def texts(written: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The text (String) and kind (UInt8) of numbers, as ``cells.cell`` has them.

    Args:
        written: String; each a ``NUMERAL``.

    Raises:
        OddError: one is none.
    """
    kind = pl.repeat(NUMBER, len(written), dtype=pl.UInt8, eager=True)
    others = (~written.str.contains(SHORT) | (written.str.len_bytes() > DIGITS)).arg_true()
    if others.is_empty():
        return written, kind
    long = written.gather(others)
    odd_unless(long.str.contains(f"^(?:{NUMERAL})$").all())
    text = written.clone().scatter(others, _rounded(long.cast(pl.Float64)))
    return _one_by_one(text, kind, written) if text.has_nulls() else (text, kind)


def _rounded(numbers: pl.Series) -> pl.Series:
    """``numbers`` (Float64) as texts of 15 significant digits; null where that is in doubt.

    A number is scaled to an integer of 15 digits, which floats hold, and rounded. That integer
    divided by the power of ten is the float nearest to the decimal, and its shortest text is it.
    """
    number = pl.col("number")
    size = number.abs()
    places = DIGITS - 1 - size.log10().floor()
    known = (size >= SMALLEST) & (size < MOST)
    frame = pl.DataFrame({"number": numbers}).with_columns(
        pl.when(known).then(places.clip(0, len(POWERS) - 1)).cast(pl.UInt32).alias("places")
    )
    frame = frame.with_columns(POWERS.gather(frame["places"]).alias("power"))
    frame = frame.with_columns((size * pl.col("power")).alias("scaled"))
    whole, rest = pl.col("scaled").floor(), pl.col("scaled") - pl.col("scaled").floor()
    integer = whole + (rest > 0.5).cast(pl.Float64)
    clear = (rest - 0.5).abs() > pl.col("scaled") * DOUBT
    sure = (pl.col("scaled") >= LEAST) & (integer <= MOST) & clear
    amount = pl.when(number < 0).then(-integer).otherwise(integer) / pl.col("power")
    text = pl.when(sure).then(amount).when(number == 0).then(number).cast(pl.String)
    return frame.select(text.str.strip_suffix(".0")).to_series()


def _one_by_one(
    text: pl.Series, kind: pl.Series, written: pl.Series
) -> tuple[pl.Series, pl.Series]:
    """``text`` and ``kind`` with the numbers that are left read one by one."""
    where = text.is_null().arg_true()
    cells = [cell(float(number)) for number in written.gather(where)]
    texts = pl.Series([one for one, _ in cells], dtype=pl.String)
    kinds = pl.Series([one for _, one in cells], dtype=pl.UInt8)
    return text.scatter(where, texts), kind.scatter(where, kinds)
