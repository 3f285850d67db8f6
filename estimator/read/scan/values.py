"""What the cells of .xlsx hold: as they are written, as they are taken up, and as they are read.

Taken up, a cell has its ``row``, ``column`` (UInt32, from 1), ``kind`` (UInt8), ``text`` (String)
and ``style`` (String): numbers are as written, with the style where that shows a day; texts that
are shared (``SHARED``) are numbers of the table; other texts are as read, blank ones too.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

import polars as pl

from estimator.model.table import DATE, FAULT, NUMBER, TEXT, TRUTH, UNCALCULATED
from estimator.read.cells import cell
from estimator.read.scan import markup, numerals
from estimator.read.scan.native import Native
from estimator.read.scan.texts import Shared

SHARED = 6
TAKEN = {
    "row": pl.UInt32,
    "column": pl.UInt32,
    "kind": pl.UInt8,
    "text": pl.String,
    "style": pl.String,
}

NUMERAL = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?"
NO_NUMBER = re.compile(r"[+-]?(inf|infinity|nan)", re.IGNORECASE)
TRUTHS = {"0": "FALSE", "false": "FALSE", "FALSE": "FALSE"}
TRUTHS |= {"1": "TRUE", "true": "TRUE", "TRUE": "TRUE"}
UNKNOWN = "#N/A"
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?", re.ASCII)
HOUR = re.compile(r"\d\d:\d\d:\d\d(\.\d{1,6})?", re.ASCII)

# The types of cells that are taken up in bulk, and the kinds of what they hold.
SORTS = {
    None: NUMBER,
    "n": NUMBER,
    "s": SHARED,
    "str": TEXT,
    "inlineStr": TEXT,
    "b": TRUTH,
    "e": FAULT,
}
# What a cell of each of these kinds is written as, where there is something to say of it.
SOUND = {NUMBER: NUMERAL, SHARED: "[0-9]{1,9}", TRUTH: "[01]"}


def told(sort: str | None, value: str) -> tuple[int, str]:
    """The kind of a cell of type ``sort`` and its text, taken up from its ``value``."""
    if sort == "s":
        return SHARED, value
    if sort in {"str", "inlineStr"}:
        return TEXT, markup.unescaped(value)
    if sort in {None, "n"} and re.fullmatch(NUMERAL, value):
        return NUMBER, value
    if sort is None:
        return (FAULT, "#NUM!") if NO_NUMBER.fullmatch(value) else (TEXT, value)
    if sort == "b" and value in TRUTHS:
        return TRUTH, TRUTHS[value]
    if sort == "d":
        return _day(value)
    return FAULT, value or UNKNOWN


def _day(value: str) -> tuple[int, str]:
    """A day or a time as written out; a text where it is none that the native reader knows."""
    kinds = ((DAY, date), (MOMENT, datetime), (HOUR, time))
    for pattern, kind in kinds:
        if pattern.fullmatch(value):
            try:
                text, _ = cell(kind.fromisoformat(value))
            except ValueError:
                break
            return DATE, text or ""
    return TEXT, value


@dataclass(frozen=True)
class Held:
    """What the cells of whole rows hold.

    Attributes:
        cells: those that are not empty, taken up.
        characters: of the shared texts among them.
    """

    cells: pl.DataFrame
    characters: int


def held(cells: pl.DataFrame, shared: Shared, native: Native, longest: int) -> Held | None:
    """What ``cells``, as ``plain.rows`` has them, hold; None where a value is not a plain one.

    Args:
        shared: the texts that they share.
        native: tells the styles that show days.
        longest: how many characters a cell holds at most.
    """
    described = _described(cells["attributes"], native)
    if described is None:
        return None
    cells = cells.hstack(described).with_columns(pl.col("value", "text").replace("", None))
    something = pl.any_horizontal(pl.col("value", "text", "marks").is_not_null())
    cells = cells.filter(something | (pl.col("kind") == FAULT))
    texts = _texts(cells) if cells.select(_sound(longest)).item() else None
    if texts is None:
        return None
    numbers = cells.filter(kind=SHARED, value=pl.col("value").is_not_null())["value"]
    lengths = _lengths(numbers.cast(pl.UInt32), shared)
    if lengths is None or (lengths.max() or 0) > longest:
        return None
    return Held(_taken_up(cells.with_columns(text=texts)), lengths.sum())


def _described(written: pl.Series, native: Native) -> pl.DataFrame | None:
    """The kind of each cell and its style where that shows days, by its attributes as written."""
    different = written.unique()
    found = [markup.attributes(one) for one in different]
    known = [one for one in found if one is not None and "r" not in one and one.get("t") in SORTS]
    if len(known) < len(found):
        return None
    native.learn(one["s"] for one in known if "s" in one)
    told = pl.DataFrame(
        {
            "kind": [SORTS[one.get("t")] for one in known],
            "inline": [one.get("t") == "inlineStr" for one in known],
            "style": [one.get("s") if native.shows_day(one.get("s")) else None for one in known],
        },
        schema={"kind": pl.UInt8, "inline": pl.Boolean, "style": pl.String},
    )
    return told[written.cast(pl.Enum(different)).to_physical()]


def _sound(longest: int) -> pl.Expr:
    """Whether all cells are such as the parser would take as they are written."""
    value, text, kind = pl.col("value"), pl.col("text"), pl.col("kind")
    valid = pl.lit(value=True)
    for one, pattern in SOUND.items():
        valid = pl.when(kind == one).then(value.str.contains(f"^(?:{pattern})$")).otherwise(valid)
    short = pl.max_horizontal(value.str.len_bytes(), text.str.len_bytes()) <= longest
    inside = pl.col("kept").is_null() | pl.col("inline")
    kept = pl.col("kept").is_in(["", markup.PRESERVED])
    alone = value.is_null() | ~pl.col("inline")
    return pl.all_horizontal(valid, short, inside, kept, alone).all()


def _texts(cells: pl.DataFrame) -> pl.Series | None:
    """The texts of those ``cells`` that have their own; None where one is damaged."""
    inline = cells["inline"]
    own = cells["text"].zip_with(inline, cells["value"])
    own = own.set(cells["kind"] != TEXT, None)
    if own.null_count() == len(own):
        return own
    return markup.texts(own, ~inline | (cells["kept"] != "").fill_null(False))


def _lengths(numbers: pl.Series, shared: Shared) -> pl.Series | None:
    """The lengths of the shared texts with these ``numbers``; None where one is not there."""
    if (numbers.max() or 0) >= len(shared.lengths) and len(numbers):
        return None
    return shared.lengths.gather(numbers)


def _taken_up(cells: pl.DataFrame) -> pl.DataFrame:
    """``cells`` as they are taken up."""
    value, text, kind = pl.col("value"), pl.col("text"), pl.col("kind")
    lost = pl.col("marks").is_not_null() & pl.coalesce(value, text).is_null() & (kind != FAULT)
    lost &= (kind != TEXT) | pl.col("inline")
    says = (
        pl.when(lost)
        .then(pl.lit(UNCALCULATED))
        .when(kind == TEXT)
        .then(text)
        .when(kind == FAULT)
        .then(value.fill_null(UNKNOWN))
        .when(kind == TRUTH)
        .then(value.replace(TRUTHS))
        .otherwise(value)
    )
    return cells.select(
        "row",
        "column",
        pl.when(lost).then(pl.lit(FAULT, dtype=pl.UInt8)).otherwise(kind).alias("kind"),
        says.alias("text"),
        "style",
    )


def read(cells: pl.DataFrame, shared: Shared, native: Native) -> pl.DataFrame:
    """``cells`` that were taken up, as they are read: those that are not blank.

    Returns:
        ``row``, ``column`` (UInt32), ``text`` (String) and ``kind`` (UInt8).
    """
    text, kind, style = cells["text"], cells["kind"], cells["style"]
    where = (kind == SHARED).arg_true()
    if len(where):
        text = text.scatter(where, shared.texts.gather(text.gather(where).cast(pl.UInt32)))
        kind = kind.set(kind == SHARED, TEXT)
    number = kind == NUMBER
    where = (number & style.is_null()).arg_true()
    if len(where):
        found = numerals.texts(text.gather(where))
        text, kind = text.scatter(where, found["text"]), kind.scatter(where, found["kind"])
    where = (number & style.is_not_null()).arg_true()
    if len(where):
        found = _days(text.gather(where), style.gather(where), native)
        text, kind = text.scatter(where, found["text"]), kind.scatter(where, found["kind"])
    seen = pl.DataFrame({**cells.select("row", "column").to_dict(), "text": text, "kind": kind})
    return seen.filter(pl.col("text").str.contains(markup.VISIBLE))


def _days(numbers: pl.Series, styles: pl.Series, native: Native) -> pl.DataFrame:
    """The ``text`` and ``kind`` of ``numbers`` that are shown as days, each different one once."""
    asked = pl.DataFrame({"style": styles, "number": numbers})
    different = asked.unique()
    cells = [cell(value) for value in native.values(*different)]
    schema = {"text": pl.String, "kind": pl.UInt8}
    answers = different.hstack(pl.DataFrame(cells, schema=schema, orient="row"))
    return asked.join(answers, on=["style", "number"], how="left", maintain_order="left")
