"""Why a file has no table: what is nearest to a header row, and what the file looks like."""

from collections.abc import Iterator, Sequence

from estimator.model.address import column_letters
from estimator.model.cells import Book, Sheet
from estimator.model.problem import Problem
from estimator.model.schema import Schema, budgets_schema, rates_schema, workloads_schema
from estimator.model.table import Heading
from estimator.model.text import join_phrase, name_some, quote_text
from estimator.read.header_row import ROWS_SEARCHED, count_matches
from estimator.read.headers import HEADERS_TRIED, match_headers

# A table on its side has its headers in one of the first columns, and at least as many.
COLUMNS_TRIED, LEAST_DOWN = 3, 3
# As many headers are named in a message.
MOST = 8
# The options that take a table of another kind, and its least number of headers.
OTHERS = (
    ("a rate card", "--rate-card", rates_schema, 3),
    ("a list of budgets", "--budgets", budgets_schema, 2),
)


def no_table_problem(
    book: Book,
    schema: Schema,
    where: str,
    nearest: Sequence[tuple[Sheet, int, Sequence[Heading]]],
) -> Problem:
    """The problem that ``book`` has no table with headers of ``schema``.

    Args:
        book: its sheets.
        schema: of the table.
        where: the row that was asked for, as words; else empty.
        nearest: the likeliest header row of each sheet, with its headers.
    """
    parts = [*_sideways(book, schema), *_looks_like(book, schema)][:1]
    parts = parts or [_name_nearest(schema, nearest), _needed_headers(schema)]
    sentence = " ".join(part for part in parts if part)
    return Problem.of("no-table", file=book.file, where=where, sentence=sentence)


def _sideways(book: Book, schema: Schema) -> Iterator[str]:
    for sheet in book.sheets:
        rows = sheet.rows_between(1, ROWS_SEARCHED)
        for name in rows.columns[:COLUMNS_TRIED]:
            found = match_headers(rows[name], schema)
            if count_matches(found) >= LEAST_DOWN:
                texts = [quote_text(one.text) for one in found if one.column]
                yield (
                    f"the headers {name_some(texts)} of the sheet {quote_text(sheet.name)} stand "
                    f"below each other in column {column_letters(int(name[1:]))}. Put them in one "
                    "row: copy the table, and use Paste Special, Transpose."
                )


def _looks_like(book: Book, schema: Schema) -> Iterator[str]:
    for noun, option, other, least in OTHERS:
        if other() is schema or not schema.lists_workloads:
            continue
        for sheet in book.sheets:
            rows = sheet.rows_between(1, ROWS_SEARCHED).rows()
            texts = [row[:HEADERS_TRIED] for row in rows]
            most = max((count_matches(match_headers(row, other())) for row in texts), default=0)
            if most >= least:
                yield (
                    f"it looks like {noun}. Use it with {option} {quote_text(book.file)}, beside "
                    "a file of workloads."
                )


def _name_nearest(schema: Schema, nearest: Sequence[tuple[Sheet, int, Sequence[Heading]]]) -> str:
    """The row that is nearest to a header row: its headers, and those that it lacks."""
    known = [one for one in nearest if count_matches(one[2])]
    best = max(known, key=lambda one: count_matches(one[2]), default=None)
    if best is None:
        return "none of its first rows has a header that is known."
    sheet, row, headings = best
    there = {one.column for one in headings}
    seen = [quote_text(one.text) for one in headings]
    needed = [one.name for one in schema.columns.values() if one.required]
    needed += [name for choice in schema.alternatives for name in choice.ways[0]]
    lacking = [quote_text(schema.columns[name].title) for name in needed if name not in there]
    read = [quote_text(one.text) for one in headings if one.column]
    lacks = f" It lacks {join_phrase(lacking)}." if lacking else ""
    return (
        f"row {row} of the sheet {quote_text(sheet.name)} is nearest, with {name_some(seen)}; only "
        f"{join_phrase(read)} is known.{lacks}"
    )


def _needed_headers(schema: Schema) -> str:
    titles = [quote_text(one.title) for one in schema.columns.values() if not one.optional]
    if schema.lists_workloads:
        return (
            f"At least two headers such as {join_phrase(titles[:MOST])} are needed. Use --map for "
            "headers with other names."
        )
    required = [quote_text(one.title) for one in schema.columns.values() if one.required]
    if schema is budgets_schema():
        # The others may be missing.
        shared = [one for one in schema.columns.values() if one.name in workloads_schema().columns]
        titles = [quote_text(one.title) for one in shared]
        return f"A list of budgets needs the headers {join_phrase(titles)}."
    return f"A rate card needs the headers {join_phrase(required)}, in one row."
