"""Tables and labeled cells of a workbook made by estimator, beside its workloads."""

from collections.abc import Collection
from itertools import takewhile

import polars as pl
from msgspec.structs import replace

from estimator.model.cells import BLANK, Block, Book, ChangedBlocks, Sheet
from estimator.model.problem import Problem, only_errors
from estimator.model.schema import Schema
from estimator.model.table import TablePart
from estimator.read.table import TableSearch, find_table

# A cell with its label stands among the first rows of its sheet.
TOP = 20


def read_own_table(
    book: Book | None, sheet: str, title: str, titles: Collection[str], schema: Schema
) -> tuple[TablePart | None, list[Problem]]:
    """One of the tables that stand below each other on a ``sheet`` of ``book``, and its problems.

    None if the book was not made by estimator, has no such table, or has errors.

    Args:
        book: its sheets.
        sheet: the name of one.
        title: what the first cell of the table's headings says; empty for the first table.
        titles: those of all the other tables.
        schema: of the table.
    """
    found = [_section_of_sheet(page, title, titles) for page in _own_sheets(book, sheet)]
    within = tuple(one for one in found if one is not None)
    if book is None or not within:
        return None, []
    cut, problems = find_table(
        replace(book, made_by_estimator=False, sheets=within),
        schema,
        TableSearch(sheet=sheet, as_written=True),
    )
    return (cut.as_one_part() if cut and not only_errors(problems) else None), problems


def read_labeled_cell(book: Book | None, sheet: str, label: str) -> str:
    """The cell right of ``label`` at the top of a ``sheet`` of ``book``; empty without it."""
    rows = [row for page in _own_sheets(book, sheet) for row in page.rows_between(1, TOP).rows()]
    return next((row[1] or "" for row in rows if row[0] == label), "")


def read_lines_below(book: Book | None, sheet: str, title: str) -> list[str]:
    """The texts in the first column of a ``sheet`` of ``book`` below ``title``; "" for a blank."""
    texts = [
        text or ""
        for page in _own_sheets(book, sheet)
        for block in page.blocks
        for text in block.texts["c1"]
    ]
    return texts[texts.index(title) + 1 :] if title in texts else []


def read_rows_below(book: Book | None, sheet: str, title: str, width: int) -> list[tuple[str, ...]]:
    """The rows below ``title`` in the first column of a ``sheet`` of ``book``, to a blank one.

    Each has the texts of the first ``width`` columns; "" for a blank.
    """
    found: list[tuple[str, ...]] = []
    for page in _own_sheets(book, sheet):
        rows = iter(
            tuple(text or "" for text in row[:width])
            for block in page.blocks
            for row in block.texts.iter_rows()
        )
        if page.width >= width and any(row[0] == title for row in rows):
            found += takewhile(any, rows)
    return found


def _own_sheets(book: Book | None, name: str) -> list[Sheet]:
    """The sheet ``name`` of ``book`` if it is ours; one that holds no table counts for none."""
    pages = book.sheets if book is not None and book.made_by_estimator else ()
    return [stored_numbers(page) for page in pages if page.name == name and page.width > 1]


def stored_numbers(sheet: Sheet) -> Sheet:
    """``sheet`` without what its number formats show: we know what its numbers are."""
    return replace(
        sheet,
        blocks=ChangedBlocks(sheet.blocks, lambda block: replace(block, formats=None)),
    )


def _section_of_sheet(sheet: Sheet, title: str, titles: Collection[str]) -> Sheet | None:
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

    return replace(sheet, blocks=ChangedBlocks(sheet.blocks, within))
