"""The tables in a book: the sheet and the row whose headings are those of the schema."""

from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl
from msgspec import Struct, field
from msgspec.structs import replace

from estimator.model.cells import Block, Book, ChangedBlocks, Sheet, blank_cells
from estimator.model.findings import Finding, expand_findings
from estimator.model.output_columns import PROBLEMS_HEADING
from estimator.model.own_workbook import ESTIMATES
from estimator.model.parallel import parallel_map, track_progress
from estimator.model.problem import Problem, TableSource
from estimator.model.schema import Schema, budgets_schema, workloads_schema
from estimator.model.table import Heading, Table
from estimator.model.text import did_you_mean, join_phrase, plain_words, quote_text
from estimator.read import row_kinds, shape, skipped_rows, unit_notes, units_below, units_beside
from estimator.read.header_row import ROWS_SEARCHED, count_matches, find_header_row
from estimator.read.headers import match_headers
from estimator.read.no_table import no_table_problem
from estimator.read.row_headers import header_row_above
from estimator.read.unit_columns import notes_of_unit_columns
from estimator.read.unit_notes import UnitNote
from estimator.read.unread_headers import check_unread_headers

# A heading row names at least two of our columns.
LEAST_HEADINGS = 2


class TableSearch(Struct, frozen=True):
    """Where to look for a table.

    Attributes:
        sheet: the name of the sheet to take; empty to find it.
        header_row: the row of the headings; 0 to find it.
        all_sheets: whether to take every sheet that has such headings and is not hidden.
        mapped: the column that a heading means, by its plain words; "" carries it through.
        as_written: whether estimator wrote the sheet, whose headers then say all there is to say.
    """

    sheet: str = ""
    header_row: int = 0
    all_sheets: bool = False
    mapped: Mapping[str, str] = field(default_factory=dict)
    as_written: bool = False


FIND = TableSearch()


def find_table(
    book: Book, schema: Schema, look: TableSearch = FIND
) -> tuple[Table | None, list[Problem]]:
    """The one table of ``book`` whose headings are those of ``schema``, with what is wrong in it.

    Findings: no sheet of that name, no table, several tables, and those of ``cut``.
    """
    found, problems = match_tables(book, schema, look)
    return (found[0] if found else None), expand_findings(problems)


class FoundTable(Struct, frozen=True):
    """A sheet, the row of its headers and what they mean.

    Attributes:
        units_row: the row of units below the headers; 0 without one.
        notes: the units that the rows above the headers state, and those that do not fit.
    """

    sheet: Sheet
    row: int
    headings: list[Heading]
    units_row: int = 0
    notes: tuple[UnitNote, ...] = ()

    @property
    def score(self) -> int:
        """The number of columns that the headers name."""
        return count_matches(self.headings)


def match_tables(
    book: Book, schema: Schema, look: TableSearch
) -> tuple[list[Table], list[Finding]]:
    """The tables of ``book``: one, or with ``look.all_sheets`` those of all sheets in order."""
    sheets, problems = _searched_sheets(book, look.sheet)
    if problems:
        return [], [*problems]
    candidates = [
        FoundTable(sheet, row, headings)
        for sheet in sheets
        for row, headings in [find_header_row(sheet, schema, look.mapped, look.header_row)]
    ]
    nearest, candidates = candidates, [one for one in candidates if _is_table(one, schema, look)]
    if not candidates:
        where = f" in row {look.header_row}" if look.header_row else ""
        rows = [(one.sheet, one.row, one.headings) for one in nearest]
        return [], [no_table_problem(book, schema, where, rows)]
    # A hidden sheet is read only where no other has the headings.
    seen = [one for one in candidates if not one.sheet.hidden] or candidates
    best = max(one.score for one in seen)
    chosen = seen if look.all_sheets else [one for one in seen if one.score == best]
    if len(chosen) > 1 and not look.all_sheets:
        return [], [_ambiguous_sheets_problem(book, chosen)]
    ask = not (look.as_written or book.made_by_estimator)
    if ask:
        chosen = [_with_units(one, schema) for one in chosen]
    made = [cut_table(book, schema, one, ask=ask) for one in chosen]
    above = [] if look.header_row else _headers_above_problems(made, schema)
    findings = [one for _, found in made for one in found]
    sheets_read = [one.sheet for one in chosen]
    others = [one for one in candidates if one.sheet not in sheets_read]
    return [one for one, _ in made], [*above, *findings, *_unread_sheets_notice(made[0][0], others)]


