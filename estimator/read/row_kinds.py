"""The rows of a table that are no workloads: blank ones, totals, groups, notes, repeated headers.

A row with what every row needs is a workload. Only the few others are looked at more closely.
"""

from collections.abc import Mapping, Sequence

import polars as pl
from msgspec import Struct

from estimator.model.schema import Schema
from estimator.model.spool import detach
from estimator.model.table import Table, TablePart
from estimator.read import row_words
from estimator.read.row_headers import header_difference, is_header_word
from estimator.read.row_sums import rows_that_are_sums

# What a row is. WORDS and SUMS are known for sure only when all rows are: a row of texts alone, and
# one of numbers with no more than a name.
WORKLOAD, BLANK, PREFILLED, TOTALS, AGAIN, OTHER, NOTES, GROUPS, WORDS, SUMS = range(10)
SKIPPED_ROWS: Mapping[int, str] = {
    PREFILLED: "prefilled-rows",
    TOTALS: "totals-row",
    GROUPS: "group-row",
    AGAIN: "repeated-headings",
    NOTES: "notes-row",
}
# As many ids of each part show what ids look like.
IDS_TRIED = 1_000
# As many rows of each part are held against the headers.
HEADERS_TRIED = 1_000
ROWS = {"row": pl.Int64, "sort": pl.UInt8, "text": pl.String, "position": pl.Int64}
ROWS |= {"alone": pl.Boolean, "named": pl.Boolean, "note": pl.Boolean, "shape": pl.String}


class RowKinds(Struct, frozen=True):
    """The rows below the headers, classified.

    Attributes:
        sorts: UInt8; what each row is: WORKLOAD, BLANK, TOTALS and so on.
        others: the rows that are neither workloads nor blank: ``row`` (Int64), ``sort``, the
            ``text`` that tells and its ``position``; whether it is ``alone`` in its row, ``named``
            (stands among the ids), or reads like a ``note``; and its ``shape``.
        differences: how each header row that is not a repeated one differs, by row.
        shapes: of the ids of workloads.
    """

    sorts: pl.Series
    others: pl.DataFrame
    differences: Mapping[int, str]
    shapes: frozenset[str]


def classify_rows(part: TablePart, schema: Schema, words: dict[str, str | None]) -> RowKinds:
    """The kind of each row of ``part``, as far as the row itself tells.

    Args:
        part: of all rows below the headers.
        schema: says which columns every row needs.
        words: the texts of the header row, by column.
    """
    needed = _needed_columns(part, schema)
    unlike = _unlike_workloads(part, schema, needed)
    sorts = pl.repeat(WORKLOAD, len(part), dtype=pl.UInt8, eager=True)
    others, differences = pl.DataFrame(schema=ROWS), dict[int, str]()
    if unlike.any():
        few = part.filter_rows(unlike)
        names = _filled_columns(few)
        numbers = [row_words.is_number_cell(name, few.kinds[name]) for name in names]
        differences = _find_header_rows(few, schema, words, numbers)
        found = _classify_unlike_rows(
            few, needed, differences, dict(zip(names, numbers, strict=True))
        )
        sorts = sorts.scatter(unlike.arg_true(), found["sort"])
        others = found.filter(~pl.col("sort").is_in([WORKLOAD, BLANK]))
    ids = part.texts[needed[0]].filter(~unlike).head(IDS_TRIED) if needed else None
    shapes = frozenset[str]() if ids is None else frozenset(row_words.word_shapes(ids).unique())
    return RowKinds(sorts, others, differences, shapes)


def _needed_columns(part: TablePart, schema: Schema) -> list[str]:
    """The columns that every row needs, the one that names it first."""
    return [
        f"c{part.by_column[column.name].position}"
        for column in schema.columns.values()
        if column.required and column.name in part.by_column
    ]


def _unlike_workloads(part: TablePart, schema: Schema, needed: Sequence[str]) -> pl.Series:
    """Boolean; the rows without all that a row needs, or with a header or a total in its place."""
    if not needed:
        blank = pl.all_horizontal(pl.all().is_null())
        return part.texts.select(blank.alias("")).to_series()
    cells = part.texts[needed[-1]]
    words = cells.unique(maintain_order=True).drop_nulls()
    label = row_words.TOTAL_LABEL if len(needed) > 1 else row_words.MAYBE_TOTAL
    told = words.filter(words.str.contains(label)).to_list()
    told += [text for text in words.head(HEADERS_TRIED) if is_header_word(text, part, schema)]
    lacking = pl.any_horizontal(pl.col(*needed).is_null())
    return part.texts.select((lacking | pl.col(needed[-1]).is_in(told)).alias("")).to_series()


