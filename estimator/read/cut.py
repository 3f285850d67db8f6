"""A table cut out of its sheet: the rows below the headings, and what is wrong with its shape."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from estimator.model.address import letters
from estimator.model.faults import Faults, Told
from estimator.model.layout import PROBLEMS_HEADING
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.source import Source
from estimator.model.table import (
    ONCE,
    PERCENT,
    Block,
    Book,
    Heading,
    Part,
    Sheet,
    Table,
    blanked,
)
from estimator.model.words import counted, plain, quote, some
from estimator.read import asides
from estimator.read.lines import named

NO_TOTAL = "a workload's own name, or no row: it has a model, and a total would be counted twice"


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
    seen = [_seen(part, schema, words) for part in table.below()]
    rows = asides.settled([one.rows for one in seen])
    table = replace(table, kept=asides.workloads(rows), shifts=_shifts(seen))
    told: list[Told] = [*_heading_problems(table), *_headless(book, table, seen)]
    told += [*asides.left_out(table, rows), *_misnamed(table, seen)]
    shape = (
        _short(table, seen)
        if book.delimited
        else [*_merged(table), *_hidden(table), *_linked(table)]
    )
    return table, told + shape


@dataclass(frozen=True)
class Seen:
    """What one going through the rows below the headings brings out of some of them.

    Attributes:
        rows: what each of them is.
        headless: the first cells under no heading, by column: row and text.
        misnamed: the cells that call a row a total, by heading: rows and texts.
        short: ``row`` and ``width`` of those with fewer fields than headings.
        shifts: ``row`` and ``by``: how much its line is off its number.
    """

    rows: asides.Sorted
    headless: Mapping[int, list[tuple[int, str]]]
    misnamed: list[tuple[Heading, pl.Series, pl.Series]]
    short: pl.DataFrame
    shifts: pl.DataFrame


def _seen(part: Part, schema: Schema, words: dict[str, str | None]) -> Seen:
    rows = asides.sort(part, schema, words)
    widths = pl.Series([0]).clear() if part.widths is None else part.widths
    lines = part.numbers if part.lines is None else part.lines.cast(pl.Int64)
    numbered = pl.DataFrame({"row": part.numbers, "by": lines - part.numbers})
    last = max(heading.position for heading in part.headings)
    short = pl.DataFrame({"row": part.numbers.head(len(widths)), "width": widths.cast(pl.Int64)})
    return Seen(
        rows,
        _under_no_heading(part, rows),
        list(asides.called_total(part, schema)),
        short.filter(pl.col("width") < last),
        numbered.filter(pl.col("by") != pl.col("by").shift(1, fill_value=0)),
    )


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


@dataclass(frozen=True)
class _Wordless:
    """Blocks without what an earlier run said of the rows below ``row`` in the column ``name``."""

    blocks: Iterable[Block]
    name: str
    row: int

    def __iter__(self) -> Iterator[Block]:
        """Each block with that column blank."""
        for block in self.blocks:
            numbers = pl.int_range(block.first, block.first + len(block.texts), eager=True)
            texts, kinds = blanked(block.texts, block.kinds, self.name, numbers > self.row)
            yield replace(block, texts=texts, kinds=kinds)


def _without_words(sheet: Sheet, row: int) -> Sheet:
    """``sheet`` without what an earlier run said of the rows below the headings in ``row``."""
    words = sheet.rows(row, row).row(0)
    if PROBLEMS_HEADING not in words:
        return sheet
    name = sheet.columns[words.index(PROBLEMS_HEADING)]
    return replace(sheet, blocks=_Wordless(sheet.blocks, name, row))


def _shifts(seen: Sequence[Seen]) -> pl.DataFrame:
    """Where lines and numbers of rows come to differ by more."""
    whole = pl.concat([one.shifts for one in seen])
    return whole.filter(pl.col("by") != pl.col("by").shift(1, fill_value=0))


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


def _under_no_heading(part: Part, rows: asides.Sorted) -> dict[int, list[tuple[int, str]]]:
    """The first cell under no heading of each column, by its position.

    That of a note too, which may turn out to be none, beside the first of another row.
    """
    under = {f"c{heading.position}" for heading in part.headings}
    found: dict[int, list[tuple[int, str]]] = {}
    for position, name in enumerate(part.texts.columns, 1):
        if name in under or part.texts[name].null_count() == len(part.texts):
            continue
        cells = pl.DataFrame({"row": part.numbers, "text": part.texts[name], "sort": rows.sorts})
        cells = cells.filter(pl.col("text").is_not_null())
        notes = pl.col("sort") == asides.NOTES
        kept = cells.filter(pl.col("sort").is_in([asides.SEVERAL, asides.ALONE])).head(1)
        firsts = pl.concat([kept, cells.filter(notes).head(1)]).sort("row")
        found[position] = list(zip(firsts["row"], firsts["text"], strict=True))
    return found


def _headless(book: Book, table: Table, seen: Sequence[Seen]) -> list[Problem]:
    """Cells of the table that stand under no heading, the first of each column."""
    code = "long-row" if book.delimited else "cells-without-heading"
    first: dict[int, tuple[int, str]] = {}
    for one in seen:
        for position, cells in one.headless.items():
            inside = [cell for cell in cells if _among(table, [cell[0]])]
            if inside:
                first.setdefault(position, inside[0])
    return [
        table.at(
            code, row, position=position, found=text, expected="a heading above it, or nothing"
        )
        for position, (row, text) in sorted(first.items())
    ]


def _misnamed(table: Table, seen: Sequence[Seen]) -> list[Faults]:
    """The rows of the table that are called a total, and have what a workload needs."""
    found = []
    for one in seen:
        for heading, rows, texts in one.misnamed:
            inside = _are_kept(table, rows)
            if inside.any():
                found.append(misnamed(table, heading, rows.filter(inside), texts.filter(inside)))
    return found


def misnamed(table: Table, heading: Heading, rows: pl.Series, texts: pl.Series) -> Faults:
    """The problem that ``texts`` under ``heading`` call ``rows``, which are workloads, totals."""
    return Faults("total-with-model", table, rows, heading, found=texts, expected=NO_TOTAL)


def _short(table: Table, seen: Sequence[Seen]) -> list[Faults]:
    """The lines of a text file that end before the last heading: cut off, or a delimiter lost."""
    last = max(heading.position for heading in table.headings)
    short = pl.concat([one.short for one in seen])
    short = short.filter(_are_kept(table, short["row"]))
    if short.is_empty():
        return []
    expected = f"{last} fields, as many as the headings; add the delimiters of blank fields"
    says = {
        width: f"found {counted(width, 'field')}; expected {expected}."
        for width in short["width"].unique()
    }
    sentences = short["width"].replace_strict(says, return_dtype=pl.String)
    return [Faults("short-row", table, short["row"], says=sentences)]


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
    numbers = pl.Series(rows, dtype=pl.Int64)
    return numbers.filter(_are_kept(table, numbers)).to_list()


def _are_kept(table: Table, rows: pl.Series) -> pl.Series:
    """Boolean; which of ``rows`` (Int64) belong to the table."""
    places = rows - (table.source.header_row + 1)
    kept = pl.Series(dtype=pl.Boolean) if table.kept is None else table.kept
    inside = (places >= 0) & (places < len(kept))
    return inside & kept.gather(places.set(~inside, 0) if len(kept) else places.clear())
