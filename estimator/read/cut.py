"""A table cut out of its sheet: the rows below the headings, and what is wrong with its shape."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from estimator.model.address import letters
from estimator.model.layout import PROBLEMS_HEADING
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.source import Source
from estimator.model.table import ONCE, PERCENT, Book, Heading, Sheet, Table, blanked
from estimator.model.words import counted, plain, quote, some
from estimator.read.asides import without_asides
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


def cut(book: Book, schema: Schema, found: Found) -> tuple[Table, list[Problem]]:
    """The table below the headings ``found``.

    Problems: two headings for one column, units that cannot be converted, cells under no heading,
    rows that are none of the table (left out), short rows, merged, hidden and linked cells.
    """
    whole = _whole(book, found)
    table, problems = without_asides(whole, schema)
    shape = _short(table) if book.delimited else [*_merged(table), *_hidden(table), *_linked(table)]
    return table, [*_heading_problems(table), *_headless(book, table), *problems, *shape]


def _whole(book: Book, found: Found) -> Table:
    """Every row below the headings."""
    sheet = _without_words(found.sheet, found.row)
    texts = sheet.texts.slice(found.row)
    rows = pl.int_range(found.row + 1, found.row + 1 + len(texts), eager=True).alias("row")
    counts = Counter(heading.column for heading in found.headings if heading.column)
    return Table(
        source=Source(book.file, found.sheet.name, found.row, book.sha256, named=book.named),
        sheet=sheet,
        headings=tuple(found.headings),
        rows=rows,
        texts=texts,
        kinds=sheet.kinds.slice(found.row),
        ours=book.ours,
        by_column={h.column: h for h in found.headings if counts[h.column] == 1},
    )


def _without_words(sheet: Sheet, row: int) -> Sheet:
    """``sheet`` without what an earlier run said of the rows below the headings in ``row``."""
    words = sheet.texts.row(row - 1)
    if PROBLEMS_HEADING not in words:
        return sheet
    name = sheet.texts.columns[words.index(PROBLEMS_HEADING)]
    below = pl.int_range(len(sheet.texts), eager=True) >= row
    texts, kinds = blanked(sheet.texts, sheet.kinds, name, below)
    return replace(sheet, texts=texts, kinds=kinds)


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


def _headless(book: Book, table: Table) -> list[Problem]:
    """Cells below the heading row that stand under no heading."""
    under = {f"c{heading.position}" for heading in table.headings}
    problems = []
    for number, name in enumerate(table.texts.columns, 1):
        if name in under or table.texts[name].null_count() == len(table.texts):
            continue
        index = table.texts[name].is_not_null().arg_max() or 0
        code = "long-row" if book.delimited else "cells-without-heading"
        found, expected = table.texts[name][index], "a heading above it, or nothing"
        row = int(table.rows[index])
        problems.append(table.at(code, row, position=number, found=found, expected=expected))
    return problems


def _short(table: Table) -> list[Problem]:
    """The lines of a text file that end before the last heading: cut off, or a delimiter lost."""
    last = max(heading.position for heading in table.headings)
    if table.sheet.widths is None:
        return []
    widths = table.sheet.widths.gather(table.rows - 1)
    found = f"{last} fields, as many as the headings; add the delimiters of blank fields"
    return [
        table.at("short-row", row, says=f"found {counted(width, 'field')}; expected {found}.")
        for row, width in zip(
            table.rows.filter(widths < last), widths.filter(widths < last), strict=True
        )
    ]


def _merged(table: Table) -> list[Problem]:
    """The merged cells among the rows: only the first of them holds what all seem to."""
    rows, positions = list[int](), list[int]()
    if table.sheet.merged:
        rows = table.rows.to_list()
        positions = sorted(heading.position for heading in table.headings)
    problems = []
    for top, left, bottom, right in table.sheet.merged:
        row = _first_between(rows, top, bottom)
        if row and _first_between(positions, left, right):
            span = f"{letters(left)}{top}:{letters(right)}{bottom}"
            said = f"{span} are merged into one cell; take them apart and fill in each."
            problems.append(table.at("merged-cells", row, position=left, says=said))
    return problems


def _first_between(numbers: Sequence[int], first: int, last: int) -> int:
    """The least of ``numbers``, in order and from 1, that is between the two; 0 if none is."""
    place = bisect_left(numbers, first)
    return numbers[place] if place < len(numbers) and numbers[place] <= last else 0


def _hidden(table: Table) -> list[Problem]:
    rows = _among(table, table.sheet.hidden_rows)
    if not rows:
        return []
    verb = "is" if len(rows) == 1 else "are"
    said = f"{counted(len(rows), 'row')} {verb} hidden ({some([str(row) for row in rows])}) "
    return [table.about("hidden-rows", f"{said}and counted like the others.")]


def _linked(table: Table) -> list[Problem]:
    positions = {heading.position for heading in table.headings}
    rows = set(_among(table, [row for row, _ in table.sheet.linked]))
    cells = [(row, n) for row, n in table.sheet.linked if row in rows and n in positions]
    if not cells:
        return []
    names = some([f"{letters(column)}{row}" for row, column in cells])
    has = "takes its value" if len(cells) == 1 else "take their values"
    said = f"{names} {has} from another workbook; what is saved here was used."
    return [table.about("external-links", said)]


def _among(table: Table, rows: Sequence[int]) -> list[int]:
    """Those of ``rows`` that belong to the table."""
    if not rows:
        return []
    numbers = pl.Series(rows, dtype=pl.Int64)
    return numbers.filter(numbers.is_in(table.rows.implode())).to_list()