def _headers_above_problems(
    made: Sequence[tuple[Table, list[Finding]]], schema: Schema
) -> list[Problem]:
    """The tables that have another one above them on their sheet, whose rows are not read."""
    problems = []
    for table, _ in made:
        row = table.source.header_row
        rows = table.sheet.rows_between(1, min(row - 1, ROWS_SEARCHED)).rows()
        if above := header_row_above(rows, schema):
            problems.append(table.problem_about("headers-above", above=above, header_row=row))
    return problems


def _is_table(found: FoundTable, schema: Schema, look: TableSearch) -> bool:
    """Whether the headers ``found`` are those of a table; a list of budgets has no workloads."""
    if found.score < LEAST_HEADINGS:
        return False
    named = {one.column for one in found.headings} - {""}
    shared = budgets_schema().columns.keys() & workloads_schema().columns.keys()
    listed = schema.lists_workloads and named == shared
    return not listed or bool(look.sheet or look.header_row)


def _searched_sheets(book: Book, name: str) -> tuple[tuple[Sheet, ...], list[Problem]]:
    names = [sheet.name for sheet in book.sheets]
    # In our own workbook the inputs stand on one sheet; Rejected repeats some of them.
    wanted = name or (ESTIMATES if book.made_by_estimator and ESTIMATES in names else "")
    if not wanted:
        return book.sheets, []
    chosen = tuple(one for one in book.sheets if one.name.casefold() == wanted.casefold())
    if chosen:
        return chosen, []
    sheets, hint = join_phrase([quote_text(one) for one in names]), did_you_mean(wanted, names)
    problem = Problem.of("no-such-sheet", file=book.file, wanted=wanted, sheets=sheets, hint=hint)
    return (), [problem]


def _unread_sheets_notice(table: Table, others: list[FoundTable]) -> list[Problem]:
    """The notice that other sheets have such headings too and were not read."""
    if not others:
        return []
    names = join_phrase([quote_text(one.sheet.name) for one in others])
    has, were = ("has", "was") if len(others) == 1 else ("have", "were")
    more = "" if all(one.sheet.hidden for one in others) else ", or use --all-sheets"
    return [table.problem_about("other-tables", names=names, has=has, were=were, more=more)]


def _ambiguous_sheets_problem(book: Book, candidates: list[FoundTable]) -> Problem:
    rows = [f"{quote_text(one.sheet.name)} (row {one.row})" for one in candidates]
    return Problem.of("several-tables", sheets=join_phrase(rows), file=book.file)


def _with_units(found: FoundTable, schema: Schema) -> FoundTable:
    """``found`` with the units in the rows of units next to its headers, and in the rows above."""
    rows = found.sheet.rows_between(1, found.row + 1).rows()
    own = [(text or "").strip() for text in rows[found.row - 1]]
    two_rows = any(one.text != own[one.position - 1] for one in found.headings)
    above = found.row - 2 if two_rows else found.row - 1
    headings, notes, units_row = found.headings, list[UnitNote](), 0
    for row in (found.row + 1, found.row - 1):
        if not 0 < row <= len(rows) or (two_rows and row < found.row):
            continue
        spans = [(one[1], one[3]) for one in found.sheet.merged if one[0] <= row <= one[2]]
        if units := unit_notes.units_of_row(rows[row - 1], headings, schema, spans):
            headings, unfit = units_beside.with_units_row(headings, row, units, schema)
            notes += unfit
            units_row = max(units_row, row if row > found.row else 0)
            above -= row < found.row
    # The headers of another table say nothing about this one.
    texts = [
        () if count_matches(match_headers(row, schema)) >= LEAST_HEADINGS else row
        for row in rows[: max(above, 0)]
    ]
    notes += unit_notes.notes_above(texts)
    return replace(found, headings=headings, units_row=units_row, notes=tuple(notes))


