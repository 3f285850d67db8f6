"""Cells as text: what every reader hands on, whatever it read."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import zip_longest
from math import isfinite

import polars as pl

from estimator.model.cells import BLANK, BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, Block
from estimator.model.money import plain_number

Value = str | float | bool | date | datetime | time | timedelta
Cell = tuple[str | None, int]
EMPTY: Cell = (None, BLANK)
# A text that is not blank, as Python has it: to polars the separators of old are no blanks.
VISIBLE = r"[^\s\x1c-\x1f]"
# As Excel says it of a number too large for it.
TOO_LARGE = "#NUM!"


class OddError(ValueError):
    """Raised over what is not written plainly."""


def odd_unless(*plain: bool | None) -> None:
    """Raises an ``OddError`` unless all is ``plain``, or there is nothing to say of it."""
    if not all(one is not False for one in plain):
        raise OddError


def cell_content(value: Value) -> Cell:
    """The text and the kind of ``value``.

    A workbook stores numbers as binary floats, of which 15 significant digits are what was typed.
    """
    if isinstance(value, str):
        return (_replace_surrogates(value), TEXT) if value.strip() else EMPTY
    if isinstance(value, bool):
        return str(value).upper(), BOOLEAN
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, timedelta):
        return str(value), DATE
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    return value.isoformat(), DATE


def _number_text(value: float) -> Cell:
    if not isfinite(value):
        return TOO_LARGE, ERROR_VALUE
    text = format(value, ".15g")
    return plain_number(Decimal(text)) if "e" in text else text, NUMBER


def _replace_surrogates(text: str) -> str:
    """``text`` with a mark in place of each half of a character, which no UTF-8 can hold."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def make_block(rows: Sequence[Sequence[Cell]], first: int = 1) -> Block:
    """The block of ``rows``, the first of which has the number ``first``; short ones are filled."""
    columns = list(zip_longest(*rows, fillvalue=EMPTY))
    texts = {f"c{n}": [text for text, _ in column] for n, column in enumerate(columns, 1)}
    kinds = {f"c{n}": [kind for _, kind in column] for n, column in enumerate(columns, 1)}
    return Block(
        first,
        pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String)),
        pl.DataFrame(kinds, schema=dict.fromkeys(kinds, pl.UInt8)),
    )


# What is a number in XML.
NUMERAL = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?"

# A number that is its own text where it has no more characters than these.
SHORT = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?$"
DIGITS = 15
# The steps of the 15th digit differ as floats for amounts from 0.00001 to 10^15.
POWERS = pl.Series([10.0**power for power in range(DIGITS + 5)])
SMALLEST = 1e-5
LEAST, MOST = 1e14, 1e15
# How far a product of floats is from the true one at most, as a share of it.
DOUBT = 2.0**-53


def number_texts(written: pl.Series) -> tuple[pl.Series, pl.Series]:
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
    text = written.clone().scatter(others, _round_to_15_digits(long.cast(pl.Float64)))
    return _convert_one_by_one(text, kind, written) if text.has_nulls() else (text, kind)


def _round_to_15_digits(numbers: pl.Series) -> pl.Series:
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


def _convert_one_by_one(
    text: pl.Series, kind: pl.Series, written: pl.Series
) -> tuple[pl.Series, pl.Series]:
    """``text`` and ``kind`` with the numbers that are left read one by one."""
    where = text.is_null().arg_true()
    cells = [cell_content(float(number)) for number in written.gather(where)]
    texts = pl.Series([one for one, _ in cells], dtype=pl.String)
    kinds = pl.Series([one for _, one in cells], dtype=pl.UInt8)
    return text.scatter(where, texts), kind.scatter(where, kinds)
