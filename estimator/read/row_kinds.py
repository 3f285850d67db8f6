"""The rows of a table that are no workloads: blank ones, totals, notes, headings once more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from estimator.model.cells import TEXT
from estimator.model.column import TEXT as TEXTS
from estimator.model.findings import CellFindings, Finding, merge_notices
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.spool import detach
from estimator.model.table import Heading, Table, TablePart
from estimator.model.text import count_phrase

# What a totals row is called, in English, German, French and Spanish: the word, perhaps with a
# number or what is summed, and nothing else; "Total Rewards assistant" may be a workload.
TOTAL = (
    r"(?i)^\s*(?:(?:grand|overall|sub|sous)[ -]?)?"
    r"(?:totals?|totaux|totale[ns]?|suma|somme|sum|gesamt(?:summe)?|zwischensumme|summe|insgesamt)"
    r"(?:\s+(?:general|général|of all|all|amount|costs?|tokens|budget|usd|fy\s?\d+|\d+))?"
    r"\s*[:.]?\s*$"
)
# How a note below a table begins, or else that it is a sentence of five words or more.
NOTE = (
    r"(?i)^\s*(?:[*\u2020\u2021\u00b9\u00b2\u00b3]|(?:note|notes|source|sources|disclaimer|prepared|updated|"
    r"hinweis|quelle|stand|remarque|nota|fuente|approved|as of|confidential|draft)\b|\(?\d+[.)]\s)"
    r"|^\s*\S+(?:\s+\S+){4,}|^\s*\S+\s.*\.\s*$|^[^:]{1,30}:\s"
)
# What a row is: one with several cells or with one alone, and what may be none of the table.
SEVERAL, ALONE, BLANK, TOTALS, AGAIN, NOTES = range(6)
LEFT_OUT = {
    TOTALS: "totals-row",
    AGAIN: "repeated-headings",
    NOTES: "notes-row",
}


@dataclass(frozen=True)
class RowKinds:
    """The rows below the headings, sorted.

    Attributes:
        sorts: UInt8; what each row is: SEVERAL, ALONE, BLANK, TOTALS, AGAIN or NOTES.
        wordings: ``row`` (Int64), ``sort`` and ``text`` of those that may be left out with a word.
    """

    sorts: pl.Series
    wordings: pl.DataFrame


def classify_rows(part: TablePart, schema: Schema, words: dict[str, str | None]) -> RowKinds:
    """The kind of each row of ``part``, as far as the row itself tells.

    A row is a total where a cell calls it so and the columns that every row needs (those that
    ``schema`` requires) are blank otherwise. It is a note where it is alone in its row and reads
    like one, provided that no workload follows. Everything else is a row and judged as one.

    Args:
        part: of all rows below the headings.
        schema: says which columns every row needs.
        words: what the heading row holds, by column.
    """
    texts = part.texts
    filled = texts.select(pl.sum_horizontal(pl.all().is_not_null().cast(pl.UInt32))).to_series()
    sorts = (
        pl.when(pl.lit(filled) == 0)
        .then(BLANK)
        .when(pl.lit(_is_total(part, schema)))
        .then(TOTALS)
        .when(pl.lit(_is_repeated_header(texts, words) & (filled > 1)))
        .then(AGAIN)
        .when(pl.lit(_is_note(part, filled)))
        .then(NOTES)
        .when(pl.lit(filled) == 1)
        .then(ALONE)
        .otherwise(SEVERAL)
    )
    told = texts.select(sorts.cast(pl.UInt8).alias("sort")).to_series()
    where = told.is_in([TOTALS, AGAIN, NOTES])
    wordings = texts.filter(where).select(pl.coalesce(*_total_words(texts), pl.all())).to_series()
    return RowKinds(
        told,
        pl.DataFrame(
            {
                "row": part.numbers.filter(where),
                "sort": told.filter(where),
                "text": detach(wordings),
            }
        ),
    )


def resolve_notes(parts: Sequence[RowKinds]) -> RowKinds:
    """All rows sorted: a note is one only below the last workload, and a lone cell above it."""
    whole = pl.concat([one.sorts for one in parts])
    wordings = pl.concat([one.wordings for one in parts])
    last = (whole == SEVERAL).arg_true().max()
    early = (whole == NOTES) & (
        pl.int_range(len(whole), eager=True) < (-1 if last is None else last)
    )
    wordings = wordings.filter(~early.filter(whole.is_in(list(LEFT_OUT))))
    return RowKinds(pl.select(pl.when(early).then(ALONE).otherwise(whole)).to_series(), wordings)


def resolve_without_order(rows: RowKinds) -> RowKinds:
    """Rows sorted where nothing tells which come last: what reads like a note is a lone cell."""
    alone = pl.when(rows.sorts == NOTES).then(ALONE).otherwise(rows.sorts)
    return RowKinds(pl.select(alone).to_series(), rows.wordings.filter(pl.col("sort") != NOTES))


def is_workload(rows: RowKinds) -> pl.Series:
    """Boolean; which rows are none of those left out."""
    return rows.sorts.is_in([SEVERAL, ALONE])


def skipped_row_notices(table: Table, rows: RowKinds) -> list[Finding]:
    """The notice of each kind of rows that was left out of ``table``, settled as ``rows``."""
    return [*_blank_rows_notice(table, rows), *merge_notices(_skipped_rows(table, rows))]


def skipped_rows_one_by_one(table: Table, rows: RowKinds) -> Iterator[CellFindings]:
    """Notices of skipped rows of ``table``, one per row; ``rows`` are classified without order."""
    first = table.source.header_row + 1
    blank = (rows.sorts == BLANK).arg_true().cast(pl.Int64) + first
    yield CellFindings.of("blank-rows", table, blank, wording="a blank row; skipped.")
    yield from _skipped_rows(table, rows)


def _skipped_rows(table: Table, rows: RowKinds) -> Iterator[CellFindings]:
    for kind, code in LEFT_OUT.items():
        cells = rows.wordings.filter(pl.col("sort") == kind)
        text = cells["text"].str.strip_chars()
        yield CellFindings.of(code, table, cells["row"], found=cells["text"], text=text)


def find_total_words(
    part: TablePart, schema: Schema
) -> Iterator[tuple[Heading, pl.Series, pl.Series]]:
    """The rows that one of our columns calls a total, column by column: rows and texts."""
    for name, heading in part.by_column.items():
        if name in schema.columns and schema.columns[name].kind == TEXTS:
            texts = part.texts[f"c{heading.position}"]
            called = texts.str.contains(TOTAL).fill_null(value=False)
            if called.any():
                yield heading, part.numbers.filter(called), detach(texts.filter(called))


def _is_total(part: TablePart, schema: Schema) -> pl.Series:
    needed = [
        f"c{part.by_column[column.name].position}"
        for column in schema.columns.values()
        if column.required and column.name in part.by_column
    ]
    headed = [f"c{heading.position}" for heading in part.headings]
    if not needed:
        return pl.Series([False]).new_from_index(0, len(part.numbers))
    called = [pl.col(name).str.contains(TOTAL).fill_null(False) for name in headed]
    spare = [pl.col(name).is_null() | pl.col(name).str.contains(TOTAL) for name in needed]
    return part.texts.select(pl.any_horizontal(called) & pl.all_horizontal(spare)).to_series()


def _is_repeated_header(texts: pl.DataFrame, words: dict[str, str | None]) -> pl.Series:
    """The rows that hold nothing but what the heading row holds in the same columns."""
    same = [pl.col(name).is_null() | (pl.col(name) == pl.lit(word)) for name, word in words.items()]
    return texts.select(pl.all_horizontal(same).fill_null(False)).to_series()


def _is_note(part: TablePart, filled: pl.Series) -> pl.Series:
    texts = part.texts.select(pl.coalesce(pl.all())).to_series()
    kinds = part.kinds.select(pl.max_horizontal(pl.all())).to_series()
    return (filled == 1) & texts.str.contains(NOTE).fill_null(False) & (kinds == TEXT)


def _total_words(texts: pl.DataFrame) -> list[pl.Expr]:
    """The cells that call a row a total."""
    cells = [pl.col(name) for name in texts.columns]
    return [pl.when(cell.str.contains(TOTAL)).then(cell) for cell in cells]


def _blank_rows_notice(table: Table, rows: RowKinds) -> list[Problem]:
    """The notice of blank rows between the others; those after the last are nobody's concern."""
    last = is_workload(rows).arg_true().to_list()[-1:]
    between = int((rows.sorts.head(sum(last)) == BLANK).sum())
    if not between:
        return []
    return [table.problem_about("blank-rows", rows=count_phrase(between, "blank row"))]