def cut_table(
    book: Book, schema: Schema, found: FoundTable, *, ask: bool = True
) -> tuple[Table, list[Finding]]:
    """The table below the headings ``found``.

    Without ``ask``, its headers say all: nothing around them is looked at, and none is asked about.

    Findings: two headings for one column, units that cannot be converted, cells under no heading,
    rows that are none of the table (left out), short rows, merged, hidden and linked cells.
    """
    table = _begin_table(book, found)
    words = dict(
        zip(table.sheet.columns, table.sheet.rows_between(found.row, found.row).row(0), strict=True)
    )
    parts = track_progress("Reading", table.all_rows(), len, table.sheet.height)
    seen = [*parallel_map(lambda part: shape.scan_shape(part, schema, words), parts)]
    rows = row_kinds.resolve_rows(table, schema, [one.rows for one in seen])
    table = replace(
        table,
        is_data_row=row_kinds.is_workload(rows),
        misheaded=skipped_rows.rows_under_other_headers(table, rows),
        shifts=shape.line_shifts(seen),
    )
    problems = list[Finding]()
    if ask:
        notes = [*found.notes, *notes_of_unit_columns(table, schema)]
        table, unclear = units_beside.apply_notes(table, notes, schema)
        below = units_below.notes_below(table, schema, rows)
        table, unclear_below = units_below.check_notes_below(table, below, schema)
        table, unread = check_unread_headers(table, schema)
        problems += [*unclear, *unclear_below, *unread]
    problems += _heading_problems(table, schema)
    problems += [*skipped_rows.skipped_row_notices(table, rows)]
    return table, [*problems, *shape.check_shape(table, seen, schema, delimited=book.delimited)]


def _begin_table(book: Book, found: FoundTable) -> Table:
    """The table before its rows are known."""
    counts = Counter(heading.column for heading in found.headings if heading.column)
    return Table(
        source=TableSource(
            book.file, found.sheet.name, found.units_row or found.row, book.sha256, named=book.named
        ),
        sheet=_strip_problem_column(found.sheet, found.row),
        headings=tuple(found.headings),
        made_by_estimator=book.made_by_estimator,
        by_column={h.column: h for h in found.headings if counts[h.column] == 1},
    )


def _strip_problem_column(sheet: Sheet, row: int) -> Sheet:
    """``sheet`` without what an earlier run said of the rows below the headings in ``row``."""
    words = sheet.rows_between(row, row).row(0)
    if PROBLEMS_HEADING not in words:
        return sheet
    name = sheet.columns[words.index(PROBLEMS_HEADING)]

    def wordless(block: Block) -> Block:
        numbers = pl.int_range(block.first, block.first + len(block.texts), eager=True)
        texts, kinds = blank_cells(block.texts, block.kinds, name, numbers > row)
        return replace(block, texts=texts, kinds=kinds)

    return replace(sheet, blocks=ChangedBlocks(sheet.blocks, wordless))


def _heading_problems(table: Table, schema: Schema) -> list[Problem]:
    problems = []
    row = table.source.header_row
    first: dict[str, Heading] = {}
    for heading in table.headings:
        earlier = first.setdefault(heading.column, heading) if heading.column else heading
        if earlier is not heading:
            other = table.source.cell_address(row, earlier.position)
            wording = (
                f"means the same column as {quote_text(earlier.text)} at {other}. Keep "
                "one of the two"
            )
            by_name = schema.lists_workloads
            if by_name and plain_words(heading.text) != plain_words(earlier.text):
                wording += f', or copy the other unchanged with --map "{heading.text}="'
            wording += "."
            problems.append(table.problem_at("duplicate-heading", row, heading, wording=wording))
        elif told := units_beside.check_header_unit(table, heading):
            problems.append(told)
    return [*problems, *units_beside.unit_notices(table)]
