"""What stands on the sheets of a workbook of ours beside its workloads."""

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from estimator.model.cells import BLANK, Block, Book, Changed, Sheet
from estimator.model.problem import Problem, errors
from estimator.model.schema import Schema
from estimator.model.table import Part
from estimator.read.table import Look, table

# A cell with its label stands among the first rows of its sheet.
TOP = 20


def table_in(
    book: Book | None, sheet: str, title: str, titles: Collection[str], schema: Schema
) -> tuple[Part | None, list[Problem]]:
    """One of the tables that stand below each other on a ``sheet`` of ``book``, and its problems.

    None where the book is not ours or has no such table, or where it has errors.

    Args:
        book: its sheets.
        sheet: the name of one.
        title: what the first cell of the table's headings says; empty for the first table.
        titles: those of all the other tables.
        schema: of the table.
    """
    found = [_section(page, title, titles) for page in _pages(book, sheet)]
    within = tuple(one for one in found if one is not None)
    if book is None or not within:
        return None, []
    cut, problems = table(replace(book, ours=False, sheets=within), schema, Look(sheet=sheet))
    return (cut.whole() if cut and not errors(problems) else None), problems


def beside(book: Book | None, sheet: str, label: str) -> str:
    """What stands right of ``label`` at the top of a ``sheet`` of ``book``; empty without it."""
    rows = [row for page in _pages(book, sheet) for row in page.rows(1, TOP).rows()]
    return next((row[1] or "" for row in rows if row[0] == label), "")


def _pages(book: Book | None, name: str) -> list[Sheet]:
    """The sheet ``name`` of ``book`` if it is ours; one that holds no table counts for none."""
    pages = book.sheets if book is not None and book.ours else ()
    return [page for page in pages if page.name == name and page.width > 1]


def _section(sheet: Sheet, title: str, titles: Collection[str]) -> Sheet | None:
    """``sheet`` with the rows from a title on, to before the next, and all others blank.

    So the rows keep their numbers. None where no row has the title.
    """
    firsts = pl.concat([pl.Series(dtype=pl.String), *(block.texts["c1"] for block in sheet.blocks)])
    titled = [(row, text) for row, text in enumerate(firsts, 1) if text in titles]
    starts = [(1, ""), *titled]
    ends = [*(row for row, _ in titled), sheet.height + 1]
    spans = {text: (row, end) for (row, text), end in zip(starts, ends, strict=True)}
    if title not in spans:
        return None
    start, end = spans[title]

    def within(block: Block) -> Block:
        rows = pl.int_range(block.first, block.first + len(block.texts), eager=True)
        inside = pl.lit((rows >= start) & (rows < end))
        texts = block.texts.with_columns(pl.when(inside).then(pl.all()))
        blank = pl.lit(BLANK, dtype=pl.UInt8)
        kinds = block.kinds.with_columns(pl.when(inside).then(pl.all()).otherwise(blank))
        return replace(block, texts=texts, kinds=kinds)

    return replace(sheet, blocks=Changed(sheet.blocks, within))
