"""Dates and months as people type them: 31.03.2027, 31 Mar 2027, Apr-27, 04/2027."""

import polars as pl

from estimator.model.cells import DATE, TEXT
from estimator.model.typed_signs import spell_in_ascii

# The names of the months and their short forms in English, German, French and Spanish, in small
# letters and without accents or a point behind them.
MONTH_NAMES = (
    "jan january januar janner janv janvier ene enero",
    "feb february februar febr fev fevr fevrier febrero",
    "mar march marz mrz maerz mars marzo",
    "apr april avr avril abr abril",
    "may mai mayo",
    "jun june juni juin junio",
    "jul july juli juil juillet julio",
    "aug august aout ago agosto",
    "sep sept september septembre septiembre set setiembre",
    "oct october okt oktober octobre octubre",
    "nov november novembre noviembre",
    "dec december dez dezember decembre dic diciembre",
)
MONTH_NUMBERS = {word: n for n, words in enumerate(MONTH_NAMES, 1) for word in words.split()}
ACCENTS = {"\u00e4": "a", "\u00e9": "e", "\u00fb": "u"}
# A time behind a day, as programs write it.
TIME = r"(?:[t ]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?$".replace(r"\d", "[0-9]")
WORD, DAY, YEAR = r"(?P<word>[a-z]+)\.?", r"(?P<day>[0-9]{1,2})", r"(?P<year>[0-9]{4})"
MONTH, OF = r"(?P<month>[0-9]{1,2})", r"(?:[ ./-]|\. | de )"
# The forms of a day that mean one to everyone: year first, dots, or the month in letters.
DAY_FORMS = (
    rf"^{YEAR}-{MONTH}-{DAY}{TIME}",
    rf"^{YEAR}/{MONTH}/{DAY}{TIME}",
    rf"^{DAY}\.{MONTH}\.{YEAR}{TIME}",
    rf"^{DAY}{OF}{WORD}{OF}{YEAR}{TIME}",
    rf"^{WORD} {DAY},? {YEAR}{TIME}",
)
# 3/4/2027 is the third of April where a decimal comma is written, and cannot be told otherwise.
DAY_FIRST_FORMS = (rf"^{DAY}/{MONTH}/{YEAR}{TIME}", rf"^{DAY}-{MONTH}-{YEAR}{TIME}")
# The forms of a month. A year of two digits is told from a day by a dash or an apostrophe.
MONTH_FORMS = (
    rf"^{YEAR}-{MONTH}$",
    rf"^{YEAR}[/.]{MONTH}$",
    rf"^{MONTH}[/.-]{YEAR}$",
    rf"^{WORD}{OF}{YEAR}$",
    rf"^{YEAR}{OF}{WORD}$",
    rf"^{WORD}(?:-| ?')(?P<short>[0-9]{{2}})$",
)
CENTURY = 2000
PLAIN_MONTH = "^[0-9]{4}-(?:0[1-9]|1[0-2])$"


def spell_dates(cells: pl.DataFrame, *, months: bool, day_first: bool) -> pl.DataFrame:
    """``cells`` with their dates ``spelled`` as YYYY-MM-DD, or ``months`` as YYYY-MM.

    Args:
        cells: ``text`` (String) and ``kind`` (UInt8).
        months: whether a month is wanted, of which any day will do.
        day_first: whether 3/4/2027 is the third of April.

    Returns:
        ``spelled`` is null where the text is no date, or one that no calendar has.
    """
    text = cells["text"]
    typed = (cells["kind"] == TEXT) & text.is_not_null()
    if months:
        typed &= ~text.str.contains(PLAIN_MONTH)
    different = text.filter(typed).unique()
    forms = (*MONTH_FORMS, *DAY_FORMS) if months else DAY_FORMS
    known = _read_forms(different, forms + (DAY_FIRST_FORMS if day_first else ()))
    length = 7 if months else 10
    read = pl.DataFrame({"text": different, "read": known.str.slice(0, length)})
    days = (cells["kind"] == DATE) & text.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}")
    return (
        cells.with_columns(typed=typed, days=days)
        .join(read, on="text", how="left", maintain_order="left")
        .with_columns(
            spelled=pl.when("typed")
            .then("read")
            .when("days")
            .then(pl.col("text").str.slice(0, length))
            .when(pl.col("kind") == TEXT)
            .then("text")
        )
        .select(*cells.columns, "spelled")
    )


def _read_forms(texts: pl.Series, forms: tuple[str, ...]) -> pl.Series:
    """The day of each of ``texts`` by the first of ``forms`` that it has, a month's first."""
    if not len(texts):
        return texts
    words = spell_in_ascii(texts).str.strip_chars().str.to_lowercase()
    words = words.str.replace_many(list(ACCENTS), list(ACCENTS.values()))
    return pl.select(pl.coalesce(*[_read_form(words, form) for form in forms])).to_series()


def _read_form(words: pl.Series, form: str) -> pl.Series:
    found = words.str.extract_groups(form).struct.unnest()
    year = pl.col("year") if "year" in found.columns else pl.lit(None)
    if "short" in found.columns:
        year = pl.col("short").cast(pl.Int32) + CENTURY
    if "word" in found.columns:
        month = pl.col("word").replace_strict(MONTH_NUMBERS, default=None, return_dtype=pl.Int32)
    else:
        month = pl.col("month").cast(pl.Int32)
    day = pl.col("day").cast(pl.Int32) if "day" in found.columns else pl.lit(1)
    parts = pl.concat_str(
        year.cast(pl.String),
        month.cast(pl.String).str.zfill(2),
        day.cast(pl.String).str.zfill(2),
        separator="-",
    )
    made = found.select(parts.str.to_date("%Y-%m-%d", strict=False).dt.to_string("%Y-%m-%d"))
    return made.to_series()
