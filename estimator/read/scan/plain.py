"""Rows of a worksheet that are written as all known writers write them, taken apart in bulk.

What is not matched to the last character is left to the parser, which is the authority.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from estimator.model.address import letters
from estimator.read.scan import markup
from estimator.read.scan.findings import LAST_COLUMN, LAST_ROW
from estimator.read.scan.markup import PLAIN, SPACES

# What stands behind "<c ", up to the next cell: the cell, and where the row ends, what follows it.
CELL = (
    r'(?s)^r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^<>/]*)(?:/|><'
    rf"(?:f((?: [^<>/]*)?)(?:/|>({PLAIN})</f)><)?"
    rf"(?:v(?:/|>({PLAIN})</v)><|is><t((?: [^<>/]*)?)(?:/|>({PLAIN})</t)></is><)?"
    r"/c)>[ \t\n]*(?:</row>(.*))?$"
)
NAMES = ("letters", "number", "attributes", "marks", "formula", "value", "kept", "text", "gap")
# What stands behind "<row": its number, its attributes, and whether it ends at once.
ROW = r'(?s)^ r="([1-9][0-9]{0,6})"([^<>/]*)(?:(/>)|>[ \t\n]*(</row>)?)[ \t\n]*$'


@dataclass(frozen=True)
class Rows:
    """Whole rows in their order.

    Attributes:
        cells: a row each ``<c>``: ``row`` and ``column`` (UInt32, from 1); ``attributes``,
            ``formula``, ``value`` and ``text`` (String) as written, null where there is none;
            ``marks``, the attributes of its formula; ``kept``, those of its text.
        last: the number of the last row; 0 where there is none.
        hidden: the numbers of the rows that are hidden.
    """

    cells: pl.DataFrame
    last: int
    hidden: Sequence[int]


def rows(piece: bytes) -> Rows | None:
    """The rows in ``piece``; None where they are not written plainly."""
    whole = markup.decoded(piece)
    if whole is None:
        return None
    parts = whole.str.split("<c ").explode()
    cells = parts[1:].str.extract_groups(CELL).struct.unnest()
    cells.columns = list(NAMES)
    if cells["letters"].has_nulls():
        return None
    ends = cells["gap"].is_not_null()
    gaps = pl.concat([parts[:1], cells["gap"].filter(ends)])
    return _rows(cells, ends, gaps)


def _rows(cells: pl.DataFrame, ends: pl.Series, gaps: pl.Series) -> Rows | None:
    """The rows of ``cells`` with the markup of rows that stands before, between and after them."""
    if len(cells) and not ends[-1]:
        return None
    begun = _begun(gaps)
    if begun is None:
        return None
    numbers = begun.filter("open")["number"]
    # A cell stands in the row that began behind as many rows as end before it.
    behind = ends.cast(pl.UInt32).cum_sum() - ends.cast(pl.UInt32)
    stands = cells.select(
        _columns(cells["letters"]).alias("column"), pl.col("number").cast(pl.UInt32).alias("row")
    )
    if stands["column"].has_nulls() or not (stands["row"] == numbers.gather(behind)).all():
        return None
    if not all(markup.attributes(one) is not None for one in cells["marks"].drop_nulls().unique()):
        return None
    return Rows(
        cells.drop("letters", "number", "gap").hstack(stands),
        begun["number"][-1] if len(begun) else 0,
        begun.filter("hidden")["number"].to_list(),
    )


def _begun(gaps: pl.Series) -> pl.DataFrame | None:
    """The rows that begin in ``gaps``: ``number``, whether they are ``open`` and ``hidden``.

    Between two cells of different rows just one is opened, behind any number of empty ones.
    """
    parts = pl.DataFrame({"gap": gaps.str.split("<row")}).with_row_index()
    found = (
        parts.select("index", pl.col("gap").list.slice(1))
        .explode("gap", empty_as_null=False)
        .with_columns(pl.col("gap").str.extract_groups(ROW).struct.rename_fields(list("nace")))
        .unnest("gap")
    )
    before = parts["gap"].list.first().str.strip_chars(SPACES)
    number = found["n"].cast(pl.UInt32)
    if (before != "").any() or number.has_nulls() or (number > LAST_ROW).any():
        return None
    told = {one: markup.attributes(one) for one in found["a"].unique()}
    if any(one is None or "r" in one for one in told.values()):
        return None
    hidden = [text for text, one in told.items() if one and one.get("hidden") in {"1", "true"}]
    opened = found["c"].is_null() & found["e"].is_null()
    last = found["index"] != found["index"].shift(-1, fill_value=len(gaps))
    expected = last & (found["index"] < len(gaps) - 1)
    if (opened != expected).any() or opened.sum() != len(gaps) - 1:
        return None
    return pl.DataFrame({"number": number, "open": opened, "hidden": found["a"].is_in(hidden)})


@cache
def _alphabet() -> pl.Enum:
    return pl.Enum([letters(column) for column in range(1, LAST_COLUMN + 1)])


def _columns(written: pl.Series) -> pl.Series:
    """The numbers of columns by their letters; null where no sheet has them."""
    return written.cast(_alphabet(), strict=False).to_physical().cast(pl.UInt32) + 1
