"""Cells to texts, dates and months, for the columns that hold no numbers."""

from datetime import date, timedelta

import polars as pl

from estimator.model.cells import DATE, ERROR_VALUE, NUMBER, SHOWN, TEXT, UNCALCULATED
from estimator.model.column import DATE as DATES
from estimator.model.column import MONTH as MONTHS
from estimator.model.column import PERIOD as PERIODS
from estimator.model.column import Column
from estimator.model.options import COMMA, LOCALES
from estimator.validate import typed_dates

# A spreadsheet keeps 15 digits of a number: longer ids have lost their end.
MOST_DIGITS = 15
FIRST_SERIAL, LAST_SERIAL = 61, 2_958_465


def parse_texts(column: Column, cells: pl.DataFrame, locale: str = "") -> pl.DataFrame:
    """``cells`` with each cell's ``value`` (String) and ``code`` (String).

    Args:
        column: of texts, dates (YYYY-MM-DD), months (YYYY-MM), or periods: months, or as typed.
        cells: ``text`` (String, null where blank), ``kind`` (UInt8), and whatever goes with them.
        locale: a language of ``LOCALES``; empty where none is given.

    Returns:
        ``code`` is null where the cell is taken or blank; else a problem's code.
    """
    text, kind = pl.col("text"), pl.col("kind")
    if column.kind not in {DATES, MONTHS, PERIODS} and not (cells["kind"] > TEXT).any():
        # Nothing can be wrong with a text but what the schema says of it.
        return cells.with_columns(value=text.str.strip_chars(), code=pl.lit(None, dtype=pl.String))
    dated = column.kind in {DATES, MONTHS}
    if dated:
        day_first = bool(locale) and LOCALES[locale] == COMMA
        cells = typed_dates.spell_dates(cells, months=column.kind == MONTHS, day_first=day_first)
        value = pl.col("spelled")
    elif column.kind == PERIODS:
        cells = typed_dates.spell_dates(cells, months=True, day_first=False)
        value = pl.coalesce("spelled", text.str.strip_chars())
    else:
        value = text.str.strip_chars()
    number = pl.when(kind.is_in([NUMBER, SHOWN])).then(value)
    lost = number.str.replace_all(r"\..*|[^0-9]", "").str.len_chars() > MOST_DIGITS
    code = (
        pl.when((kind == ERROR_VALUE) & (text == UNCALCULATED))
        .then(pl.lit("formula-without-value"))
        .when(kind == ERROR_VALUE)
        .then(pl.lit("error-cell"))
        .when(pl.lit(dated) & kind.is_in([NUMBER, SHOWN]))
        .then(pl.lit("date-serial"))
        .when(pl.lit(dated) & text.is_not_null() & value.is_null())
        .then(pl.lit("not-a-month" if column.kind == MONTHS else "not-a-date"))
        .when(lost)
        .then(pl.lit("digits-lost"))
        .when(pl.lit(not dated and column.kind != PERIODS) & (kind == DATE))
        .then(pl.lit("date-for-text"))
    )
    # An error is no name: two of them are not one id, and none is a model that is not known.
    return cells.with_columns(value=value, code=code).with_columns(
        value=pl.when(pl.col("code").is_null()).then(pl.col("value"))
    )


def serial_day(text: str) -> str:
    """The day, YYYY-MM-DD, that a bare number shows as a date in Excel; empty where it shows none.

    Days count from 1900-01-00; below 61 they are off by the 29 February 1900 that never was.
    """
    if not text.replace(".", "", 1).isdecimal():
        return ""
    number = float(text)
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        return ""
    return (date(1899, 12, 30) + timedelta(days=int(number))).isoformat()
