"""Cells of .xlsx: as they are written, as they are selected, and as they are read.

A selected cell has its ``row``, ``column`` (UInt32, from 1), ``kind`` (UInt8), ``text`` (String)
and ``style`` (UInt32): numbers are as written, with the style where that says something; texts that
are shared (``SHARED``) are numbers of the table; other texts are as read, blank ones too.
"""

import re
from collections.abc import Collection

import polars as pl

from estimator.model.cells import (
    BOOLEAN,
    ERROR_VALUE,
    FORMATTED,
    NUMBER,
    TEXT,
    UNCALCULATED,
    ZERO_FORMULA,
)
from estimator.read import cells as numerals
from estimator.read.cells import NUMERAL, TOO_LARGE, VISIBLE, odd_unless
from estimator.read.workbook import xlsx_bulk
from estimator.read.workbook.cell_formats import StyleFormats, read_iso
from estimator.read.workbook.xlsx_strings import SharedTexts

SHARED = 6
SELECTED = {
    "row": pl.UInt32,
    "column": pl.UInt32,
    "kind": pl.UInt8,
    "text": pl.String,
    "style": pl.UInt32,
}

# A result that a program writes for a formula which it does not calculate.
ZERO = r"-?0*(?:\.0*)?"
NO_NUMBER = re.compile(r"[+-]?(inf|infinity|nan)", re.IGNORECASE)
TRUTHS = {"0": "FALSE", "false": "FALSE", "FALSE": "FALSE"}
TRUTHS |= {"1": "TRUE", "true": "TRUE", "TRUE": "TRUE"}
UNKNOWN = "#N/A"

# How the attributes of a text within a cell are written.
KEPT = {None, "", xlsx_bulk.PRESERVED}
# The types of cells that are read in bulk, and the kinds of what they hold.
SORTS = {
    None: NUMBER,
    "n": NUMBER,
    "s": SHARED,
    "str": TEXT,
    "inlineStr": TEXT,
    "b": BOOLEAN,
    "e": ERROR_VALUE,
}
# What cells of some kinds are written as, those with numbers apart.
SOUND = {SHARED: "^[0-9]{1,9}$", BOOLEAN: "^[01]$", ERROR_VALUE: "^[^&]*$"}


def read_cell_value(sort: str | None, value: str) -> tuple[int, str]:  # noqa: PLR0911 - a case a type
    """The kind of a cell of type ``sort`` and its text, from its ``value``."""
    match sort:
        case "s":
            return SHARED, value
        case "str" | "inlineStr":
            return TEXT, xlsx_bulk.unescape_text(value)
        case None | "n" if re.fullmatch(NUMERAL, value):
            return NUMBER, value
        case None:
            return (ERROR_VALUE, TOO_LARGE) if NO_NUMBER.fullmatch(value) else (TEXT, value)
        case "b" if value in TRUTHS:
            return BOOLEAN, TRUTHS[value]
        case "d":
            text, kind = read_iso(value)
            return kind, text
    return ERROR_VALUE, value or UNKNOWN


def select_filled(cells: pl.DataFrame, formats: StyleFormats, longest: int) -> pl.DataFrame:
    """Those of ``cells``, as ``split_rows`` has them, that are not empty.

    Args:
        formats: tell the styles that say something.
        longest: how many characters a cell holds at most.

    Raises:
        OddError: what one of them says is not written plainly.
    """
    described = _describe_cells(cells["attributes"], formats)
    cells = cells.hstack(described).with_columns(pl.col("value", "text").replace("", None))
    something = pl.any_horizontal(pl.col("value", "text", "marks").is_not_null())
    cells = cells.filter(something | (pl.col("kind") == ERROR_VALUE))
    odd_unless(cells.select(_is_sound(longest)).item(), KEPT.issuperset(cells["kept"].unique()))
    lost = cells["marks"].is_not_null() & cells["value"].is_null() & cells["text"].is_null()
    lost &= (cells["kind"] != ERROR_VALUE) & ((cells["kind"] != TEXT) | cells["inline"])
    return cells.select(
        "row",
        "column",
        pl.when(lost).then(pl.lit(ERROR_VALUE, dtype=pl.UInt8)).otherwise("kind").alias("kind"),
        _cell_texts(cells, lost).alias("text"),
        "style",
    )


