"""The rows of a table that are no workloads: blank ones, totals, notes, headings once more."""

import polars as pl

from estimator.model.column import TEXT as TEXTS
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import TEXT, Table
from estimator.model.words import counted, quote, some

# What a totals row is called, in English, German, French and Spanish: the word, perhaps with a
# number or what is summed, and nothing else; "Total Rewards assistant" may be a workload.
TOTAL = (
    r"(?i)^\s*(?:(?:grand|overall|sub|sous)[ -]?)?"
    r"(?:totals?|totaux|totale[ns]?|suma|somme|sum|gesamt(?:summe)?|zwischensumme|summe|insgesamt)"
    r"(?:\s+(?:general|général|of all|all|amount|costs?|tokens|budget|usd|fy\s?\d+|\d+))?"
    r"\s*[:.]?\s*$"
)
NO_TOTAL = "a workload's own name, or no row: it has a model, and a total would be counted twice"
# How a note below a table begins, or else that it is a sentence of five words or more.
NOTE = (
    r"(?i)^\s*(?:[*\u2020\u2021\u00b9\u00b2\u00b3]|(?:note|notes|source|sources|disclaimer|prepared|updated|"
    r"hinweis|quelle|stand|remarque|nota|fuente|approved|as of|confidential|draft)\b|\(?\d+[.)]\s)"
    r"|^\s*\S+(?:\s+\S+){4,}|^\s*\S+\s.*\.\s*$|^[^:]{1,30}:\s"
)


def without_asides(table: Table, schema: Schema) -> tuple[Table, list[Problem]]:
    """``table`` without the rows that are none of it, and the notice of each kind left out.

    A row is a total where a cell calls it so and the columns that every row needs (those that
    ``schema`` requires) are blank otherwise; a note where it stands below the last row of the
    table, alone in its row, and reads like one. Everything else is a row and judged as one.
    """
    filled = table.texts.select(
        pl.sum_horizontal(pl.all().is_not_null().cast(pl.UInt32))
    ).to_series()
    blank = filled == 0
    total = _totals(table, schema)
    again = _headings_again(table, filled)
    last = (~(blank | total | again) & (filled > 1)).arg_true().max()
    note = _notes(table, filled, int(str(last)) if last is not None else -1)
    kept = table.filtered(~(blank | total | again | note))
    problems = _blank(table, kept, blank)
    for code, rows, said in (
        ("totals-row", total, "totals, not a workload"),
        ("repeated-headings", again, "the headings once more"),
        ("notes-row", note, "a note, not a workload"),
    ):
        problems += _told(table, code, rows & ~blank, said)
    return kept, [*problems, *_misnamed(kept, schema)]


def _totals(table: Table, schema: Schema) -> pl.Series:
    needed = [
        f"c{table.by_column[column.name].position}"
        for column in schema.columns.values()
        if column.required and column.name in table.by_column
    ]
    headed = [f"c{heading.position}" for heading in table.headings]
    if not needed:
        return pl.Series([False]).new_from_index(0, len(table.rows))
    called = [pl.col(name).str.contains(TOTAL).fill_null(False) for name in headed]
    spare = [pl.col(name).is_null() | pl.col(name).str.contains(TOTAL) for name in needed]
    return table.texts.select(pl.any_horizontal(called) & pl.all_horizontal(spare)).to_series()


def _headings_again(table: Table, filled: pl.Series) -> pl.Series:
    """The rows that hold nothing but what the heading row holds in the same columns."""
    words = table.sheet.texts.row(table.source.header_row - 1, named=True)
    same = [pl.col(name).is_null() | (pl.col(name) == pl.lit(word)) for name, word in words.items()]
    return table.texts.select(pl.all_horizontal(same).fill_null(False)).to_series() & (filled > 1)


def _notes(table: Table, filled: pl.Series, last: int) -> pl.Series:
    alone = (filled == 1) & (pl.int_range(len(filled), eager=True) > last)
    texts = table.texts.select(pl.coalesce(pl.all())).to_series()
    kinds = table.kinds.select(pl.max_horizontal(pl.all())).to_series()
    return alone & texts.str.contains(NOTE).fill_null(False) & (kinds == TEXT)


def _misnamed(table: Table, schema: Schema) -> list[Problem]:
    """The rows that are called a total by one of our columns, and have what a workload needs."""
    problems = []
    for name, heading in table.by_column.items():
        if name in schema.columns and schema.columns[name].kind == TEXTS:
            texts = table.texts[f"c{heading.position}"]
            called = texts.str.contains(TOTAL).fill_null(False)
            problems += [
                table.at("total-with-model", row, heading, found=text, expected=NO_TOTAL)
                for row, text in zip(table.rows.filter(called), texts.filter(called), strict=True)
            ]
    return problems


def _told(table: Table, code: str, rows: pl.Series, said: str) -> list[Problem]:
    numbers = table.rows.filter(rows).to_list()
    if not numbers:
        return []
    texts = table.texts.filter(rows).select(pl.coalesce(*_wording(table), pl.all())).to_series()
    more = f"; likewise {some([f'row {row}' for row in numbers[1:]])}" if numbers[1:] else ""
    sentence = f"found {quote(texts[0].strip())}; taken for {said}, and left out{more}."
    return [table.at(code, numbers[0], found=texts[0], says=sentence)]


def _wording(table: Table) -> list[pl.Expr]:
    """The cells that call a row a total."""
    cells = [pl.col(name) for name in table.texts.columns]
    return [pl.when(cell.str.contains(TOTAL)).then(cell) for cell in cells]


def _blank(table: Table, kept: Table, blank: pl.Series) -> list[Problem]:
    """The notice of blank rows between the others; those after the last are nobody's concern."""
    last = kept.rows.max() or 0
    between = int((blank & (table.rows < last)).sum())
    if not between:
        return []
    said = f"{counted(between, 'blank row')} between the workloads left out."
    return [table.about("blank-rows", said)]
