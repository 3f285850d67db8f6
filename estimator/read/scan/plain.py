"""Rows of a worksheet that are written as all known writers write them, taken apart in bulk.

Only what matches to the last character is plain; see ``markup``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from estimator.model.address import position
from estimator.read.scan import markup
from estimator.read.scan.findings import LAST_COLUMN, LAST_ROW
from estimator.read.scan.markup import PLAIN, SPACES, odd_unless

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


def rows(piece: bytes) -> Rows:
    """The rows in ``piece``.

    Raises:
        OddError: they are not written plainly.
    """
    parts = markup.decoded(piece).str.split("<c ").explode()
    cells = parts[1:].str.extract_groups(CELL).struct.unnest()
    cells.columns = list(NAMES)
    odd_unless(not cells["letters"].has_nulls())
    ends = cells["gap"].is_not_null()
    odd_unless(ends[-1] if len(ends) else None)
    begun = _begun(pl.concat([parts[:1], cells["gap"].filter(ends)]))
    row = cells["number"].cast(pl.UInt32)
    # A cell stands in the row that began behind as many rows as end before it.
    behind = ends.cast(pl.UInt32).cum_sum() - ends.cast(pl.UInt32)
    odd_unless((row == begun.filter("open")["number"].gather(behind)).all())
    for one in cells["marks"].drop_nulls().unique():
        markup.attributes(one)
    places = {"row": row, "column": _columns(cells["letters"])}
    return Rows(
        cells.drop("letters", "number", "gap").with_columns(**places),
        begun["number"][-1] if len(begun) else 0,
        begun.filter("hidden")["number"].to_list(),
    )


def _begun(gaps: pl.Series) -> pl.DataFrame:
    """The rows that begin in ``gaps``: ``number``, whether they are ``open`` and ``hidden``.

    Between two cells of different rows just one is opened, behind any number of empty ones.
    """
    parts = pl.DataFrame({"gap": gaps.str.split("<row")}).with_row_index()
    before = parts["gap"].list.first().str.strip_chars(SPACES)
    found = (
        parts.select("index", pl.col("gap").list.slice(1))
        .explode("gap", empty_as_null=False)
        .with_columns(pl.col("gap").str.extract_groups(ROW).struct.rename_fields(list("nace")))
        .unnest("gap")
    )
    number = found["n"].cast(pl.UInt32)
    odd_unless((before == "").all(), not number.has_nulls(), (number <= LAST_ROW).all())
    told = {one: markup.attributes(one) for one in found["a"].unique()}
    odd_unless(*("r" not in one for one in told.values()))
    hidden = [text for text, one in told.items() if one.get("hidden") in {"1", "true"}]
    opened = found["c"].is_null() & found["e"].is_null()
    last = found["index"] != found["index"].shift(-1, fill_value=len(gaps))
    expected = last & (found["index"] < len(gaps) - 1)
    odd_unless((opened == expected).all(), opened.sum() == len(gaps) - 1)
    return pl.DataFrame({"number": number, "open": opened, "hidden": found["a"].is_in(hidden)})


def _columns(written: pl.Series) -> pl.Series:
    """The numbers of columns (UInt32) by their letters."""
    different = written.unique()
    numbers = pl.Series([_number(one) for one in different], dtype=pl.UInt32)
    return numbers.gather(written.cast(pl.Enum(different)).to_physical())


@cache
def _number(letters: str) -> int:
    number = position(letters)
    odd_unless(number <= LAST_COLUMN)
    return number
