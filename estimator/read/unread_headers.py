"""Headers that are not read, though their numbers or dates may be what a default stands for."""

from collections.abc import Iterator, Sequence

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from estimator.model.cells import DATE, NUMBER, SHOWN, TEXT
from estimator.model.column import MONTH, Column
from estimator.model.problem import Problem
from estimator.model.schema import Schema
from estimator.model.table import Heading, Table
from estimator.model.text import join_phrase, nearest_names, quote_text
from estimator.read.header_words import fits_form, form_slots, parse_words
from estimator.read.headers import AMOUNTS, AVERAGE, LONGEST_KNOWN

# From this likeness on, a header is probably a slip; measured on a set of real headers.
LIKELY = 80
# As many columns are named in a message.
MOST = 3
DEFAULT_USED = ", and the default is used in its place"
# As many cells of a column show what it holds; more than half of them must.
CELLS_TRIED = 1_000
NUMBER_TEXT = r"^\D{0,4}\d[\d.,'\u00a0 ]*\D{0,6}$"
MONTH_TEXT = (
    r"(?i)^(?:\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{2,4}|\d{1,2}[-/. ]+\p{L}{3,}"
    r"|\p{L}{3,9}\.?[-/ ]+'?\d{2,4}|Q\d\b)"
)
UNREAD_KINDS = frozenset({"unknown", "number", "per", AVERAGE}) | AMOUNTS


class UnreadHeader(Struct, frozen=True):
    """A header that is not read, and the columns that it may be.

    Attributes:
        columns: absent from the table; the likeliest first.
        similar: whether the header is spelled much like the first of them.
        asks: whether the cells below are of the kind that the first of them holds.
    """

    heading: Heading
    columns: tuple[Column, ...]
    similar: bool
    asks: bool


def check_unread_headers(table: Table, schema: Schema) -> tuple[Table, list[Problem]]:
    """Findings about the headers of ``table`` that may mean a column which it lacks.

    An error where there are numbers or months below, and a default or nothing would stand in their
    place; else a notice, if the header is spelled alike. The table knows which columns are asked
    about: that it lacks them has the same cause.
    """
    unread = [*find_unread_headers(table, schema)]
    asked = frozenset(column.name for one in unread if one.asks for column in one.columns)
    return replace(table, asked=asked), [*_word_unread_headers(table, schema, unread)]


def _word_unread_headers(
    table: Table, schema: Schema, unread: Sequence[UnreadHeader]
) -> Iterator[Problem]:
    for one in unread:
        header, column = " ".join(one.heading.text.split()), one.columns[0]
        if one.asks:
            titles = join_phrase([quote_text(each.title) for each in one.columns[:MOST]], "or")
            yield table.problem_at(
                "header-not-read",
                table.source.header_row,
                one.heading,
                titles=titles,
                instead=DEFAULT_USED if column.default else "",
                answer=_word_answer(header, column, schema),
            )
        elif one.similar and not column.required:  # a missing column is told with headers like it
            yield table.problem_about("like-a-column", header=header, title=column.title)


def _word_answer(header: str, column: Column, schema: Schema) -> str:
    if schema.lists_workloads:
        return f'use --map "{header}={column.name}" if it is, and --map "{header}=" if not.'
    return f"write {quote_text(column.title)} in the header if it is, and remove the column if not."


def find_unread_headers(table: Table, schema: Schema) -> Iterator[UnreadHeader]:
    """The headers of ``table`` that are not read and may mean a column that it lacks."""
    absent = _absent_columns(table, schema)
    if not any(one.forms for one in schema.columns.values()):
        return
    for heading in table.headings:
        if heading.column or heading.matched or len(heading.text) > LONGEST_KNOWN:
            continue
        similar, meant, foreign = _possible_columns(heading.text, absent, schema)
        possible = list(dict.fromkeys([*similar, *meant]))
        cells = _sample_cells(table, heading) if possible and not foreign else pl.DataFrame()
        asked = [one for one in possible if not foreign and _holds(cells, heading, one)]
        if possible:
            columns = tuple(asked or possible)
            yield UnreadHeader(heading, columns, columns[0] in similar, asks=bool(asked))