def _find_header_rows(
    few: TablePart, schema: Schema, words: dict[str, str | None], numbers: Sequence[pl.Expr]
) -> dict[int, str]:
    """How each header row among ``few`` differs from the first one, by row; empty for a copy."""
    filled = pl.sum_horizontal(pl.all().is_not_null())
    texts = few.texts.with_columns(few.numbers.alias("row"))
    # A year may be a header that is a number.
    headed = few.texts.select((filled > 1) & (pl.sum_horizontal(numbers) * 3 <= filled)).to_series()
    found = dict[int, str]()
    for *cells, row in texts.filter(headed).head(HEADERS_TRIED).iter_rows():
        same = all(cell in {None, word} for cell, word in zip(cells, words.values(), strict=True))
        difference = "" if same else header_difference(cells, few, schema)
        if difference is not None:
            found[row] = difference
    return found


def _classify_unlike_rows(
    few: TablePart,
    needed: Sequence[str],
    differences: Mapping[int, str],
    numbers: Mapping[str, pl.Expr],
) -> pl.DataFrame:
    """The rows of ``few``, each with its ``sort`` and what tells it, as in ``RowKinds``.

    Args:
        few: rows unlike workloads.
        needed: the columns that every row needs.
        differences: of the header rows among them.
        numbers: whether a cell is a number, by the columns with anything in them.
    """
    names = list(numbers)
    prefilled = [row_words.is_prefilled_cell(name, few.kinds[name]) for name in names]
    marked = few.texts.select(
        few.numbers.alias("row"),
        filled=pl.sum_horizontal(pl.all().is_not_null()),
        numbers=pl.sum_horizontal(*numbers.values()),
        prefilled=pl.sum_horizontal(prefilled),
        header=few.numbers.is_in(list(differences)),
        again=few.numbers.is_in([row for row, text in differences.items() if not text]),
        id=pl.col(needed[0]) if needed else pl.lit(None, dtype=pl.String),
        spare=pl.all_horizontal(map(_is_spare, needed[1:] or needed)) if needed else pl.lit(False),
        total=_first_position(names, [_is_total(name) for name in names]),
        first=_first_position(names, [pl.col(name).is_not_null() for name in names]),
        word=_first_position(names, [~one for one in numbers.values()]),
    )
    return _name_rows(few, marked.with_columns(_row_sort(len(needed)).alias("sort")), needed)


def _row_sort(needed: int) -> pl.Expr:
    """What a row is, by what it holds."""
    # Where a row needs nothing but its name, a name makes a row.
    named = pl.col("id").is_not_null() & pl.lit(needed > 1)
    total = pl.col("total").is_not_null() & (
        ~named | pl.col("id").str.contains(row_words.TOTAL_LABEL)
    )
    texts = pl.col("filled") - pl.col("numbers")
    return (
        pl.when(pl.col("filled") == 0)
        .then(BLANK)
        .when("again")
        .then(AGAIN)
        .when("header")
        .then(OTHER)
        .when(~pl.col("spare"))
        .then(WORKLOAD)
        .when(~named & (pl.col("prefilled") == pl.col("filled")))
        .then(PREFILLED)
        .when(total)
        .then(TOTALS)
        .when(pl.col("numbers") == 0)
        .then(WORDS)
        .when(texts <= 1)
        .then(SUMS)
        .otherwise(WORKLOAD)
        .cast(pl.UInt8)
    )


def _name_rows(few: TablePart, marked: pl.DataFrame, needed: Sequence[str]) -> pl.DataFrame:
    """``marked`` with the cell that tells what each row is, as in ``RowKinds``."""
    position = pl.coalesce(pl.when(pl.col("sort") == TOTALS).then("total"), "word", "first")
    placed = marked.with_columns(position.cast(pl.Int64).alias("position"))
    texts = [
        pl.when(placed["position"] == n).then(pl.col(name))
        for n, name in enumerate(few.texts.columns, 1)
    ]
    text = detach(few.texts.select(pl.coalesce(texts)).to_series())
    alone, one = pl.col("filled") == 1, int(needed[0][1:]) if len(needed) > 1 else 0
    return placed.select(
        "row",
        "sort",
        text.str.strip_chars().alias("text"),
        "position",
        alone=alone,
        named=pl.col("position") == one,
        note=pl.lit(
            text.to_frame("text").select(row_words.is_like_note(pl.col("text"))).to_series()
        ),
        shape=row_words.word_shapes(text),
    )


