"""A table cut out of its sheet: the rows below the headings, and what is wrong with its shape."""

from collections import Counter
from dataclasses import dataclass, replace

import polars as pl

from estimator.model.faults import Told
from estimator.model.layout import PROBLEMS_HEADING
from estimator.model.problem import Problem
from estimator.model.progress import told
from estimator.model.schema import Schema
from estimator.model.sheet import Block, Book, Changed, Sheet, blanked
from estimator.model.source import Source
from estimator.model.table import ONCE, PERCENT, Heading, Table
from estimator.model.together import together
from estimator.model.words import plain, quote
from estimator.read import asides, shape
from estimator.read.lines import named


@dataclass(frozen=True)
class Found:
    """A sheet, the row of its headings and what they mean."""

    sheet: Sheet
    row: int
    headings: list[Heading]

    @property
    def score(self) -> int:
        """How many columns the headings name."""
        return named(self.headings)


def cut(book: Book, schema: Schema, found: Found) -> tuple[Table, list[Told]]:
    """The table below the headings ``found``.

    Problems: two headings for one column, units that cannot be converted, cells under no heading,
    rows that are none of the table (left out), short rows, merged, hidden and linked cells.
    """
    table = _begun(book, found)
    words = dict(
        zip(table.sheet.columns, table.sheet.rows(found.row, found.row).row(0), strict=True)
    )
    parts = told("Reading", table.below(), len, table.sheet.height)
    seen = [*together(lambda part: shape.seen(part, schema, words), parts)]
    rows = asides.settled([one.rows for one in seen])
    table = replace(table, kept=asides.workloads(rows), shifts=shape.shifts(seen))
    problems = [*_heading_problems(table), *asides.left_out(table, rows)]
    return table, [*problems, *shape.problems(table, seen, delimited=book.delimited)]


def _begun(book: Book, found: Found) -> Table:
    """The table before its rows are known."""
    counts = Counter(heading.column for heading in found.headings if heading.column)
    return Table(
        source=Source(book.file, found.sheet.name, found.row, book.sha256, named=book.named),
        sheet=_without_words(found.sheet, found.row),
        headings=tuple(found.headings),
        ours=book.ours,
        by_column={h.column: h for h in found.headings if counts[h.column] == 1},
    )


def _without_words(sheet: Sheet, row: int) -> Sheet:
    """``sheet`` without what an earlier run said of the rows below the headings in ``row``."""
    words = sheet.rows(row, row).row(0)
    if PROBLEMS_HEADING not in words:
        return sheet
    name = sheet.columns[words.index(PROBLEMS_HEADING)]

    def wordless(block: Block) -> Block:
        numbers = pl.int_range(block.first, block.first + len(block.texts), eager=True)
        texts, kinds = blanked(block.texts, block.kinds, name, numbers > row)
        return replace(block, texts=texts, kinds=kinds)

    return replace(sheet, blocks=Changed(sheet.blocks, wordless))


def _heading_problems(table: Table) -> list[Problem]:
    problems = []
    row = table.source.header_row
    first: dict[str, Heading] = {}
    for heading in table.headings:
        earlier = first.setdefault(heading.column, heading) if heading.column else heading
        if earlier is not heading:
            other = table.source.place(row, earlier.position)
            said = f"means the same column as {quote(earlier.text)} at {other}; keep one of the two"
            if plain(heading.text) != plain(earlier.text):
                said += f', or carry the other through with --map "{heading.text}="'
            said += "."
            problems.append(table.at("duplicate-heading", row, heading, says=said))
        elif heading.matched.endswith(", unit"):
            problems.append(table.at("unit-in-heading", row, heading, says=_unit(heading)))
        elif heading.matched.endswith(", unread"):
            said = f"what {quote(heading.text)} says in brackets was not read; the mapping counts."
            problems.append(table.at("unit-not-read", row, heading, says=said))
        elif heading.times != ONCE:
            problems.append(table.at("heading-multiplier", row, heading, says=_times(heading)))
    return problems


def _times(heading: Heading) -> str:
    counts = "are percentages" if heading.times == PERCENT else f"count {heading.times:,}-fold"
    return f"the heading {quote(heading.text)} says that its numbers {counts}; taken so."


def _unit(heading: Heading) -> str:
    return (
        f"the unit in the heading {quote(heading.text)} is not one that can be converted; "
        "give the column in the unit of the template and take the unit out of the heading."
    )