def _absent_columns(table: Table, schema: Schema) -> list[Column]:
    """The columns that ``table`` lacks, but for those of a quantity that it has in another way."""
    given = {
        column
        for choice in schema.alternatives
        if any(all(map(table.has_column, way)) for way in choice.ways)
        for way in choice.ways
        for column in way
    }
    # Where some columns of a way are there, the others are likelier than those of another way.
    begun = {
        column
        for choice in schema.alternatives
        for way in choice.ways
        if any(map(table.has_column, way))
        for column in way
    }
    columns = [
        one
        for one in schema.columns.values()
        if not table.has_column(one.name) and one.name not in given
    ]
    return sorted(columns, key=lambda one: one.name not in begun)


def _possible_columns(
    text: str, absent: Sequence[Column], schema: Schema
) -> tuple[list[Column], list[Column], bool]:
    """The columns that a header may be: by its spelling, and by its words.

    With them, whether one of the words says that it is something else.
    """
    words = parse_words(text)
    columns = schema.columns.values()
    known = {kind for one in columns for form in _all_forms(one) for kind in _kinds(form)}
    foreign = {kind for kind in words.kinds - known - UNREAD_KINDS if not kind.startswith("/")}
    titles = {name: one for one in absent for name in (one.title, *one.other_headers)}
    similar = [titles[name] for name in nearest_names(text, titles, 1, LIKELY)]
    return similar, [one for one in absent if _may_mean(words.kinds, one)], bool(foreign)


def _all_forms(column: Column) -> tuple[str, ...]:
    return (*column.forms, *column.asked)


def _kinds(form: str) -> Iterator[str]:
    for kinds, _ in form_slots(form):
        yield from kinds


def _may_mean(kinds: frozenset[str], column: Column) -> bool:
    """Whether a header of words of ``kinds`` names what ``column`` holds, if not all of it.

    That is the first word of its first form, or the one word that another form requires. Tokens are
    the measure of many columns: what they are counted per tells which.
    """
    if _is_asked(kinds, column):
        return True
    for number, form in enumerate(column.forms):
        required = [one for one, needed in form_slots(form) if needed]
        heads = required if required[0] == {"tokens"} else required[:1]
        if (number == 0 or len(required) == 1) and all(kinds & one for one in heads):
            return True
    return False


def _is_asked(kinds: frozenset[str], column: Column) -> bool:
    """Whether a header of ``kinds`` says what ``column`` does, in another way: its duration."""
    return any(fits_form(kinds - UNREAD_KINDS, form) for form in column.asked)


def _sample_cells(table: Table, heading: Heading) -> pl.DataFrame:
    """``text`` and ``kind`` of the first filled cells below ``heading``."""
    name, found, tried = f"c{heading.position}", list[pl.DataFrame](), 0
    for part in table.parts():
        cells = pl.DataFrame({"text": part.texts[name], "kind": part.kinds[name]})
        found.append(cells.drop_nulls("text").head(CELLS_TRIED))
        tried += len(found[-1])
        if tried >= CELLS_TRIED:
            break
    return pl.concat(found)


def _holds(cells: pl.DataFrame, heading: Heading, column: Column) -> bool:
    """Whether most ``cells`` below ``heading`` are numbers, or months, as ``column`` holds."""
    if column.kind == MONTH and _is_asked(parse_words(heading.text).kinds, column):
        return _are_mostly(cells, MONTH) or _are_mostly(cells, "")
    return (column.numeric or column.kind == MONTH) and _are_mostly(cells, column.kind)


def _are_mostly(cells: pl.DataFrame, kind: str) -> bool:
    stored = [DATE] if kind == MONTH else [NUMBER, SHOWN]
    text = MONTH_TEXT if kind == MONTH else NUMBER_TEXT
    written = (pl.col("kind") == TEXT) & pl.col("text").str.contains(text)
    right = cells.select((pl.col("kind").is_in(stored) | written).sum()).item()
    return bool(right * 2 > len(cells))
