"""The tables in a book: the sheet and the row whose headings are those of the schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from estimator.model.faults import Told, singly
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.sheet import Book, Sheet
from estimator.model.table import Table
from estimator.model.words import did_you_mean, listed, quote
from estimator.read.cut import Found, cut
from estimator.read.lines import headed

# A heading row names at least two of our columns.
LEAST_HEADINGS = 2


@dataclass(frozen=True)
class Look:
    """Where to look for a table.

    Attributes:
        sheet: the name of the sheet to take; empty to find it.
        header_row: the row of the headings; 0 to find it.
        all_sheets: whether to take every sheet that has such headings and is not hidden.
        mapped: the column that a heading means, by its plain words; "" carries it through.
    """

    sheet: str = ""
    header_row: int = 0
    all_sheets: bool = False
    mapped: Mapping[str, str] = field(default_factory=dict)


FIND = Look()


def table(book: Book, schema: Schema, look: Look = FIND) -> tuple[Table | None, list[Problem]]:
    """The one table of ``book`` whose headings are those of ``schema``, with what is wrong in it.

    Problems: no sheet of that name, no table, several tables, and those of ``cut``.
    """
    found, problems = tables(book, schema, look)
    return (found[0] if found else None), singly(problems)


def tables(book: Book, schema: Schema, look: Look) -> tuple[list[Table], list[Told]]:
    """As ``table``; with ``look.all_sheets`` the tables of all sheets, in their order."""
    sheets, problems = _sheets(book, look.sheet)
    if problems:
        return [], [*problems]
    candidates = [
        Found(sheet, row, headings)
        for sheet in sheets
        for row, headings in [headed(sheet, schema, look.mapped, look.header_row)]
    ]
    candidates = [one for one in candidates if one.score >= LEAST_HEADINGS]
    if not candidates:
        return [], [_no_table(book, schema, look)]
    # A hidden sheet is read only where no other has the headings.
    seen = [one for one in candidates if not one.sheet.hidden] or candidates
    best = max(one.score for one in seen)
    chosen = seen if look.all_sheets else [one for one in seen if one.score == best]
    if len(chosen) > 1 and not look.all_sheets:
        return [], [_several(book, chosen)]
    made = [cut(book, schema, one) for one in chosen]
    told = [one for _, found in made for one in found]
    others = [one for one in candidates if one not in chosen]
    return [one for one, _ in made], [*told, *_passed_over(made[0][0], others)]


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


def _no_table(book: Book, schema: Schema, look: Look) -> Problem:
    titles = listed([quote(column.title) for column in list(schema.columns.values())[:8]])
    where = f" in row {look.header_row}" if look.header_row else ""
    said = f"{quote(book.file)} has no row of headings{where} that are known here, such as {titles}"
    return Problem("no-table", says=f"{said}; it takes two, and --map tells what others mean.")


def _passed_over(table: Table, others: list[Found]) -> list[Problem]:
    """The notice that other sheets have such headings too and were not read."""
    if not others:
        return []
    names = listed([quote(one.sheet.name) for one in others])
    has, were = ("has", "was") if len(others) == 1 else ("have", "were")
    said = f"{names} {has} such headings too and {were} not read; choose a sheet with --sheet"
    more = "" if all(one.sheet.hidden for one in others) else ", or take --all-sheets"
    return [table.about("other-tables", f"{said}{more}.")]


def _several(book: Book, candidates: list[Found]) -> Problem:
    rows = [f"{quote(one.sheet.name)} (row {one.row})" for one in candidates]
    said = f"The sheets {listed(rows)} of {quote(book.file)} look equally like the table; "
    return Problem("several-tables", says=f"{said}choose one with --sheet, or take --all-sheets.")
