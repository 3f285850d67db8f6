"""Cells to texts, dates and months, for the columns that hold no numbers."""

from datetime import date, timedelta

import polars as pl

from estimator.model.cells import ERROR_VALUE, NUMBER, TEXT, UNCALCULATED
from estimator.model.column import DATE as DATES
from estimator.model.column import MONTH as MONTHS
from estimator.model.column import Column
from estimator.model.options import COMMA, LOCALES

# A spreadsheet keeps 15 digits of a number: longer ids have lost their end.
MOST_DIGITS = 15
# The forms of a date that mean one day to everyone: year first, dots, or the month in letters.
PLAIN_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")
# 3/4/2026 is the third of April where a decimal comma is written, and cannot be told otherwise.
DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y")
# A day, with its time or without: so is a cell read that is formatted as a date.
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*)?$"
FIRST_SERIAL, LAST_SERIAL = 61, 2_958_465


def parse_texts(column: Column, cells: pl.DataFrame, locale: str = "") -> pl.DataFrame:
    """``cells`` with each cell's ``value`` (String) and ``code`` (String).

    Args:
        column: of texts, dates (YYYY-MM-DD) or months (YYYY-MM).
        cells: ``text`` (String, null where blank), ``kind`` (UInt8), and whatever goes with them.
        locale: a language of ``LOCALES``; empty where none is given.

    Returns:
        ``code`` is null where the cell is taken or blank; else a problem's code.
    """
    text, kind = pl.col("text"), pl.col("kind")
    trimmed = text.str.strip_chars()
    number = pl.when(kind == NUMBER).then(trimmed)
    lost = number.str.replace_all(r"\..*|\D", "").str.len_chars() > MOST_DIGITS
    serial = pl.lit(column.kind in {DATES, MONTHS}) & (kind == NUMBER)
    code = (
        pl.when((kind == ERROR_VALUE) & (text == UNCALCULATED))
        .then(pl.lit("formula-without-value"))
        .when(kind == ERROR_VALUE)
        .then(pl.lit("error-cell"))
        .when(serial)
        .then(pl.lit("date-serial"))
        .when(lost)
        .then(pl.lit("digits-lost"))
    )
    if column.kind in {DATES, MONTHS}:
        # What is in none of the forms is left as it is, for the schema to refuse.
        trimmed = pl.when(kind == TEXT).then(_iso_date(trimmed, locale)).otherwise(trimmed)
    if column.kind == MONTHS:
        trimmed = (
            pl.when(trimmed.str.contains(DAY)).then(trimmed.str.slice(0, 7)).otherwise(trimmed)
        )
    # An error is no name: two of them are not one id, and none is a model that is not known.
    return cells.with_columns(value=trimmed, code=code).with_columns(
        value=pl.when(pl.col("code").is_null()).then(pl.col("value"))
    )


def serial_day(text: str) -> str:
    """The day, YYYY-MM-DD, that a bare number shows as a date in Excel; empty where it shows none.

    Days count from 1900-01-00; below 61 they are off by the 29 February 1900 that never was.
    """
    number = float(text)
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        return ""
    return (date(1899, 12, 30) + timedelta(days=int(number))).isoformat()


def _iso_date(text: pl.Expr, locale: str) -> pl.Expr:
    day_first = DAY_FIRST if locale and LOCALES[locale] == COMMA else ()
    parsed = [text.str.to_date(form, strict=False) for form in (*PLAIN_DATES, *day_first)]
    return pl.coalesce(*[one.dt.to_string("%Y-%m-%d") for one in parsed], text)