def _describe_cells(written: pl.Series, formats: StyleFormats) -> pl.DataFrame:
    """The kind of each cell and its style where that says something, by its attributes."""
    different = written.unique()
    known = [xlsx_bulk.parse_attributes(one) for one in different]
    odd_unless(*("r" not in one and one.get("t") in SORTS for one in known))
    described = pl.DataFrame(
        {
            "kind": [SORTS[one.get("t")] for one in known],
            "inline": [one.get("t") == "inlineStr" for one in known],
            "style": [telling_style(one.get("s"), formats) for one in known],
        },
        schema={"kind": pl.UInt8, "inline": pl.Boolean, "style": pl.UInt32},
    )
    return described[written.cast(pl.Enum(different)).to_physical()]


def telling_style(written: str | None, formats: StyleFormats) -> int | None:
    """The number of the style in an attribute ``s`` as ``written``; None where it says nothing."""
    known = written and written.isascii() and written.isdecimal() and len(written) < 8
    style = int(written) if written and known else -1
    telling = formats.classify_style(style) or formats.number_kind(style) != NUMBER
    return style if telling else None


def _is_sound(longest: int) -> pl.Expr:
    """Whether all cells are such as the parser would take as they are written."""
    value, text, kind = pl.col("value"), pl.col("text"), pl.col("kind")
    valid = [
        pl.when(kind == one).then(value).str.contains(pattern) for one, pattern in SOUND.items()
    ]
    short = [one.str.len_bytes() <= longest for one in (value, text)]
    inside = pl.col("kept").is_null() | pl.col("inline")
    alone = value.is_null() | ~pl.col("inline")
    return pl.all_horizontal(one.all() for one in (*valid, *short, inside, alone))


def _cell_texts(cells: pl.DataFrame, lost: pl.Series) -> pl.Series:
    """The texts of ``cells``, also where the value is ``lost``; each kind changed by itself."""
    text, kind = cells["value"], cells["kind"]
    own_texts = (kind == TEXT).arg_true()
    if len(own_texts):
        text = text.scatter(own_texts, _own_texts(cells[own_texts]))
    truths = (kind == BOOLEAN).arg_true()
    if len(truths):
        text = text.scatter(truths, text.gather(truths).replace(TRUTHS))
    for where, word in (((kind == ERROR_VALUE) & text.is_null(), UNKNOWN), (lost, UNCALCULATED)):
        if where.any():
            text = text.scatter(where.arg_true(), word)
    return text


def _own_texts(cells: pl.DataFrame) -> pl.Series:
    """The texts that ``cells`` have for their own."""
    inline = cells["inline"]
    written = cells["text"].zip_with(inline, cells["value"])
    return xlsx_bulk.read_texts(written, ~inline | (cells["kept"] != "").fill_null(value=False))


def read_cells(cells: pl.DataFrame, shared: SharedTexts, formats: StyleFormats) -> pl.DataFrame:
    """Selected ``cells`` as they are read: those that are not blank.

    Returns:
        ``row``, ``column`` (UInt32), ``text`` (String) and ``kind`` (UInt8).

    Raises:
        OddError: one should hold a number, and does not.
    """
    text, kind, style = cells["text"], cells["kind"], cells["style"]
    number, own = kind == NUMBER, kind == TEXT
    if own.any():
        where = (own & ~text.str.contains(VISIBLE)).arg_true()
        text = text.scatter(where, None)
    where = (kind == SHARED).arg_true()
    if len(where):
        text = text.scatter(where, shared.texts.gather(text.gather(where).cast(pl.UInt32)))
        kind = kind.scatter(where, TEXT)
    styles = style.unique().drop_nulls()
    days = number & style.is_in([one for one in styles if formats.classify_style(one)])
    where = (number & ~days.fill_null(value=False)).arg_true()
    if len(where):
        texts, kinds = numerals.number_texts(text.gather(where))
        text, kind = text.scatter(where, texts), kind.scatter(where, kinds)
    where = days.arg_true()
    if len(where):
        read = _read_days(text.gather(where), style.gather(where), formats)
        text, kind = text.scatter(where, read["text"]), kind.scatter(where, read["kind"])
    where = (style.is_not_null() & (kind == NUMBER)).arg_true()
    if len(where):
        told = {one: formats.number_kind(one) for one in styles}
        shown = style.gather(where).replace_strict(told, return_dtype=pl.UInt8)
        kind = kind.scatter(where, shown)
    return cells.select("row", "column").with_columns(text=text, kind=kind).drop_nulls("text")