def _is_total(name: str) -> pl.Expr:
    return pl.col(name).str.contains(row_words.TOTAL_LABEL).fill_null(value=False)


def _filled_columns(few: TablePart) -> list[str]:
    """The columns with anything in them, at least one: a sheet may have 16,384."""
    blank = few.texts.null_count().row(0)
    names = few.texts.columns
    filled = [name for name, count in zip(names, blank, strict=True) if count < len(few)]
    return filled or names[:1]


def _is_spare(name: str) -> pl.Expr:
    """Whether what a row needs is missing, or says that the row is a total."""
    return pl.col(name).is_null() | pl.col(name).str.contains(row_words.MAYBE_TOTAL)


def _first_position(names: Sequence[str], wanted: Sequence[pl.Expr]) -> pl.Expr:
    """The position of the first filled cell that is ``wanted``."""
    filled = [
        pl.when(pl.col(name).is_not_null() & one).then(int(name.removeprefix("c")))
        for name, one in zip(names, wanted, strict=True)
    ]
    return pl.coalesce(filled)


def resolve_rows(table: Table, schema: Schema, parts: Sequence[RowKinds]) -> RowKinds:
    """All rows of ``table``, classified for good: by the rows around them, and by their sums."""
    sorts = pl.concat([one.sorts for one in parts])
    others = pl.concat([one.others for one in parts])
    shapes = frozenset[str]().union(*(one.shapes for one in parts))
    differences = {row: text for one in parts for row, text in one.differences.items()}
    sums = others.filter(pl.col("sort") == SUMS, ~_is_like_id(shapes))
    called = sums.select("row", pl.col("text").str.contains(row_words.TOTAL_AMONG).fill_null(False))
    totals = rows_that_are_sums(table, schema, dict(called.iter_rows()), sorts == WORKLOAD)
    last = (sorts == WORKLOAD).arg_true().max()
    below = table.source.header_row + 1 + (int(last) if isinstance(last, int) else len(sorts))
    settled = others.with_columns(_settled_sort(below, shapes, totals).alias("sort"))
    places = settled["row"] - (table.source.header_row + 1)
    return RowKinds(sorts.scatter(places, settled["sort"]), settled, differences, shapes)


def _is_like_id(shapes: frozenset[str]) -> pl.Expr:
    """Whether a text stands among the ids and looks like them: the row may be a workload."""
    return pl.col("named") & pl.col("shape").is_in(list(shapes))


def _settled_sort(last: int, shapes: frozenset[str], totals: set[int]) -> pl.Expr:
    """What a row is; ``last`` is the last row that is a workload without doubt.

    A row of texts below it is a note; one between workloads, a group. A name alone may be a
    workload that is only begun, where it looks like the others' ids or where there are none.
    """
    sort, after = pl.col("sort"), pl.col("row") > last
    begun = _is_like_id(shapes) if shapes else pl.lit(value=True)
    return (
        pl.when((sort == SUMS) & pl.col("row").is_in(list(totals)))
        .then(TOTALS)
        .when(sort == SUMS)
        .then(WORKLOAD)
        .when(sort != WORDS)
        .then(sort)
        .when((after | (not shapes)) & pl.col("note"))
        .then(NOTES)
        .when(begun | ~pl.col("alone"))
        .then(WORKLOAD)
        .when(after)
        .then(NOTES)
        .otherwise(GROUPS)
        .cast(pl.UInt8)
    )


def resolve_without_order(rows: RowKinds) -> RowKinds:
    """Rows classified by themselves, where nothing tells which stand together: a doubt is none."""
    unsure = [NOTES, GROUPS, WORDS, SUMS, OTHER]
    sorts = pl.select(pl.when(rows.sorts.is_in(unsure)).then(WORKLOAD).otherwise(rows.sorts))
    others = rows.others.filter(~pl.col("sort").is_in(unsure))
    return RowKinds(sorts.to_series(), others, {}, rows.shapes)


def is_workload(rows: RowKinds) -> pl.Series:
    """Boolean; which rows are workloads."""
    return rows.sorts == WORKLOAD


def may_be_workload(rows: RowKinds) -> tuple[pl.Series, pl.Series]:
    """Boolean; which rows are workloads for sure, and which may turn out to be some."""
    return rows.sorts == WORKLOAD, rows.sorts.is_in([WORDS, SUMS])
