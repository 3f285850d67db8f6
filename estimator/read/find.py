"""The table in a book: the sheet and the row whose headings are those of the schema."""

from collections import Counter
from dataclasses import dataclass

import polars as pl

from estimator.model import address
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import Book, Heading, Sheet, Table
from estimator.model.words import did_you_mean, listed, quote
from estimator.read.headings import matches

Answer = tuple[Table | None, list[Problem]]

# A heading row stands among the first rows, and names at least two of our columns.
ROWS_SEARCHED = 50
LEAST_HEADINGS = 2


@dataclass(frozen=True)
class _Candidate:
    sheet: Sheet
    row: int
    headings: list[Heading]

    @property
    def score(self) -> int:
        return len({heading.column for heading in self.headings if heading.column})


def table(book: Book, schema: Schema, sheet: str = "", header_row: int = 0) -> Answer:
    """The table of ``book`` whose headings are those of ``schema``.

    Problems: no sheet of that name, no table, several tables, two headings for one column, cells
    under no heading.

    Args:
        book: the file as read.
        schema: the columns to look for.
        sheet: the name of the sheet to take; empty to find it.
        header_row: the row of the headings; 0 to find it.
    """
    sheets, problems = _sheets(book, sheet)
    if problems:
        return None, problems
    candidates = [candidate for one in sheets if (candidate := _headed(one, schema, header_row))]
    if not candidates:
        return None, [_no_table(book, schema)]
    # A hidden sheet is read only where no other has the headings.
    seen = [candidate for candidate in candidates if not candidate.sheet.hidden] or candidates
    best = max(candidate.score for candidate in seen)
    winners = [candidate for candidate in seen if candidate.score == best]
    if len(winners) > 1:
        return None, [_several(winners)]
    chosen = winners[0]
    found = _table(book, chosen)
    problems = _heading_problems(found, chosen.headings) + _headless(book, found, chosen)
    return found, problems + _passed_over(found, [one for one in candidates if one is not chosen])


def _sheets(book: Book, name: str) -> tuple[tuple[Sheet, ...], list[Problem]]:
    names = [sheet.name for sheet in book.sheets]
    # In our own workbook the inputs stand on one sheet; Rejected repeats some of them.
    wanted = name or ("Estimates" if book.ours and "Estimates" in names else "")
    if not wanted:
        return book.sheets, []
    chosen = tuple(one for one in book.sheets if one.name.casefold() == wanted.casefold())
    if chosen:
        return chosen, []
    sheets = listed([quote(one) for one in names])
    said = f"{quote(book.file)} has no sheet {quote(wanted)}; it has {sheets}."
    return (), [Problem("no-such-sheet", says=said + did_you_mean(wanted, names))]


def _headed(sheet: Sheet, schema: Schema, header_row: int) -> _Candidate | None:
    start, length = (header_row - 1, 1) if header_row else (0, ROWS_SEARCHED)
    rows = sheet.texts.slice(start, length).iter_rows()
    candidates = [
        _Candidate(sheet, n, matches(row, schema)) for n, row in enumerate(rows, start + 1)
    ]
    best = max(candidates, key=lambda candidate: candidate.score, default=None)
    return best if best and best.score >= LEAST_HEADINGS else None


def _no_table(book: Book, schema: Schema) -> Problem:
    titles = listed([quote(column.title) for column in list(schema.columns.values())[:8]])
    said = f"{quote(book.file)} has no row of headings that are known here, such as {titles}."
    return Problem("no-table", says=said)


def _passed_over(table: Table, others: list[_Candidate]) -> list[Problem]:
    """The notice that other sheets have such headings too and were not read."""
    if not others:
        return []
    names = listed([quote(one.sheet.name) for one in others])
    has, were = ("has", "was") if len(others) == 1 else ("have", "were")
    said = f"{names} {has} such headings too and {were} not read; choose a sheet with --sheet."
    place = address.quoted(table.sheet)
    return [Problem("other-tables", says=said, place=place, row=table.header_row)]


def _several(candidates: list[_Candidate]) -> Problem:
    names = listed([quote(candidate.sheet.name) for candidate in candidates])
    said = f"The sheets {names} look equally like the table; choose one with --sheet."
    return Problem("several-tables", says=said)


def _table(book: Book, found: _Candidate) -> Table:
    texts = found.sheet.texts.slice(found.row)
    kinds = found.sheet.kinds.slice(found.row)
    filled = texts.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    rows = pl.int_range(found.row + 1, found.row + 1 + len(texts), eager=True).alias("row")
    kept: list[int] = rows.filter(filled).to_list()
    last = kept[-1] if kept else found.row
    counts = Counter(heading.column for heading in found.headings if heading.column)
    return Table(
        file=book.file,
        sheet=found.sheet.name,
        header_row=found.row,
        headings=tuple(found.headings),
        rows=rows.filter(filled),
        texts=texts.filter(filled),
        kinds=kinds.filter(filled),
        blank_rows=last - found.row - len(kept),
        by_column={h.column: h for h in found.headings if counts[h.column] == 1},
    )


def _heading_problems(table: Table, headings: list[Heading]) -> list[Problem]:
    problems = []
    first: dict[str, Heading] = {}
    for heading in headings:
        earlier = first.setdefault(heading.column, heading) if heading.column else heading
        if earlier is not heading:
            problems.append(_duplicate(table, heading, earlier))
        elif heading.matched.endswith(", unit"):
            problems.append(_at(table, heading, "unit-in-heading", _unit(heading)))
        elif heading.times != 1:
            said = (
                f"the heading {quote(heading.text)} says that its numbers count {heading.times:,}"
            )
            problems.append(_at(table, heading, "heading-multiplier", f"{said}-fold; taken so."))
    return problems


def _unit(heading: Heading) -> str:
    return (
        f"the unit in the heading {quote(heading.text)} is not one that can be converted; "
        "give the column in the unit of the template and take the unit out of the heading."
    )


def _duplicate(table: Table, heading: Heading, earlier: Heading) -> Problem:
    other = address.place(table.sheet, table.header_row, earlier.position)
    said = f"means the same column as {quote(earlier.text)} at {other}; keep one of the two."
    return _at(table, heading, "duplicate-heading", said)


def _at(table: Table, heading: Heading, code: str, says: str) -> Problem:
    return Problem(
        code,
        says=says,
        place=address.place(table.sheet, table.header_row, heading.position),
        row=table.header_row,
        column=heading.column,
        heading=heading.text,
        order=heading.position,
    )


def _headless(book: Book, table: Table, found: _Candidate) -> list[Problem]:
    """Cells below the heading row that stand under no heading."""
    under = {f"c{heading.position}" for heading in found.headings}
    problems = []
    for number, name in enumerate(table.texts.columns, 1):
        if name in under or table.texts[name].null_count() == len(table.texts):
            continue
        index = table.texts[name].is_not_null().arg_max() or 0
        row = int(table.rows[index])
        problems.append(
            Problem(
                "long-row" if book.delimited else "cells-without-heading",
                found=table.texts[name][index],
                expected="a heading above it, or nothing",
                place=address.place(table.sheet, row, number),
                row=row,
                order=number,
            )
        )
    return problems