def count_shared(cells: pl.DataFrame, shared: SharedTexts, longest: int) -> int:
    """Counts the characters of the shared texts that selected ``cells`` hold.

    Raises:
        OddError: one is not there or too long.
    """
    numbers = cells.filter(kind=SHARED)["text"].cast(pl.UInt32)
    odd_unless((numbers < len(shared.lengths)).all())
    lengths = shared.lengths.gather(numbers)
    odd_unless((lengths <= longest).all())
    return int(lengths.cast(pl.UInt64).sum())


def _read_days(numbers: pl.Series, styles: pl.Series, formats: StyleFormats) -> pl.DataFrame:
    """The ``text`` and ``kind`` of ``numbers`` that are shown as days, each different one once."""
    odd_unless(numbers.str.contains(f"^(?:{NUMERAL})$").all())
    asked = pl.DataFrame({"style": styles, "number": numbers})
    different = asked.unique()
    cells = [formats.read_number(float(number), style) for style, number in different.iter_rows()]
    schema = {"text": pl.String, "kind": pl.UInt8}
    answers = different.hstack(pl.DataFrame(cells, schema=schema, orient="row"))
    return asked.join(answers, on=["style", "number"], how="left", maintain_order="left")


def has_results(formulas: pl.DataFrame) -> bool:
    """Whether one of ``formulas``, as ``split_rows`` has them, has a result other than 0."""
    results = formulas["value"].replace("", None).drop_nulls()
    return not results.str.contains(f"^{ZERO}$").all()


def doubt_zeros(cells: pl.DataFrame, formulas: pl.DataFrame) -> pl.DataFrame:
    """``cells`` as they are read, those of ``formulas`` that are 0 of a kind of their own."""
    zero = (pl.col("kind") == NUMBER) | (pl.col("kind") >= FORMATTED)
    zero &= pl.col("text").str.contains(f"^{ZERO}$") & pl.col("formula").is_not_null()
    places = formulas.select("row", "column", formula=True)
    return cells.join(places, on=["row", "column"], how="left", maintain_order="left").select(
        pl.when(zero).then(pl.lit(ZERO_FORMULA, dtype=pl.UInt8)).otherwise("kind").alias("kind")
        if name == "kind"
        else name
        for name in cells.columns
    )


# A formula's reference to another workbook, apart from texts and from the columns of tables:
# [1]Sheet!A1, 'C:\[plan.xlsx]Sheet 1'!A1; [0] is the workbook itself.
LINK = re.compile(
    r""""[^"]*"|'(?P<quoted>[^'\[]*\[(?!0\])[^'\]]+\](?:[^']|'')*)'!|'(?:[^']|'')*'"""
    r"""|(?<![\w\]\).'])(?P<bare>\[(?!0\])[^\[\]'"]+\][\w.:]*!)"""
)


def has_workbook_link(formula: str) -> bool:
    """Whether ``formula`` takes values from another workbook."""
    return "[" in formula and any(found.lastgroup for found in LINK.finditer(formula))


def refuse_linked(cells: pl.DataFrame, linked: Collection[str]) -> None:
    """Leaves ``cells``, as ``split_rows`` has them, to the parser if one may be linked.

    Args:
        linked: the shared formulas that are known to be.

    Raises:
        OddError: one may be, or a formula is not written plainly.
    """
    formulas = cells["formula"]
    telling = formulas.filter(formulas.str.contains("[&\\[]").fill_null(value=False)).unique()
    odd_unless(
        *(not has_workbook_link(formula) for formula in xlsx_bulk.resolve_references(telling))
    )
    if linked:
        odd_unless(not cells["marks"].str.contains("si=", literal=True).any())
